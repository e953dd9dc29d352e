# Requests that are made to get a file without a right token.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Digest::MD5 qw(md5);
use MIME::Base64 qw(encode_base64url);

use Test::Nginx::Socket 'no_plan';

sub signed { return encode_base64url(md5($_[0])) }

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: spellings of the query
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our ($m, $e) = ('md5=F5lDnH4v5P4dAiVzt-Shig', 'expires=4102444800');
our ($old_m, $old_e) = ('md5=5_GXAmUdOddBAXXHxBp6PQ', 'expires=1');
our @rows = (
    # other separators, and none
    "$m;$e", "$m&amp;$e", "$m%26$e", "$m,$e", "$m?$e", "$m%20$e", "$m+$e", "$m|$e", "$m#&$e",
    # other signs for "="
    "md5%3DF5lDnH4v5P4dAiVzt-Shig&expires%3D4102444800", "md5:F5lDnH4v5P4dAiVzt-Shig&expires:4102444800",
    "md5 F5lDnH4v5P4dAiVzt-Shig&expires 4102444800" =~ s/ /%20/gr, 'md5==F5lDnH4v5P4dAiVzt-Shig&expires==4102444800',
    # other names
    "md%35=F5lDnH4v5P4dAiVzt-Shig&$e", "md5[]=F5lDnH4v5P4dAiVzt-Shig&$e", "md5[0]=F5lDnH4v5P4dAiVzt-Shig&expires[0]=4102444800",
    "md5.=F5lDnH4v5P4dAiVzt-Shig&$e", "+md5=F5lDnH4v5P4dAiVzt-Shig&$e", "%20$m&$e", "md5%00=F5lDnH4v5P4dAiVzt-Shig&$e", "\xEF\xBB\xBF$m&$e",
    "MD\xEF\xBC\x95=F5lDnH4v5P4dAiVzt-Shig&$e", "md5%E2%80%8B=F5lDnH4v5P4dAiVzt-Shig&$e", "?$m&$e", "/$m&$e", "a$m&b$e",
    # several values: the first one counts, and none makes up for it
    "md5=x&$m&$e", "md5=&$m&$e", "$m&expires=&$e", "$m&expires=1&$e", "$m&expires=0&$e",
    "$m&$old_e&$e&$m", "$old_m&$m&$e&$old_e", "MD5=x&$m&$e", "$m&EXPIRES=1&$e", "$m&expires=4102444800,1",
    "md5=F5lDnH4v5P4dAiVzt-Shig,F5lDnH4v5P4dAiVzt-Shig&$e", "md5=F5lDnH4v5P4dAiVzt-ShigF5lDnH4v5P4dAiVzt-Shig&$e",
    # a token with something before or behind
    "$m%00&$e", "$m%0A&$e", "$m%20&$e", "$m+&$e", "$m.&$e", "$m~&$e", "$m%&$e", "$m%3&$e", "$m%3D%&$e",
    "md5=%20F5lDnH4v5P4dAiVzt-Shig&$e", "md5=%2BF5lDnH4v5P4dAiVzt-Shig&$e", "md5=\"F5lDnH4v5P4dAiVzt-Shig\"&$e", "md5='F5lDnH4v5P4dAiVzt-Shig'&$e",
    "md5=%-XdkJZdRwIwiTy3FTA8iag&$e", "$m\xE2\x80\x8B&$e", "md5=\xEF\xBB\xBFF5lDnH4v5P4dAiVzt-Shig&$e",  # behind %: "4102444800/vod/a.ts secret_key"
    # values that other programs take for equal
    'md5=null&expires=null', 'md5=true&expires=4102444800', 'md5=0&expires=0', 'md5[$ne]=x&expires[$gt]=0',
    'md5=%&expires=%', 'md5=*&expires=*', "md5=' or '1'='1&$e" =~ s/ /%20/gr, "md5=../../F5lDnH4v5P4dAiVzt-Shig&$e",
    "md5=AAAAAAAAAAAAAAAAAAAAAA&$e", "md5=" . '_' x 22 . "&$e", "md5=" . '%00' x 22 . "&$e",
);
[map { "GET /vod/a.ts?$_" } @rows]
--- error_code eval
[(403) x our @rows]
--- response_body_unlike eval
[('film') x our @rows]
--- no_error_log
F5lDnH4v5P4dAiVzt-ShigF5lDnH4v5P4dAiVzt-Shig"
secret_key



