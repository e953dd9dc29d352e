# Which of the client's parameters are forwarded, in which order and spelling.

use Test::Nginx::Socket 'no_plan';

# Rows of a client's query, and of what is forwarded of it where that is something else.
sub requests { return [map { "GET /a.m3u8?$_->[0]" } @_] }
sub results  { return [map { body_with($_->[1] // $_->[0]) } @_] }

sub body_with {
    my ($parameters) = @_;
    return "#EXTM3U\na.ts\nb.ts?x=1\n" if $parameters eq '';
    return "#EXTM3U\na.ts?$parameters\nb.ts?x=1&$parameters\n";
}

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: all parameters in their order and spelling, but for those without a key
--- config
query_string_forward on;
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
b.ts?x=1
--- request eval
main::requests(our @rows = (
    ['md5=T&expires=9'],
    ['expires=9&md5=T'],
    ['b=2&a=1&b=2&b=3&A=4'],
    # keys without a value, and an empty value
    ['28XZabc'],
    ['md5=T&flag&y='],
    # nothing is decoded, and nothing is encoded that does not have to be
    ['hdnts=exp=1~acl=/live/*.ts~hmac=ab'],
    ['secure=LrZt0000000000000000AA==,4102444800'],
    ['a==b=='],
    ['a=1;b=2'],
    ['a=?/:@!()*,;~-._+[]'],
    ['a=%2F%2f%20+%00%22%zz%'],
    ['%61%3D=1&a%26b=2'],
    ['u=https://other.example/a?b=c'],
    # empty pairs and empty keys
    ['&&md5=T&&expires=9&', 'md5=T&expires=9'],
    ['=v&a=1&=&==',         'a=1'],
    # the fragment of a request line is none of the query
    ['a=1#b=2&c=3',         'a=1'],
    # what could end a value, a URL or a document that the client has not written
    [q{a="'<>\\`{}|^$&b=2}, 'a=%22%27%3C%3E%5C%60%7B%7D%7C%5E%24&b=2'],
    [q{a"b={$t}&",URI=x},   'a%22b=%7B%24t%7D&%22,URI=x'],
    ["a=\xC3\xA9\xFF&\x80=", 'a=%C3%A9%FF&%80='],
    # those of delivery directives and client data are about one request
    ['_HLS_msn=4&CMCD=br%3D1&md5=T&_HLS_part=0&_DASH_x=1&_HLS_', 'md5=T'],
    ['%5FHLS_msn=4&CM%43D=1&md5=T', 'md5=T'],
    ['_HLSX=4&_hls_msn=4&cmcd=1&CMCDX=1&XCMCD=1&CMCD%20=1'],
    # nothing is left
    ['',                    ''],
    ['&',                   ''],
    ['=v',                  ''],
    ['_HLS_msn=4&CMCD',     ''],
))
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
main::results(our @rows)



=== TEST 2: only some keys
--- config
query_string_forward on;
query_string_forward_only_keys md5 expires _HLS_msn CMCD 'a b' "q\"";
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
b.ts?x=1
--- request eval
main::requests(our @rows = (
    ['md5=T&other=1&expires=9&&token', 'md5=T&expires=9'],
    ['expires=9&md5=T&md5=U'],
    ['md5&expires='],
    # keys are compared decoded, case counts
    ['%6Dd5=T&m%645'],
    ['MD5=T&Expires=9&xmd5=1&md5x=2&md=3', ''],
    ['%256Dd5=T',                      ''],
    ['a%20b=1&a+b=2&ab=3',             'a%20b=1'],
    ['q%22=1&q"=2',                    'q%22=1&q%22=2'],
    # what is named is forwarded, whatever it is about
    ['_HLS_msn=4&_HLS_part=1&CMCD=x',  '_HLS_msn=4&CMCD=x'],
    ['other=1',                        ''],
))
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
main::results(our @rows)



=== TEST 3: all keys but some
--- config
query_string_forward on;
query_string_forward_except_keys secret CMSD;
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
b.ts?x=1
--- request eval
main::requests(our @rows = (
    ['secret=1&md5=T&secret&CMSD=2',     'md5=T'],
    ['%73ecret=1&md5=T&secre%74=2',      'md5=T'],
    ['Secret=1&secrets=2&xsecret=3'],
    ['md5=T&_HLS_msn=4',                 'md5=T'],
    ['secret=1',                         ''],
))
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
main::results(our @rows)



=== TEST 4: only some keys, and of these all but some
--- config
query_string_forward on;
query_string_forward_except_keys expires CMCD;
query_string_forward_only_keys md5 expires CMCD;
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
b.ts?x=1
--- request eval
main::requests(our @rows = (
    ['other=1&expires=9&md5=T&CMCD=1', 'md5=T'],
    ['expires=9',                      ''],
))
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
main::results(our @rows)



=== TEST 5: keys that a URL has keep its own values, one by one
--- config
query_string_forward on;
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
a.ts?md5=Z
a.ts?expires=1700000000&signature=S
a.ts?Expires=1700000000
a.ts?start=0&end=9&md5=T&expires=9&flag
a.ts?start=0&end=9
a.ts?md5
a.ts?flag
a.ts?%6d%645=Z&x#md5=Y
a.ts?md5=Z&expires=1&flag=1&
#EXT-X-KEY:METHOD=AES-128,URI="k.key?flag&expires=1"
--- request
GET /a.m3u8?md5=T&expires=9&m%645=U&flag
--- response_body
#EXTM3U
a.ts?md5=T&expires=9&m%645=U&flag
a.ts?md5=Z&expires=9&flag
a.ts?expires=1700000000&signature=S&md5=T&m%645=U&flag
a.ts?Expires=1700000000&md5=T&expires=9&m%645=U&flag
a.ts?start=0&end=9&md5=T&expires=9&flag
a.ts?start=0&end=9&md5=T&expires=9&m%645=U&flag
a.ts?md5&expires=9&flag
a.ts?flag&md5=T&expires=9&m%645=U
a.ts?%6d%645=Z&x&expires=9&flag#md5=Y
a.ts?md5=Z&expires=1&flag=1&
#EXT-X-KEY:METHOD=AES-128,URI="k.key?flag&expires=1&md5=T&m%645=U"



=== TEST 6: up to 4,096 bytes as they are inserted
--- config
location / { query_string_forward on; }
location /some/ { query_string_forward on; query_string_forward_only_keys a; alias $TEST_NGINX_HTML_DIR/; }
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
b.ts?x=1
--- request eval
our @rows = (
    ['/',      'a=' . 'b' x 4_094],
    ['/',      'a&' x 2_047 . 'ab'],
    ['/',      'a=' . '"' x 1_364 . 'bb&=c&', 'a=' . '%22' x 1_364 . 'bb'],
    ['/some/', 'a=' . 'b' x 4_094 . '&c=' . 'd' x 2_000, 'a=' . 'b' x 4_094],
);
[map { "GET $_->[0]a.m3u8?$_->[1]" } @rows]
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
[map { main::body_with($_->[2] // $_->[1]) } our @rows]
--- no_error_log
not forwarded



=== TEST 7: past 4,096 bytes nothing is touched, and one line of the log says why
--- config
query_string_forward on;
--- user_files
>>> a.m3u8 202001010000
#EXTM3U
a.ts
b.ts?x=1
--- request eval
our @rows = (
    ['GET',  'a=' . 'b' x 4_095],
    ['GET',  'a&' x 2_048 . 'a'],
    ['GET',  'a=' . '"' x 1_364 . 'bbb'],
    ['HEAD', 'a=' . 'b' x 7_000],
    ['GET',  'a=' . 'b' x 7_000, 'Range: bytes=0-21'],
);
[map { "$_->[0] /a.m3u8?$_->[1]" } @rows]
--- more_headers eval
[map { $_->[2] // '' } our @rows]
--- error_code eval
[map { $_->[2] ? 206 : 200 } our @rows]
--- response_headers eval
[map { "Content-Length: 22\nETag: \"5e0be100-16\"" . ($_->[2] ? '' : "\nAccept-Ranges: bytes") } our @rows]
--- response_body eval
[map { $_->[0] eq 'HEAD' ? '' : main::body_with('') } our @rows]
--- grep_error_log eval
qr/\[info\].*query string not forwarded: the parameters to forward are longer than 4096 bytes/
--- grep_error_log_out eval
qr/\A[^\n]+\n\z/
