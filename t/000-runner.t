# The runner of the fixtures: what holds passes, what is broken fails and says why, and no process
# is left behind.

use v5.36;

use FindBin ();
use Test::More;

# This tree's runner is meant, whichever one runs the other files.
use lib "$FindBin::Bin/lib";
use Test::Nginx::Socket::Process qw(is_alive);
use Test::Nginx::Socket::SelfTest qw(
    assertions descendants eventually rows run_fixture start_waiting_fixture $HEAD
);

# A row is a block, and after it what becomes of it: `=> ASSERTION` for each assertion that the
# block makes, in order; in the second table for each that fails, and `?> TEXT` for what is said
# then. Where a block has no `config`, /t answers "hello"; where it has no request, it asks for /t.

my @SOUND = rows(<<'END');
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
END

my @BROKEN = rows(<<'END');
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
END

sound_blocks_pass();
broken_blocks_fail();
files_are_checked();
no_process_is_left();
runs_do_not_meet();
done_testing;

sub sound_blocks_pass {
    my $result = run_fixture($HEAD, map { $_->{block} } @SOUND);
    is $result->{status}, 0, 'a file of sound blocks passes' or diag $result->{output};
    for my $row (@SOUND) {
        is_deeply [assertions($result, 'ok', $row->{title})], $row->{assertions}, $row->{title};
    }
    return;
}

sub broken_blocks_fail {
    my $result = run_fixture($HEAD, map { $_->{block} } @BROKEN);
    isnt $result->{status}, 0, 'a file of broken blocks fails';
    for my $row (@BROKEN) {
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
    return;
}

# What is true of a file and not of a block.
sub files_are_checked {
    my ($sound) = rows("=== sound\n=== other\n");
    my $block = $sound->{block};
    my $broken = $block =~ s/sound\n/broken\n--- error_code: 404\n/r;
    my $skipped = $block =~ s/sound\n/skipped\n--- SKIP\n/r;
    my $only = $block =~ s/sound\n/only\n--- ONLY\n/r;
    my $last = $block =~ s/sound\n/last\n--- LAST\n/r;
    my $plan = "use Test::Nginx::Socket;\nrepeat_each(2);\n";
    for my $row (
        # Passes or not, head, blocks, why.
        [0, $HEAD, [], 'a file without blocks'],
        [0, $HEAD, [$block, $skipped], 'a block that is skipped'],
        [1, $HEAD, [$broken, $only], 'ONLY: nothing else runs'],
        [1, $HEAD, [$last, $broken], 'LAST: nothing runs after it'],
        [1, "$plan plan tests => repeat_each() * blocks();\n", [$block, $block], 'a plan'],
        [0, "$plan plan tests => repeat_each() * blocks() * 2;\n", [$block], 'a plan not kept'],
        [0, "$HEAD die 'on purpose';\n", [$block], 'a file that dies'],
    ) {
        my ($passes, $head, $blocks, $why) = @$row;
        my $result = run_fixture($head, @$blocks);
        is $result->{status} == 0, $passes == 1, $why or diag $result->{output};
    }
    return;
}

# However a file ends, nginx and the upstream end with it.
sub no_process_is_left {
    for my $signal (qw(INT TERM HUP KILL)) {
        my $run = start_waiting_fixture();
        my @processes = descendants($run);
        cmp_ok @processes, '>=', 3, "$signal: nginx, its worker and the upstream run";
        kill $signal => $run;
        waitpid $run, 0;
        my @left = @processes;
        eventually(sub { !(@left = grep { is_alive($_) } @left) });
        is "@left", '', "$signal: no process is left";
    }
    return;
}

# Two runs at once need two ports and nothing else.
sub runs_do_not_meet {
    my $port   = $ENV{TEST_NGINX_PORT} || 1984;
    my $run    = start_waiting_fixture();
    my ($row)  = rows("=== sound\n");
    my $result = run_fixture($HEAD, $row->{block});
    like $result->{output}, qr/port $port is taken/, 'a port that is taken is said to be';
    local $ENV{TEST_NGINX_PORT} = $port + 1;
    is run_fixture($HEAD, $row->{block})->{status}, 0, 'a run with another port passes beside';
    kill TERM => $run;
    waitpid $run, 0;
    return;
}
