# Playlists on their way through: cut anywhere, slow, huge, broken off, and in bounded memory.

use Compress::Zlib ();
use Digest::MD5 qw(md5_hex);

use Test::Nginx::Socket 'no_plan';

# Everything that a cut may hit. What stands between < and > is not in what the upstream sends, and
# in what the client gets.
our $marked = join "\r\n", "\xEF\xBB\xBF\n#EXTM3U", (
    '#EXT-X-MAP:URI="i.mp4<?t=1>", BYTERANGE="5@0"',
    '#EXT-X-DEFINE:NAME="b",VALUE="//other.example"',
    '#EXTINF:URI="k",A=1',
    '#EXT-X-A:X-ASSET-LIST-2="k"',
    ' {$b}/a.ts?x=1',
    "\t{\$c}d/a.ts?x=1#f ",
    'http://localhost/a.ts?x=1<&t=1>#f',
    'a.ts?t=2',
    '',
    "caf\xC3\xA9.ts<?t=1>",
);
sub sent     { return $marked =~ s/<.*?>//gr }
sub received { return $marked =~ s/<(.*?)>/$1/gr }

# An answer in the chunked coding (RFC 9112, section 7.1), with these chunks.
sub chunked {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", map { chunk($_) } @_, '';
}
sub chunk { return sprintf "%x\r\n%s\r\n", length $_[0], $_[0] }

# So many segments, with what follows the URL of each.
sub segments {
    my ($count, $parameters) = @_;
    return join '', "#EXTM3U\n",
        map { "#EXTINF:6.00000,\nsegments/of-a-film/$_.ts$parameters\n" } 1 .. $count;
}

sub definitions {
    my ($count) = @_;
    return join '', "#EXTM3U\n", map { "#EXT-X-DEFINE:NAME=\"v$_\",VALUE=\"x\"\n" } 1 .. $count;
}

sub gunzip { return Compress::Zlib::memGunzip($_[0]) // "no gzip: $_[0]" }

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the result does not depend on where the answer is cut in two
--- config
proxy_http_version 1.1;
location /on/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /off/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; proxy_buffering off; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub {
    my ($cut) = $_[0] =~ m{/(\d+)};
    return [main::chunked(substr(main::sent(), 0, $cut), substr main::sent(), $cut)];
}
--- request eval
our @cuts = 1 .. length(main::sent()) - 1;
[map { ("GET /on/$_.m3u8?t=1", "GET /off/$_.m3u8?t=1") } @cuts]
--- error_code eval
[(200) x (2 * our @cuts)]
--- response_body eval
[(main::received()) x (2 * our @cuts)]



=== TEST 2: byte by byte, in the chunked coding
--- config
proxy_http_version 1.1;
location /on/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /off/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; proxy_buffering off; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
[main::chunked(split //, main::sent())]
--- request eval
['GET /on/a.m3u8?t=1', 'GET /off/a.m3u8?t=1']
--- error_code eval
[200, 200]
--- response_body eval
[(main::received()) x 2]



=== TEST 3: byte by byte, as slowly as every byte comes alone
--- config
location /on/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /off/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; proxy_buffering off; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply_delay: 0.5ms
--- tcp_reply eval
["HTTP/1.0 200 OK\r\n\r\n", split //, main::sent()]
--- request eval
['GET /on/a.m3u8?t=1', 'GET /off/a.m3u8?t=1']
--- error_code eval
[200, 200]
--- response_body eval
[(main::received()) x 2]



=== TEST 4: what is complete does not wait for what is not
--- config
location / { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; proxy_buffering off; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_no_close
--- tcp_reply eval
"HTTP/1.0 200 OK\r\n\r\n#EXTM3U\na.ts\nb.t"
--- request
GET /a.m3u8?t=1
--- timeout: 2
--- abort
--- incomplete_response
--- response_body
#EXTM3U
a.ts?t=1
--- error_log
client prematurely closed connection



=== TEST 5: megabytes, however nginx reads and sends them
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    root $TEST_NGINX_HTML_DIR;
}
--- config
query_string_forward on;
location / { }
location /sendfile/ { sendfile on; tcp_nopush on; alias $TEST_NGINX_HTML_DIR/; }
location /threads/ { sendfile on; aio threads; alias $TEST_NGINX_HTML_DIR/; }
location /threads-only/ { aio threads; alias $TEST_NGINX_HTML_DIR/; }
location /directio/ { directio 512; alias $TEST_NGINX_HTML_DIR/; }
location /directio-threads/ { directio 512; aio threads; output_buffers 2 64k; alias $TEST_NGINX_HTML_DIR/; }
location /output/ { output_buffers 1 1k; postpone_output 0; alias $TEST_NGINX_HTML_DIR/; }
location /postpone/ { output_buffers 3 700; postpone_output 100k; alias $TEST_NGINX_HTML_DIR/; }
location /rate/ { limit_rate 30m; limit_rate_after 3m; alias $TEST_NGINX_HTML_DIR/; }
location /gzip/ { gzip on; gzip_types text/plain; gzip_comp_level 1; gzip_buffers 4 1k; alias $TEST_NGINX_HTML_DIR/; }
location /ssi/ { ssi on; ssi_types text/plain; alias $TEST_NGINX_HTML_DIR/; }
location /proxy/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/; }
location /unbuffered/ { proxy_buffering off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/; }
location /unbuffered-small/ {
    proxy_buffering off;
    proxy_buffer_size 1k;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/;
}
location /small/ {
    proxy_buffer_size 1k;
    proxy_buffers 2 1k;
    proxy_busy_buffers_size 1k;
    proxy_max_temp_file_size 0;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/;
}
location /temporary/ {
    sendfile on;
    limit_rate 100m;
    proxy_buffer_size 4k;
    proxy_buffers 2 4k;
    proxy_busy_buffers_size 4k;
    proxy_temp_file_write_size 8k;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/;
}
--- user_files eval
[['a.m3u8', main::segments(120_000, '')]]
--- timeout: 20
--- request eval
our @ways = qw(
    / /sendfile/ /threads/ /threads-only/ /directio/ /directio-threads/ /output/ /postpone/ /rate/
    /gzip/ /ssi/ /proxy/ /unbuffered/ /unbuffered-small/ /small/ /temporary/
);
[map { "GET ${_}a.m3u8?t=1" } @ways]
--- more_headers eval
[map { m{/gzip} ? 'Accept-Encoding: gzip' : '' } our @ways]
--- error_code eval
[(200) x (our @ways)]
--- response_body_filters eval
[map { [m{/gzip} ? \&main::gunzip : (), 'md5_hex'] } our @ways]
--- response_body eval
[(main::md5_hex(main::segments(120_000, '?t=1'))) x (our @ways)]



=== TEST 6: megabytes over HTTP/2
--- http2
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    root $TEST_NGINX_HTML_DIR;
}
--- config
query_string_forward on;
location / { sendfile on; aio threads; }
location /chunks/ { http2_chunk_size 1k; alias $TEST_NGINX_HTML_DIR/; }
location /unbuffered/ { proxy_buffering off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/; }
--- user_files eval
[['a.m3u8', main::segments(50_000, '')]]
--- timeout: 20
--- request eval
our @ways = qw(/ /chunks/ /unbuffered/);
[map { "GET ${_}a.m3u8?t=1" } @ways]
--- error_code eval
[(200) x (our @ways)]
--- response_body_filters eval
[(['md5_hex']) x (our @ways)]
--- response_body eval
[(main::md5_hex(main::segments(50_000, '?t=1'))) x (our @ways)]



=== TEST 7: several megabyte playlists on one connection
--- config
query_string_forward on;
--- user_files eval
[['a.m3u8', main::segments(20_000, '')]]
--- timeout: 20
--- pipelined_requests eval
[map { "GET /a.m3u8?t=$_" } 1 .. 3]
--- error_code eval
[200, 200, 200]
--- response_body_filters: md5_hex
--- response_body eval
[map { main::md5_hex(main::segments(20_000, "?t=$_")) } 1 .. 3]



=== TEST 8: memory does not grow with the playlist, nor with its lines
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    root $TEST_NGINX_HTML_DIR;
}
--- config
location / {
    query_string_forward on;
    proxy_buffering off;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location = /peak { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1/$pid; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
my $first;
sub {
    my ($worker) = $_[0] =~ m{/(\d+)};
    open my $status, '<', "/proc/$worker/status" or die "$worker: $!";
    my ($peak) = map { /^VmHWM:\s+(\d+) kB/ } <$status>;
    $first //= $peak;
    my $growth = $peak - $first;
    return "HTTP/1.0 200 OK\r\n\r\n" . ($growth < 2_000 ? 'small' : "grown by $growth kB");
}
--- user_files eval
our @rows = (
    main::segments(200_000, ''),
    # endless lines: a comment, a URL, the parts of a tag
    "#EXTM3U\n#" . 'x' x 8_000_000,
    "#EXTM3U\n" . 'x' x 8_000_000,
    "#EXTM3U\n#EXT-X-" . 'x' x 8_000_000,
    "#EXTM3U\n#EXT-X-MAP:" . 'x' x 8_000_000,
    "#EXTM3U\n#EXT-X-MAP:A=" . 'x' x 8_000_000,
    "#EXTM3U\n#EXT-X-MAP:A=\"" . 'x' x 8_000_000,
    "#EXTM3U\n#EXT-X-MAP:URI=\"" . 'x' x 8_000_000,
    # a variable, and many
    "#EXTM3U\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"" . 'x' x 8_000_000,
    main::definitions(200_000),
);
[map { ["$_.m3u8", $rows[$_]] } 0 .. $#rows]
--- timeout: 20
--- request eval
['GET /peak', (map { "GET /$_.m3u8?t=1" } 0 .. $#{ [our @rows] }), 'GET /peak']
--- error_code eval
[200, (200) x (our @rows), 200]
--- response_body_filters eval
[[], (['md5_hex']) x (our @rows), []]
--- response_body eval
our @rows;
['small', main::md5_hex(main::segments(200_000, '?t=1')), (map { main::md5_hex($_) } @rows[1 .. $#rows]), 'small']



=== TEST 9: an answer that the upstream breaks off does not end as if it were whole
--- config
proxy_http_version 1.1;
location /on/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /off/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; proxy_buffering off; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub {
    my $body = "#EXTM3U\na.ts\n#EXT-X-MAP:URI=\"i.m";
    return "HTTP/1.1 200 OK\r\n" . (
        $_[0] =~ /length/    ? "Content-Length: 100\r\n\r\n$body"
        : $_[0] =~ /between/ ? "Transfer-Encoding: chunked\r\n\r\n" . main::chunk($body)
        :                      "Transfer-Encoding: chunked\r\n\r\n40\r\n$body"
    );
}
--- request eval
[map { ("GET /on/$_.m3u8?t=1", "GET /off/$_.m3u8?t=1") } qw(length between within)]
--- error_code eval
[(200) x 6]
--- response_headers eval
[('Transfer-Encoding: chunked') x 6]
--- incomplete_response
--- response_body eval
[("#EXTM3U\na.ts?t=1\n#EXT-X-MAP:URI=\"") x 6]
--- error_log
upstream prematurely closed connection



=== TEST 10: one broken off before it is known what it is has no answer at all
--- config
proxy_http_version 1.1;
location /on/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /off/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; proxy_buffering off; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub {
    return "HTTP/1.1 200 OK\r\n" . (
        $_[0] =~ /length/ ? "Content-Length: 100\r\n\r\n#EXT"
        : $_[0] =~ /none/ ? "Content-Length: 100\r\n\r\n"
        :                   "Transfer-Encoding: chunked\r\n\r\n" . main::chunk('#EXT')
    );
}
--- request eval
[map { ("GET /on/$_.m3u8?t=1", "GET /off/$_.m3u8?t=1") } qw(length none chunked)]
--- error_code eval
[('') x 6]
--- error_log
upstream prematurely closed connection



=== TEST 11: an answer broken off over HTTP/2
--- http2
# The upstream falls silent: by the time that nginx gives it up, it has sent what there is.
--- config
proxy_read_timeout 1s;
location / { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; proxy_buffering off; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_no_close
--- tcp_reply eval
sub {
    return "HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n" . ($_[0] =~ /early/ ? '#EXT' : "#EXTM3U\na.ts\nb");
}
--- request eval
['GET /a.m3u8?t=1', 'GET /early.m3u8?t=1']
--- error_code eval
[200, '']
--- incomplete_response
--- response_body eval
["#EXTM3U\na.ts?t=1\n", '']
--- error_log
upstream timed out



=== TEST 12: an answer broken off that is compressed
--- config
location / {
    query_string_forward on;
    gzip on;
    gzip_types text/plain;
    gzip_min_length 1;
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
}
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n#EXTM3U\na.ts\n"
--- request
GET /a.m3u8?t=1
--- more_headers
Accept-Encoding: gzip
--- response_headers
Content-Encoding: gzip
--- incomplete_response
--- error_log
upstream prematurely closed connection



=== TEST 13: bodies shorter than they say, longer, empty, and as short as a playlist can be
--- config
proxy_http_version 1.1;
location /on/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /off/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; proxy_buffering off; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
our @rows = (
    # what follows the announced length is nobody's
    ["Content-Length: 13\r\n\r\n#EXTM3U\na.ts\nb.ts\n", "#EXTM3U\na.ts?t=1\n"],
    ["Content-Length: 11\r\n\r\n#EXTM3U\na.ts\nb.ts\n", "#EXTM3U\na.t?t=1"],
    ["Content-Length: 0\r\n\r\n#EXTM3U\na.ts\n",        ''],
    # the end of the connection is the end
    ["\r\n#EXTM3U\na.ts",                               "#EXTM3U\na.ts?t=1"],
    ["\r\n",                                            ''],
    ["Content-Length: 0\r\n\r\n",                       ''],
    ["Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",     ''],
    ["Transfer-Encoding: chunked\r\n\r\n7;x=y\r\n#EXTM3U\r\n0\r\nTrailer: a\r\n\r\n", '#EXTM3U'],
    ["Content-Length: 7\r\n\r\n#EXTM3U",                '#EXTM3U'],
    ["Content-Length: 6\r\n\r\n#EXTM3",                 '#EXTM3'],
    ["Content-Length: 3\r\n\r\n\xEF\xBB\xBF",           "\xEF\xBB\xBF"],
);
sub { my ($row) = $_[0] =~ m{/(\d+)}; return "HTTP/1.1 200 OK\r\n$rows[$row][0]" }
--- request eval
[map { ("GET /on/$_.m3u8?t=1", "GET /off/$_.m3u8?t=1") } 0 .. $#{ [our @rows] }]
--- error_code eval
[(200) x (2 * our @rows)]
--- response_body eval
[map { ($_->[1]) x 2 } our @rows]



=== TEST 14: a body that for long might still become a playlist
--- config
proxy_http_version 1.1;
location /on/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /off/ { query_string_forward on; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; proxy_buffering off; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
our @rows = (
    # in time, and too late
    [[' ' x 10_000, "  #EXTM3U\na.ts"],                  ' ' x 10_002 . "#EXTM3U\na.ts?t=1"],
    [[' ' x 10_000, ' ' x 10_000, "#EXTM3U\na.ts"]],
    [[' ' x 10_000, ' ' x 6_380 . "#EXTM3U\na.ts"]],
    [["\xEF\xBB", "\xBF", (' ') x 100, "#EXTM3U", "\na.ts"], "\xEF\xBB\xBF" . ' ' x 100 . "#EXTM3U\na.ts?t=1"],
    # white space and nothing else, or a comment
    [[(' ' x 1_000) x 50]],
    [['<!--', ('x' x 5_000) x 4, '--><html></html>']],
    [['#', 'EXT', 'M3', 'Ua']],
    [['#EXTM3U', "8-list\na.ts\n"]],
);
sub { my ($row) = $_[0] =~ m{/(\d+)}; return [main::chunked(@{ $rows[$row][0] })] }
--- request eval
[map { ("GET /on/$_.m3u8?t=1", "GET /off/$_.m3u8?t=1") } 0 .. $#{ [our @rows] }]
--- error_code eval
[(200) x (2 * our @rows)]
--- response_body eval
[map { ($_->[1] // CORE::join '', @{ $_->[0] }) x 2 } our @rows]



=== TEST 15: such a body from a file, of which a part has been looked at
--- config
query_string_forward on;
output_buffers 2 1536;
location / { }
location /sendfile/ { sendfile on; alias $TEST_NGINX_HTML_DIR/; }
location /threads/ { sendfile on; aio threads; alias $TEST_NGINX_HTML_DIR/; }
location /directio/ { directio 512; alias $TEST_NGINX_HTML_DIR/; }
--- user_files eval
our $comment = "<!-- @{[1 .. 20_000]} --><html><a href=\"a.ts\">a</a></html>";
[['a.m3u8', $comment, '202001010000']]
--- request eval
[map { "GET ${_}a.m3u8?t=1" } qw(/ /sendfile/ /threads/ /directio/)]
--- error_code eval
[(200) x 4]
--- response_headers eval
our $comment;
[('Content-Length: ' . length $comment) x 4]
--- response_body eval
[(our $comment) x 4]
