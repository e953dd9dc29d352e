# Ranges: where there is something to forward the client's Range is none, for an upstream neither.

use Test::Nginx::Socket 'no_plan';

# Lines of a request's head.
sub fields { return join '', map { "X-$_: $_\r\n" } @_ }

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: a playlist is served whole
--- config
query_string_forward on;
location /proxy/ { proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/plain/; }
location /plain/ {
    query_string_forward off;
    add_header X-Range "$http_range|$http_if_range|$http_x_other";
    alias $TEST_NGINX_HTML_DIR/;
}
--- user_files
>>> a.m3u8 202001010000
#EXTM3U
a.ts
>>> b.m3u8 202001010000
0123456789
>>> a.ts 202001010000
0123456789
--- more_headers
Range: bytes=2-4
If-Range: "5e0be100-d"
X-Other: yes
--- request eval
our @rows = (
    [200, 'GET /a.m3u8?t=1',        "#EXTM3U\na.ts?t=1\n", 'X-Range:'],
    [200, 'HEAD /a.m3u8?t=1',       '',                    'X-Range:'],
    [200, 'GET /proxy/a.m3u8?t=1',  "#EXTM3U\na.ts?t=1\n", 'X-Range: ||yes'],
    [200, 'HEAD /proxy/a.m3u8?t=1', '',                    'X-Range: ||yes'],
    # it is too early to know that this is no playlist
    [200, 'GET /b.m3u8?t=1',        "0123456789\n",        'X-Range:'],
    # where nothing is forwarded it counts
    [206, 'GET /a.m3u8',            'XTM',                 'X-Range:'],
    [206, 'GET /proxy/a.m3u8',      'XTM', 'X-Range: bytes=2-4|"5e0be100-d"|yes'],
    [206, 'GET /proxy/a.m3u8?_HLS_msn=1', 'XTM', 'X-Range: bytes=2-4|"5e0be100-d"|yes'],
    [206, 'GET /plain/a.m3u8?t=1',  'XTM', 'X-Range: bytes=2-4|"5e0be100-d"|yes'],
    [200, 'GET /a.ts?t=1',          "0123456789\n",        'X-Range:'],
);
[map { $_->[1] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { ($_->[0] == 200 ? "! Content-Range\n" : "Content-Range: bytes 2-4/13\n") . $_->[3] } our @rows]
--- response_body eval
[map { $_->[2] } our @rows]



=== TEST 2: all other headers of the client's go on, and were there none
--- config
location / {
    query_string_forward on;
    proxy_set_header Host '';
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
}
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub {
    my @names = $_[0] =~ /^([\w-]+):/mg;
    return "HTTP/1.1 200 OK\r\n\r\n#EXTM3U\n# @names\n";
}
--- raw_request eval
"GET /a.m3u8?t=1 HTTP/1.0\r\n" . main::fields(1 .. 10) . "Range: bytes=0-1\r\n" . main::fields(11 .. 45)
    . "If-Range: \"x\"\r\nRange: bytes=2-3\r\n\r\n"
--- response_body eval
"#EXTM3U\n# Connection @{[map { qq(X-$_) } 1 .. 45]}\n"



=== TEST 3: a request that has nothing but a range
--- config
location / {
    query_string_forward on;
    proxy_set_header Host '';
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
}
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub {
    my @names = $_[0] =~ /^([\w-]+):/mg;
    return "HTTP/1.1 200 OK\r\n\r\n#EXTM3U\n# @names\n";
}
--- raw_request eval
"GET /a.m3u8?t=1 HTTP/1.0\r\nRange: bytes=0-1\r\n\r\n"
--- response_body
#EXTM3U
# Connection
