# The runner of the fixtures: what holds passes.

use v5.36;

use FindBin ();
use Test::More;

# This tree's runner is meant, whichever one runs the other files.
use lib "$FindBin::Bin/lib";
use Test::Nginx::Socket::SelfTest qw(assertions rows run_fixture $HEAD);

# A row is a block, and after it `=> ASSERTION` for each assertion that the block makes, in order.
# Where a block has no `config`, /t answers "hello"; where it has no request, it asks for /t.
my @rows   = rows(do { local $/; <DATA> });
my $result = run_fixture($HEAD, map { $_->{block} } @rows);
is $result->{status}, 0, 'a file of sound blocks passes' or diag $result->{output};
for my $row (@rows) {
    is_deeply [assertions($result, 'ok', $row->{title})], $row->{assertions}, $row->{title};
}
done_testing;

__DATA__
=== a code is asserted even where none is named
=> status code ok

=== a body
--- response_body
hello
=> status code ok
=> response body is expected

=== a body as a regular expression
--- response_body eval
qr/^hel+o$/
=> status code ok
=> response body like

=== patterns of a body
--- response_body_like: ^hel+o
--- response_body_unlike: bye
=> status code ok
=> response body like
=> response body unlike

=== filters of a section
--- response_body base64_decode
aGVsbG8K
=> status code ok
=> response body is expected

=== filters of a body
--- response_body_filters: uc length
--- response_body: 6
=> status code ok
=> response body is expected

=== header fields
--- response_headers
Content-Type: text/plain
! X-None
=> status code ok
=> header Content-Type ok
=> header X-None is absent

=== patterns of header fields
--- response_headers_like
Server: nginx.*
--- raw_response_headers_like: 200 OK\r\n
--- raw_response_headers_unlike: 404
=> status code ok
=> raw response headers like
=> raw response headers unlike
=> header Server like ok

=== another code
--- request
GET /nope
--- error_code: 404
=> status code ok

=== a pattern of a code
--- error_code_like: ^2
=> status code ok

=== no answer
--- config
location = /t { return 444; }
--- error_code:
=> status code ok

=== error log
--- request
GET /nope
--- error_code: 404
--- error_log eval
["open()", qr/No such/]
--- no_error_log
[crit]
[warn]
--- grep_error_log eval
qr/No such \w+/
--- grep_error_log_out
No such file
=> status code ok
=> grep_error_log_out
=> pattern "open()" matches a line in error.log
=> pattern "(?^:No such)" matches a line in error.log
=> pattern "[crit]" matches no line in error.log
=> pattern "[warn]" matches no line in error.log

=== what nginx said at its start is said to each block
--- error_log
start worker processes
=> status code ok
=> pattern "start worker processes" matches a line in error.log

=== access log
--- access_log
GET /t
--- no_access_log
GET /nope
=> status code ok
=> pattern "GET /t" matches a line in access.log
=> pattern "GET /nope" matches no line in access.log

=== several connections
--- request eval
["GET /t", "HEAD /t", "GET /nope"]
--- error_code eval
[200, 200, 404]
--- response_headers eval
["Content-Length: 6", "Content-Length: 6", "Content-Type: text/html"]
--- response_body_like eval
["hello", "^\$", "404"]
--- no_error_log
[crit]
=> status code ok (request 0)
=> header Content-Length ok (request 0)
=> response body like (request 0)
=> pattern "[crit]" matches no line in error.log (request 0)
=> status code ok (request 1)
=> header Content-Length ok (request 1)
=> response body like (request 1)
=> pattern "[crit]" matches no line in error.log (request 1)
=> status code ok (request 2)
=> header Content-Type ok (request 2)
=> response body like (request 2)
=> pattern "[crit]" matches no line in error.log (request 2)

=== one connection
--- config
location = /t { return 200 "$connection_requests"; }
--- pipelined_requests eval
["GET /t", "GET /t"]
--- response_body eval
["1", "2"]
=> status code ok (request 0)
=> response body is expected (request 0)
=> status code ok (request 1)
=> response body is expected (request 1)

=== header fields and a body of the request
--- config
location = /t { return 200 "$http_host $http_x_a $content_length $http_connection"; }
--- request
# a comment
POST /t
a=b
--- more_headers
Host: example
X-A: b
--- response_body: example b 3 close
=> status code ok
=> response body is expected

