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
qr{\A(?:secure token \w+\n)?\z}



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
