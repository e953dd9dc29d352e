# Manifests in a content coding: decoded, rewritten, and compressed again by nginx alone.

use Test::Nginx::Socket 'no_plan';

use IO::Compress::Deflate qw(deflate);
use IO::Compress::Gzip qw(gzip);
use IO::Compress::RawDeflate qw(rawdeflate);
use IO::Uncompress::Gunzip qw(gunzip);
use MIME::Base64 qw(decode_base64);

our $playlist = "#EXTM3U\n#EXTINF:6,\na.ts\n";
our $rewritten = "#EXTM3U\n#EXTINF:6,\na.ts?t=1\n";

# One file, as each coding has it.
sub gz { my ($text) = @_; gzip(\$text => \my $out, -Minimal => 1); return $out }
sub zz { my ($text) = @_; deflate(\$text => \my $out); return $out }
sub raw { my ($text) = @_; rawdeflate(\$text => \my $out); return $out }

# Of $playlist, by the encoders of their authors.
our $br = decode_base64('iwuAI0VYVE0zVQojRVhUSU5GOjYsCmEudHMKAw==');
our $zst = decode_base64('KLUv/SAYwQAAI0VYVE0zVQojRVhUSU5GOjYsCmEudHMK');

sub answer {
    my ($coding, $body, @more) = @_;
    my $length = length $body;
    my @fields = (($coding eq '' ? () : "Content-Encoding: $coding"), "Content-Length: $length", @more);
    return "HTTP/1.1 200 OK\r\n" . join('', map { "$_\r\n" } @fields, 'ETag: "x"') . "\r\n$body";
}

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: every coding is taken off
--- config
query_string_forward on;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
our @rows = (
    ['gzip',     main::gz($main::playlist)],
    ['x-gzip',   main::gz($main::playlist)],
    ['GZIP',     main::gz($main::playlist)],
    ['deflate',  main::zz($main::playlist)],
    ['deflate',  main::raw($main::playlist)],
    ['br',       $main::br],
    ['zstd',     $main::zst],
    ['identity', $main::playlist],
    ['none',     $main::playlist],
    # members one after the other
    ['gzip',     main::gz("#EXTM3U\n") . main::gz("#EXTINF:6,\na.") . main::gz("ts\n")],
);
sub {
    my ($row) = $_[0] =~ m{/(\d+)\.m3u8};
    return main::answer(@{ $rows[$row] });
}
--- request eval
[map { "GET /$_.m3u8?t=1" } 0 .. 9]
--- response_body eval
[($main::rewritten) x 10]
--- response_headers eval
[map { (/[789]/ && $_ < 9 ? '' : "! Content-Encoding\n") . "! Content-Length\nETag: W/\"x\"" } 0 .. 9]
--- no_error_log
[error]



=== TEST 2: in pieces of one byte
--- config
query_string_forward on;
proxy_buffering off;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
[split //, main::answer('gzip', main::gz($main::playlist))]
--- request
GET /a.m3u8?t=1
--- response_body eval
$main::rewritten
--- no_error_log
[error]



=== TEST 3: nginx compresses again what it would compress anyway
--- config
query_string_forward on;
gzip on;
gzip_min_length 0;
gzip_types *;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub { main::answer('br', $main::br) }
--- more_headers
Accept-Encoding: gzip
--- request
GET /a.m3u8?t=1
--- response_headers
Content-Encoding: gzip
--- response_body_filters eval
sub { my ($body) = @_; IO::Uncompress::Gunzip::gunzip(\$body => \my $out); return $out }
--- response_body eval
$main::rewritten



=== TEST 4: what is not known, or no manifest, passes as it came
--- config
query_string_forward on;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
our @rows = (
    ['compress',   $main::playlist],
    ['gzip, br',   main::gz($main::playlist)],
    # no manifest inside
    ['gzip',       main::gz("<html>not here</html>\n")],
    ['gzip',       main::gz('')],
    # not what the header says
    ['gzip',       $main::playlist],
    ['br',         main::gz($main::playlist)],
    # nothing is decoded before the end
    ['gzip',       substr(main::gz($main::playlist), 0, 12)],
    # the coding is not said: bytes of gzip are no manifest
    ['',           main::gz($main::playlist)],
);
sub {
    my ($row) = $_[0] =~ m{/(\d+)\.m3u8};
    return main::answer(@{ $rows[$row] });
}
--- request eval
[map { "GET /$_.m3u8?t=1" } 0 .. 7]
--- response_body eval
our @rows;
[map { $_->[1] } @rows]
--- response_headers eval
our @rows;
[map { ($_->[0] eq '' ? "! Content-Encoding\n" : "Content-Encoding: $_->[0]\n")
        . 'Content-Length: ' . length($_->[1]) . "\nETag: \"x\"" } @rows]
--- no_error_log
[error]



=== TEST 5: a coding that is not known is told once
--- config
query_string_forward on;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub { main::answer('gzip, br', 'x') }
--- request
GET /a.m3u8?t=1
--- response_body chomp
x
--- grep_error_log eval
qr/query string not forwarded: unknown content coding "[^"]+"/
--- grep_error_log_out
query string not forwarded: unknown content coding "gzip, br"



=== TEST 6: a stream that breaks off, or turns into garbage, never ends as a whole one
--- config
query_string_forward on;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
my $long = $main::playlist x 4000;
our $coded = main::gz($long . CORE::join '', map { chr(33 + int rand 90) } 1 .. 60_000);
our @bodies = (
    substr($coded, 0, length($coded) - 9),
    substr($coded, 0, length($coded) - 20_000) . ("\xff" x 20_000),
    $coded . 'garbage',
);
sub {
    my ($row) = $_[0] =~ m{/(\d+)\.m3u8};
    return main::answer('gzip', $bodies[$row]);
}
--- request eval
[map { "GET /$_.m3u8?t=1 HTTP/1.1" } 0 .. 2]
--- incomplete_response eval
[1, 1, 1]
--- error_log
cannot decode the manifest



=== TEST 7: HEAD and 304 tell what GET would
--- config
query_string_forward on;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub {
    return "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n" if $_[0] =~ /If-None-Match/;
    return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 50\r\nETag: \"x\"\r\n\r\n";
}
--- request eval
['HEAD /a.m3u8?t=1', 'GET /a.m3u8?t=1']
--- more_headers eval
['', 'If-None-Match: W/"x"']
--- error_code eval
[200, 304]
--- response_headers eval
["! Content-Encoding\n! Content-Length\nETag: W/\"x\"", 'ETag: W/"x"']



=== TEST 8: with nginx's own gunzip and gzip_static before it
--- config
query_string_forward on;
gunzip on;
gzip_static always;
--- user_files eval
[['a.m3u8.gz' => main::gz($main::playlist)]]
--- request
GET /a.m3u8?t=1
--- response_body eval
$main::rewritten
--- response_headers
! Content-Encoding
