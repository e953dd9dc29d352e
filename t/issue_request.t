# Requests for tokens: what is refused, in which words, and with which headers.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: an answer has six fields, and nobody keeps it
--- config
secure_token_key secret_key;

location = /video {
    secure_token_issue path;
    secure_token_issue_args video;
    secure_token_issue_id 2675_$arg_video;
    secure_token_issue_url https://media.example/$arg_type/2675_$arg_video/$secure_token/$secure_token_expires/m.m3u8;
}
location = /path {
    secure_token_issue query;
    secure_token_issue_path $arg_path;
    secure_token_issue_allow /films/ "/series/a b/";
    secure_token_issue_url https://media.example$arg_path?md5=$secure_token&expires=$secure_token_expires;
}
--- request
GET /video?video=iKbr&type=vod
--- response_headers
Content-Type: application/json
Cache-Control: no-store
! ETag
! Last-Modified
! Accept-Ranges
! Allow
--- response_body_like eval
qr{^\{"token":"([-_A-Za-z0-9]{22})","token_ip":"(?!\1)([-_A-Za-z0-9]{22})","client_ip":"127\.0\.0\.1","expires":([0-9]{10}),"url":"https://media\.example/vod/2675_iKbr/\1/\3/m\.m3u8","url_ip":"https://media\.example/vod/2675_iKbr/\2/\3/m\.m3u8"\}$}



=== TEST 2: GET and HEAD, whatever else the request says
--- request eval
[
    'HEAD /video?video=iKbr',
    "GET /video?video=iKbr\nbody",
    'GET /video?video=iKbr HTTP/1.0',
    'GET /video?video=iKbr&video=/&unknown=%00"',
]
--- more_headers
Range: bytes=0-9
If-Modified-Since: Tue, 01 Jan 2030 00:00:00 GMT
If-None-Match: *
X-Forwarded-For: 203.0.113.42
--- error_code eval
[200, 200, 200, 200]
--- response_headers eval
[("Content-Type: application/json\nCache-Control: no-store\nContent-Length: 282") x 4]
--- response_body_like eval
['^$', ('"client_ip":"127\.0\.0\.1"') x 3]
--- no_error_log
[error]
not issued



=== TEST 3: parameters that must be there, and are not, or not so
--- request eval
our @rows = (
    ['missing required parameter: video', ''],
    ['missing required parameter: video', '?type=vod'],
    ['missing required parameter: video', '?video'],
    ['missing required parameter: video', '?video='],
    ['missing required parameter: video', '?videos=a&evideo=b'],
    ['invalid parameter: video', '?video=a/b'],
    ['invalid parameter: video', '?video=a%2Fb'],
    ['invalid parameter: video', '?video=%61'],
    ['invalid parameter: video', '?video=..%2F'],
    ['invalid parameter: video', '?video=a"b'],
    ['invalid parameter: video', '?video=a\\b'],
    ['invalid parameter: video', '?video=a\'b'],
    ['invalid parameter: video', '?video=a?b'],
    ['invalid parameter: video', '?video=a%00'],
    ['invalid parameter: video', '?video=a%0d%0aSet-Cookie:x'],
    ['invalid parameter: video', "?video=caf\xc3\xa9"],
    ['invalid parameter: video', "?video=\xff"],
    ['invalid parameter: video', '?video=' . 'a' x 129],
    # one that the URL takes besides
    ['invalid parameter: type',  '?video=a&type=..%2F'],
    ['invalid parameter: type',  '?video=a&type=/'],
    ['invalid parameter: type',  '?video=a&type=x?y='],
);
[map { "GET /video$_->[1]" } @rows]
--- error_code eval
[map { 400 } our @rows]
--- response_headers eval
[map { "Content-Type: application/json\nCache-Control: no-store" } our @rows]
--- response_body eval
[map { qq({"error":"$_->[0]"}) } our @rows]
--- no_error_log
[error]



=== TEST 4: values at the edge of what is allowed
--- request eval
[
    'GET /video?video=' . 'a' x 128,
    'GET /video?video=-._~09azAZ&type=',
    'GET /video?video=..',
]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
['2675_a{128}/', 'example//2675_-\._~09azAZ/', '2675_\.\./']



=== TEST 5: a type that would be a dot segment
--- request
GET /video?video=a&type=..
--- error_code: 400
--- response_body eval
'{"error":"invalid url"}'



