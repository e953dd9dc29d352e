# HLS playlists: which of their URLs get the client's parameters, and where.

use Test::Nginx::Socket 'no_plan';

# Lines of a playlist. What stands between < and > is not in the file, and in what the client gets.
sub lines    { return join "\n", '#EXTM3U', @_, '' }
sub playlist { return lines(@_) =~ s/<.*?>//gr }
sub received { return lines(@_) =~ s/<(.*?)>/$1/gr }

# The same for whole bodies, each one a file.
sub files    { return [map { ["$_.m3u8", $_[$_] =~ s/<.*?>//gr] } 0 .. $#_] }
sub requests { return [map { "GET /$_.m3u8?t=1" } 0 .. $#_] }
sub results  { return [map { s/<(.*?)>/$1/gr } @_] }

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: every line that is not blank and does not begin with a number sign is a URI
--- config
query_string_forward on;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.4d401f,mp4a.40.2"',
    '720p/index.m3u8<?t=1>',
    '../common/sub.m3u8<?t=1>',
    '#EXTINF:6,a.ts',
    'a.ts<?t=1>',
    '/abs/a.ts<?t=1>',
    # in HLS nothing is a base, so a directory is a resource like any other
    'live/480/<?t=1>',
    '/ts/live/?offset=1<&t=1>',
    # without an extension
    'playlist/21?type=video<&t=1>',
    'seg<?t=1>',
    # white space is none of the URL's, but what stands within is
    "\ta.ts<?t=1>",
    "  a.ts<?t=1> \t",
    'a b.ts<?t=1>',
    # what is no query, though it looks a little like one
    'a.m3u8&h_UA=V/2<?t=1>',
    'a.m3u8|User-Agent=V<?t=1>',
    'a.ts;v=1<?t=1>',
    # a colon that ends no scheme
    './video-10:00.ts<?t=1>',
    'seg_10:00.ts<?t=1>',
    # any bytes
    "caf\xC3\xA9.ts<?t=1>",
    "caf\xE9.ts<?t=1>",
    'a%20b%.ts<?t=1>',
    'a"b.ts<?t=1>',
    # blank lines and comments
    '',
    "  \t",
    '# a.ts',
    ' # a.ts',
    '#',
    # tags that have no URL, and the end
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-IMAGES-ONLY',
    '#EXT-X-TILES:RESOLUTION=2x2,LAYOUT=2x2,DURATION=1',
    "#EXT-X-SKIP:SKIPPED-SEGMENTS=3,RECENTLY-REMOVED-DATERANGES=\"a\tb\"",
    '#EXT-X-ENDLIST',
    'after-the-end.ts<?t=1>',
))]]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 2: the parameters go before the fragment, and after the query that is there
--- config
query_string_forward on;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    'a.ts?x=1<&t=1>',
    'a.ts?x<&t=1>',
    'a.ts?x=1?y=/2/.m<&t=1>',
    'a.ts?next=/x/<&t=1>',
    '?x=1<&t=1>',
    'a.ts<?t=1>#f',
    'a.ts<?t=1>#',
    'a.ts<?t=1>#x?y',
    'a.ts?x=1<&t=1>#f?y#g',
    # no separator is doubled
    'a.ts?<t=1>',
    'a.ts?<t=1>#f',
    'a.ts?x=1&<t=1>',
    'a.ts?&<t=1>',
    '?<t=1>',
    # a key that the URL has keeps the URL's own value
    'a.ts?t=9',
    'a.ts?x=1&t=9&y=2#t',
    'a.ts?t',
    'a.ts?t=',
    'a.ts?%74=9',
    # other keys, and what is none
    'a.ts?T=9<&t=1>',
    'a.ts?xt=9&tx=9<&t=1>',
    'a.ts?x=t=9<&t=1>',
    'a.ts?x;t=9<&t=1>',
    't=9/a.ts<?t=1>#t=9',
    # past the question mark a backslash makes no difference to the host
    'a.ts?x=\\<&t=1>',
))]]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 3: quoted URLs of tags, wherever they stand in the attribute list
--- config
query_string_forward on;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    '#EXT-X-MEDIA:TYPE=AUDIO,NAME="x,URI=y",URI="a.m3u8<?t=1>"',
    '#EXT-X-MEDIA:URI="a.m3u8<?t=1>",TYPE=SUBTITLES,GROUP-ID="s"',
    '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=9,CODECS="avc1.4d401f,mp4a",URI="if.m3u8<?t=1>"',
    '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1,RESOLUTION=2x2,CODECS="jpeg",URI="t.m3u8<?t=1>"',
    '#EXT-X-MAP:URI="init.mp4<?t=1>",BYTERANGE="720@0"',
    '#EXT-X-MAP:BYTERANGE="720@0",URI="init.mp4<?t=1>"',
    '#EXT-X-KEY:METHOD=AES-128,URI="k.key<?t=1>",IV=0x9c7db8778570d05c3177c349fd9236aa',
    '#EXT-X-KEY:METHOD=AES-128,URI="http://localhost/get_key/<?t=1>"',
    '#EXT-X-KEY:METHOD=NONE',
    '#EXT-X-SESSION-KEY:METHOD=AES-128,URI="k.key?id=1<&t=1>"',
    '#EXT-X-SESSION-DATA:DATA-ID="a.b",URI="data.json<?t=1>"',
    '#EXT-X-PART:DURATION=1,URI="p1.mp4<?t=1>",BYTERANGE="9@0"',
    '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p2.mp4<?t=1>"',
    '#EXT-X-RENDITION-REPORT:URI="../b/m.m3u8<?t=1>",LAST-MSN=3',
    '#EXT-X-DATERANGE:ID="i",CLASS="com.apple.hls.interstitial",X-ASSET-URI="ad.m3u8<?t=1>"',
    '#EXT-X-DATERANGE:ID="i",X-ASSET-LIST="l.json<?t=1>",X-RESUME-OFFSET=0',
    '#EXT-X-DATERANGE:CLASS="com.apple.hls.preload",X-URI="a.json<?t=1>",X-TARGET-ID="b"',
    '#EXT-X-CONTENT-STEERING:SERVER-URI="/steer<?t=1>",PATHWAY-ID="A"',
    # tags that nobody knows yet, and two URLs in one
    '#EXT-X-TOMORROW:URI="a.bin<?t=1>"',
    '#EXTRA:X-URI="a.bin<?t=1>"',
    '#EXT-X-DATERANGE:X-ASSET-URI="ad.m3u8<?t=1>",ID="i",X-ASSET-LIST="l.json<?t=1>"',
    # spaces that the grammar does not allow
    "#EXT-X-MAP: URI=\"i.mp4<?t=1>\", \tBYTERANGE=\"5\@0\"",
    "#EXT-X-MAP:BYTERANGE=\"5\@0\",\t URI=\"i.mp4<?t=1>\" \t",
    '#EXT-X-MAP:URI=" i.mp4<?t=1> "',
    '#EXT-X-MAP:URI="i.mp4?x=1<&t=1>#f"',
    # what follows is no attribute list any more
    '#EXT-X-MAP:URI="i.mp4<?t=1>"x,URI="j.mp4"',
    '#EXT-X-MAP:URI="i.mp4<?t=1>","URI="j.mp4"',
    '#EXT-X-MAP:URI="i.mp4<?t=1>",,URI="j.mp4"',
))]]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 4: what only looks like a quoted URL of a tag, and URLs of nothing
--- config
query_string_forward on;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    # EXTINF has no attribute list
    '#EXTINF:6,Show, URI="s.ts"',
    '#EXTINF:URI="s.ts",A=1',
    '#EXTINF:-1 tvg-logo="http://localhost/l.png",URI="s.ts"',
    # no quotes, wrong ones, one only
    '#EXT-X-MAP:URI=i.mp4',
    "#EXT-X-MAP:URI='i.mp4'",
    '#EXT-X-MAP:URI="i.mp4',
    '#EXT-X-MAP:A="x,URI="i.mp4"',
    # other attributes
    '#EXT-X-MAP:uri="i.mp4"',
    '#EXT-X-MAP:XURI="i.mp4",MY-URI="i.mp4",URIS="i.mp4",URI-2="i.mp4"',
    '#EXT-X-MAP:X-ASSET="i.mp4",SERVER="i.mp4",X-ASSET-URI-EXTRA="i.mp4"',
    '#EXT-X-MAP:X-ASSET-LIST-2="i.mp4",SERVER-URI-OF-SOME-LENGTH="i.mp4"',
    # no attribute list from the first byte that does not fit
    '#EXT-X-MAP:URI ="i.mp4"',
    '#EXT-X-MAP:URI= "i.mp4"',
    '#EXT-X-MAP:FOO,URI="i.mp4"',
    '#EXT-X-MAP:="x",URI="i.mp4"',
    '#EXT-X-MAP:A="x"y,URI="i.mp4"',
    '#EXT-X-MAP:A=x"y",URI="i.mp4"',
    '#EXT-X-MAP URI="i.mp4"',
    '#EXT-X-MAP',
    '#EXT-X-BITRATE:URI',
    # no tags
    '#ext-x-map:URI="i.mp4"',
    '#EX:URI="i.mp4"',
    '##EXT-X-MAP:URI="i.mp4"',
    '# EXT-X-MAP:URI="i.mp4"',
    ' #EXT-X-MAP:URI="i.mp4"',
    # empty URLs, and one that is the playlist's own
    '#EXT-X-MAP:URI=""',
    '#EXT-X-MAP:URI=" "',
    '#EXT-X-MAP:URI="#i"',
))]]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 5: lines end in LF, CRLF or CR, and the last one may have no end
--- config
query_string_forward on;
--- user_files eval
main::files(our @rows = (
    "#EXTM3U\na.ts<?t=1>",
    "#EXTM3U\r\na.ts<?t=1>\r\n#EXT-X-MAP:URI=\"i.mp4<?t=1>\"\r\nb.ts<?t=1>\r\n",
    "#EXTM3U\ra.ts<?t=1>\r#EXT-X-MAP:URI=\"i.mp4<?t=1>\"\rb.ts<?t=1>\r",
    "#EXTM3U\n\ra.ts<?t=1>\r\r\n\nb.ts<?t=1>\n\r",
    "#EXTM3U\na.ts<?t=1> \r\n\t\r\nb.ts?x<&t=1>#f\t",
    "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4<?t=1>\"",
    # a tag cut short
    "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4",
    "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\r\nb.ts<?t=1>",
    # other bytes that some programs take for the end of a line
    "#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4<?t=1>\"\x0Bb.ts\x0C\x{1C}c.ts",
))
--- request eval
main::requests(our @rows)
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
main::results(our @rows)



