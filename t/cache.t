# The check before nginx's cache: one object for all viewers, and no token in it.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: two viewers, one object, one request of the upstream
--- http_config
log_format asked 'asked $request_method $request_uri';
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location / { return 200 "$request_uri\n"; }
}
proxy_cache cache;
proxy_cache_valid 200 1h;
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Cache $upstream_cache_status always;

location /vod/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /base/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/below/; }
location /key/ { proxy_cache_key $uri$is_args$args; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /videos/ { secure_token path; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /named/ { try_files /none @named; }
location @named { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
# a key of the client's line, and a link that keeps its token, are each viewer's own
location /line/ { proxy_cache_key $request_uri; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /strip-off/ { secure_token_strip off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
# what the upstream is asked, and twice: what the cache says, the link
our @objects = (
    ['/vod/a.ts',
        MISS => '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
        HIT  => '/vod/a.ts?md5=n2MKhpYR3CJEtFpMGbBNww&expires=2147483647'],  # "2147483647/vod/ secret_key"
    ['/vod/b.ts?a=1&b=2',
        MISS => '/vod/b.ts?a=1&md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800&b=2',
        HIT  => '/vod/b.ts?expires=2147483647&md5=n2MKhpYR3CJEtFpMGbBNww==&a=1&b=2&md5'],  # "2147483647/vod/ secret_key"
    ['/vod/a%20b.ts',
        MISS => '/vod/a%20b.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
        HIT  => '/vod//x/../%61%20b.ts?md5=n2MKhpYR3CJEtFpMGbBNww&expires=2147483647'],  # "2147483647/vod/ secret_key"
    ['/below/a.ts',
        MISS => '/base/a.ts?md5=ySZnnrji4Xx8iaJwSSLfOg&expires=4102444800',
        HIT  => '/base/a.ts?md5=vvIfnSFzDTenlFIGW6dq-Q&expires=2147483647'],  # "2147483647/base/ secret_key"
    ['/key/a.ts',
        MISS => '/key/a.ts?md5=FiJh5Q1p_pAstAbxqIePgA&expires=4102444800',
        HIT  => '/key/a.ts?md5=afQzOmEvGyw5DrQcP-raGw&expires=2147483647'],  # "2147483647/key/ secret_key"
    ['/named/a.ts',
        MISS => '/named/a.ts?md5=y1FfzZ41u-2TbaEeO6eFVw&expires=4102444800',
        HIT  => '/named/a.ts?md5=cD5hjFfOBIPgmDYWE6P_Zw&expires=2147483647'],  # "2147483647/named/ secret_key"
    ['/videos/film/a.ts',
        MISS => '/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts',
        HIT  => '/videos/film/UUt1wjMl8u4b0sBVFDsfBQ/2147483647/a.ts'],  # "film_secret_key_2147483647_"
    ['/line/a.ts',
        MISS => '/line/a.ts?md5=JEEzBLe16RQjLlrkoeSxfg&expires=4102444800',
        MISS => '/line/a.ts?md5=OCmfZ_6JLDxBlz23kU8nFA&expires=2147483647'],  # "2147483647/line/ secret_key"
    [undef,
        MISS => '/strip-off/a.ts?md5=1Lo3QG2EjAKxQ9GlPoyhag&expires=4102444800',
        MISS => '/strip-off/a.ts?md5=vTQalziyliVLJBBmMRYUyA&expires=2147483647'],  # "2147483647/strip-off/ secret_key"
);
our @rows = map { my ($asked, @links) = @$_; ([$asked, @links[0, 1]], [$asked, @links[2, 3]]) } @objects;
[map { "GET $_->[2]" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_headers eval
[map { "X-Cache: $_->[1]" } our @rows]
--- response_body eval
[map { ($_->[0] // $_->[2]) . "\n" } our @rows]
--- no_access_log eval
[qr{^asked (?!\S+ /strip-off/).*(?:md5|expires|F5lDnH4v5P4dAiVzt-Shig|ZUo4V0GOnLuwlCc_93vDig/4102444800)}]



=== TEST 2: errors of the upstream, from the cache as well
--- http_config
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { add_header Cache-Control max-age=60 always; return 404 "none\n"; }
    location /denied/ { add_header Cache-Control max-age=60 always; return 403 "denied\n"; }
    location /gone/ { add_header Cache-Control max-age=60 always; return 410 "gone\n"; }
}
proxy_cache cache;
proxy_cache_valid any 1h;
--- config
secure_token query;
secure_token_key secret_key;
secure_token_scope tree;
add_header X-Cache $upstream_cache_status always;

location / { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /page/ {
    proxy_intercept_errors on;
    error_page 404 /404.html;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location = /404.html { }
--- user_files
>>> 404.html
page
--- request eval
# the token of the root
our ($valid, $expired) = ('md5=VCE9CDSVPIHf8YrX3eQbdQ&expires=4102444800', 'md5=F3xa1QSfdgR5CMJS6diY0A&expires=1');
our @rows = (
    [404, 'MISS', "/a.ts?$valid",        '^none$',         'max-age=60'],
    [404, 'HIT',  "/a.ts?$valid",        '^none$',         'max-age=60'],
    [403, '',     '/a.ts',               '403 Forbidden',  'no-store'],
    [410, '',     "/a.ts?$expired",      '410 Gone',       'no-store'],
    # the upstream's refusals are its own
    [403, 'MISS', "/denied/a.ts?$valid", '^denied$',       'max-age=60'],
    [403, 'HIT',  "/denied/a.ts?$valid", '^denied$',       'max-age=60'],
    [403, '',     '/denied/a.ts',        '403 Forbidden',  'no-store'],
    [410, 'MISS', "/gone/a.ts?$valid",   '^gone$',         'max-age=60'],
    [410, 'HIT',  "/gone/a.ts?$valid",   '^gone$',         'max-age=60'],
    [403, '',     '/gone/a.ts',          '403 Forbidden',  'no-store'],
    [404, 'MISS', "/page/a.ts?$valid",   '^page$',         ''],
    [404, 'HIT',  "/page/a.ts?$valid",   '^page$',         ''],
    [403, '',     '/page/a.ts',          '403 Forbidden',  'no-store'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[3] } our @rows]
--- response_headers eval
[map { "X-Cache: $_->[1]\nCache-Control: $_->[4]" } our @rows]



=== TEST 3: an object that is renewed in the background
--- http_config
log_format asked 'asked $request_method $request_uri';
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    # stored, and stale at once
    location / { add_header X-Accel-Expires @1; return 200 "$request_uri\n"; }
}
--- config
secure_token_key secret_key;
proxy_cache cache;
proxy_cache_use_stale updating;
proxy_cache_background_update on;
add_header X-Cache $upstream_cache_status always;

location / { secure_token query; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /videos/ { secure_token path; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
our @rows = (
    [200, 'MISS',  '/vod/a.ts?a=1&md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', '^/vod/a\.ts\?a=1$'],
    [200, 'STALE', '/vod/a.ts?a=1&md5=n2MKhpYR3CJEtFpMGbBNww&expires=2147483647', '^/vod/a\.ts\?a=1$'],  # "2147483647/vod/ secret_key"
    [403, '',      '/vod/a.ts?a=1', '403 Forbidden'],
    [410, '',      '/vod/a.ts?a=1&md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1', '410 Gone'],
    [200, 'MISS',  '/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts', '^/videos/film/a\.ts$'],
    [200, 'STALE', '/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts', '^/videos/film/a\.ts$'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[3] } our @rows]
--- response_headers eval
[map { "X-Cache: $_->[1]" } our @rows]
--- no_access_log eval
[qr{^asked .*(?:md5|expires|ZUo4V0GOnLuwlCc_93vDig/4102444800)}]



=== TEST 4: an object that is revalidated
--- http_config
log_format asked 'asked $request_method $request_uri $http_if_modified_since';
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    root $TEST_NGINX_HTML_DIR;
    add_header X-Accel-Expires @1;
}
--- config
secure_token query;
secure_token_key secret_key;
proxy_cache cache;
proxy_cache_revalidate on;
add_header X-Cache $upstream_cache_status always;
location / { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- user_files
>>> vod/a.ts 202001010000
film
--- request eval
our @rows = (
    [200, 'MISS',        '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800'],
    [403, '',            '/vod/a.ts'],
    [200, 'REVALIDATED', '/vod/a.ts?md5=n2MKhpYR3CJEtFpMGbBNww&expires=2147483647'],  # "2147483647/vod/ secret_key"
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Cache: $_->[1]" } our @rows]
--- no_access_log eval
[qr{^asked .*(?:md5|expires)}]



=== TEST 5: slices, and ranges of them
--- http_config
log_format asked 'asked $request_method $request_uri $http_range';
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    root $TEST_NGINX_HTML_DIR;
}
--- config
secure_token_key secret_key;
slice 4;
proxy_cache cache;
proxy_cache_key $uri$is_args$args$slice_range;
proxy_cache_valid 200 206 1h;
proxy_set_header Range $slice_range;
add_header X-Cache $upstream_cache_status always;

location / { secure_token query; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /videos/ { secure_token path; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- user_files
>>> vod/a.ts
0123456789
>>> videos/film/a.ts
abcdefghij
--- request eval
our @rows = (
    [206, 'MISS', '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', 'bytes=2-5', '2345'],
    [206, 'HIT',  '/vod/a.ts?md5=n2MKhpYR3CJEtFpMGbBNww&expires=2147483647', 'bytes=1-4', '1234'],  # "2147483647/vod/ secret_key"
    [200, 'HIT',  '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', '',          "0123456789\n"],
    [206, 'HIT',  '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', 'bytes=9-',  "9\n"],
    [403, '',     '/vod/a.ts',                                  'bytes=2-5', undef],
    [403, '',     '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800', 'bytes=2-5', undef],
    [410, '',     '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1',          'bytes=2-5', undef],
    [206, 'MISS', '/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts',                 'bytes=3-8', 'defghi'],
    [206, 'HIT',  '/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts',                 'bytes=3-3', 'd'],
    [403, '',     '/videos/film/a.ts',                          'bytes=3-3', undef],
);
[map { "GET $_->[2]" } @rows]
--- more_headers eval
[map { $_->[3] eq '' ? '' : "Range: $_->[3]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body eval
[map { $_->[4] // qr/$_->[0]/ } our @rows]
--- response_headers eval
[map { "X-Cache: $_->[1]\n" . ($_->[1] eq '' ? '! Content-Range' : '') } our @rows]
--- no_access_log eval
[qr{^asked .*(?:md5|expires|ZUo4V0GOnLuwlCc_93vDig/4102444800)}]



=== TEST 6: HEAD fills the cache, and reads it
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
proxy_cache cache;
proxy_cache_valid 200 1h;
add_header X-Cache $upstream_cache_status always;
location / { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
our @rows = (
    [403, '',     'HEAD /vod/a.ts'],
    [200, 'MISS', 'HEAD /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800'],
    [200, 'HIT',  'GET /vod/a.ts?md5=n2MKhpYR3CJEtFpMGbBNww&expires=2147483647'],  # "2147483647/vod/ secret_key"
    [200, 'HIT',  'HEAD /vod/a.ts?md5=n2MKhpYR3CJEtFpMGbBNww&expires=2147483647'],  # "2147483647/vod/ secret_key"
    [410, '',     'HEAD /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
);
[map { $_->[2] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Cache: $_->[1]" } our @rows]
--- no_access_log eval
[qr{^asked (?:HEAD|.*(?:md5|expires))}]



=== TEST 7: what nginx stores as files lies under the clean path
--- http_config
log_format asked 'asked $request_method $request_uri';
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location / { return 200 "film\n"; }
}
--- config
secure_token path;
secure_token_key secret_key;
proxy_store on;

location / { try_files $uri @fetch; }
location @fetch { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /stored/ { secure_token off; alias $TEST_NGINX_HTML_DIR/; }
--- request eval
our @rows = (
    [403, '/videos/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts'],
    [404, '/stored/videos/film/a.ts'],
    [200, '/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts'],
    [200, '/stored/videos/film/a.ts'],
    [403, '/videos/film/a.ts'],
    [200, '/videos/film/UUt1wjMl8u4b0sBVFDsfBQ/2147483647/a.ts'],  # "film_secret_key_2147483647_"
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^film$' : $_->[0] } our @rows]
--- no_access_log eval
[qr{^asked .*4102444800}]