=== TEST 6: paths that are not signed
--- request eval
our @rows = (
    ['missing required parameter: path', ''],
    ['missing required parameter: path', '?path='],
    ['missing required parameter: path', '?path'],
    map { ['invalid parameter: path', "?path=$_"] } (
        'films/', '%66ilms/', '//evil.example/', 'https://evil.example/films/', '/@evil.example/',
        '%2F@evil.example/', '/films', '/Films/', '/series/', '/series/a+b/', '/film%2573/',
        '/films/../x', '/films/..', '/films/%2e%2e/x', '/films/.%2E/', '/films%2F..%2Fx', '/../films/',
        '/films/a?b', '/films/a%3Fb', '/films/a%23b', '/films/%00', '/films/a%0Ab', '/films/a%7F',
        '/films/%', '/films/%4', '/films/%zz',
    ),
);
[map { "GET /path$_->[1]" } @rows]
--- error_code eval
[map { 400 } our @rows]
--- response_headers eval
[map { "Content-Type: application/json\nCache-Control: no-store" } our @rows]
--- response_body eval
[map { qq({"error":"$_->[0]"}) } our @rows]
--- error_log
secure token not issued: 
--- no_error_log
[error]



=== TEST 7: paths that are, and could break a string of JSON
--- request eval
[
    'GET /path?path=/films/"\\',
    'GET /path?path=/films/%22%5C{}',
    'GET /path?path=/series/a%20b/%C3%A9',
    "GET /path?path=/films/\xff",
]
--- error_code eval
[200, 200, 200, 200]
--- response_body_like eval
[
    'example/films/%22%5C\?md5=',
    'example/films/%22%5C%7B%7D\?md5=',
    'example/series/a%20b/%C3%A9\?md5=',
    'example/films/%FF\?md5=',
]



=== TEST 8: other methods
--- request eval
[
    "POST /video?video=iKbr\nvideo=iKbr",
    "PUT /video?video=iKbr\nbody",
    'DELETE /video?video=iKbr',
    'OPTIONS /video?video=iKbr',
    'PURGE /video?video=iKbr',
    'POST /video',
]
--- error_code eval
[(405) x 6]
--- response_headers eval
[("Content-Type: application/json\nCache-Control: no-store\nAllow: GET, HEAD") x 6]
--- response_body eval
[('{"error":"method not allowed"}') x 6]
--- no_error_log
[error]



=== TEST 9: a body is thrown away, and the connection goes on
--- pipelined_requests eval
[
    "POST /video?video=iKbr\n" . 'GET /secret HTTP/1.1' x 5000,
    "GET /video?video=iKbr\n" . 'x' x 100000,
    'GET /video?video=iKbr',
]
--- error_code eval
[405, 200, 200]



=== TEST 10: a HEAD that is refused has the headers of a GET
--- request
HEAD /video
--- error_code: 400
--- response_headers
Content-Type: application/json
Content-Length: 45
Cache-Control: no-store
--- response_body



=== TEST 11: a key that a variable does not give, or gives too short: nothing is signed
--- http_config
map $arg_site $site_key {
    films   films_key;
    tiny    tiny;
    default "";
}
map $arg_site $bound_key {
    films   bound_key;
    half    half_of_it;
    default "";
}
--- config
location = /plain {
    secure_token_key $site_key;
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url /film/$secure_token/$secure_token_expires/m;
}
location = /bound {
    secure_token_key secret_key;
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url /film/$secure_token/$secure_token_expires/m;
    secure_token_issue_key_ip $bound_key;
}
--- request eval
[
    'GET /plain?site=films',
    'GET /bound?site=films',
    'GET /bound?site=half',
]
--- error_code eval
[200, 200, 200]



=== TEST 12: what is missing there stands in the log, and not in the answer
--- request eval
[
    'GET /plain',
    'GET /plain?site=tiny',
    'GET /bound',
    'HEAD /bound',
]
--- error_code eval
[500, 500, 500, 500]
--- response_headers eval
[("Content-Type: application/json\nCache-Control: no-store") x 4]
--- response_body eval
[('{"error":"internal error"}') x 3, '']
--- error_log eval
qr/\[error\] .*secure token not issued: a key of [04] bytes cannot sign, it must have at least 6/
--- no_error_log
tiny,
secret_key



