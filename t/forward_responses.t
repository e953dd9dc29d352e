# Which answers are rewritten, what becomes of their headers, and that all others stay as they are.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: an answer without anything to forward keeps every byte and every header
--- config
query_string_forward on;
location /off/ { query_string_forward off; alias $TEST_NGINX_HTML_DIR/; }
--- user_files
>>> a.m3u8 202001010000
#EXTM3U
a.ts
>>> a.txt 202001010000
#EXTM3U
a.ts
>>> a.m3u8.txt 202001010000
#EXTM3U
a.ts
>>> dir.m3u8/a 202001010000
#EXTM3U
a.ts
--- request eval
our @rows = (
    # no query, or nothing of it
    '/a.m3u8', '/a.m3u8?', '/a.m3u8?&&', '/a.m3u8?=v', '/a.m3u8?_HLS_msn=4', '/a.m3u8#?t=1',
    # no playlist by its name
    '/a.txt?t=1', '/a.m3u8.txt?t=1', '/dir.m3u8/a?t=1', '/a.txt?f=/a.m3u8',
    # not here
    '/off/a.m3u8?t=1',
);
[map { ("GET $_", "HEAD $_") } @rows]
--- error_code eval
[(200) x (2 * our @rows)]
--- raw_response_headers_like eval
[(qr{\AHTTP/1\.1 200 OK\r
Server: [^\n]+\r
Date: [^\n]+\r
Content-Type: text/plain\r
Content-Length: 13\r
Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT\r
Connection: close\r
ETag: "5e0be100-d"\r
Accept-Ranges: bytes\r
\z}) x (2 * our @rows)]
--- response_body eval
[("#EXTM3U\na.ts\n", '') x (our @rows)]



=== TEST 2: a rewritten answer has no length, no ranges and a weak validator; HEAD says the same
--- config
query_string_forward on;
--- user_files
>>> a.m3u8 202001010000
#EXTM3U
a.ts
--- request eval
['GET /a.m3u8?t=1', 'HEAD /a.m3u8?t=1']
--- error_code eval
[200, 200]
--- raw_response_headers_like eval
[map { qr{\AHTTP/1\.1 200 OK\r
Server: [^\n]+\r
Date: [^\n]+\r
Content-Type: text/plain\r
Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT\r
${_}Connection: close\r
ETag: W/"5e0be100-d"\r
\z} } "Transfer-Encoding: chunked\r\n", '']
--- response_body eval
["#EXTM3U\na.ts?t=1\n", '']



