# What $secure_token_request shows of a line in which nginx has found no URL: no token, whatever
# location was meant.
#
# Tokens are right ones under the key secret_key: "4102444800/vod/ secret_key", and
# "film_secret_key_4102444800_".

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();

our $END = "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
our $URL = '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800';

run_tests();

__DATA__

=== TEST 1: a space in the path
--- http_config
log_format link '<$status|$secure_token_request>';
--- config
access_log logs/access.log link;
large_client_header_buffers 4 1k;
location /vod/ { secure_token query; secure_token_key secret_key; }
location /videos/ { secure_token path; secure_token_key secret_key; }
--- raw_request eval
"GET /vod/my film.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800 HTTP/1.1$::END"
--- error_code: 400
--- access_log
<400|GET ***>
--- no_access_log
F5lDnH4v5P4dAiVzt-Shig



=== TEST 2: another version of HTTP
--- raw_request eval
"GET $::URL HTTP/9.1$::END"
--- error_code: 505
--- access_log
<505|GET ***>
--- no_access_log
F5lDnH4v5P4dAiVzt-Shig



=== TEST 3: a line that is too long
--- raw_request eval
"GET $::URL&x=" . 'a' x 2000 . " HTTP/1.1$::END"
--- error_code: 414
--- access_log
<414|GET ***>
--- no_access_log
F5lDnH4v5P4dAiVzt-Shig



=== TEST 4: a token in the path
--- raw_request eval
"GET /videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a b.ts HTTP/1.1$::END"
--- error_code: 400
--- access_log
<400|GET ***>
--- no_access_log
ZUo4V0GOnLuwlCc_93vDig



=== TEST 5: no method
--- raw_request eval
"$::URL HTTP/1.1$::END"
--- error_code: 400
--- access_log
<400|***>
--- no_access_log
F5lDnH4v5P4dAiVzt-Shig



=== TEST 6: none that HTTP has
--- raw_request eval
"get $::URL HTTP/1.1$::END"
--- error_code: 400
--- access_log
<400|***>
--- no_access_log
F5lDnH4v5P4dAiVzt-Shig



=== TEST 7: a NUL in the path
--- raw_request eval
"GET /%00$::URL HTTP/1.1$::END"
--- error_code: 400
--- no_access_log
F5lDnH4v5P4dAiVzt-Shig



=== TEST 8: an escape that is none
--- raw_request eval
"GET /%zz$::URL HTTP/1.1$::END"
--- error_code: 400
--- no_access_log
F5lDnH4v5P4dAiVzt-Shig



=== TEST 9: where no location checks tokens, the line is as it came
--- http_config
log_format link '<$status|$secure_token_request>';
--- config
access_log logs/access.log link;
location / { }
--- raw_request eval
"GET /my film.ts?md5=x HTTP/1.1$::END"
--- error_code: 400
--- access_log
<400|GET /my film.ts?md5=x HTTP/1.1>
