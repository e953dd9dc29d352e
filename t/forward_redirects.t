# Redirects of a playlist's request: the parameters go where the client is sent.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the Location is treated as a URL in the playlist would be
--- config
query_string_forward on;
query_string_forward_to m3u8;
query_string_forward_hosts cdn.example;
absolute_redirect off;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /as-it-is/ { proxy_redirect off; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
our @rows = (
    # status, path, Location of the upstream's, Location of ours
    [302, 'a.m3u8', '/node7/x.m3u8',                        '/node7/x.m3u8?t=1'],
    [301, 'a.m3u8', 'x.m3u8',                               'x.m3u8?t=1'],
    [303, 'a.m3u8', '../x.m3u8?y=1',                        '../x.m3u8?y=1&t=1'],
    [307, 'a.M3U8', 'http://localhost:8080/x.m3u8#f',       'http://localhost:8080/x.m3u8?t=1#f'],
    [308, 'a.mpd',  'https://cdn.example/x.m3u8',           'https://cdn.example/x.m3u8?t=1'],
    [302, 'a.m3u8', '?y=1',                                 '?y=1&t=1'],
    [302, 'a.m3u8', "/caf\xE9.m3u8",                        "/caf\xE9.m3u8?t=1"],
    # it has the parameters already
    [302, 'a.m3u8', '/x.m3u8?t=1'],
    [302, 'a.m3u8', '/x.m3u8?t=9&y=1'],
    # a URL that gets none
    [302, 'a.m3u8', '/login'],
    [302, 'a.m3u8', 'https://other.example/x.m3u8'],
    [302, 'a.m3u8', '//other.example/x.m3u8'],
    [302, 'a.m3u8', 'https://cdn.example@other.example/x.m3u8'],
    [302, 'a.m3u8', '/\\other.example/x.m3u8'],
    [302, 'a.m3u8', 'player:localhost/x.m3u8'],
    # no request for a playlist, no redirect
    [302, 'a.ts',   '/node7/x.m3u8'],
    [302, 'a',      '/node7/x.m3u8'],
    [201, 'a.m3u8', '/node7/x.m3u8'],
    [300, 'a.m3u8', '/node7/x.m3u8'],
    [305, 'a.m3u8', '/node7/x.m3u8'],
);
sub {
    my ($row) = $_[0] =~ m{/(\d+)/};
    my ($status, $path, $location) = @{ $rows[$row] };
    return "HTTP/1.1 $status As It Is\r\nLocation: $location\r\nContent-Length: 2\r\nETag: \"x\"\r\n\r\nok";
}
--- request eval
our @rows;
[map { ("GET /$_/$rows[$_][1]?t=1", "GET /as-it-is/$_/$rows[$_][1]?t=1") } 0 .. $#rows]
--- error_code eval
[map { ($_->[0]) x 2 } our @rows]
--- response_headers eval
[map { ('Location: ' . ($_->[3] // $_->[2]) . "\nContent-Length: 2\nETag: \"x\"") x 2 } our @rows]
--- response_body eval
[('ok') x (2 * our @rows)]



=== TEST 2: methods, and queries of which nothing is forwarded
--- config
location / {
    query_string_forward on;
    absolute_redirect off;
    return 302 /node7/x.m3u8;
}
--- request eval
our @rows = (
    ['GET /a.m3u8?t=1',        '?t=1'],
    ['HEAD /a.m3u8?t=1&u="',   '?t=1&u=%22'],
    ['POST /a.m3u8?t=1',       ''],
    ['GET /a.m3u8',            ''],
    ['GET /a.m3u8?_HLS_msn=1', ''],
);
[map { $_->[0] } @rows]
--- error_code eval
[(302) x (our @rows)]
--- response_headers eval
[map { "Location: /node7/x.m3u8$_->[1]" } our @rows]



=== TEST 3: what nginx makes an absolute URL is one with the parameters
--- config
query_string_forward on;
location /return/ { return 302 /x.m3u8; }
location /rewrite/ { rewrite ^/rewrite/(.*) /x/$1? permanent; }
location /rewrite-args/ { rewrite ^/rewrite-args/(.*) /x/$1 permanent; }
location /proxy/ {
    proxy_redirect http://origin.example/ /y/;
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
}
--- user_files
>>> dir.m3u8/a
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
"HTTP/1.1 302 Found\r\nLocation: http://origin.example/x.m3u8\r\nContent-Length: 0\r\n\r\n"
--- request eval
our @rows = (
    [302, '/return/a.m3u8',       '/x.m3u8?t=1'],
    [301, '/rewrite/a.m3u8',      '/x/a.m3u8?t=1'],
    [301, '/rewrite-args/a.m3u8', '/x/a.m3u8?t=1'],
    [302, '/proxy/a.m3u8',        '/y/x.m3u8?t=1'],
    # nginx sends a client to a directory with the whole query itself
    [301, '/dir.m3u8',            '/dir.m3u8/?t=1'],
);
[map { "GET $_->[1]?t=1" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "Location: http://localhost:\$ServerPort$_->[2]" } our @rows]



=== TEST 4: a client that was refused takes nothing along
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    query_string_forward on;
    absolute_redirect off;
    error_page 403 @login;
    error_page 410 =302 https://localhost/expired.m3u8;
    try_files /none @moved;
}
location @login { query_string_forward on; absolute_redirect off; return 302 /login.m3u8; }
location @moved { query_string_forward on; absolute_redirect off; return 302 /moved.m3u8; }
--- request eval
[
    'GET /coffee_run/a.m3u8?md5=Fbm8HXRDhPGkIiqt4qLFhw&expires=4102444800',
    'GET /coffee_run/a.m3u8?md5=x&expires=4102444800',
    'GET /vod/a.m3u8?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1',
]
--- error_code eval
[302, 302, 302]
--- response_headers eval
[
    'Location: /moved.m3u8?md5=Fbm8HXRDhPGkIiqt4qLFhw&expires=4102444800',
    'Location: /login.m3u8',
    'Location: https://localhost/expired.m3u8',
]
