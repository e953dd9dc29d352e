# Whatever way a request comes by, it is checked; and an answer is what HTTP makes of it.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: ranges
--- config
secure_token query;
secure_token_key secret_key;
location / { }
--- user_files
>>> vod/a.ts 202001010000
0123456789
--- request eval
our ($valid, $wrong, $expired) = map { "md5=$_" } 'F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
    'AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800', '5_GXAmUdOddBAXXHxBp6PQ&expires=1';
our @rows = map { ($_, [403, $wrong, $_->[2], '403 Forbidden'], [410, $expired, $_->[2], '410 Gone']) } (
    [206, $valid, 'Range: bytes=0-0',                                      '^0$'],
    [206, $valid, 'Range: bytes=-3',                                       '^89\n$'],
    [206, $valid, 'Range: bytes=0-1,4-5',                                  "\r\n\r\n01\r\n.*\r\n\r\n45\r\n"],
    [416, $valid, 'Range: bytes=11-',                                      '416 Requested Range'],
    [416, $valid, 'Range: bytes=5-2,nonsense',                             '416 Requested Range'],
    [206, $valid, "Range: bytes=1-2\nIf-Range: Wed, 01 Jan 2020 00:00:00 GMT", '^12$'],
    [200, $valid, "Range: bytes=1-2\nIf-Range: Thu, 02 Jan 2020 00:00:00 GMT", '^0123456789$'],
    [412, $valid, 'If-Unmodified-Since: Tue, 31 Dec 2019 00:00:00 GMT',    '412 Precondition'],
);
[map { "GET /vod/a.ts?$_->[1]" } @rows]
--- more_headers eval
[map { $_->[2] } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[3] } our @rows]
--- response_headers eval
[map { $_->[0] =~ /403|410/ ? "Cache-Control: no-store\n! Content-Range" : '! Cache-Control' } our @rows]



