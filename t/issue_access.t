# What stands in front of an endpoint for tokens, and beside it: access control, blocks of a location,
# OPTIONS, error pages, clients without an address.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: every access control of nginx decides before
--- http_config
limit_req_zone $uri zone=once:64k rate=1r/m;
--- config
secure_token_key secret_key;
secure_token_issue_id film;
secure_token_issue_url /film/$secure_token/$secure_token_expires/m;

location = /basic {
    auth_basic films;
    auth_basic_user_file users;
    secure_token_issue path;
}
location = /request {
    auth_request /session;
    secure_token_issue path;
}
location = /session {
    internal;
    if ($http_cookie = "session=1") { return 204; }
    return 403;
}
location = /deny {
    deny all;
    secure_token_issue path;
}
location = /any {
    satisfy any;
    deny all;
    auth_basic films;
    auth_basic_user_file users;
    secure_token_issue path;
}
location = /limit {
    limit_req zone=once;
    limit_req_status 429;
    secure_token_issue path;
}
location = /check {
    secure_token query;
    secure_token_issue path;
}
--- user_files
>>> ../conf/users
viewer:{PLAIN}secret
--- request eval
our @rows = (
    [401, '/basic',   'X-None: 1'],
    [401, '/basic',   'Authorization: Basic dmlld2VyOndyb25n'],
    [200, '/basic',   'Authorization: Basic dmlld2VyOnNlY3JldA=='],
    [403, '/request', 'Cookie: session=2'],
    [200, '/request', 'Cookie: session=1'],
    [403, '/deny',    'X-None: 1'],
    [401, '/any',     'X-None: 1'],
    [200, '/any',     'Authorization: Basic dmlld2VyOnNlY3JldA=='],
    [200, '/limit',   'X-None: 1'],
    [429, '/limit',   'X-None: 1'],
    [403, '/check',   'X-None: 1'],
    [200, '/check?md5=ueL1QUEC1FWo7Z_Vz7ErNQ&expires=4102444800', 'X-None: 1'],  # "4102444800/check secret_key"
);
[map { "GET $_->[1]" } @rows]
--- more_headers eval
[map { $_->[2] } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[("Cache-Control: no-store") x our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^\{"token":' : '^(?!.*"token")' } our @rows]



=== TEST 2: OPTIONS is left to the configuration
--- config
secure_token_key secret_key;
secure_token_issue_id film;
secure_token_issue_url /film/$secure_token/$secure_token_expires/m;
add_header Access-Control-Allow-Origin * always;

location = /cors {
    if ($request_method = OPTIONS) { return 204; }
    deny all;
    secure_token_issue path;
}
location = /none { secure_token_issue path; }
--- more_headers
Origin: https://player.example
Access-Control-Request-Method: GET
--- request eval
[
    'OPTIONS /cors',
    'GET /cors',
    'OPTIONS /none',
    'GET /none',
]
--- error_code eval
[204, 403, 405, 200]
--- response_headers eval
[("Access-Control-Allow-Origin: *\nCache-Control: no-store") x 4]



=== TEST 3: blocks of the location belong to it
--- config
secure_token_key secret_key;
location = /video {
    secure_token_issue path;
    secure_token_issue_args video;
    secure_token_issue_id 2675_$arg_video;
    secure_token_issue_url /2675_$arg_video/$secure_token/$secure_token_expires/$name;

    set $name m.m3u8;
    if ($arg_type = live) { set $name live.m3u8; }
    if ($arg_agent) { add_header X-Agent yes; }
    limit_except GET { deny 192.0.2.1; }
}
--- request eval
[
    'GET /video?video=a',
    'GET /video?video=a&type=live',
    'GET /video?video=a&agent=1',
    'POST /video?video=a',
    'GET /video',
]
--- error_code eval
[200, 200, 200, 405, 400]
--- response_body_like eval
['/m\.m3u8"', '/live\.m3u8"', '/m\.m3u8"', 'method not allowed', 'missing']



=== TEST 4: a location in the location issues nothing, though it inherits what issuing needs
--- config
secure_token_key secret_key;
location /video {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url /film/$secure_token/$secure_token_expires/m;

    location /video/page/ { try_files /page =404; }
    location /video/path/ { secure_token_issue path; secure_token_issue_id other; }
}
--- user_files
>>> page
page
--- request eval
['GET /video', 'GET /video/page/', 'GET /video/path/']
--- error_code eval
[200, 200, 200]
--- response_body_like eval
['^\{"token"', '^page', '^\{"token"']



=== TEST 5: an error page does not take the place of what was wrong
--- config
secure_token_key secret_key;
error_page 400 405 500 =200 /page;
location = /video {
    secure_token_issue path;
    secure_token_issue_args video;
    secure_token_issue_id 2675_$arg_video;
    secure_token_issue_url /2675_$arg_video/$secure_token/$secure_token_expires/m;
}
location = /page { return 200 "page\n"; }
--- request eval
['GET /video', 'DELETE /video', 'GET /video?video=a']
--- error_code eval
[400, 405, 200]
--- response_body_like eval
['missing required', 'method not allowed', '^\{"token":']



=== TEST 6: a refusal of the check ends in no token
--- config
secure_token_key secret_key;
location /vod/ {
    secure_token query;
    error_page 403 = /token$uri;
    error_page 410 = @token;
}
location /token/ {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url /film/$secure_token/$secure_token_expires/m;
}
location @token {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url /film/$secure_token/$secure_token_expires/m;
}
--- request eval
[
    'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1',  # "1/vod/ secret_key"
    'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=2',
    'GET /vod/a.ts',
]
--- error_code eval
[410, 403, 403]
--- response_body_unlike eval
[('"token"') x 3]



=== TEST 7: arguments that a rewrite has made count, as they do for nginx
--- config
secure_token_key secret_key;
location /tokens/ {
    rewrite ^/tokens/([^/]*)$ /token?video=$1? last;
}
location = /token {
    secure_token_issue path;
    secure_token_issue_args video;
    secure_token_issue_id 2675_$arg_video;
    secure_token_issue_url /2675_$arg_video/$secure_token/$secure_token_expires/m;
}
--- request eval
[
    'GET /tokens/iKbr?video=other',
    'GET /tokens/a%22b?video=other',
    'GET /tokens/a%26b?video=other',
    'GET /tokens/?video=other',
]
--- error_code eval
[200, 400, 400, 400]
--- response_body_like eval
['/2675_iKbr/', 'invalid parameter: video', 'invalid parameter: video', 'missing required parameter: video']



=== TEST 8: a client on a Unix socket has no address
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/http.sock;
    secure_token_key secret_key;
    secure_token_issue_id film;
    secure_token_issue_url /film/$secure_token/$secure_token_expires/m;

    location = /own { secure_token_issue path; }
    location = /named { secure_token_issue path; secure_token_issue_client_ip on; }
}
--- config
location / {
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/http.sock;
}
--- request eval
our @rows = (
    [400, '{"error":"the client has no address"}', '/own'],
    [400, '{"error":"the client has no address"}', '/own?client_ip=203.0.113.42'],
    [400, '{"error":"missing required parameter: client_ip"}', '/named'],
    [400, '{"error":"invalid parameter: client_ip"}', '/named?client_ip=unix:'],
    [200, '"client_ip":"203.0.113.42"', '/named?client_ip=203.0.113.42'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { quotemeta $_->[1] } our @rows]
--- response_headers eval
[("Cache-Control: no-store") x our @rows]



=== TEST 9: another address, where the caller may name it
--- config
secure_token_key secret_key;
secure_token_issue_id film;
secure_token_issue_url /film/$secure_token/$secure_token_expires/m;

location = /own { secure_token_issue path; secure_token_issue_client_ip off; }
location = /named { secure_token_issue path; secure_token_issue_client_ip on; }
location = /network { secure_token_issue path; secure_token_issue_client_ip on; secure_token_bind_ip /24 /56; }
--- request eval
our @rows = (
    [200, '"client_ip":"127.0.0.1"', '/own'],
    [200, '"client_ip":"127.0.0.1"', '/own?client_ip=203.0.113.42'],
    [200, '"client_ip":"127.0.0.1"', '/own?client_ip=nonsense'],
    [200, '"client_ip":"127.0.0.1"', '/named'],
    [200, '"client_ip":"203.0.113.42"', '/named?client_ip=203.0.113.42'],
    [200, '"client_ip":"2001:db8::7"', '/named?client_ip=2001:DB8:0::7'],
    [200, '"client_ip":"2001:db8::7"', '/named?client_ip=2001%3Adb8%3A%3A7'],
    [200, '"client_ip":"203.0.113.42"', '/named?client_ip=::ffff:203.0.113.42'],
    [200, '"client_ip":"203.0.113.0"', '/network?client_ip=203.0.113.42'],
    [200, '"client_ip":"2001:db8:0:100::"', '/network?client_ip=2001:db8:0:1ff::7'],
    [400, '{"error":"invalid parameter: client_ip"}', '/named?client_ip='],
    [400, '{"error":"invalid parameter: client_ip"}', '/named?client_ip=localhost'],
    [400, '{"error":"invalid parameter: client_ip"}', '/named?client_ip=203.0.113.42,1.2.3.4'],
    [400, '{"error":"invalid parameter: client_ip"}', '/named?client_ip=203.0.113.256'],
    [400, '{"error":"invalid parameter: client_ip"}', '/named?client_ip=[2001:db8::7]'],
    [400, '{"error":"invalid parameter: client_ip"}', '/named?client_ip=203.0.113.0/24'],
    [400, '{"error":"invalid parameter: client_ip"}', '/network?client_ip="'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { quotemeta $_->[1] } our @rows]



=== TEST 10: forwarding in the same server leaves the answer alone
--- config
secure_token_key secret_key;
query_string_forward on;
query_string_forward_from json application/json;
location = /token.json {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url https://media.example/film/$secure_token/$secure_token_expires/m.m3u8;
}
--- request
GET /token.json?a=b
--- response_headers
Cache-Control: no-store
Content-Length: 270
--- response_body_like: "url":"https://media\.example/film/[-_A-Za-z0-9]{22}/[0-9]{10}/m\.m3u8","url_ip"



=== TEST 11: compressed, where the configuration says so
--- config
secure_token_key secret_key;
gzip on;
gzip_types application/json;
gzip_min_length 1;
location = /token {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url /film/$secure_token/$secure_token_expires/m;
}
--- request
GET /token
--- more_headers
Accept-Encoding: gzip
--- response_headers
Content-Encoding: gzip
Content-Type: application/json
Cache-Control: no-store
--- response_body_unlike
token



=== TEST 12: over HTTP/2
--- http2
--- config
secure_token_key secret_key;
location = /token {
    secure_token_issue path;
    secure_token_issue_args video;
    secure_token_issue_id $arg_video;
    secure_token_issue_url /$arg_video/$secure_token/$secure_token_expires/m;
}
--- request eval
['GET /token?video=a', 'HEAD /token?video=a', 'GET /token', 'DELETE /token']
--- error_code eval
[200, 200, 400, 405]
--- response_headers eval
[("Content-Type: application/json\nCache-Control: no-store") x 4]
