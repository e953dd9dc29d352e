# A dry run tells of a refusal once, whatever nginx leads the request to within one policy, and of
# each policy that would have refused it.
#
# Tokens are for the string "1/vod/ secret_key".

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: an index, and the steps of try_files
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    secure_token_dry_run on;
    try_files $uri $uri/ /vod/fallback.ts;
}
--- user_files
>>> vod/index.html
index
>>> vod/fallback.ts
fallback
--- request eval
['GET /vod/', 'GET /vod/none.ts', 'GET /vod/?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1']
--- grep_error_log eval
qr/secure token \w+/
--- grep_error_log_out eval
qr{\Asecure token \w+\n\z}



=== TEST 2: another policy would have refused it, too
--- config
secure_token query;
secure_token_key secret_key;
secure_token_dry_run on;
location /vod/ { index a.html; }
location ~ html$ { secure_token_key another_key; }
--- user_files
>>> vod/a.html
page
--- request
GET /vod/
--- grep_error_log: secure token missing
--- grep_error_log_out
secure token missing
secure token missing



=== TEST 3: each policy tells once, in whatever order the request comes to them
--- config
secure_token query;
secure_token_key secret_key;
secure_token_dry_run on;
location /first/ { try_files /none /second/; }
location /second/ { secure_token_key another_key; try_files /none /third/; }
location /third/ { try_files /none /fourth/a; }
location /fourth/ { }
--- user_files
>>> fourth/a
film
--- request
GET /first/
--- response_body
film
--- grep_error_log: secure token missing
--- grep_error_log_out
secure token missing
secure token missing



=== TEST 4: what another module has excused before, a dry run still tells
--- config
secure_token query;
secure_token_key secret_key;
location /vod/ { satisfy any; allow all; index a.html; }
location = /vod/a.html { secure_token_dry_run on; }
--- user_files
>>> vod/a.html
page
--- request
GET /vod/
--- response_body
page
--- grep_error_log: secure token missing
--- grep_error_log_out
secure token missing