=== TEST 13: one and only one Cache-Control, whatever the location and an upstream's expiry say
--- config
secure_token_key secret_key;
location = /video {
    expires 1h;
    add_header Cache-Control "public, max-age=600" always;
    add_header X-Added yes always;
    secure_token_issue path;
    secure_token_issue_args video;
    secure_token_issue_id $arg_video;
    secure_token_issue_url /$arg_video/$secure_token/$secure_token_expires/m;
}
--- request eval
[
    'GET /video?video=a',
    'HEAD /video?video=a',
    'GET /video',
    'GET /video?video=..',
    'POST /video?video=a',
]
--- error_code eval
[200, 200, 400, 400, 405]
--- response_headers eval
[("Cache-Control: no-store\nX-Added: yes") x 5]



=== TEST 14: identifiers that are none
--- http_config
map $arg_name $id {
    ~^(?<all>.*)$ $all;
}
--- config
secure_token_key secret_key;
location = /arg {
    secure_token_issue path;
    secure_token_issue_args video;
    secure_token_issue_id $arg_video;
    secure_token_issue_url /$arg_video/$secure_token/$secure_token_expires/m;
}
location = /map {
    secure_token_issue path;
    secure_token_issue_id $id;
    secure_token_issue_url /$id/$secure_token/$secure_token_expires/m;
}
location ~ "(?s)^/capture/(.*)$" {
    secure_token_issue path;
    secure_token_issue_id $1;
    secure_token_issue_url /x/$1/$secure_token/$secure_token_expires/m;
}
--- request eval
our @rows = (
    [400, '{"error":"invalid parameter: video"}', '/arg?video=.'],
    [400, '{"error":"invalid parameter: video"}', '/arg?video=..'],
    [200, '/.../', '/arg?video=...'],
    [400, '{"error":"invalid identifier"}', '/map'],
    [400, '{"error":"invalid identifier"}', '/map?name=..'],
    [400, '{"error":"invalid identifier"}', '/map?name=a/b'],
    [400, '{"error":"invalid identifier"}', '/map?name=a%20b'],
    [400, '{"error":"invalid identifier"}', '/map?name="'],
    [200, '"/a:b/', '/map?name=a:b'],
    [400, '{"error":"invalid identifier"}', '/capture/a%20b'],
    [400, '{"error":"invalid identifier"}', '/capture/a%22b'],
    [400, '{"error":"invalid identifier"}', '/capture/a%0ab'],
    [400, '{"error":"invalid identifier"}', '/capture/%FF'],
    [200, '"/x/a/', '/capture/a'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { quotemeta $_->[1] } our @rows]



=== TEST 15: variables that the client fills otherwise never break the answer
--- config
secure_token_key secret_key;
location = /host {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url $scheme://$host/film/$secure_token/$secure_token_expires/m;
}
location = /header {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url http://media.example/$http_x_part/$secure_token/$secure_token_expires/m;
}
--- request eval
our @rows = (
    [200, '/host',   "Host: media.example"],
    [400, '/host',   "Host: a\"b"],
    [400, '/host',   "Host: user\@evil.example"],
    [400, '/host',   "Host: a\\b"],
    [400, '/host',   "Host: caf\xc3\xa9"],
    [200, '/header', "X-Part: film"],
    [400, '/header', "X-Part: fi\"lm"],
    [400, '/header', "X-Part: fi\tlm"],
    [400, '/header', "X-Part: fi lm"],
    [400, '/header', "X-Part: fi#lm"],
    [400, '/header', "X-Part: \xff"],
    [400, '/header', "X-Part: ../film"],
);
[map { "GET $_->[1]" } @rows]
--- more_headers eval
[map { $_->[2] } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^\{"token"' : '^\{"error":"invalid url"\}$' } our @rows]



=== TEST 16: paths for which the scope would accept no token
--- config
secure_token_key secret_key;
secure_token_issue_path $arg_path;
secure_token_issue_allow /films/;
secure_token_issue_url https://media.example$arg_path?md5=$secure_token&expires=$secure_token_expires;

location = /directory { secure_token_scope directory; secure_token_issue query; }
location = /tree { secure_token_scope tree; secure_token_issue query; }
location = /file { secure_token_scope file; secure_token_issue query; }
--- request eval
our @rows = (
    [200, '/directory?path=/films/'],
    [200, '/directory?path=/films/run/'],
    [400, '/directory?path=/films/run/a.ts'],
    [200, '/tree?path=/films/run/'],
    [400, '/tree?path=/films/run/a.ts'],
    [200, '/file?path=/films/run/a.ts'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^\{"token"' : '^\{"error":"invalid parameter: path"\}$' } our @rows]
