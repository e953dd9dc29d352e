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

=== TEST 1: methods, bodies and other headers go on as they are
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
PUT /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&a=1&expires=4102444800
body
--- more_headers
X-Md5: expires
--- response_body: stored



=== TEST 2: parameters of FastCGI
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
    'GET /vod/a.php?md5=F5lDnH4v5P4dAiVzt-Shig&a=1&expires=4102444800',
    'GET /videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.php?a=1',
]
--- error_code eval
[200, 200]
--- response_body eval
[<<'END', <<'END']
DOCUMENT_URI: /vod/a.php
QUERY_STRING: a=1
REQUEST_URI: /vod/a.php?md5=F5lDnH4v5P4dAiVzt-Shig&a=1&expires=4102444800
SCRIPT_FILENAME: /srv/vod/a.php
END
DOCUMENT_URI: /videos/film/a.php
QUERY_STRING: a=1
REQUEST_URI: /videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.php?a=1
SCRIPT_FILENAME: /srv/videos/film/a.php
END



=== TEST 3: parameters of uwsgi
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
GET /vod/a.py?md5=F5lDnH4v5P4dAiVzt-Shig&a=1&expires=4102444800
--- response_body
DOCUMENT_URI: /vod/a.py
QUERY_STRING: a=1
REQUEST_URI: /vod/a.py?md5=F5lDnH4v5P4dAiVzt-Shig&a=1&expires=4102444800



=== TEST 4: parameters of SCGI
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
GET /vod/a.cgi?md5=F5lDnH4v5P4dAiVzt-Shig&a=1&expires=4102444800
--- response_body
DOCUMENT_URI: /vod/a.cgi
QUERY_STRING: a=1
REQUEST_URI: /vod/a.cgi?md5=F5lDnH4v5P4dAiVzt-Shig&a=1&expires=4102444800



=== TEST 5: a refused request reaches no server
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
    [403, 'GET /vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
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



=== TEST 6: and a valid one does
--- request
GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- response_body
film
--- access_log
asked /vod/a.ts
--- no_access_log
asked /vod/a.ts?
