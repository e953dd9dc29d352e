# A panic in what only makes requests faster does without it: at that stage of nginx's start an error
# would end a master that reloads.
#
# The token's string is "4102444800/vod/ secret_key".

use Test::Nginx::Socket 'no_plan';

$ENV{SECURE_TOKEN_PANIC} = 'module::init_module';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: links are checked all the same
--- config
location /vod/ { secure_token query; secure_token_key secret_key; query_string_forward on; }
location /open/ { }
--- request
GET /vod/a.m3u8
--- error_code: 403
--- error_log
secure token: panicked: ngx_http_secure_token_module::module::init_module



=== TEST 2: playlists are rewritten, and other locations left alone
--- user_files
>>> vod/a.m3u8
#EXTM3U
a.ts
>>> open/a.m3u8
#EXTM3U
a.ts
--- config
location /vod/ { secure_token query; secure_token_key secret_key; query_string_forward on; }
location /open/ { }
--- request eval
['GET /vod/a.m3u8?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', 'GET /open/a.m3u8']
--- response_body eval
["#EXTM3U\na.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800\n", "#EXTM3U\na.ts\n"]
--- grep_error_log eval
qr/panicked/
--- grep_error_log_out eval
qr/^(?:panicked\n)?$/