=== TEST 6: a playlist begins with its tag, after a byte order mark and white space at most
--- config
query_string_forward on;
--- user_files eval
main::files(our @rows = (
    "\xEF\xBB\xBF#EXTM3U\na.ts<?t=1>\n",
    "\xEF\xBB\xBF\n\t#EXTM3U\na.ts<?t=1>\n",
    "\r\n \n#EXTM3U\r\na.ts<?t=1>\r\n",
    "#EXTM3U url-tvg=\"http://localhost/epg.xml\"\na.ts<?t=1>\n",
    "#EXTM3U\ta\na.ts<?t=1>\n",
    "#EXTM3U",
    "#EXTM3U ",
    (' ' x 16_000) . "#EXTM3U\na.ts<?t=1>\n",
    # no playlists
    (' ' x 17_000) . "#EXTM3U\na.ts\n",
    "#EXTM3U8-list\na.ts\n",
    "#EXTM3U#\na.ts\n",
    "#EXTM3\na.ts\n",
    "#extm3u\na.ts\n",
    "# EXTM3U\na.ts\n",
    "#EXTINF:6,\na.ts\n",
    "a.ts\n#EXTM3U\nb.ts\n",
    "\xEF\xBB#EXTM3U\na.ts\n",
    "\xEF\xBB\xBF\xEF\xBB\xBF#EXTM3U\na.ts\n",
    "\xEF\xBB\xBF",
    "\0#EXTM3U\na.ts\n",
    # UTF-16, with and without its mark
    "\xFF\xFE" . "#EXTM3U\na.ts\n" =~ s/(.)/$1\0/gsr,
    "#EXTM3U\na.ts\n" =~ s/(.)/\0$1/gsr,
))
--- request eval
main::requests(our @rows)
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
main::results(our @rows)



