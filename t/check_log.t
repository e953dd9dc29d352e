# The line that the error log has for each refusal.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: one line is logged: status, path, address, reason; the path as the client spelt it
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
}
location /videos/ {
    secure_token path;
    secure_token_key secret_key;
}
location /warn/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_log_level warn;
}
--- request
GET /vod//a%20b.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800
--- error_code: 403
--- grep_error_log eval
qr/\[\w+\] [\d#]+: \*\d+ secure token .*?(?=, client: 127\.0\.0\.1)/
--- grep_error_log_out eval
qr{\A\[info\] [\d#]+: \*\d+ secure token invalid: "/vod//a%20b\.ts\?md5=\*\*\*&expires=4102444800" from 127\.0\.0\.1: wrong token\n\z}



=== TEST 2: nothing is hidden where there is no token
--- request
GET /vod/a.ts?expires=4102444800
--- error_code: 403
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out
secure token missing: "/vod/a.ts?expires=4102444800" from 127.0.0.1: no token



=== TEST 3: no link, no token, and no time
--- request
GET /vod/a.ts
--- error_code: 403
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out
secure token missing: "/vod/a.ts" from 127.0.0.1: no token



=== TEST 4: a token that stands twice is hidden twice
--- request
GET /vod/a.ts?a=b&MD5=short&expires=4102444800&md5=another
--- error_code: 403
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out
secure token malformed: "/vod/a.ts?a=b&MD5=***&expires=4102444800&md5=***" from 127.0.0.1: token has 5 characters, md5 has 22



=== TEST 5: a right token of an expired link is hidden, too
--- request
GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1
--- error_code: 410
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out eval
qr{\Asecure token expired: "/vod/a\.ts\?md5=\*\*\*&expires=1" from 127\.0\.0\.1: expired \d+ s ago\n\z}



=== TEST 6: the token of path mode is hidden where it stands
--- request
GET /videos/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a%2Fb.ts?md5=x
--- error_code: 403
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out
secure token invalid: "/videos/film/***/4102444800/a%2Fb.ts?md5=x" from 127.0.0.1: wrong token



=== TEST 7: also where the client spelt its slash or a character in another way
--- request
GET /videos/film/%41AAAAAAAAAAAAAAAAAAAAA%2F4102444800/a.ts
--- error_code: 403
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out eval
qr{\Asecure token invalid: "/videos/film/(?!.*AAAA).*\*\*\*.*/a\.ts" from 127\.0\.0\.1: wrong token\n\z}



=== TEST 8: the level is configured
--- request
GET /warn/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800
--- error_code: 403
--- grep_error_log eval
qr/\[\w+\] [\d#]+: \*\d+ secure token \w+/
--- grep_error_log_out eval
qr/\A\[warn\] [\d#]+: \*\d+ secure token invalid\n\z/



=== TEST 9: a valid link is worth no line
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request
GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- response_body
film
--- no_error_log
secure token



=== TEST 10: a line names the client, not the proxy before it, and no byte that would break it
--- config
location / {
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;
    secure_token query;
    secure_token_key secret_key;
    secure_token_log_level error;
}
--- more_headers
X-Forwarded-For: 2001:db8::7
--- request eval
"GET /vod/\xE9\"\\.ts?a=\x80"
--- error_code: 403
--- grep_error_log eval
qr/\[\w+\] [\d#]+: \*\d+ secure token .*?(?=, client: 2001:db8::7)/
--- grep_error_log_out eval
qr{\A\[error\] [\d#]+: \*\d+ secure token missing: "/vod/\\xE9\\x22\\x5C\.ts\?a=\\x80" from 2001:db8::7: no token\n\z}



=== TEST 11: what is refused again on its way is logged once
--- config
secure_token query;
secure_token_key secret_key;

location /vod/ { error_page 403 = @origin; }
location @origin { secure_token_key another_key; }
--- request
GET /vod/a.ts
--- error_code: 403
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out
secure token missing: "/vod/a.ts" from 127.0.0.1: no token



=== TEST 12: who is let in by another module has not been refused
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    satisfy any;
    allow all;
    try_files /film =404;
}
location /denied/ {
    secure_token query;
    secure_token_key secret_key;
    satisfy any;
    deny all;
}
--- user_files
>>> film
film
--- request
GET /vod/a.ts
--- response_body
film
--- no_error_log
secure token



=== TEST 13: who is not let in by any has been
--- request
GET /denied/a.ts
--- error_code: 403
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out
secure token missing: "/denied/a.ts" from 127.0.0.1: no token