=== TEST 2: spellings of the time, each of them signed by somebody who knows the key
--- request eval
our @rows = map { [$_, s/%([0-9A-F]{2})/chr hex $1/ger] } (
    '+4102444800', '%204102444800', '4102444800%20', '4102444800%0A', '4102444800%00', '%004102444800',
    '-1', '-4102444800', '+0', '1e12', '1E9', '4102444800.0', '4_102_444_800', '4,102,444,800',
    '0xF4865700', '0b1', '0o1', '4102444800L', '4102444800s', 'Infinity', 'NaN', 'null', 'never', '',
    '9999999999999', '0004102444800', '18446744073709551616', '9' x 40,
    # digits, but not of ASCII
    "\xEF\xBC\x91" x 10, "\xD9\xA1" x 6, "\xC2\xB2\xC2\xB9", "\xE0\xA5\xA7" x 4, "4102444\xC2\xB2",
    '2038-01-19T03:14:07Z', 'Tue,%2019%20Jan%202038',
);
[map { "GET /vod/a.ts?md5=" . main::signed("$_->[0]/vod/ secret_key") . "&expires=$_->[0]" } @rows]
--- error_code eval
[(403) x our @rows]
--- response_body_unlike eval
[('film') x our @rows]



=== TEST 3: and where it is the decoded time that was signed
--- request eval
our @rows = map { [$_, s/%([0-9A-F]{2})/chr hex $1/ger] } (
    '%34%31%30%32%34%34%34%38%30%30', '%204102444800', '4102444800%20', '4102444800%0A', '4102444800%00',
    '%2B4102444800', '%EF%BC%91', '4102444800%26a=b',
);
[map { "GET /vod/a.ts?md5=" . main::signed("$_->[1]/vod/ secret_key") . "&expires=$_->[0]" } @rows]
--- error_code eval
[(403) x our @rows]
--- response_body_unlike eval
[('film') x our @rows]