=== raw bytes in pieces
--- raw_request eval
["GET /t HT", "TP/1.1\r\nHost: a", "\r\n\r\n"]
--- raw_request_middle_delay: 0.005
--- raw_response_headers_like: keep-alive
=> status code ok
=> raw response headers like

=== HTTP/2
--- config
location = /t { return 200 "$server_protocol $http_x_a $http_user_agent"; }
--- http2
--- request
GET /t?[1]{2}
--- more_headers
X-A: b
--- response_headers
Content-Type: text/plain
--- response_body chop
HTTP/2.0 b 
=> status code ok
=> header Content-Type ok
=> response body is expected

=== files
--- config
location = /conf/a { root $TEST_NGINX_SERVER_ROOT; }
--- user_files
>>> ../conf/a 199801171935.33
port $TEST_NGINX_SERVER_PORT
>>> b.txt
in $TEST_NGINX_HTML_DIR
--- request eval
["GET /conf/a", "GET /b.txt"]
--- response_headers eval
["Last-Modified: Sat, 17 Jan 1998 19:35:33 GMT", ""]
--- response_body eval
["port \$ServerPort\n", "in \$TEST_NGINX_HTML_DIR\n"]
=> status code ok (request 0)
=> header Last-Modified ok (request 0)
=> response body is expected (request 0)
=> status code ok (request 1)
=> response body is expected (request 1)

=== all levels of the configuration
--- main_config
env FOO;
--- http_config
map $uri $mapped { default "mapped"; }
--- post_main_config
timer_resolution 100ms;
--- log_level: debug
--- config
location = /t { return 200 $mapped; }
--- error_log
[debug]
--- response_body: mapped
=> status code ok
=> response body is expected
=> pattern "[debug]" matches a line in error.log

=== an upstream in pieces
--- config
location = /t { proxy_set_header Host a; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
[split //, "HTTP/1.0 200 OK\r\n\r\nhello"]
--- tcp_reply_delay: 1ms
--- tcp_query eval
"GET /t HTTP/1.0\r\nHost: a\r\nConnection: close\r\n\r\n"
--- tcp_query_len: 47
--- response_body: hello
=> status code ok
=> response body is expected
=> tcp_query ok
=> tcp_query_len ok

=== an upstream on a Unix socket that computes, asked twice
--- config
location /t { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/up.sock; }
--- tcp_listen: $TEST_NGINX_SERVER_ROOT/up.sock
--- tcp_reply eval
sub { "HTTP/1.0 200 OK\r\n\r\n" . ($_[0] =~ m{^GET (\S+)})[0] }
--- request eval
["GET /ta", "GET /tb"]
--- response_body eval
["/ta", "/tb"]
=> status code ok (request 0)
=> response body is expected (request 0)
=> status code ok (request 1)
=> response body is expected (request 1)

=== an answer that breaks off, as it should
--- config
location = /t { proxy_http_version 1.1; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
--- incomplete_response
--- response_body: hello
--- error_log
upstream prematurely closed
=> response is incomplete
=> status code ok
=> response body is expected
=> pattern "upstream prematurely closed" matches a line in error.log

=== a client that goes away
--- config
location = /t { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply: HTTP/1.0
--- tcp_no_close
--- timeout: 50ms
--- abort
--- ignore_response
--- error_log
client prematurely closed
=> pattern "client prematurely closed" matches a line in error.log

=== a configuration that is refused
--- config
nonsense;
--- must_die
--- error_log
unknown directive "nonsense"
--- no_error_log
[alert]
=> nginx dies as expected
=> pattern "unknown directive "nonsense"" matches a line in error.log
=> pattern "[alert]" matches no line in error.log

=== an exit code
--- config
nonsense;
--- must_die: 1
=> nginx dies as expected

=== a reload, and one that is refused
--- init
reload_nginx(config => 'location = /t { return 200 "new"; }') or die 'refused';
reload_nginx(config => 'nonsense;') and die 'not refused';
--- response_body: new
--- error_log
[emerg]
=> status code ok
=> response body is expected
=> pattern "[emerg]" matches a line in error.log

=== an alert that is announced
--- init
main::end_worker('KILL');
--- error_log
exited on signal 9
=> status code ok
=> pattern "exited on signal 9" matches a line in error.log
