# What the module does only where a configuration may need it, each need told in an unusual way.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: pages that only the outermost level names lead no further
--- http_config
error_page 403 410 /page;
error_page 404 = /open$request_uri;
recursive_error_pages on;
--- config
location /vod/ { secure_token query; secure_token_key secret_key; }
location = /page { return 404; }
location /open/ { }
--- user_files
>>> open/vod/a.ts
film
--- request eval
['GET /vod/a.ts', 'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1', 'GET /open/vod/a.ts']
--- error_code_like eval
['^(?:403|500)$', '^(?:410|500)$', '^200$']
--- response_body_like eval
['(?:403|500) ', '(?:410|500) ', '^film$']
--- response_headers eval
['Cache-Control: no-store', 'Cache-Control: no-store', '! Cache-Control']



=== TEST 2: nor do those of a server, whose check stands in one of its locations
--- config
error_page 403 410 /page;
error_page 404 = /open$request_uri;
recursive_error_pages on;
location = /page { return 404; }
location /open/ { }
location ~ ^/vod/ { secure_token query; secure_token_key secret_key; }
--- user_files
>>> open/vod/a.ts
film
--- request eval
['GET /vod/a.ts', 'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1']
--- error_code_like eval
['^(?:403|500)$', '^(?:410|500)$']
--- response_body_unlike eval
['film', 'film']



=== TEST 3: nor do those of blocks within locations
--- config
recursive_error_pages on;
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    if ($request_method = GET) { error_page 403 410 /page; }
}
location = /page {
    if ($request_method = GET) {
        error_page 404 = /open$request_uri;
        return 404;
    }
}
location /open/ { }
--- user_files
>>> open/vod/a.ts
film
--- request eval
['GET /vod/a.ts', 'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1']
--- error_code eval
[403, 410]
--- response_body_unlike eval
['film', 'film']
--- response_headers eval
[('Cache-Control: no-store') x 2]