=== TEST 2: right and wrong on one connection, in any order
--- config
location /vod/ { secure_token query; secure_token_key secret_key; }
location /videos/ { secure_token path; secure_token_key another_key; }
location /open/ { alias $TEST_NGINX_HTML_DIR/vod/; }
--- user_files
>>> vod/a.ts
film
>>> videos/film/a.ts
film
--- pipelined_requests eval
our $valid = '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800';
our @rows = (
    [200, "GET $valid"],
    [403, 'GET /vod/a.ts'],
    [200, "GET $valid"],
    [410, 'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
    [403, 'HEAD /vod/a.ts'],
    [200, "HEAD $valid"],
    [403, 'GET /videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts'],
    [200, 'GET /videos/film/G7SdsVIcfvWepOCrfWCmug/4102444800/a.ts'],  # "film_another_key_4102444800_"
    [200, 'GET /open/a.ts'],
    [403, 'GET /vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    # bodies that look like requests
    [403, "POST /vod/a.ts\nGET $valid HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    [405, "POST $valid\nGET /vod/a.ts HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    [410, "PUT /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1\nGET $valid HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    [200, "GET $valid\nGET /vod/a.ts HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    [403, 'GET /vod/a.ts'],
);
[map { $_->[1] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
my %body = (403 => '403 Forbidden', 405 => '405 Not Allowed', 410 => '410 Gone');
[map { $_->[1] =~ /^HEAD/ ? '^$' : $_->[0] == 200 ? '^film$' : $body{ $_->[0] } } our @rows]



=== TEST 3: HTTP/1.0, kept alive or not
--- request eval
our @rows = (
    [200, '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', 'close'],
    [200, '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', 'keep-alive'],
    [403, '/vod/a.ts', 'close'],
    [403, '/vod/a.ts', 'keep-alive'],
    [403, '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800', 'keep-alive'],
    [410, '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1', 'keep-alive'],
);
[map { "GET $_->[1] HTTP/1.0" } @rows]
--- more_headers eval
[map { "Connection: $_->[2]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "Connection: $_->[2]\n" . ($_->[0] == 200 ? '! Cache-Control' : 'Cache-Control: no-store') } our @rows]



=== TEST 4: HTTP/1.0 without a host
--- raw_request eval
"GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800 HTTP/1.0\r\n\r\n"
--- response_body
film



=== TEST 5: HTTP/1.0 without a host, and without a token
--- raw_request eval
"GET /vod/a.ts HTTP/1.0\r\n\r\n"
--- error_code: 403



=== TEST 6: HTTP/0.9 has no status that could be seen
--- raw_request eval
"GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800\r\n"
--- ignore_response
--- access_log eval
[qr{"GET /vod/a\.ts\?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800" 200 5 }]



=== TEST 7: HTTP/0.9 without a token
--- raw_request eval
"GET /vod/a.ts\r\n"
--- ignore_response
--- access_log eval
[qr{"GET /vod/a\.ts" 403 }]



=== TEST 8: what HEAD is told of each kind of token
--- request eval
our ($valid, $wrong, $expired) = map { "/vod/a.ts?md5=$_" } 'F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
    'AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800', '5_GXAmUdOddBAXXHxBp6PQ&expires=1';
our @rows = map { ([200, "HEAD $valid$_"], [403, "HEAD $wrong$_"], [410, "HEAD $expired$_"]) } '', ' HTTP/1.0';
[map { $_->[1] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[0] == 200 ? "Content-Length: 5\n! Cache-Control" : 'Cache-Control: no-store' } our @rows]



=== TEST 9: HTTP/2
--- http2
--- config
add_header X-Status $secure_token_status always;
location / { secure_token query; secure_token_key secret_key; }
location /videos/ { secure_token path; secure_token_key secret_key; }
--- user_files
>>> vod/a.ts
0123456789
>>> videos/film/a.ts
film
--- request eval
our @rows = (
    [200, 'valid',     'HEAD /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800'],
    [206, 'valid',     'GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', 'Range: bytes=2-4'],
    [403, 'missing',   'HEAD /vod/a.ts'],
    [403, 'missing',   'GET /vod/a.ts', 'Range: bytes=2-4'],
    [403, 'invalid',   'GET /vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [403, 'malformed', 'GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=+4102444800'],
    [410, 'expired',   'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
    [200, 'valid',     'GET /videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts'],
    [403, 'missing',   'GET /videos/film/a.ts'],
    [403, 'invalid',   'GET /videos/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts'],
    [410, 'expired',   'GET /videos/film/AiAf1yt5873ro-BvYE5jjA/1/a.ts'],
);
[map { $_->[2] } @rows]
--- more_headers eval
[map { $_->[3] // '' } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]\n" . ($_->[1] eq 'valid' ? '! Cache-Control' : 'Cache-Control: no-store') } our @rows]



=== TEST 10: the server that is asked decides, however its name is told
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_SERVER_PORT;
    server_name open.example;
    location / { return 200 "open\n"; }
}
server {
    listen 127.0.0.1:$TEST_NGINX_SERVER_PORT;
    server_name films.example;
    location / { secure_token query; secure_token_key secret_key; }
}
--- config
listen 127.0.0.1:$TEST_NGINX_SERVER_PORT default_server;
location / { secure_token query; secure_token_key another_key; }
--- user_files
>>> vod/a.ts
film
--- request eval
our ($films, $default) = map { "/vod/a.ts?md5=$_&expires=4102444800" } 'F5lDnH4v5P4dAiVzt-Shig',
    'fzEdukErnc_PjZvuTF25Sw';  # "4102444800/vod/ another_key"
our @rows = (
    [200, '^open$', '/vod/a.ts',    'open.example'],
    [403, '',       '/vod/a.ts',    'films.example'],
    [200, '^film$', $films,         'films.example'],
    [200, '^film$', $films,         'FILMS.example.:80'],
    [403, '',       $default,       'films.example'],
    [200, '^film$', $default,       'unknown.example'],
    [403, '',       $films,         'unknown.example'],
    [400, '^(?!film)', $default,    ''],
    # the host in the request line wins over the field
    [200, '^open$', 'http://open.example/vod/a.ts',  'films.example'],
    [403, '',       'http://films.example/vod/a.ts', 'open.example'],
    [200, '^film$', "http://films.example$films",    'open.example'],
    [200, '^film$', "HTTP://films.example:443$films", 'open.example'],
    [403, '',       "http://open.exampl$films",      'open.example'],
    [200, 'works',  'http://films.example?md5=VCE9CDSVPIHf8YrX3eQbdQ&expires=4102444800', 'films.example'],
    [403, '',       'http://films.example?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', 'films.example'],
);
[map { "GET $_->[2]" } @rows]
--- more_headers eval
[map { "Host: $_->[3]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[1] || '403 Forbidden' } our @rows]



=== TEST 11: a listener on a Unix socket
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/films.sock;
    location / { secure_token query; secure_token_key secret_key; }
}
--- config
location / { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/films.sock; }
--- user_files
>>> vod/a.ts
film
--- request eval
our @rows = (
    [403, '/vod/a.ts'],
    [403, '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [410, '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- grep_error_log eval
qr/secure token .*? from unix:/
--- grep_error_log_out eval
qr{\Asecure token \w+: "/vod/a\.ts[^"]*" from unix:\n\z}



=== TEST 12: a valid link there
--- request
GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- response_body
film
--- no_error_log
secure token



=== TEST 13: files that are added to an answer are not checked, and the answer is
--- config
secure_token query;
secure_token_key secret_key;
location /vod/ {
    addition_types *;
    add_before_body /before/a.ts;
    add_after_body /after/a.ts;
}
location /before/ { }
location /after/ { secure_token path; }
--- user_files
>>> vod/a.ts
film
>>> before/a.ts
before
>>> after/a.ts
after
--- request eval
our @rows = (
    [200, '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', '^before\nfilm\nafter$'],
    # nothing is added to a refusal
    [403, '/vod/a.ts',    '^<html>.*403 Forbidden.*</html>\r\n\z'],
    [403, '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800', '^<html>.*403 Forbidden.*</html>\r\n\z'],
    [410, '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1', '^<html>.*410 Gone.*</html>\r\n\z'],
    [403, '/before/a.ts', '403 Forbidden'],
    [403, '/after/a.ts',  '403 Forbidden'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[2] } our @rows]
