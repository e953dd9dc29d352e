# The check before nginx's cache: who is refused reads nothing of it, and leaves nothing there.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: a refused request reads nothing of what is stored
--- http_config
log_format asked 'asked $request_method $request_uri';
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location / { return 200 "film\n"; }
}
proxy_cache cache;
proxy_cache_valid any 1h;
proxy_cache_key $uri;
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Cache $upstream_cache_status always;

location / { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /named/ { error_page 403 410 = @named; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location @named { secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /page/ { error_page 403 410 /vod/page.html; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
our @rows = (
    [200, 'MISS', 'GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800'],
    [200, 'HIT',  'GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800'],
    [403, '',     'GET /vod/a.ts'],
    [403, '',     'HEAD /vod/a.ts'],
    [403, '',     'GET /vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [410, '',     'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
    [200, 'HIT',  'GET /vod/a.ts?md5=n2MKhpYR3CJEtFpMGbBNww&expires=2147483647'],  # "2147483647/vod/ secret_key"
    [200, 'MISS', 'GET /named/a.ts?md5=y1FfzZ41u-2TbaEeO6eFVw&expires=4102444800'],
    [403, '',     'GET /named/a.ts'],
    [410, '',     'GET /named/a.ts?md5=X__ioATL2MDm9Bm2LDGwaQ&expires=1'],
    [204, '',     'OPTIONS /vod/a.ts'],
);
[map { $_->[2] } @rows]
--- more_headers eval
[map { $_->[0] == 204 ? "Origin: https://player.example\nAccess-Control-Request-Method: GET" : '' } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Cache: $_->[1]\n" . ($_->[0] =~ /^4/ ? 'Cache-Control: no-store' : '! Cache-Control') } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^film$' : '^(?!film)' } our @rows]



=== TEST 2: nor under the key that nginx makes itself, nor what is stale
--- http_config
log_format asked 'asked $request_uri by $http_x_viewer';
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    # stored, and stale at once
    location /stale/ { add_header X-Accel-Expires @1; return 200 "film\n"; }
    location / { return 200 "film\n"; }
}
proxy_cache cache;
proxy_cache_valid any 1h;
proxy_cache_use_stale updating;
proxy_cache_background_update on;
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Cache $upstream_cache_status always;

location / { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /videos/ { secure_token path; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
our @rows = (
    [200, 'MISS',  '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800'],
    [403, '',      '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [410, '',      '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
    [200, 'HIT',   '/vod/a.ts?md5=n2MKhpYR3CJEtFpMGbBNww&expires=2147483647'],  # "2147483647/vod/ secret_key"
    # what a right token would have renewed in the background
    [200, 'MISS',  '/stale/a.ts?md5=hF9DKjFW5oj7aelc3xIXRg&expires=4102444800'],
    [403, '',      '/stale/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [410, '',      '/stale/a.ts?md5=iIJEbYJIdEyEsX7qjHvOqg&expires=1'],
    [200, 'STALE', '/stale/a.ts?md5=hF9DKjFW5oj7aelc3xIXRg&expires=4102444800'],
    [200, 'MISS',  '/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts'],
    [403, '',      '/videos/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts'],
    [410, '',      '/videos/film/AiAf1yt5873ro-BvYE5jjA/1/a.ts'],
    [200, 'HIT',   '/videos/film/UUt1wjMl8u4b0sBVFDsfBQ/2147483647/a.ts'],  # "film_secret_key_2147483647_"
);
[map { "GET $_->[2]" } @rows]
--- more_headers eval
[map { 'X-Viewer: ' . ($_->[0] == 200 ? 'allowed' : 'refused') } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Cache: $_->[1]\n" . ($_->[0] == 200 ? '! Cache-Control' : 'Cache-Control: no-store') } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^film$' : "^<html>.*$_->[0] (?:Forbidden|Gone)" } our @rows]
--- access_log
by allowed
--- no_access_log
by refused



=== TEST 3: nor is anything stored for it
--- http_config
log_format asked 'asked $request_method $request_uri';
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location = /page { return 200 "page $request_uri\n"; }
    location / { return 200 "film\n"; }
}
proxy_cache cache;
proxy_cache_valid any 1h;
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Cache $upstream_cache_status always;

location / { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /paged/ { error_page 403 410 /page?for=all; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /paged/inner/ { error_page 403 410 /page; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /page { secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
our @rows = (
    [403, '',     '/vod/a.ts', '403 Forbidden'],
    [410, '',     '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1', '410 Gone'],
    [200, 'MISS', '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', '^film$'],
    [403, '',     '/vod/a.ts', '403 Forbidden'],
    # a page of the upstream is stored as what it is, and shown as a refusal only to who is refused
    [403, 'MISS', '/paged/a.ts?md5=x', '^page /page\?for=all$'],
    [410, 'HIT',  '/paged/a.ts?md5=TSgvzsRxLhoNCOswXcoaOA&expires=1', '^page /page\?for=all$'],
    [200, 'MISS', '/paged/a.ts?md5=x6actqrPZcDcv9ikUesAEA&expires=4102444800', '^film$'],
    [403, 'HIT',  '/paged/a.ts?md5=y', '^page /page\?for=all$'],
    [200, 'HIT',  '/page?for=all', '^page /page\?for=all$'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[3] } our @rows]
--- response_headers eval
[map { "X-Cache: $_->[1]\n" . ($_->[0] == 200 ? '! Cache-Control' : 'Cache-Control: no-store') } our @rows]
--- no_access_log eval
[qr{^asked .*(?:md5|expires)}]
