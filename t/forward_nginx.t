# Forwarding beside what nginx itself does with a request and with its answer.

use Compress::Zlib ();

use Test::Nginx::Socket 'no_plan';

# So many segments, with what follows the URL of each.
sub playlist {
    my ($count, $parameters) = @_;
    return join '', "#EXTM3U\n", map { "#EXTINF:6,\nsegment-$_.ts$parameters\n" } 1 .. $count;
}

sub gunzip { return Compress::Zlib::memGunzip($_[0]) // "no gzip: $_[0]" }

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the query that the client first sent is forwarded, wherever nginx has led the request
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "#EXTM3U\n$uri\n"; }
    location /accel { add_header X-Accel-Redirect /files/a.m3u8?own=1; return 200; }
}
--- config
query_string_forward on;
rewrite ^/server/(.*) /files/$1?own=1;

location /files/ { alias $TEST_NGINX_HTML_DIR/; }
location /break/ { rewrite ^/break/(.*) /$1?own=1 break; }
location /last/ { rewrite ^/last/(.*) /files/$1?own=1 last; }
location /drop/ { rewrite ^/drop/(.*) /files/$1? last; }
location /set/ { set $args own=1; alias $TEST_NGINX_HTML_DIR/; }
location /try/ { root $TEST_NGINX_HTML_DIR/files; try_files /none.m3u8 /files/a.m3u8?own=1; }
location /extension { try_files $uri.m3u8 =404; }
location /named/ { try_files /none @origin; }
location @origin { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /index/ { index none.m3u8 a.m3u8; alias $TEST_NGINX_HTML_DIR/; }
location /page/ { error_page 404 =200 /files/a.m3u8?own=1; }
location /page-404/ { error_page 404 /files/a.m3u8; }
location /page-named/ { error_page 404 = @origin; }
location /accel { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /if/ { if ($arg_t) { add_header X-If yes; } alias $TEST_NGINX_HTML_DIR/; }
location /return { return 200 "#EXTM3U\na.ts\n"; }
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
>>> extension.m3u8
#EXTM3U
a.ts
--- request eval
our @rows = (
    [200, 'a.ts?t=1', '/files/a.m3u8'],
    [200, 'a.ts?t=1', '/server/a.m3u8'],
    [200, 'a.ts?t=1', '/break/a.m3u8'],
    [200, 'a.ts?t=1', '/last/a.m3u8'],
    [200, 'a.ts?t=1', '/drop/a.m3u8'],
    [200, 'a.ts?t=1', '/set/a.m3u8'],
    [200, 'a.ts?t=1', '/try/a'],
    [200, 'a.ts?t=1', '/extension'],
    [200, '/named/a.m3u8?t=1', '/named/a.m3u8'],
    [200, 'a.ts?t=1', '/index/'],
    [200, 'a.ts?t=1', '/page/none'],
    [404, 'a.ts',     '/page-404/none.m3u8'],
    [200, '/page-named/none.m3u8?t=1', '/page-named/none.m3u8'],
    [200, 'a.ts?t=1', '/accel'],
    [200, 'a.ts?t=1', '/accel.m3u8'],
    [200, 'a.ts?t=1', '/if/a.m3u8'],
    [200, 'a.ts?t=1', '/return.m3u8'],
);
[map { "GET $_->[2]?t=1" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body eval
[map { "#EXTM3U\n$_->[1]\n" } our @rows]



=== TEST 2: a request too bad to have a query gets a page without one
--- config
query_string_forward on;
error_page 400 =200 /a.m3u8;
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
--- raw_request eval
"GET /a.m3u8?t=1 HTTP/1.1\r\n\r\n"
--- response_body
#EXTM3U
a.ts



=== TEST 3: a token that is checked and taken off is forwarded all the same
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "#EXTM3U\n# $request_uri\na.ts\n"; }
}
--- config
secure_token_key secret_key;
query_string_forward on;
location / {
    secure_token query;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /videos/ {
    secure_token path;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- request eval
our $token = 'md5=Fbm8HXRDhPGkIiqt4qLFhw&expires=4102444800';
[
    "GET /coffee_run/master.m3u8?q=hd&$token",
    "GET /coffee_run/a.ts?q=hd&$token",
    'GET /coffee_run/a.ts?q=hd',
    'GET /videos/2675_3dk4NsRt6vWsffEr/98ivXHL63ou-CEVB98mrBA/4102444800/master.m3u8?q=hd',
    'GET /coffee_run/master.m3u8?q=hd&md5=x&expires=4102444800',
]
--- error_code eval
[200, 200, 403, 200, 403]
--- response_body_like eval
our $token;
[
    "\\A#EXTM3U\n# /coffee_run/master.m3u8\\?q=hd\na.ts\\?q=hd&\Q$token\E\n\\z",
    "\\A#EXTM3U\n# /coffee_run/a.ts\\?q=hd\na.ts\n\\z",
    '403 Forbidden',
    "\\A#EXTM3U\n# /videos/2675_3dk4NsRt6vWsffEr/master.m3u8\\?q=hd\na.ts\\?q=hd\n\\z",
    '403 Forbidden',
]



=== TEST 4: one cached object serves all viewers, and holds the parameters of none
--- http_config
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    root $TEST_NGINX_HTML_DIR;
}
--- config
proxy_cache cache;
proxy_cache_key $uri;
proxy_cache_valid 200 1h;
add_header X-Cache $upstream_cache_status;
location / {
    query_string_forward on;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /plain/ {
    rewrite ^/plain(.*) $1 break;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- user_files
>>> a.m3u8 202001010000
#EXTM3U
a.ts
--- request eval
our @rows = (
    ['MISS', 200, 'GET',  '/a.m3u8?t=1', '?t=1'],
    ['HIT',  200, 'GET',  '/a.m3u8?t=2', '?t=2'],
    ['HIT',  200, 'GET',  '/a.m3u8',     ''],
    ['HIT',  200, 'GET',  '/a.m3u8?t=3', '?t=3'],
    ['HIT',  200, 'GET',  '/plain/a.m3u8?t=4', ''],
    ['HIT',  200, 'HEAD', '/a.m3u8?t=5', undef],
    ['HIT',  304, 'GET',  '/a.m3u8?t=6', undef, 'If-None-Match: W/"5e0be100-d"'],
    ['HIT',  200, 'GET',  '/a.m3u8?t=7', '?t=7', 'If-None-Match: "other"'],
);
[map { "$_->[2] $_->[3]" } @rows]
--- more_headers eval
[map { $_->[5] // '' } our @rows]
--- error_code eval
[map { $_->[1] } our @rows]
--- response_headers eval
[map {
    my $is_whole = defined $_->[4] && $_->[4] eq '';
    ($_->[1] == 200 ? "X-Cache: $_->[0]\n" : '') . ($is_whole ? 'Content-Length: 13' : '! Content-Length')
} our @rows]
--- response_body eval
[map { defined $_->[4] ? "#EXTM3U\na.ts$_->[4]\n" : '' } our @rows]



=== TEST 5: what nginx stores is what the upstream sent
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "#EXTM3U\na.ts\n"; }
}
--- config
location /store/ {
    query_string_forward on;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    proxy_store $TEST_NGINX_HTML_DIR/stored.m3u8;
}
--- request eval
['GET /store/a.m3u8?t=1', 'GET /stored.m3u8']
--- error_code eval
[200, 200]
--- response_body eval
["#EXTM3U\na.ts?t=1\n", "#EXTM3U\na.ts\n"]



=== TEST 6: a playlist made of subrequests is one playlist, and a subrequest for one is none
--- config
query_string_forward on;
location / { ssi on; ssi_types text/plain; }
location /added { addition_types text/plain; add_before_body /head.m3u8; add_after_body /tail.m3u8; }
location /replaced { sub_filter_types text/plain; sub_filter c. d.; sub_filter t=1 t=2; sub_filter_once off; }
location /guarded { auth_request /head.m3u8; mirror /tail.m3u8; }
--- user_files
>>> included.m3u8
#EXTM3U
<!--#include virtual="/part.m3u8?own=1" -->b.ts?u=<!--#include virtual="/tail.m3u8" -->
>>> page.html
<!--#include virtual="/head.m3u8" --><!--#include virtual="/part.m3u8" -->
>>> added.m3u8
b.ts
>>> replaced.m3u8
#EXTM3U
c.ts
>>> guarded.m3u8
#EXTM3U
c.ts
>>> head.m3u8
#EXTM3U
a.ts
>>> part.m3u8
p.ts
>>> tail.m3u8
t.ts
--- request eval
our @rows = (
    ['/included.m3u8', "#EXTM3U\np.ts?t=1\nb.ts?u=t.ts&t=1\n\n"],
    ['/page.html',     "#EXTM3U\na.ts\np.ts\n\n"],
    ['/added.m3u8',    "#EXTM3U\na.ts?t=1\nb.ts?t=1\nt.ts?t=1\n"],
    # the parameters come after all other filters
    ['/replaced.m3u8', "#EXTM3U\nd.ts?t=1\n"],
    ['/guarded.m3u8',  "#EXTM3U\nc.ts?t=1\n"],
);
[map { "GET $_->[0]?t=1" } @rows]
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
[map { $_->[1] } our @rows]



=== TEST 7: a playlist that is fetched in slices is one playlist
--- http_config
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    root $TEST_NGINX_HTML_DIR;
}
--- config
location / {
    query_string_forward on;
    slice 1k;
    proxy_cache cache;
    proxy_cache_key $uri$slice_range;
    proxy_cache_valid 200 206 1h;
    proxy_set_header Range $slice_range;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    add_header X-Cache $upstream_cache_status;
}
--- user_files eval
[['a.m3u8', main::playlist(1_000, '')]]
--- request eval
['GET /a.m3u8?t=1', 'GET /a.m3u8?t=2']
--- error_code eval
[200, 200]
--- response_headers eval
["X-Cache: MISS\n! Content-Length\n! Content-Range", "X-Cache: HIT\n! Content-Length\n! Content-Range"]
--- response_body eval
[main::playlist(1_000, '?t=1'), main::playlist(1_000, '?t=2')]



=== TEST 8: the rewritten answer is compressed by nginx
--- config
query_string_forward on;
gzip on;
gzip_types text/plain;
gzip_min_length 1;
gzip_vary on;
--- user_files
>>> a.m3u8 202001010000
#EXTM3U
a.ts
--- request eval
['GET /a.m3u8?t=1', 'GET /a.m3u8?t=1', 'HEAD /a.m3u8?t=1', 'GET /a.m3u8']
--- more_headers eval
['Accept-Encoding: gzip', '', 'Accept-Encoding: gzip', 'Accept-Encoding: gzip']
--- error_code eval
[200, 200, 200, 200]
--- response_headers eval
[
    "Content-Encoding: gzip\nETag: W/\"5e0be100-d\"\nVary: Accept-Encoding\n! Content-Length",
    "! Content-Encoding\nETag: W/\"5e0be100-d\"\n! Content-Length",
    "! Content-Length\nETag: W/\"5e0be100-d\"",
    "Content-Encoding: gzip\n! Content-Length",
]
--- response_body_filters eval
[[\&main::gunzip], [], [], [\&main::gunzip]]
--- response_body eval
["#EXTM3U\na.ts?t=1\n", "#EXTM3U\na.ts?t=1\n", '', "#EXTM3U\na.ts\n"]



=== TEST 9: HTTP/1.0 has no chunks, and closes
--- config
query_string_forward on;
--- user_files
>>> a.m3u8 202001010000
#EXTM3U
a.ts
--- request eval
['GET /a.m3u8?t=1 HTTP/1.0', 'HEAD /a.m3u8?t=1 HTTP/1.0', 'GET /a.m3u8 HTTP/1.0']
--- more_headers
Connection: keep-alive
--- error_code eval
[200, 200, 200]
--- response_headers eval
[
    "Connection: close\n! Transfer-Encoding\n! Content-Length\nETag: W/\"5e0be100-d\"",
    "! Transfer-Encoding\n! Content-Length\nETag: W/\"5e0be100-d\"",
    "Connection: keep-alive\nContent-Length: 13\nETag: \"5e0be100-d\"",
]
--- response_body eval
["#EXTM3U\na.ts?t=1\n", '', "#EXTM3U\na.ts\n"]



=== TEST 10: without the chunked coding the connection is closed after the answer
--- config
query_string_forward on;
chunked_transfer_encoding off;
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
--- request
GET /a.m3u8?t=1
--- more_headers
Connection: keep-alive
--- response_headers
Connection: close
! Transfer-Encoding
! Content-Length
--- response_body
#EXTM3U
a.ts?t=1



=== TEST 11: several requests on one connection, rewritten and not
--- config
query_string_forward on;
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
>>> a.ts
film
--- pipelined_requests eval
our @rows = (
    ['/a.m3u8?t=1',    "#EXTM3U\na.ts?t=1\n"],
    ['/a.m3u8?t=2&u=', "#EXTM3U\na.ts?t=2&u=\n"],
    ['/a.m3u8',        "#EXTM3U\na.ts\n"],
    ['/a.ts?t=1',      "film\n"],
    ['/a.m3u8?t=3',    "#EXTM3U\na.ts?t=3\n"],
    ['/a.m3u8?t=3',    "#EXTM3U\na.ts?t=3\n"],
);
[map { "GET $_->[0]" } @rows]
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
[map { $_->[1] } our @rows]



=== TEST 12: HTTP/2
--- http2
--- config
query_string_forward on;
--- user_files
>>> a.m3u8 202001010000
#EXTM3U
a.ts
--- request eval
our @rows = (
    ['GET /a.m3u8?t=1',  200, "#EXTM3U\na.ts?t=1\n", '! Content-Length'],
    ['HEAD /a.m3u8?t=1', 200, '',                    '! Content-Length'],
    ['GET /a.m3u8',      200, "#EXTM3U\na.ts\n",     'Content-Length: 13'],
    ['GET /none.m3u8?t', 404, qr/404 Not Found/,     'Content-Type: text/html'],
);
[map { $_->[0] } @rows]
--- error_code eval
[map { $_->[1] } our @rows]
--- response_headers eval
[map { $_->[3] } our @rows]
--- response_body eval
[map { $_->[2] } our @rows]
