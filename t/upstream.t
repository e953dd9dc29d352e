# What a valid request looks like to the server behind nginx.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

# The parameters by which an application server is told of the URL, a line for each, from the bytes
# of FastCGI, SCGI or uwsgi.
sub parameters {
    my ($query) = @_;
    my %value = $query =~ /\A\x01/  ? from_fastcgi($query)
        : $query =~ /\A\d+:(.*),/s ? split(/\0/, $1)
        :                            unpack '(v/a v/a)*', substr $query, 4;
    return join '', map { "$_: $value{$_}\n" }
        grep { /^(?:DOCUMENT|QUERY|REQUEST|SCRIPT)_/ } sort keys %value;
}

sub from_fastcgi {
    my ($query) = @_;
    my $names_and_values = '';
    while (length $query) {
        my (undef, $type, undef, $length, $padding) = unpack 'CCnnC', substr $query, 0, 8, '';
        $names_and_values .= substr $query, 0, $length if $type == 4;
        substr $query, 0, $length + $padding, '';
    }
    my @words;
    while (length $names_and_values) {
        my @lengths = unpack 'CC', substr $names_and_values, 0, 2, '';
        push @words, substr $names_and_values, 0, $_, '' for @lengths;
    }
    return @words;
}

# An answer as such a server gives it.
sub answer {
    my ($query) = @_;
    my $text = "Status: 200 OK\r\nContent-Type: text/plain\r\n\r\n" . parameters($query);
    return $text if $query !~ /\A\x01/;
    my $end = pack 'CCnnCCNC3', 1, 3, 1, 8, 0, 0, 0, 0, 0, 0;
    return pack('CCnnCC', 1, 6, 1, length $text, 0, 0) . $text . $end . "\0";
}

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the clean URL, whatever form proxy_pass has
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
upstream origin { server unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
map $uri $directory { default other; }
--- config
secure_token query;
secure_token_key secret_key;

location /plain/ { proxy_pass http://origin; }
location /uri/ { proxy_pass http://origin/base/; }
location /uri-short { proxy_pass http://origin/base; }
location /sent/ { proxy_pass http://origin/; }
location /variable/ { proxy_pass http://origin/$directory$uri$is_args$args; }
location /host/ { set $name origin; proxy_pass http://$name; }
location /request-uri/ { proxy_pass http://origin$request_uri; }
location ~ ^/regex/ { proxy_pass http://origin; }
location ~ ^/capture/(.*)$ { proxy_pass http://origin/base/$1; }
location /rewritten/ { rewrite ^/rewritten(.*) /base$1 break; proxy_pass http://origin; }
location /if/ { if ($args) { proxy_pass http://origin; } }
location /limit/ { limit_except POST { proxy_pass http://origin; } }

location /path/ { secure_token path; proxy_pass http://origin; }
location /path-uri/ { secure_token path; proxy_pass http://origin/base/; }
location ~ ^/path-capture/(.*)$ { secure_token path; proxy_pass http://origin/base/$1; }
location /path-variable/ { secure_token path; proxy_pass http://origin/base$uri; }
--- request eval
our @rows = (
    ['/plain/a.ts?a=1',     '/plain/a.ts?md5=Hss0PKoz3iKs10F1G9mjHQ&expires=1893456000&a=1'],
    ['/plain/a.ts',         '/plain/a.ts?md5=Hss0PKoz3iKs10F1G9mjHQ&expires=1893456000'],
    ['/base/a.ts?a=1',      '/uri/a.ts?md5=qE_TY48VyPE2QT8ZOIqeeg&expires=1893456000&a=1'],
    ['/base/a.ts?a=1',      '/uri-short/a.ts?md5=3YHo-kLURcc3IAtdL5Colw&expires=1893456000&a=1'],
    ['/a.ts?a=1',           '/sent/a.ts?md5=bqnAl9ly4wYTbXP1rqjUIg&expires=1893456000&a=1'],
    ['/',                   '/sent/?md5=bqnAl9ly4wYTbXP1rqjUIg&expires=1893456000'],
    ['/other/variable/a.ts?a=1', '/variable/a.ts?md5=S0hXwoE_VfOvCZwazshg1w&expires=1893456000&a=1'],
    ['/other/variable/a.ts', '/variable/a.ts?md5=S0hXwoE_VfOvCZwazshg1w&expires=1893456000'],
    ['/host/a.ts?a=1',      '/host/a.ts?md5=Lv2Rvd-Avhm2FEly8qfPxQ&expires=1893456000&a=1'],
    # what the configuration says itself
    ['/request-uri/a.ts?md5=ch1w1mR62HNbNxk8Qobr1A&expires=1893456000', '/request-uri/a.ts?md5=ch1w1mR62HNbNxk8Qobr1A&expires=1893456000'],
    ['/regex/a.ts?a=1',     '/regex/a.ts?md5=bL9KOGH-WcOvzR3KrCoGVg&expires=1893456000&a=1'],
    ['/base/a.ts',          '/capture/a.ts?md5=opzNLIKs2GQ6Yi4RWuQlQA&expires=1893456000&a=1'],
    ['/base/a.ts?a=1',      '/rewritten/a.ts?md5=RbkeehBaKJF2OifLXDtk-Q&expires=1893456000&a=1'],
    ['/if/a.ts',            '/if/a.ts?md5=AcPoQ-6YzSrGuoGIc_g6IQ&expires=1893456000'],
    ['/limit/a.ts',         '/limit/a.ts?md5=uDyQW_O8xYfF7XuxxAgbAA&expires=1893456000'],

    ['/path/film/a.ts?a=1', '/path/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts?a=1'],
    ['/base/film/a.ts?a=1', '/path-uri/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts?a=1'],
    ['/base/film/',         '/path-uri/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999'],
    ['/base/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts', '/path-capture/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts?a=1'],
    ['/base/path-variable/film/a.ts', '/path-variable/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts?a=1'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "$_->[0]\n" } our @rows]



=== TEST 2: a path is encoded anew, as after a rewrite
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_scope tree;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /base/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_scope tree;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/base/;
}
location /videos/ {
    secure_token path;
    secure_token_key secret_key;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /strip-off/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_scope tree;
    secure_token_strip off;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- request eval
# as the client spells it, and as the upstream sees it
our @spellings = (
    ['a%20b.ts',          'a%20b.ts'],
    ['a%2Fb.ts',          'a/b.ts'],
    ['a%3Fb.ts',          'a%3Fb.ts'],
    ['a%23b.ts',          'a%23b.ts'],
    ['a%25b.ts',          'a%25b.ts'],
    ['a%2541.ts',         'a%2541.ts'],
    ['%61+%2B.ts',        'a++.ts'],
    ['caf%C3%A9.ts',      'caf%C3%A9.ts'],
    ['caf%e9.ts',         'caf%E9.ts'],
    ['a%0D%0AX:%20b.ts',  'a%0D%0AX:%20b.ts'],
    ['%01%7F.ts',         '%01%7F.ts'],
    ['a%26b%3D%3B.ts',    'a&b=;.ts'],
    # what needs no encoding stays, even where it should have some
    ["caf\xC3\xA9.ts",    "caf\xC3\xA9.ts"],
    ['x/../a.ts',         'a.ts'],
    ['.//a.ts',           'a.ts'],
);
our ($vod, $base, $strip_off) = map { "md5=$_&expires=1893456000" }
    qw(kihiOboIbX6rppk3iNEWIg 8dX2RQcKaFt2OSsiv5r3JA s-Zv4xgnuTApCFBOqBnPHA);
our @rows = map {
    (
        ["/vod/$_->[0]?$vod",                    "/vod/$_->[1]"],
        ["/base/$_->[0]?$base",                  "/base/$_->[1]"],
        ["/videos/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/$_->[0]",        "/videos/film/$_->[1]"],
        ["/strip-off/$_->[0]?$strip_off",        "/strip-off/$_->[0]?$strip_off"],
    )
} @spellings;
[map { "GET $_->[0]" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "$_->[1]\n" } our @rows]



=== TEST 3: the query goes on as the client spelt it
--- request eval
our @rows = (
    'a=%20+%2F%2f', "a=\xC3\xA9", 'a=?b=/../c', 'a=%0D%0A', 'a="<>"',
);
[map { "GET /vod/a.ts?md5=kihiOboIbX6rppk3iNEWIg&$_&expires=1893456000" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "/vod/a.ts?$_\n" } our @rows]



=== TEST 4: methods, bodies and other headers go on as they are
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    proxy_set_header Host origin;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- tcp_listen: $TEST_NGINX_SERVER_ROOT/origin.sock
--- tcp_query eval
"PUT /vod/a.ts?a=1 HTTP/1.0\r\nHost: origin\r\nConnection: close\r\nContent-Length: 4\r\nX-Md5: expires\r\n\r\nbody"
--- tcp_reply eval
"HTTP/1.0 200 OK\r\n\r\nstored"
--- request
PUT /vod/a.ts?md5=kihiOboIbX6rppk3iNEWIg&a=1&expires=1893456000
body
--- more_headers
X-Md5: expires
--- response_body: stored



=== TEST 5: parameters of FastCGI
--- config
secure_token_key secret_key;
fastcgi_param DOCUMENT_URI $document_uri;
fastcgi_param QUERY_STRING $query_string;
fastcgi_param REQUEST_URI $request_uri;
fastcgi_param SCRIPT_FILENAME /srv$fastcgi_script_name;

location / { secure_token query; fastcgi_pass unix:$TEST_NGINX_SERVER_ROOT/app.sock; }
location /videos/ { secure_token path; fastcgi_pass unix:$TEST_NGINX_SERVER_ROOT/app.sock; }
--- tcp_listen: $TEST_NGINX_SERVER_ROOT/app.sock
--- tcp_reply eval
\&main::answer
--- request eval
[
    'GET /vod/a.php?md5=kihiOboIbX6rppk3iNEWIg&a=1&expires=1893456000',
    'GET /videos/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.php?a=1',
]
--- error_code eval
[200, 200]
--- response_body eval
[<<'END', <<'END']
DOCUMENT_URI: /vod/a.php
QUERY_STRING: a=1
REQUEST_URI: /vod/a.php?md5=kihiOboIbX6rppk3iNEWIg&a=1&expires=1893456000
SCRIPT_FILENAME: /srv/vod/a.php
END
DOCUMENT_URI: /videos/film/a.php
QUERY_STRING: a=1
REQUEST_URI: /videos/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.php?a=1
SCRIPT_FILENAME: /srv/videos/film/a.php
END



=== TEST 6: parameters of uwsgi
--- config
secure_token_key secret_key;
uwsgi_param DOCUMENT_URI $document_uri;
uwsgi_param QUERY_STRING $query_string;
uwsgi_param REQUEST_URI $request_uri;

location / { secure_token query; uwsgi_pass unix:$TEST_NGINX_SERVER_ROOT/app.sock; }
--- tcp_listen: $TEST_NGINX_SERVER_ROOT/app.sock
--- tcp_reply eval
\&main::answer
--- request
GET /vod/a.py?md5=kihiOboIbX6rppk3iNEWIg&a=1&expires=1893456000
--- response_body
DOCUMENT_URI: /vod/a.py
QUERY_STRING: a=1
REQUEST_URI: /vod/a.py?md5=kihiOboIbX6rppk3iNEWIg&a=1&expires=1893456000



=== TEST 7: parameters of SCGI
--- config
secure_token_key secret_key;
scgi_param DOCUMENT_URI $document_uri;
scgi_param QUERY_STRING $query_string;
scgi_param REQUEST_URI $request_uri;

location / { secure_token query; scgi_pass unix:$TEST_NGINX_SERVER_ROOT/app.sock; }
--- tcp_listen: $TEST_NGINX_SERVER_ROOT/app.sock
--- tcp_reply eval
\&main::answer
--- request
GET /vod/a.cgi?md5=kihiOboIbX6rppk3iNEWIg&a=1&expires=1893456000
--- response_body
DOCUMENT_URI: /vod/a.cgi
QUERY_STRING: a=1
REQUEST_URI: /vod/a.cgi?md5=kihiOboIbX6rppk3iNEWIg&a=1&expires=1893456000



=== TEST 8: a refused request reaches no server
--- http_config
log_format asked 'asked $request_uri';
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location / { return 200 "film\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;

location /vod/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /any/ { satisfy any; deny all; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /status/ {
    secure_token_status invalid=404 expired=404;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- request eval
our @rows = (
    [403, 'GET /vod/a.ts'],
    [403, 'GET /vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1893456000'],
    [410, 'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
    [403, "POST /vod/a.ts\nbody"],
    [403, 'HEAD /vod/a.ts'],
    [403, 'OPTIONS /vod/a.ts'],
    [403, 'FETCH /vod/a.ts'],
    [403, 'GET /any/a.ts'],
    [410, 'GET /any/a.ts?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    [404, 'GET /status/a.ts'],
);
[map { $_->[1] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_unlike eval
[('film') x our @rows]
--- no_access_log
asked



=== TEST 9: and a valid one does
--- request
GET /vod/a.ts?md5=kihiOboIbX6rppk3iNEWIg&expires=1893456000
--- response_body
film
--- access_log
asked /vod/a.ts
--- no_access_log
asked /vod/a.ts?
