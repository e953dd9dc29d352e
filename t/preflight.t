# CORS preflights: a browser's question before the real request, which has the token.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: with a right token it goes its way, without one the module answers
--- http_config
log_format asked 'asked $request_method $request_uri';
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location / { return 200 "film\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;
add_header Access-Control-Allow-Origin * always;
add_header Access-Control-Allow-Headers range;

location / { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /videos/ { secure_token path; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
Access-Control-Request-Headers: range
--- request eval
our @rows = (
    [204, '/vod/a.ts'],
    [204, '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [204, '/vod/a.ts?md5=x&expires=4102444800'],
    [204, '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
    [204, '/videos/film/a.ts'],
    [204, '/videos/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts'],
    [204, '/videos/film/AiAf1yt5873ro-BvYE5jjA/1/a.ts'],
);
[map { "OPTIONS $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body eval
[('') x our @rows]
--- response_headers eval
[("Access-Control-Allow-Origin: *\nAccess-Control-Allow-Headers: range\n! Content-Type\n! Content-Length\n! Transfer-Encoding") x our @rows]
--- no_access_log
asked
--- no_error_log
secure token
[error]



=== TEST 2: with a right token
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
--- request eval
[
    'OPTIONS /vod/a.ts?a=1&md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
    'OPTIONS /videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts?a=1',
]
--- error_code eval
[200, 200]
--- response_body eval
["film\n", "film\n"]
--- response_headers eval
[('Access-Control-Allow-Origin: *') x 2]
--- access_log eval
[qr{^asked OPTIONS /v(?:od|ideos/film)/a\.ts\?a=1$}]



=== TEST 3: what is no preflight is checked like any other request
--- request eval
our ($origin, $method) = ("Origin: https://player.example\n", "Access-Control-Request-Method: GET\n");
our @rows = (
    [403, 'OPTIONS', ''],
    [403, 'OPTIONS', $origin],
    [403, 'OPTIONS', $method],
    [403, 'OPTIONS', "${origin}Access-Control-Request-Headers: range\n"],
    # a field that nginx drops, and ones that only begin alike
    [403, 'OPTIONS', "${origin}Access_Control_Request_Method: GET\n"],
    [403, 'OPTIONS', "X-${origin}X-${method}"],
    # other methods
    [403, 'GET',     "$origin$method"],
    [403, 'HEAD',    "$origin$method"],
    [403, 'POST',    "$origin$method"],
    [400, 'options', "$origin$method"],
    [403, 'OPTION',  "$origin$method"],
    # header names in another case
    [204, 'OPTIONS', 'ORIGIN: null' . "\n" . lc $method],
);
[map { "$_->[1] /vod/a.ts" } @rows]
--- more_headers eval
[map { $_->[2] } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_unlike eval
[('film') x our @rows]
--- no_access_log
asked



=== TEST 4: one is never remembered as a pass
--- http_config
log_format asked 'asked $request_method $request_uri';
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location / { return 200 "film\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;

# each of these would serve the film to an OPTIONS request
location /method/ { proxy_method GET; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /itself/ { error_page 405 =200 $uri; }
location /other/ { error_page 405 =200 /open$uri; }
location /named/ { error_page 403 404 405 = @origin; }
location /try/ { try_files $uri @origin; }
location /try-self/ { error_page 405 =200 @origin; try_files $uri =404; }
location /cache/ {
    proxy_cache cache;
    proxy_cache_valid 200 1h;
    proxy_method GET;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /index/ { index a.ts; error_page 405 =200 $uri; }
location /mirror/ { mirror /mirrored; }
location = /mirrored { internal; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location @origin { secure_token off; proxy_method GET; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /open/ { secure_token off; alias $TEST_NGINX_HTML_DIR/; }
--- user_files eval
[map { ["$_/a.ts", "film\n"] } qw(itself other named try try-self index mirror)]
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
--- request eval
our @rows = (
    (map { ("/$_/a.ts", "/$_/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800") }
        qw(method itself other named try try-self cache mirror)),
    '/index/', '/method/a.ts?md5=msL3Y5vy6LFkTjU5DIpnHw&expires=1', '/named/none.ts',
);
[map { "OPTIONS $_" } @rows]
--- error_code eval
[(204) x our @rows]
--- response_body eval
[('') x our @rows]
--- no_access_log
asked



=== TEST 5: nor on the same connection
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
--- pipelined_requests eval
our @rows = (
    [204, 'OPTIONS /method/a.ts'],
    [403, 'GET /method/a.ts'],
    [204, 'OPTIONS /itself/a.ts'],
    [200, 'GET /itself/a.ts?md5=l5nEnYUH-EeCpzYXSy0Jsw&expires=4102444800'],
    [204, 'OPTIONS /itself/a.ts'],
    [403, 'GET /itself/a.ts'],
    [200, 'OPTIONS /itself/a.ts?md5=l5nEnYUH-EeCpzYXSy0Jsw&expires=4102444800'],
    [204, 'OPTIONS /itself/a.ts'],
);
[map { $_->[1] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^film$' : $_->[0] == 204 ? '^$' : '403 Forbidden' } our @rows]
--- no_access_log
asked



=== TEST 6: a body that comes with it is passed over
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
--- pipelined_requests eval
[
    "OPTIONS /itself/a.ts\nGET /open/itself/a.ts HTTP/1.1",
    'GET /itself/a.ts?md5=l5nEnYUH-EeCpzYXSy0Jsw&expires=4102444800',
]
--- error_code eval
[204, 200]
--- response_body eval
['', "film\n"]



=== TEST 7: other access modules have their say first
--- http_config
log_format asked 'asked $request_method $request_uri';
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location /auth-denied { return 403; }
    location /auth-login { return 401; }
    location /auth { return 200; }
    location / { return 200 "film\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;
auth_basic_user_file $TEST_NGINX_HTML_DIR/passwords;
add_header X-Always yes always;

location /deny/ { deny all; }
location /page/ { deny all; error_page 403 /denied.html; }
location = /denied.html { }
location /allow/ { allow all; }
location /except/ { limit_except GET { deny all; } }
location /except-allow/ { limit_except OPTIONS { deny all; } }
location /basic/ { auth_basic films; }
location /auth/ { auth_request /asked; }
location /auth-denied/ { auth_request /asked-denied; }
location /auth-login/ { auth_request /asked-login; }
location /any/ { satisfy any; }
location /any-deny/ { satisfy any; deny all; }
location /any-allow/ { satisfy any; allow all; }
location /any-basic/ { satisfy any; auth_basic films; }
location /any-denied/ { satisfy any; auth_request /asked-denied; }
location /any-login/ { satisfy any; deny all; auth_basic films; }
location = /asked { internal; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/auth; }
location = /asked-denied { internal; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/auth-denied; }
location = /asked-login { internal; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/auth-login; }
--- user_files
>>> denied.html
denied
>>> passwords
viewer:{PLAIN}secret
--- request eval
our $password = 'Authorization: Basic dmlld2VyOnNlY3JldA==';
our @rows = (
    [403, '/deny/'],
    [403, '/page/'],
    [204, '/allow/'],
    [403, '/except/'],
    [204, '/except-allow/'],
    [401, '/basic/'],
    [204, '/basic/', $password],
    [204, '/auth/'],
    [403, '/auth-denied/'],
    [401, '/auth-login/'],
    [204, '/any/'],
    [403, '/any-deny/'],
    [204, '/any-allow/'],
    [401, '/any-basic/'],
    [204, '/any-basic/', $password],
    [403, '/any-denied/'],
    [401, '/any-login/'],
    [204, '/any-login/', $password],
);
[map { "OPTIONS $_->[1]a.ts" } @rows]
--- more_headers eval
[map { "Origin: https://player.example\nAccess-Control-Request-Method: GET\n" . ($_->[2] // '') } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[('X-Always: yes') x our @rows]
--- response_body_unlike eval
[('film') x our @rows]



=== TEST 8: where they refuse it, no error page leads it further
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "film\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;

location /named/ { deny all; error_page 403 = @origin; }
location /variable/ { deny all; error_page 403 =200 /origin$uri; }
location /any/ { satisfy any; deny all; error_page 403 = @origin; }
location /basic/ {
    auth_basic films;
    auth_basic_user_file $TEST_NGINX_HTML_DIR/none;
    error_page 401 =200 /origin$uri;
}
location /any-basic/ {
    satisfy any;
    auth_basic films;
    auth_basic_user_file $TEST_NGINX_HTML_DIR/none;
    error_page 401 = @origin;
}
location /auth/ { auth_request /asked; error_page 403 /origin$uri; }
location = /asked { internal; return 403; }
location @origin { secure_token off; proxy_method GET; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /origin/ { secure_token off; proxy_method GET; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
--- request eval
our @rows = qw(named variable any basic any-basic auth);
[map { "OPTIONS /$_/a.ts" } @rows]
--- error_code_like eval
[('^(?:204|401|403)$') x our @rows]
--- response_body_unlike eval
[('film') x our @rows]



=== TEST 9: what comes before the access phase wins, and so does a check that only looks
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "origin\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Always yes always;

location /return/ {
    if ($request_method = OPTIONS) {
        add_header Access-Control-Allow-Origin https://player.example;
        return 204;
    }
}
location /return-200/ { return 200 "returned\n"; }
location /status/ { if ($secure_token_status = missing) { return 451 "looked\n"; } }
location /dry/ { secure_token_dry_run on; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /off/ { secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
--- request eval
our @rows = (
    [204, '/return/a.ts',     '',           "Access-Control-Allow-Origin: https://player.example\n! X-Always"],
    [200, '/return-200/a.ts', "returned\n", 'X-Always: yes'],
    [451, '/status/a.ts',     "looked\n",   'X-Always: yes'],
    [200, '/dry/a.ts',        "origin\n",   'X-Always: yes'],
    [200, '/dry/a.ts?md5=NmhTYJMMOVl3xvvpBLOLNA&expires=4102444800', "origin\n", 'X-Always: yes'],
    [200, '/off/a.ts',        "origin\n",   'X-Always: yes'],
);
[map { "OPTIONS $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body eval
[map { $_->[2] } our @rows]
--- response_headers eval
[map { $_->[3] } our @rows]



=== TEST 10: a right token that leads to another policy, and one that asks for another method
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "origin\n"; }
}
--- config
secure_token query;
secure_token_key first_key;

location /vod/ { try_files $uri @second; }
location @second {
    secure_token_key second_key;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /put/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: PUT
--- request eval
our @rows = (
    # right for the first location only
    [204, '/vod/a.ts?md5=_968lGRhaP65L8w6iG2LuA&expires=4102444800', ''],  # "4102444800/vod/ first_key"
    [204, '/vod/a.ts?md5=X6nLtTnABzwYCf7itamksg&expires=4102444800', ''],  # "4102444800/vod/ second_key"
    [200, '/put/a.ts?md5=DtnY4pWDkSuY1k2TdlYzXA&expires=4102444800', "origin\n"],  # "4102444800/put/ first_key"
    [204, '/put/a.ts', ''],
);
[map { "OPTIONS $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body eval
[map { $_->[2] } our @rows]



=== TEST 11: HTTP/1.0
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    add_header Access-Control-Allow-Origin * always;
    error_page 405 =200 $uri;
}
--- user_files
>>> vod/a.ts
film
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
--- request eval
[
    'OPTIONS /vod/a.ts HTTP/1.0',
    'OPTIONS /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800 HTTP/1.0',
    'GET /vod/a.ts HTTP/1.0',
]
--- error_code eval
[204, 200, 403]
--- response_body_like eval
['^$', '^film$', '403 Forbidden']
--- response_headers eval
[('Access-Control-Allow-Origin: *') x 3]



=== TEST 12: HTTP/2
--- http2
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    add_header Access-Control-Allow-Origin * always;
    error_page 405 =200 $uri;
}
--- user_files
>>> vod/a.ts
film
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
--- request eval
[
    'OPTIONS /vod/a.ts',
    'OPTIONS /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
    'GET /vod/a.ts',
]
--- error_code eval
[204, 200, 403]
--- response_body_like eval
['^$', '^film$', '403 Forbidden']
--- response_headers eval
[('Access-Control-Allow-Origin: *') x 3]
