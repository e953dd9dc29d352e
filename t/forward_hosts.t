# Hosts, schemes and extensions: which URLs may get the client's parameters, and which never do.

use Test::Nginx::Socket 'no_plan';

# Lines of a playlist. What stands between < and > is not in the file, and in what the client gets.
sub playlist { return join "\n", '#EXTM3U', (map { s/<.*?>//gr } @_), '' }
sub received { return join "\n", '#EXTM3U', (map { s/<(.*?)>/$1/gr } @_), '' }

# A certificate that is its own authority, and its key.
sub certificate {
    my $options = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=media.example';
    return scalar qx{openssl req -x509 $options -keyout - -out - 2>/dev/null};
}

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the request's own host, by whatever name the client spells it, and no look-alike
--- config
query_string_forward on;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    'http://media.example/a<?t=1>',
    'https://media.example/a<?t=1>',
    'HTTPS://MEDIA.EXAMPLE/a<?t=1>',
    '//media.example/a<?t=1>',
    '//Media.Example/a?x=1<&t=1>#f',
    # ports are not compared
    'https://media.example:8443/a<?t=1>',
    'https://media.example:/a<?t=1>',
    '//media.example:80/a<?t=1>',
    # without a path
    'http://media.example<?t=1>',
    'http://media.example?x=1<&t=1>',
    'http://media.example<?t=1>#f',
    # what looks like another host, but is a path, a query, a fragment
    '/http://other.example/a<?t=1>',
    './/other.example/a<?t=1>',
    '/./other.example/a<?t=1>',
    'a?u=https://other.example/@<&t=1>',
    'a<?t=1>#//other.example/',
    'a@other.example<?t=1>',
    # other hosts
    'https://other.example/a',
    '//other.example/a',
    'https://media.example.other.example/a',
    'https://other.media.example/a',
    'https://xmedia.example/a',
    'https://media.exampl/a',
    'https://media.example.com/a',
    'https://media.example./a',
    'https://media-example/a',
    'https://media%2Eexample/a',
    "https://media.example\xE3\x80\x82com/a",
    "https://m\xC3\xA9dia.example/a",
    'https:///a',
    'https://',
    '//',
    'https://:80/a',
    'https://[::1]/a',
    # a name and a password, or what some client may take for these
    'https://media.example@other.example/a',
    'https://user:password@media.example/a',
    'https://@media.example/a',
    '//media.example@other.example/a',
    'https://other.example#@media.example/a',
    'https://other.example?@media.example/a',
    # what is no port
    'https://media.example:80x/a',
    'https://media.example:80:80/a',
    'https://media.example:@other.example/a',
    # browsers take a backslash for a slash
    '/\\other.example/a',
    '\\\\media.example\\a',
    '\\/media.example/a',
    'https:\\\\media.example/a',
    'https://media.example\\@other.example/a',
    'https://other.example\\@media.example/a',
    'a\\b',
    # browsers drop tabs, and end lines where others do not
    "/\t/other.example/a",
    "ht\ttps://media.example/a",
    "https://media.example\t.other.example/a",
    "a\tb",
    "a\x01b",
    "a\x7Fb",
    "a\0b",
    "a\x0Bhttps://other.example/",
    "a?\x0Chttps://other.example/",
    "a\xE2\x80\xA8https://other.example/",
    "a?\xC2\x85https://other.example/",
    # browsers drop white space of any script in front
    "\xC2\xA0//other.example/a",
    "\xEF\xBB\xBF//other.example/a",
    "\xE2\x80\x8Ba",
    # any number of slashes but two
    '///media.example/a',
    '////media.example/a',
    'https:///media.example/a',
    'https:/media.example/a',
    'https:media.example/a',
    'http:a.ts',
    # other schemes, and a file name that begins like one
    'ftp://media.example/a',
    'rtmp://media.example/live',
    'ws://media.example/a',
    'skd://media.example/a',
    'data:text/plain;base64,QUJD',
    'urn:uuid:1',
    'blob:https://media.example/1',
    'javascript:alert(1)',
    'httpx://media.example/a',
    'video-10:00.ts',
    'a.b:c',
    '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://media.example/k?assetId=9"',
    '#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,QUJD"',
    '#EXT-X-CONTENT-STEERING:SERVER-URI="data:application/json,{}"',
    '#EXT-X-DATERANGE:X-ASSET-LIST="https://other.example/l.json",X-ASSET-URI="/a.m3u8<?t=1>"',
))]]
--- request eval
our @requests = (
    ['/a.m3u8?t=1',                      'Host: media.example'],
    ['/a.m3u8?t=1',                      'Host: MEDIA.Example:8080'],
    ['/a.m3u8?t=1',                      'Host: media.example.'],
    # the host of the request line counts more than the header
    ['http://media.example/a.m3u8?t=1',  'Host: other.example'],
    ['https://media.example/a.m3u8?t=1', 'Host: other.example'],
);
[map { "GET $_->[0]" } @requests]
--- more_headers eval
[map { $_->[1] } our @requests]
--- error_code eval
[(200) x (our @requests)]
--- response_body eval
[(main::received(our @rows)) x (our @requests)]



=== TEST 2: without a name of the client's the server's own counts
--- config
query_string_forward on;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    'a<?t=1>',
    'http://localhost/a<?t=1>',
    'http://media.example/a',
))]]
--- raw_request eval
"GET /a.m3u8?t=1 HTTP/1.0\r\n\r\n"
--- response_body eval
main::received(our @rows)



