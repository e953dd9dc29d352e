# Refusals: their status, and the headers and pages that go with them.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: a refusal may not be cached, whatever the configuration says of caching
--- config
location /plain/ { secure_token query; secure_token_key secret_key; alias $TEST_NGINX_HTML_DIR/; }
location /header/ {
    secure_token query;
    secure_token_key secret_key;
    add_header Cache-Control "public, max-age=600" always;
    add_header cache-control immutable always;
    alias $TEST_NGINX_HTML_DIR/;
}
location /expires/ {
    secure_token query;
    secure_token_key secret_key;
    expires 1h;
    alias $TEST_NGINX_HTML_DIR/;
}
--- user_files
>>> film.ts
film
--- request eval
our @rows = (
    [403, 'GET /plain/film.ts',                                                            'no-store'],
    [403, 'HEAD /plain/film.ts',                                                           'no-store'],
    [403, 'POST /plain/film.ts',                                                           'no-store'],
    [403, 'GET /plain/film.ts?md5=x&expires=4102444800',                                   'no-store'],
    [403, 'GET /plain/film.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800',              'no-store'],
    [410, 'GET /plain/film.ts?md5=Qw8AiZKeGEUzaYbqjoByBQ&expires=1',                  'no-store'],
    [410, 'HEAD /plain/film.ts?md5=Qw8AiZKeGEUzaYbqjoByBQ&expires=1',                 'no-store'],
    [403, 'GET /header/film.ts',                                                           'no-store'],
    [410, 'GET /header/film.ts?md5=TCaQoSnTELgimDA4HcohWw&expires=1',                'no-store'],
    [403, 'GET /expires/film.ts',                                                          'no-store'],
    [410, 'GET /expires/film.ts?md5=vcR8KDD8VPsm_NRsZQklFg&expires=1',              'no-store'],
    # what is no refusal keeps its headers
    [200, 'GET /plain/film.ts?md5=W8NrYw4SuCF6hMV3C2N7iQ&expires=4102444800',  ''],
    [404, 'GET /plain/none.ts?md5=W8NrYw4SuCF6hMV3C2N7iQ&expires=4102444800',  ''],
    [200, 'GET /header/film.ts?md5=fE380WMc5TmQ0GAyF-nCLA&expires=4102444800', 'public, max-age=600, immutable'],
    [404, 'GET /header/none.ts?md5=fE380WMc5TmQ0GAyF-nCLA&expires=4102444800', 'public, max-age=600, immutable'],
    [200, 'GET /expires/film.ts?md5=rF0tV5MtqDYe0asTF6mWKQ&expires=4102444800', 'max-age=3600'],
);
[map { $_->[1] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[2] eq '' ? '! Cache-Control' : "Cache-Control: $_->[2]" } our @rows]



=== TEST 2: what another module refuses is none of ours
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    deny all;
}
location /open/ { deny all; }
--- request eval
[
    'GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
    'GET /open/a.ts',
]
--- error_code eval
[403, 403]
--- response_headers eval
['! Cache-Control', '! Cache-Control']
--- error_log
access forbidden by rule



=== TEST 3: pages of errors, wherever they come from, are as little cached
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    location / {
        add_header Cache-Control "public, max-age=600" always;
        add_header Cache-Control s-maxage=600 always;
        return 200 "page of the upstream\n";
    }
}
--- config
secure_token query;
secure_token_key secret_key;

location /static/ {
    error_page 403 /errors/denied.html;
    error_page 410 /errors/gone.html;
}
location /status/ { error_page 403 =200 /errors/denied.html; }
location /cached/ { error_page 403 =200 /cached.html; }
location = /cached.html {
    expires 1h;
    add_header Cache-Control public;
    alias $TEST_NGINX_HTML_DIR/errors/denied.html;
}
location /upstream/ { error_page 403 = /from-upstream; }
location = /from-upstream { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /elsewhere/ { error_page 403 https://login.example/; }
location /named/ { error_page 403 = @login; }
location @login { return 302 https://login.example/; }
location /missing/ { error_page 403 /errors/none.html; }
--- user_files
>>> errors/denied.html
denied
>>> errors/gone.html
gone
--- request eval
our @rows = (
    [403, '/static/a.ts',   'denied'],
    [410, '/static/a.ts?md5=lZUSBz_mawdcp87T9dluJw&expires=1', 'gone'],
    [200, '/status/a.ts',   'denied'],
    [200, '/cached/a.ts',   'denied'],
    [200, '/upstream/a.ts', 'page of the upstream'],
    [302, '/elsewhere/a.ts', '302 Found'],
    [302, '/named/a.ts',    '302 Found'],
    [404, '/missing/a.ts',  '404 Not Found'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[2] } our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]



=== TEST 4: statuses are configured, each by itself
--- config
secure_token query;
secure_token_key secret_key;

location /both/ { secure_token_status expired=404 invalid=404; }
location /invalid/ { secure_token_status invalid=401; }
location /expired/ { secure_token_status expired=403; }
location /least/ { secure_token_status invalid=400 expired=599; }
--- request eval
our @rows = (
    [404, '/both/a.ts'],
    [404, '/both/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [404, '/both/a.ts?md5=eXo1fLdHkErkLtI6wa1nFw&expires=1'],
    [401, '/invalid/a.ts'],
    [410, '/invalid/a.ts?md5=zGuiUFa5BTshUxdsQmPUvw&expires=1'],
    [403, '/expired/a.ts'],
    [403, '/expired/a.ts?md5=yECnh_WYIxFJREMvtejO_g&expires=1'],
    [400, '/least/a.ts'],
    [599, '/least/a.ts?md5=UAaShc8hbX10cYnMaBZOyw&expires=1'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]
--- no_error_log
[error]



=== TEST 5: a browser player sees the refusal, not an error of CORS
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    add_header Access-Control-Allow-Origin * always;
}
location /return/ {
    secure_token query;
    secure_token_key secret_key;
    add_header Access-Control-Allow-Origin * always;
    if ($request_method = OPTIONS) { return 204; }
}
--- more_headers
Origin: https://player.example
--- request eval
our @rows = (
    [403, 'GET /vod/a.ts'],
    [410, 'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
    # an OPTIONS request that is no preflight is refused as any other
    [403, 'OPTIONS /vod/a.ts'],
    # a return comes before every check
    [204, 'OPTIONS /return/a.ts'],
    [403, 'GET /return/a.ts'],
);
[map { $_->[1] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
our @headers = ('Access-Control-Allow-Origin: *') x our @rows;
$headers[3] = '! Cache-Control';
\@headers



=== TEST 6: a request that nginx could not read is checked with what there is of it
--- config
error_page 400 /errors/bad.html;
location /errors/ {
    secure_token query;
    secure_token_key secret_key;
}
--- user_files
>>> errors/bad.html
bad
--- raw_request eval
"GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800 HTTP/1.1\r\n\r\n"
--- error_code: 403
--- response_headers
Cache-Control: no-store



=== TEST 7: a request line too long
--- config
error_page 414 /errors/long.html;
large_client_header_buffers 4 1k;
location /errors/ {
    secure_token query;
    secure_token_key secret_key;
}
--- user_files
>>> errors/long.html
long
--- raw_request eval
"GET /vod/" . 'a' x 2000 . " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
--- error_code: 403
--- response_headers
Cache-Control: no-store