=== TEST 7: variables are expanded to judge a URL, and stay as they are
--- config
query_string_forward on;
--- user_files eval
main::files(our @rows = map { main::lines(@$_, 'b.ts<?t=1>') } (
    # the host that a value gives
    ['#EXT-X-DEFINE:NAME="b",VALUE="http://localhost/x"', '{$b}/a.ts<?t=1>'],
    ['#EXT-X-DEFINE:NAME="b",VALUE="http://other.example/x"', '{$b}/a.ts'],
    ['#EXT-X-DEFINE:NAME="b",VALUE=".other.example"', 'http://localhost{$b}/a.ts'],
    ['#EXT-X-DEFINE:NAME="b",VALUE="/other.example"', '/{$b}/a.ts'],
    ['#EXT-X-DEFINE:NAME="b",VALUE="local"', '#EXT-X-MAP:URI="http://{$b}host/i.mp4<?t=1>"'],
    # a query, a fragment, a key that a value brings
    ['#EXT-X-DEFINE:NAME="q",VALUE="?x=7"', 'a.m3u8{$q}<&t=1>'],
    ['#EXT-X-DEFINE:NAME="q",VALUE="x=7&t=9"', 'a.m3u8?{$q}'],
    ['#EXT-X-DEFINE:NAME="v",VALUE="3"', 'a-{$v}.ts?y={$v}<&t=1>#{$v}'],
    # a value of the client's
    ['#EXT-X-DEFINE:QUERYPARAM="t"', 'a.ts?t={$t}', 'b.ts?cdn={$t}<&t=1>'],
    ['#EXT-X-DEFINE:QUERYPARAM="t"', '{$t}/a.ts<?t=1>'],
    # a value that is not known may bring a host, a scheme or a question mark
    ['#EXT-X-DEFINE:IMPORT="b"', '{$b}/a.ts'],
    ['#EXT-X-DEFINE:IMPORT="b"', '/{$b}/a.ts', 'v{$b}/a.ts', 'http://{$b}localhost/a.ts'],
    ['#EXT-X-DEFINE:IMPORT="b"', 'v/{$b}/a.ts<?t=1>', '/v{$b}/a.ts<?t=1>'],
    ['#EXT-X-DEFINE:IMPORT="b"', '#EXT-X-MAP:URI="i.mp4{$b}"', 'a.ts?x={$b}<&t=1>'],
    ['#EXT-X-DEFINE:QUERYPARAM="none"', '{$none}/a.ts'],
    ['{$undefined}/a.ts', 'v/{$undefined}/a.ts<?t=1>'],
    # what is no reference
    ['#EXT-X-DEFINE:NAME="b",VALUE="http://other.example/"', '$b/a.ts<?t=1>', '{b}/a.ts<?t=1>'],
    ['#EXT-X-DEFINE:NAME="b",VALUE="http://other.example/"', '{$B}/a.ts', '{$b/a.ts<?t=1>'],
))
--- request eval
main::requests(our @rows)
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
main::results(our @rows)