=== TEST 4: ways from one directory into another
--- config
location / { secure_token query; secure_token_key secret_key; }
--- user_files eval
[map { [$_, "film\n"] } qw(other/a.ts other/vod/a.ts vod/sub/a.ts), 'vod/..;/a.ts', 'vod\\a.ts']
--- request eval
our @rows = (
    [403, '/vod/../other/a.ts'],
    [403, '/vod/%2e%2e/other/a.ts'],
    [403, '/vod/%2E%2E%2Fother/a.ts'],
    [403, '/vod/.%2e/other/a.ts'],
    [403, '/vod/x/../../other/a.ts'],
    [403, '/vod//..//other/a.ts'],
    [403, '/vod/./.././other/a.ts'],
    [403, '/other/a.ts?/vod/'],
    [403, '/other/a.ts%3F/../vod/a.ts'],
    [403, '/other/a.ts%23/vod/'],
    [403, '/other/vod/a.ts'],
    [403, '/other//vod/a.ts'],
    [403, '/vod/sub/a.ts'],
    [403, '/vod/sub//a.ts'],
    [403, '/vod/sub%2Fa.ts'],
    [403, '/vod'],
    [403, '/VOD/a.ts'],
    [403, '/vod%20/a.ts'],
    [403, '/vod./a.ts'],
    [403, '/vod;a=b/a.ts'],
    [403, '/vod%5C..%5Cother/a.ts/'],
    [403, '/vod/..;/other/a.ts'],
    [403, '/vod/..;/a.ts'],
    [403, '/vod/%252e%252e/other/a.ts'],
    [403, '/vod/..%252fother/a.ts/'],
    [403, '/vod/%c0%ae%c0%ae/other/a.ts'],
    [400, '/vod/%uff0e%uff0e/other/a.ts'],
    [403, '/vod/..%01/other/a.ts'],
    # names of no file in the directory of the token
    [404, '/vod/..%5Cother%5Ca.ts'],
    [404, '/vod/other'],
    [400, '/vod/../../other/a.ts'],
    [400, '/../vod/a.ts'],
    [400, '/vod/a.ts%00.html'],
    [400, '/vod/%2'],
    [400, '/vod/%zz'],
    [400, '*'],
    [400, 'vod/a.ts'],
    [400, '?a'],
);
[map { 'GET ' . $_->[1] . ($_->[1] =~ /\?/ ? '&' : '?') . 'md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800' } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_unlike eval
[('film') x our @rows]
--- no_error_log
[crit]



=== TEST 5: ways out of what a token in the path covers
--- config
location / { secure_token path; secure_token_key secret_key; }
location /private/ { secure_token path; secure_token_key another_key; }
--- user_files eval
[map { [$_, "film\n"] } qw(film/a.ts other/a.ts videos/other/a.ts private/film/a.ts a.ts)]
--- request eval
our ($token, $expires) = split m{/}, our $pair = 'ZUo4V0GOnLuwlCc_93vDig/4102444800';
our @rows = (
    # valid, and for what is below alone
    [404, "/videos/film/$pair/..%5C..%5Cother/a.ts"],
    [404, "/videos/film/$pair/..;/..;/other/a.ts"],
    [404, "/videos/film/$pair/%252e%252e/%252e%252e/other/a.ts"],
    [404, "/videos/film/$pair/videos/other/a.ts"],
    # the way out takes the token with it
    [403, "/film/$pair/../../../other/a.ts"],
    [403, "/film/$pair/..%2F..%2F..%2Fother/a.ts"],
    [403, "/film/$pair/%2e%2e/%2e%2e/a.ts"],
    [403, "/film/$pair/../a.ts"],
    [403, "/other/film/$pair/../../../a.ts"],
    # another identifier
    [403, "/other/$pair/a.ts"],
    [403, "/film/other/$pair/a.ts"],
    [403, "/film/../other/$pair/a.ts"],
    [403, "/film/x/../../other/$pair/a.ts"],
    [403, "/FILM/$pair/a.ts"],
    [403, "/film%20/$pair/a.ts"],
    [403, "/film;x/$pair/a.ts"],
    [403, "/film./$pair/a.ts"],
    [403, "/film%2F./x/$pair/a.ts"],
    # a policy of its own
    [403, "/private/film/$pair/a.ts"],
    [403, "/videos/../private/film/$pair/a.ts"],
    # shapes that are no pair
    [403, "/$pair/film/a.ts"],
    [403, "/film/$expires/$token/a.ts"],
    [403, "/film/$token/a.ts"],
    [403, "/film/$token/$expires" . 'x/a.ts'],
    [403, "/film/$token/+$expires/a.ts"],
    [403, "/film/$token/-1/a.ts"],
    [403, "/film/$token;/$expires/a.ts"],
    [403, "/film/$token/$expires;/a.ts"],
    [403, "/film/$token/x/$expires/a.ts"],
    [403, "/film/$token//%20$expires/a.ts"],
    [403, "/film/$token/%EF%BC%91/a.ts"],
    [403, "/film/a.ts?/film/$pair/a.ts"],
    [403, "/film/a.ts%3F/$token"],
    [403, "/film/a.ts#/film/$pair/a.ts"],
    [403, "/film/a.ts;/film/$token;$expires"],
    [403, "/film%3F/$pair/a.ts"],
    # the first pair counts
    [403, "/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/film/$pair/a.ts"],
    [403, "/other/AAAAAAAAAAAAAAAAAAAAAA/1/film/$pair/a.ts"],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_unlike eval
[('film') x our @rows]



=== TEST 6: methods, with and without the right to a file
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    error_page 405 =200 $uri;
}
--- user_files
>>> vod/a.ts
film
--- request eval
our @rows = (
    (map { [403, $_] } qw(GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK
        PATCH PURGE FETCH BAN X M-SEARCH VERSION_CONTROL)),
    [405, 'TRACE'],
    [400, 'get'],
    [400, 'G%45T'],
    [400, "G\0ET"],
);
[map { "$_->[1] /vod/a.ts" } @rows]
--- error_code_like eval
[map { $_->[0] } our @rows]
--- response_body_unlike eval
[('film') x our @rows]



=== TEST 7: header fields that other programs heed
--- request eval
our $valid = '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800';
our @fields = (
    "X-Original-URL: $valid", "X-Rewrite-URL: $valid", "X-Original-URI: $valid", "X-Forwarded-URI: $valid",
    "Referer: http://localhost$valid", "X-Accel-Redirect: /vod/a.ts", 'X-Forwarded-For: 127.0.0.1',
    'X-HTTP-Method-Override: OPTIONS', 'Cookie: md5=F5lDnH4v5P4dAiVzt-Shig; expires=4102444800',
    'md5: F5lDnH4v5P4dAiVzt-Shig' . "\nexpires: 4102444800", 'Authorization: Bearer F5lDnH4v5P4dAiVzt-Shig',
    'If-None-Match: *', 'If-Match: *', 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT',
    'Range: bytes=0-', 'Range: bytes=-1,0-0,0-', "Upgrade: h2c\nConnection: Upgrade, HTTP2-Settings\nHTTP2-Settings: AAMAAABkAAQAAP__",
    "Upgrade: websocket\nConnection: Upgrade", 'Expect: 100-continue', 'TE: trailers', 'Accept: */*;q=0',
    "Content-Length: 0", "Origin: null\nAccess-Control-Request-Method: GET", 'Via: 1.1 localhost',
);
[map { 'GET /vod/a.ts' } @fields]
--- more_headers eval
[map { /^Connection:/m ? $_ : "$_\nConnection: close" } our @fields]
--- error_code eval
[(403) x our @fields]
--- response_body_unlike eval
[('film') x our @fields]



=== TEST 8: a form is no query
--- request eval
"POST /vod/a.ts\nmd5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800"
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- error_code: 403



=== TEST 9: a second request in the body of the first: by its length
--- raw_request eval
my $hidden = "GET /vod/a.ts HTTP/1.1\r\nHost: localhost\r\n\r\n";
"POST /vod/a.ts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " . length($hidden) . "\r\n\r\n$hidden"
--- error_code: 403
--- response_body_unlike: film



=== TEST 10: both lengths
--- raw_request eval
"POST /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
. "0\r\n\r\nGET /vod/a.ts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
--- error_code: 400
--- response_body_unlike: film



=== TEST 11: a coding that is none
--- raw_request eval
"POST /vod/a.ts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
--- error_code: 501
--- response_body_unlike: film



=== TEST 12: chunks, and what follows them on the connection
--- raw_request eval
"POST /vod/a.ts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
. "5\r\nGET /\r\n0\r\n\r\n"
. "GET /vod/a.ts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
--- ignore_response
--- access_log eval
[qr{"POST /vod/a\.ts HTTP/1\.1" 403}, qr{"GET /vod/a\.ts HTTP/1\.1" 403}]



=== TEST 13: white space in the request line
--- raw_request eval
"GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig& expires=4102444800 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
--- error_code: 400
--- response_body_unlike: film



=== TEST 14: two hosts
--- raw_request eval
"GET /vod/a.ts HTTP/1.1\r\nHost: localhost\r\nHost: open.example\r\nConnection: close\r\n\r\n"
--- error_code: 400
--- response_body_unlike: film



=== TEST 15: lines that end in LF alone, after an empty one
--- raw_request eval
"\r\n\r\nGET /vod/a.ts HTTP/1.1\nHost: localhost\nConnection: close\n\n"
--- error_code: 403
--- response_body_unlike: film



=== TEST 16: a request that comes in pieces
--- raw_request eval
["GE", "T /vod/a.ts?md", "5=F5lDnH4v5P4dAiVzt-Shig&expi", "res=4102444800 HT", "TP/1.1\r", "\nHost: localhost\r\nConnection: close\r\n\r", "\n"]
--- raw_request_middle_delay: 0.002
--- error_code: 200
--- response_body
film



=== TEST 17: what a client writes into the path begins no header field of its own
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { add_header X-Seen "[$http_x_injected]"; return 200; }
}
--- config
secure_token path;
secure_token_key secret_key;
add_header X-Id $secure_token_id always;
add_header X-Path $secure_token_path always;
add_header X-Request $secure_token_request always;

location / { }
location /origin/ {
    proxy_set_header X-Id $secure_token_id;
    proxy_set_header X-Path $secure_token_path;
    proxy_set_header X-Request $secure_token_request;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- request eval
our @rows = (
    # no right to anything
    [403, '/videos/x%0D%0AX-Injected:%20yes/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts'],
    [403, '/videos/x%0AX-Injected:%20yes/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts'],
    [403, '/videos/%0D%0AX-Injected:%20yes/x/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts'],
    # a right token, which leaves the path before the identifier to the client
    [404, '/videos/%0D%0AX-Injected:%20yes/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts'],
    [200, '/origin/%0D%0AX-Injected:%20yes/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- raw_response_headers_unlike eval
[('\nX-Injected') x our @rows]
--- response_headers eval
[map { $_->[0] == 200 ? 'X-Seen: []' : '! X-Seen' } our @rows]