=== TEST 3: a host that is an address
--- config
query_string_forward on;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    'http://[2001:db8::1]/a<?t=1>',
    '//[2001:DB8::1]:8080/a<?t=1>',
    'http://[2001:db8::1/a',
    'http://2001:db8::1/a',
    'http://[2001:db8::2]/a',
    'http://[2001:db8::1]x/a',
))]]
--- more_headers
Host: [2001:db8::1]:8080
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 4: hosts that are listed
--- config
query_string_forward on;
query_string_forward_hosts keys.example *.cdn.example 192.0.2.1 [2001:db8::1];
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    # the own one too
    'http://localhost/a<?t=1>',
    '#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example/k.key<?t=1>"',
    '//KEYS.example:8080/k<?t=1>',
    'https://a.cdn.example/a<?t=1>',
    'https://a-1.b_2.CDN.EXAMPLE/a<?t=1>',
    'https://192.0.2.1/a<?t=1>',
    'https://[2001:db8::1]:443/a<?t=1>',
    # names beside the listed ones
    'https://a.keys.example/k',
    'https://keys.example./k',
    'https://keys.example.other.example/k',
    'https://cdn.example/a',
    'https://.cdn.example/a',
    'https://evilcdn.example/a',
    'https://a.cdn.example.other.example/a',
    'https://a@b.cdn.example/a',
    'https://other.example\\.cdn.example/a',
    'https://other.example%2F.cdn.example/a',
    'https://192.0.2.10/a',
    'https://[2001:db8::10]/a',
    'https://other.example/a',
    'ftp://keys.example/a',
))]]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 5: every host, but nothing that is no plain URL of a host
--- config
query_string_forward on;
query_string_forward_hosts *;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    'https://other.example/a<?t=1>',
    '//other.example:1/a?x<&t=1>',
    "https://m\xC3\xA9dia.example/a<?t=1>",
    'https://user@other.example/a',
    'https:///other.example/a',
    '///other.example/a',
    '/\\other.example/a',
    'https:/other.example/a',
    "https://other.exa\tmple/a",
    'ftp://other.example/a',
    'skd://other.example/a',
    'data:,a',
))]]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 6: what came over https does not go over http
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/tls.sock ssl;
    ssl_certificate $TEST_NGINX_HTML_DIR/certificate.pem;
    ssl_certificate_key $TEST_NGINX_HTML_DIR/certificate.pem;
    query_string_forward on;
    query_string_forward_hosts keys.example;
}
--- config
location / {
    proxy_pass https://unix:$TEST_NGINX_SERVER_ROOT/tls.sock;
    proxy_set_header Host media.example;
}
--- user_files eval
[
    ['certificate.pem', main::certificate()],
    ['a.m3u8', main::playlist(our @rows = (
        'a.ts<?t=1>',
        '//media.example/a<?t=1>',
        'https://media.example/a<?t=1>',
        'https://keys.example/a<?t=1>',
        '//keys.example/a<?t=1>',
        'http://media.example/a',
        'HTTP://MEDIA.EXAMPLE/a',
        'http://keys.example/a',
        'https://other.example/a',
    ))],
]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 7: only the extensions that are listed, and playlists always
--- config
query_string_forward on;
query_string_forward_to ts .m4s Mp4;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    'a.ts<?t=1>',
    'a.TS<?t=1>',
    'a.m4s?x=a.key<&t=1>',
    '#EXT-X-MAP:URI="i.mp4<?t=1>"',
    'http://localhost/dir.d/a.b.ts<?t=1>#f.key',
    'a.ts;v=1.key<?t=1>',
    '.ts<?t=1>',
    # the chain of manifests does not break
    'b.m3u8<?t=1>',
    'b.M3U8?x=1<&t=1>',
    'b.m3u<?t=1>',
    'b.mpd<?t=1>',
    '#EXT-X-RENDITION-REPORT:URI="../b/m.m3u8<?t=1>",LAST-MSN=3',
    # without a path it is the playlist's own
    '?x=1<&t=1>',
    'http://localhost<?t=1>',
    # other extensions, and none
    'a.key',
    '#EXT-X-KEY:METHOD=AES-128,URI="getkey"',
    'seg',
    'ts',
    'a.',
    'a.ts.',
    'a.ts.bak',
    'a.tsx',
    'a.xts',
    'a.ts/',
    'a.ts/b',
    'live.ts/480/',
    'a%2Ets',
    # it is that of the path alone
    'p.php?c=1#.ts',
    'p.php?f=.ts',
    'p.php#.ts',
    'p;v=1.ts',
    'http://localhost.ts/p',
    # a value that is not known
    '#EXT-X-DEFINE:IMPORT="x"',
    'v/a.{$x}',
    'v/{$x}.ts<?t=1>',
))]]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 8: playlists with extensions of one's own
--- config
query_string_forward on;
query_string_forward_from playlist .LIST;
query_string_forward_to ts;
--- user_files eval
my $text = main::playlist(our @rows = (
    'a.ts<?t=1>',
    'a.playlist<?t=1>',
    'a.PlayList<?t=1>',
    'a.list<?t=1>',
    # a playlist, but not here
    'a.m3u8',
    'a.mpd',
));
[map { ["a.$_", $text] } qw(playlist list LIST m3u8 mpd)]
--- request eval
[map { "GET /a.$_?t=1" } qw(playlist list LIST m3u8 mpd)]
--- error_code eval
[(200) x 5]
--- response_body eval
[(main::received(our @rows)) x 3, (main::playlist(@rows)) x 2]