=== TEST 8: a value that is not known does no harm where every host may have the parameters
--- config
query_string_forward on;
query_string_forward_hosts *;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    '#EXT-X-DEFINE:IMPORT="b"',
    '{$b}/a.ts<?t=1>',
    'http://{$b}/a.ts<?t=1>',
    '#EXT-X-MAP:URI="{$b}/i.mp4<?t=1>"',
    'a.ts{$b}',
    '{$b}',
))]]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 9: a URL longer than 16 KiB goes through as it is
--- config
query_string_forward on;
--- user_files eval
[['a.m3u8', main::playlist(our @rows = (
    'a' x 16_381 . '.ts<?t=1>',
    'a' x 16_382 . '.ts',
    'a.ts?' . 'x' x 16_379 . '<&t=1>',
    'a.ts?' . 'x' x 16_380,
    'a.ts<?t=1>',
    '#EXT-X-MAP:URI="' . 'a' x 16_380 . '.mp4<?t=1>",X-URI="b.mp4<?t=1>"',
    '#EXT-X-MAP:URI="' . 'a' x 16_381 . '.mp4",X-URI="b.mp4<?t=1>"',
    '#EXT-X-MAP:URI="' . 'a' x 100_000 . '.mp4",X-URI="b.mp4<?t=1>"',
    '#EXTINF:6,' . 'a' x 100_000,
    'a.ts<?t=1>',
))]]
--- request
GET /a.m3u8?t=1
--- response_body eval
main::received(our @rows)



=== TEST 10: rewriting what was rewritten changes nothing
--- config
location /origin/ { proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/files/; query_string_forward on; }
location /again/ { proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/origin/; query_string_forward on; }
location /files/ { alias $TEST_NGINX_HTML_DIR/; }
--- user_files
>>> a.m3u8
#EXTM3U
#EXT-X-MAP:URI="i.mp4"
a.ts?x=1#f
b.ts
--- request eval
['GET /files/a.m3u8?t=1&flag&%61=%3C', 'GET /origin/a.m3u8?t=1&flag&%61=%3C', 'GET /again/a.m3u8?t=1&flag&%61=%3C']
--- error_code eval
[200, 200, 200]
--- response_body eval
our $once = <<'END';
#EXTM3U
#EXT-X-MAP:URI="i.mp4?t=1&flag&%61=%3C"
a.ts?x=1&t=1&flag&%61=%3C#f
b.ts?t=1&flag&%61=%3C
END
[<<'END', $once, $once]
#EXTM3U
#EXT-X-MAP:URI="i.mp4"
a.ts?x=1#f
b.ts
END