=== TEST 4: nor do those of locations without a check, to which nginx goes by itself
--- http_config
log_format asked 'asked $request_uri';
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location / { return 200 "film\n"; }
}
--- config
recursive_error_pages on;
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    post_action /after;
    try_files /film =404;
}
location /after { error_page 403 410 /page; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location = /page { error_page 404 = /open; return 404; }
location = /open { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- user_files
>>> film
film
--- pipelined_requests eval
# nginx answers the last one when it is through with the others
['GET /vod/a.ts', 'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1', 'GET /none']
--- error_code eval
[403, 410, 404]
--- no_access_log eval
qr{^asked }



=== TEST 5: what a right token leads to is not held back
--- request
GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- response_body
film
--- access_log eval
qr{^asked /after$}



=== TEST 6: a check in a server that has no pages, beside one that has
--- http_config
server {
    listen $TEST_NGINX_SERVER_PORT;
    server_name pages;
    root $TEST_NGINX_HTML_DIR;
    error_page 403 410 /page;
}
--- config
location /vod/ { secure_token query; secure_token_key secret_key; }
location = /page { }
--- user_files
>>> page
page
>>> vod/a.ts
film
--- request eval
[
    'GET /vod/a.ts',
    'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1',
    'GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
    'GET /vod/a.ts',
]
--- more_headers eval
[('') x 3, 'Host: pages']
--- error_code eval
[403, 410, 200, 200]
--- response_body_like eval
['403 Forbidden', '410 Gone', '^film$', '^film$']



=== TEST 7: satisfy any on the outermost level
--- http_config
satisfy any;
--- config
location /deny/ { secure_token query; secure_token_key secret_key; deny all; try_files /film =404; }
location /allow/ { secure_token query; secure_token_key secret_key; allow all; try_files /film =404; }
--- user_files
>>> film
film
--- more_headers eval
our $preflight = "Origin: https://player.example\nAccess-Control-Request-Method: GET\n";
--- request eval
our @rows = (
    [403, 'GET /deny/a'],
    [410, 'GET /deny/a?md5=vP-3z87w4RWy9aC-7N7Ghw&expires=1'],
    [200, 'GET /deny/a?md5=c1MyDtm08T8IH6TMWgX9iA&expires=4102444800'],
    [200, 'GET /allow/a'],
    [403, 'OPTIONS /deny/a'],
    [204, 'OPTIONS /allow/a'],
);
[map { $_->[1] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 8: satisfy any in another server than most checks
--- http_config
server {
    listen $TEST_NGINX_SERVER_PORT;
    server_name any;
    root $TEST_NGINX_HTML_DIR;
    satisfy any;
    secure_token query;
    secure_token_key secret_key;
    location /deny/ { deny all; try_files /film =404; }
    location /allow/ { allow all; try_files /film =404; }
    location /except/ { limit_except POST { deny all; } try_files /film =404; }
}
--- config
secure_token query;
secure_token_key secret_key;
location /deny/ { deny all; try_files /film =404; }
location /allow/ { allow all; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our $any = 'Host: any';
our $preflight = "Origin: https://player.example\nAccess-Control-Request-Method: GET";
our @rows = (
    [403, 'GET /deny/a', $any],
    [410, 'GET /deny/a?md5=vP-3z87w4RWy9aC-7N7Ghw&expires=1', $any],
    [410, 'GET /except/a?md5=r5tL6vmVTg-jm0AWuKDuNQ&expires=1', $any],
    [200, 'GET /allow/a', $any],
    [403, 'OPTIONS /deny/a', "$any\n$preflight"],
    [403, 'OPTIONS /except/a', "$any\n$preflight"],
    [204, 'OPTIONS /allow/a', "$any\n$preflight"],
    [403, 'GET /deny/a?md5=c1MyDtm08T8IH6TMWgX9iA&expires=4102444800', ''],
    [403, 'GET /allow/a', ''],
    [403, 'OPTIONS /deny/a', $preflight],
    [204, 'OPTIONS /allow/a', $preflight],
);
[map { $_->[1] } @rows]
--- more_headers eval
[map { $_->[2] } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_unlike eval
[map { $_->[0] == 200 ? 'none' : 'film' } our @rows]



=== TEST 9: preflights where no location is satisfied by any
--- http_config
log_format asked 'asked $request_method $request_uri';
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location /denied { access_log off; return 403; }
    location /allowed { access_log off; return 204; }
    location / { return 200 "film\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;
auth_basic_user_file $TEST_NGINX_HTML_DIR/passwords;
add_header X-Always yes always;
recursive_error_pages on;

location /vod/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /deny/ { deny all; }
location /allow/ { allow all; }
location /except/ { limit_except GET { deny all; } }
location /basic/ { auth_basic films; }
location /verified/ { auth_request /allowed; }
location /unverified/ { auth_request /denied; }
location /try/ { try_files $uri @origin; }
location /mirror/ { mirror /mirrored; }
location /dir/ { autoindex on; }
# refused by another module, and led to where the refusal has a page of its own
location /page/ { deny all; error_page 403 = @page; }
location @page { error_page 403 /denied.html; }
location = /denied.html { }
location /off/ { deny all; error_page 403 =200 /open$uri; }
location /open/ { secure_token off; alias $TEST_NGINX_HTML_DIR/; }
location = /allowed { internal; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location = /denied { internal; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location = /mirrored { internal; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location @origin { proxy_method GET; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- user_files
>>> denied.html
denied
>>> passwords
viewer:{PLAIN}secret
>>> off/a.ts
film
>>> dir/a.ts
film
--- request eval
our $password = 'Authorization: Basic dmlld2VyOnNlY3JldA==';
our @rows = (
    [204, '/vod/a.ts',          '^$'],
    [403, '/deny/a.ts',         '403 Forbidden'],
    [204, '/allow/a.ts',        '^$'],
    [403, '/except/a.ts',       '403 Forbidden'],
    [401, '/basic/a.ts',        '401 Authorization Required'],
    [204, '/basic/a.ts',        '^$', $password],
    [204, '/verified/a.ts',        '^$'],
    [403, '/unverified/a.ts', '403 Forbidden'],
    [204, '/try/a.ts',          '^$'],
    [204, '/mirror/a.ts',       '^$'],
    [204, '/dir/',              '^$'],
    [403, '/page/a.ts',         '^denied$'],
    [403, '/off/a.ts',          '403 Forbidden'],
);
[map { "OPTIONS $_->[1]" } @rows]
--- more_headers eval
[map { "Origin: https://player.example\nAccess-Control-Request-Method: GET\n" . ($_->[3] // '') } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[2] } our @rows]
--- response_headers eval
[('X-Always: yes') x our @rows]
--- no_access_log eval
qr{^asked }



=== TEST 10: one that another module allows is answered before its range is looked at
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "#EXTM3U\n# range: $http_range\na.ts\n"; }
}
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    query_string_forward on;
    satisfy any;
    allow all;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- request eval
['OPTIONS /a.m3u8?t=1', 'OPTIONS /a.m3u8?t=1', 'GET /a.m3u8?t=1']
--- more_headers eval
our $preflight = "Origin: https://player.example\nAccess-Control-Request-Method: GET\n";
[$preflight, "${preflight}Range: bytes=0-1", 'Range: bytes=0-1']
--- error_code eval
[204, 204, 200]
--- response_body eval
['', '', "#EXTM3U\n# range: \na.ts?t=1\n"]



=== TEST 11: a server whose only location of ours is within another one
--- config
location / {
    location /vod/ {
        location /vod/deep/ { secure_token query; secure_token_key secret_key; }
    }
}
--- user_files
>>> vod/a.ts
open
>>> vod/deep/a.ts
film
--- request eval
['GET /vod/a.ts', 'GET /vod/deep/a.ts', 'GET /vod/deep/a.ts?md5=d1Sy4L83ybuLbHgT3oFnKQ&expires=4102444800']
--- error_code eval
[200, 403, 200]
--- response_headers eval
['! Cache-Control', 'Cache-Control: no-store', '! Cache-Control']