=== TEST 3: the extension of the client's path tells, or of the one that it led to, whatever its case
--- config
query_string_forward on;
location / { return 200 "#EXTM3U\na.ts\n"; }
location /led/ { rewrite ^ $arg_to break; proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT; }
location /list { return 200 "#EXTM3U\na.ts\n"; query_string_forward off; }
--- request eval
our @rows = (
    [1, '/a.m3u8'],
    [1, '/a.M3u8'],
    [1, '/a.m3u'],
    # what the body is, is seen from its first bytes
    [1, '/a.mpd'],
    [1, '/a.mpp'],
    [1, '/.m3u8'],
    [1, '/a%2Em3u8'],
    [1, '/a.m3u8;v=1'],
    [1, '/x.d/../a.b.m3u8'],
    [0, '/'],
    [0, '/m3u8'],
    [0, '/a.m3u8x'],
    [0, '/a.m3u8.'],
    [0, '/a.m3u8/'],
    [0, '/a.m3u8/b'],
    [0, '/a.ts;a.m3u8'],
    [0, '/a%3F.ts'],
    [1, '/led/a.m3u8', 'to=/list.ts'],
    [1, '/led/a',      'to=/list.M3U8'],
    [0, '/led/a',      'to=/list.ts'],
);
[map { "GET $_->[1]?" . ($_->[2] // 't=1') } @rows]
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
[map { "#EXTM3U\na.ts" . ($_->[0] ? '?' . ($_->[2] // 't=1') : '') . "\n" } our @rows]



=== TEST 4: only answers of status 200 to GET and HEAD
--- config
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; query_string_forward on; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub {
    my ($method, $code) = $_[0] =~ m{^(\w+) /(\d+)};
    my $body = $method eq 'HEAD' ? '' : "#EXTM3U\na.ts\n";
    return "HTTP/1.1 $code As It Is\r\nContent-Length: 13\r\nETag: \"x\"\r\nX-A: b\r\n\r\n$body";
}
--- request eval
our @rows = (
    (map { ['GET', $_] } qw(200 201 203 206 226 300 400 403 404 410 416 500 502 503)),
    ['HEAD', 200], ['HEAD', 404], ['POST', 200], ['PUT', 200], ['DELETE', 200], ['OPTIONS', 200],
);
[map { "$_->[0] /$_->[1].m3u8?t=1" } @rows]
--- error_code eval
[map { $_->[1] } our @rows]
--- response_headers eval
[map {
    $_->[0] =~ /GET|HEAD/ && $_->[1] == 200
        ? "! Content-Length\nETag: W/\"x\"\nX-A: b"
        : "Content-Length: 13\nETag: \"x\"\nX-A: b"
} our @rows]
--- response_body eval
[map {
    $_->[0] eq 'HEAD' ? '' : "#EXTM3U\na.ts" . ($_->[0] eq 'GET' && $_->[1] == 200 ? '?t=1' : '') . "\n"
} our @rows]



=== TEST 5: nginx's own answers for what is not there, and its redirects
--- config
query_string_forward on;
location = /moved.m3u8 { return 301 /new.m3u8; query_string_forward off; }
location = /denied.m3u8 { deny all; }
--- user_files
>>> folder.m3u8/a
--- request eval
['GET /none.m3u8?t=1', 'GET /moved.m3u8?t=1', 'GET /denied.m3u8?t=1', 'GET /folder.m3u8?t=1']
--- error_code eval
[404, 301, 403, 301]
--- response_headers_like eval
[("Content-Length: 1\\d\\d") x 4]
--- response_body_like eval
our @titles = ('404 Not Found', '301 Moved Permanently', '403 Forbidden', '301 Moved Permanently');
[map { "<center><h1>$_</h1></center>" } @titles]



=== TEST 6: a client that has the playlist still is answered 304
--- config
query_string_forward on;
--- user_files
>>> a.m3u8 202001010000
#EXTM3U
a.ts
--- request eval
our @rows = (
    [304, 'W/', 't=1', 'If-None-Match: W/"5e0be100-d"'],
    [304, 'W/', 't=1', 'If-None-Match: "5e0be100-d"'],
    [304, 'W/', 't=1', 'If-None-Match: "x", W/"5e0be100-d"'],
    [304, 'W/', 't=1', 'If-Modified-Since: Wed, 01 Jan 2020 00:00:00 GMT'],
    [200, 'W/', 't=1', 'If-None-Match: "x"'],
    [200, 'W/', 't=1', 'If-Modified-Since: Tue, 31 Dec 2019 00:00:00 GMT'],
    [304, '',   '',    'If-None-Match: "5e0be100-d"'],
    [304, '',   '',    'If-Modified-Since: Wed, 01 Jan 2020 00:00:00 GMT'],
);
[map { "GET /a.m3u8?$_->[2]" } @rows]
--- more_headers eval
[map { $_->[3] } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map {
    "ETag: $_->[1]\"5e0be100-d\"\nLast-Modified: Wed, 01 Jan 2020 00:00:00 GMT\n! Content-Length"
} our @rows]
--- response_body eval
[map { $_->[0] == 200 ? "#EXTM3U\na.ts?t=1\n" : '' } our @rows]



=== TEST 7: a validator that is weak already stays, one without quotes goes, all other headers stay
--- config
location / {
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    query_string_forward on;
    add_header X-Own "$status $sent_http_content_type";
    expires 1m;
}
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub {
    my $tag = $_[0] =~ /weak/ ? 'W/"x"' : $_[0] =~ /bare/ ? 'x' : '"x"';
    return "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apple.mpegurl; charset=utf-8\r\n"
        . "Content-Length: 13\r\nAccept-Ranges: bytes\r\nETag: $tag\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n"
        . "Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT\r\nVary: Origin\r\n"
        . "Access-Control-Allow-Origin: *\r\n\r\n#EXTM3U\na.ts\n";
}
--- request eval
['GET /a.m3u8?weak', 'GET /a.m3u8?bare', 'GET /a.m3u8?strong']
--- error_code eval
[200, 200, 200]
--- response_headers eval
our $others = <<'END';
Content-Type: application/vnd.apple.mpegurl; charset=utf-8
Transfer-Encoding: chunked
! Content-Length
! Accept-Ranges
Set-Cookie: a=b, c=d
Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT
Vary: Origin
Access-Control-Allow-Origin: *
X-Own: 200 application/vnd.apple.mpegurl; charset=utf-8
Cache-Control: max-age=60
END
["ETag: W/\"x\"\n$others", "! ETag\n$others", "ETag: W/\"x\"\n$others"]
--- response_body eval
[map { "#EXTM3U\na.ts?$_\n" } qw(weak bare strong)]



=== TEST 8: what only has the name of a playlist goes through byte for byte, its headers too
--- config
location / { query_string_forward on; }
location /proxy/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/plain/; }
location /plain/ { alias $TEST_NGINX_HTML_DIR/; }
--- user_files eval
my $padding = "\xFF" x 170;
our @rows = (
    # a film: packets of a transport stream, and an MP4
    "G\x40\x00\x10\n#EXTM3U\na.ts\n$padding" x 5_000,
    "\0\0\0\x18ftypmp42\0\0\0\0mp42isom" . "\0\n#EXTM3U\na.ts\n" x 1_000,
    # pages, and an error of a store of objects
    "<!DOCTYPE html>\n<html><body><a href=\"a.ts\">a.ts</a></body></html>\n",
    "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Location>a.ts</Location></Error>",
    '<SmoothStreamingMedia><StreamIndex Url="QualityLevels({bitrate})"/></SmoothStreamingMedia>',
    '{"VERSION":1,"TTL":30,"RELOAD-URI":"next.json","PATHWAY-PRIORITY":["A"]}',
    "WEBVTT\n\n00:00.000 --> 00:05.000\ns.jpg#xywh=0,0,9,9\n",
    "\x1F\x8B\x08\0\0\0\0\0\0\3#EXTM3U\na.ts\n",
    ' ' x 40_000,
    'a.ts',
    "#EXTM3",
    "\n",
    "\0",
    '',
);
[map { ["$_.m3u8", $rows[$_], '202001010000'] } 0 .. $#rows]
--- request eval
[map { ("GET /$_.m3u8?t=1", "GET /proxy/$_.m3u8?t=1") } 0 .. $#{ [our @rows] }]
--- error_code eval
[(200) x (2 * our @rows)]
--- response_headers eval
[map {
    my $length  = length;
    my $headers = sprintf "Content-Length: %d\nETag: \"5e0be100-%x\"\n", $length, $length;
    ("${headers}Accept-Ranges: bytes") x 2
} our @rows]
--- response_body eval
[map { ($_) x 2 } our @rows]



=== TEST 9: the media type tells, too, whatever its case and parameters
--- config
query_string_forward on;
query_string_forward_from .list application/vnd.apple.mpegurl Audio/MpegURL;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /static/ {
    types { application/vnd.apple.mpegurl txt; }
    alias $TEST_NGINX_HTML_DIR/;
}
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
our @rows = (
    [1, '/a',      'application/vnd.apple.mpegurl'],
    [1, '/a.php',  'Application/VND.Apple.MPEGURL; charset=UTF-8'],
    [1, '/a',      'audio/mpegurl ;charset=utf-8'],
    [1, '/a.list', 'text/plain'],
    [1, '/a.list', ''],
    [0, '/a.m3u8', 'text/plain'],
    [0, '/a',      'application/vnd.apple.mpegurl.x'],
    [0, '/a',      'xapplication/vnd.apple.mpegurl'],
    [0, '/a',      'application/x-mpegURL'],
    [0, '/a',      'text/plain; x=application/vnd.apple.mpegurl'],
    [0, '/a',      ''],
);
sub {
    my ($row) = $_[0] =~ /row=(\d+)/;
    my $type = $rows[$row][2] && "Content-Type: $rows[$row][2]\r\n";
    return "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n$type\r\n#EXTM3U\na.ts\n";
}
--- user_files
>>> a.txt
#EXTM3U
a.ts
--- request eval
our @rows;
[(map { "GET $rows[$_][1]?row=$_" } 0 .. $#rows), 'GET /static/a.txt?row=x']
--- error_code eval
[(200) x (our @rows), 200]
--- response_headers eval
[map { $_->[0] ? '! Content-Length' : 'Content-Length: 13' } our @rows, [1]]
--- response_body eval
our @rows;
[(map { "#EXTM3U\na.ts" . ($rows[$_][0] ? "?row=$_" : '') . "\n" } 0 .. $#rows), "#EXTM3U\na.ts?row=x\n"]



=== TEST 10: by its media type HEAD is told as well; a part is not, and a range not served
--- config
query_string_forward on;
query_string_forward_from text/plain;
location / { }
location /proxy/ { proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/plain/; }
location /plain/ { query_string_forward off; alias $TEST_NGINX_HTML_DIR/; }
--- user_files
>>> a 202001010000
#EXTM3U
a.ts
>>> b 202001010000
0123456789ab
--- request eval
our $whole    = "Content-Length: 13\nAccept-Ranges: bytes\nETag: \"5e0be100-d\"";
our $changed  = "! Content-Length\n! Accept-Ranges\nETag: W/\"5e0be100-d\"";
our $part     = "Content-Length: 3\nContent-Range: bytes 2-4/13\nETag: \"5e0be100-d\"";
our @rows = (
    ['GET /a?t=1',        '', 200, $changed, "#EXTM3U\na.ts?t=1\n"],
    ['GET /proxy/a?t=1',  '', 200, $changed, "#EXTM3U\na.ts?t=1\n"],
    ['HEAD /a?t=1',       '', 200, $changed, ''],
    ['HEAD /proxy/a?t=1', '', 200, $changed, ''],
    ['HEAD /proxy/a',     '', 200, $whole,   ''],
    ['GET /b?t=1',        '', 200, $whole,   "0123456789ab\n"],
    # nginx has the whole, and knows too late that it need not be rewritten
    ['GET /a?t=1',        'Range: bytes=2-4', 200, $changed, "#EXTM3U\na.ts?t=1\n"],
    ['GET /b?t=1',        'Range: bytes=2-4', 200, $whole,   "0123456789ab\n"],
    ['GET /b',            'Range: bytes=2-4', 206, $part,    '234'],
    # an upstream has sent no more than a part
    ['GET /proxy/a?t=1',  'Range: bytes=2-4', 206, $part,    'XTM'],
);
[map { $_->[0] } @rows]
--- more_headers eval
[map { $_->[1] } our @rows]
--- error_code eval
[map { $_->[2] } our @rows]
--- response_headers eval
[map { $_->[3] } our @rows]
--- response_body eval
[map { $_->[4] } our @rows]
