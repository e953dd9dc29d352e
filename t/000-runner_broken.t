# The runner of the fixtures: what is broken fails, and says why.

use v5.36;

use FindBin ();
use Test::More;

# This tree's runner is meant, whichever one runs the other files.
use lib "$FindBin::Bin/lib";
use Test::Nginx::Socket::SelfTest qw(assertions rows run_fixture $HEAD);

# A row is a block, and after it `=> ASSERTION` for each assertion that fails, in order, and
# `?> TEXT` for what is said then. Where a block has no `config`, /t answers "hello"; where it has no
# request, it asks for /t.
my @rows   = rows(do { local $/; <DATA> });
my $result = run_fixture($HEAD, map { $_->{block} } @rows);
isnt $result->{status}, 0, 'a file of broken blocks fails';
for my $row (@rows) {
    my $title = $row->{title};
    my @failed = assertions($result, 'not ok', $title);
    is @failed, @{ $row->{assertions} }, "$title: so many assertions fail" or diag "@failed";
    for my $index (0 .. $#{ $row->{assertions} }) {
        my $assertion = $row->{assertions}[$index];
        ok index($failed[$index] // '', $assertion) == 0, "$title: $assertion"
            or diag $failed[$index];
    }
    my ($said) = $result->{output}
        =~ /^(not ok \d+ - \Q$title\E - .*?)^(?:(?:not )?ok \d+ - (?!\Q$title\E)|1\.\.)/ms;
    ok index($said // '', $_) >= 0, "$title: it is said that $_" or diag $said
        for @{ $row->{said} };
}
done_testing;

__DATA__
=== wrong code
--- error_code: 404
=> status code ok
?> got: 200
?> GET /t HTTP/1.1\r\n
?> HTTP/1.1 200 OK\r\n
?> start worker process

=== wrong body, wrong header field, absent one, present one
--- response_headers
Content-Type: text/html
X-None: a
! Server
--- response_body
hallo
=> header Content-Type ok
=> header X-None ok
=> header Server is absent
=> response body is expected
?> got: hello\n

=== wrong patterns of the response
--- error_code_like: 4
--- response_headers_like
Content-Type: text
--- raw_response_headers_like: 404
--- raw_response_headers_unlike: 200
--- response_body_like: bye
--- response_body_unlike: hello
=> status code ok
=> raw response headers like
=> raw response headers unlike
=> header Content-Type like ok
=> response body like
=> response body unlike

=== wrong for the second request only
--- request eval
["GET /t", "GET /nope"]
--- error_code eval
[200, 200]
=> status code ok (request 1)

=== wrong logs
--- error_log
never said
--- no_error_log eval
[qr/start worker/]
--- grep_error_log: start worker processes
--- grep_error_log_out
stop worker processes
--- no_access_log
GET
=> grep_error_log_out
=> pattern "never said" matches a line in error.log
=> pattern "(?^:start worker)" matches no line in error.log
=> pattern "GET" matches no line in access.log

=== wrong query of the upstream
--- config
location = /t { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
"HTTP/1.0 200 OK\r\n\r\nhello"
--- tcp_query: GET /a
=> tcp_query ok

=== an answer that breaks off
--- config
location = /t { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nhello"
=> response is whole
?> incomplete: 5 of 9 bytes

=== an answer that should break off
--- incomplete_response
=> response is incomplete

=== no answer in time
--- config
location = /t { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_no_close
--- tcp_reply: HTTP/1.0
--- timeout: 50ms
--- error_code:
=> the exchange ends: timeout

=== nginx does not start
--- config
nonsense;
=> nginx starts: it exited with code 1
?> unknown directive "nonsense"

=== nginx does not die
--- must_die
=> nginx dies as expected
?> nginx runs

=== nginx dies with another code
--- config
nonsense;
--- must_die: 2
=> nginx dies as expected
?> exited with code 1

=== a worker dies
--- init
main::end_worker('SEGV');
=> unexpected in error.log
?> exited on signal 11

=== an alert
--- config
location = /t { return 200; }
location = /a { alias $TEST_NGINX_HTML_DIR; }
--- init
main::log_line('[alert] 1#1: something');
=> unexpected in error.log
?> [alert] 1#1: something

=== a panic, which nothing announces
--- init
main::log_line("thread '<unnamed>' panicked at src/lib.rs:1:1");
--- error_log
panicked
=> nginx broke down

=== an unknown section
--- respones_body
hello
=> the block is well-formed: unknown section 'respones_body'

=== a section that stands twice
--- error_code: 404
--- error_code: 200
=> the block is well-formed: section 'error_code' stands twice

=== a section that is none
--- response_body
hello
---error_code: 404
=> the block is well-formed: section 'response_body' holds the line '---error_code: 404', which looks like a section

=== a filter that does not exist
--- response_body chmp
hello
=> the block is well-formed: a filter fails: Can't find a function or method for 'chmp' filter

=== code that does not compile
--- response_body_like eval
"hello" .
=> the block is well-formed: a filter fails: eval: syntax error

=== code without a value
--- response_body eval
()
=> the block is well-formed: section 'response_body' has no value

=== fewer expectations than requests
--- request eval
["GET /t", "GET /t"]
--- error_code eval
[200]
--- response_body
hello
=> the block is well-formed: section 'error_code' has 1 entries for 2 request(s)
=> the block is well-formed: section 'response_body' is no array, but there are 2 requests

=== no pattern
--- no_error_log
=> the block is well-formed: section 'no_error_log' holds no pattern

=== sections that would be ignored
--- config
nonsense;
--- must_die
--- response_body: hello
=> the block is well-formed: section 'response_body' is not looked at with 'must_die'

=== half of an upstream
--- tcp_reply: hello
=> the block is well-formed: section 'tcp_reply' needs section 'tcp_listen'

=== a variable that is not there
--- config
location = /$TEST_NGINX_NONE { return 200; }
=> the block can be run
?> there is no environment variable TEST_NGINX_NONE

=== a variable that is not expanded
--- more_headers
X-A: $TEST_NGINX_HTML_DIR
=> the block is well-formed: $TEST_NGINX_... is not expanded in section 'more_headers'

=== code that dies
--- init
die "on purpose";
=> the block can be run
?> on purpose
