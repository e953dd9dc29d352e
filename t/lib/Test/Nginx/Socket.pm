# Runs fixtures in the format of OpenResty's Test::Nginx: a file of blocks, a block of sections.

package Test::Nginx::Socket;

use v5.36;

use Test::Base ();

use Test::Nginx::Socket::BlockRun ();
use Test::Nginx::Socket::Client qw(exchange_bytes);
use Test::Nginx::Socket::Config qw(setup_of);
use Test::Nginx::Socket::Filter ();
use Test::Nginx::Socket::Nginx ();
use Test::Nginx::Socket::Process qw(stop_all_processes);
use Test::Nginx::Socket::Report ();
use Test::Nginx::Socket::Request qw(build_request request_bytes);
use Test::Nginx::Socket::Response qw(parse_response);
use Test::Nginx::Socket::Sections qw(defects filter_block sections_of @CONFIGURATION);
use Test::Nginx::Socket::Settings @Test::Nginx::Socket::Settings::FOR_FIXTURES;

# Not `use Test::Base -base`, which would pass this file through a source filter.
our @ISA    = ('Test::Base');
our @EXPORT = (
    @Test::Nginx::Socket::Settings::FOR_FIXTURES,
    qw(
        run_tests add_block_preprocessor
        start_nginx reload_nginx stop_nginx send_request error_log_lines
    ),
);

my $test_pid = $$;
my @preprocessors;
my $nginx = Test::Nginx::Socket::Nginx->new(
    sub ($block, $fault, @lines) { $block->check_end($fault, @lines) }
);

# exit, so that the END blocks run.
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);

# The function is called with each block before the block runs.
sub add_block_preprocessor : prototype(&) ($code) {
    push @preprocessors, $code;
    return;
}

# Runs all blocks of the file in the written order.
sub run_tests : prototype() () {
    my $base   = Test::Base::default_object();
    my $spec   = $base->spec // '';
    my @blocks = @{ $base->block_list };
    my $file   = Test::Nginx::Socket::Report->new($0, $0);
    $file->fail('there are blocks')           if !@blocks;
    $file->fail('no block is skipped (SKIP)') if $spec =~ /^--- +\(?SKIP\b/m;
    my %lines = lines_of_blocks();
    for my $block (@blocks) {
        my $line = shift @{ $lines{ $block->name =~ s/\s+\z//r } // [] };
        run_block($block,
            Test::Nginx::Socket::Report->new($block->name, "$0 line " . ($line // '?')));
    }
    stop_nginx();
    return;
}

sub run_block ($block, $report) {
    my @defects = filter_block($block);
    my $section;
    if (!@defects) {
        $_->($block) for @preprocessors;
        $section = sections_of($block);
        @defects = defects($section, @{ $block->_section_order });
    }
    $report->fail("the block is well-formed: $_") for @defects;
    return if @defects;

    my $run = Test::Nginx::Socket::BlockRun->new($nginx, $report, $section);
    eval { $run->run; 1 } or $report->fail('the block can be run', $@);
    $run->release;
    return;
}

# The lines at which the blocks begin, by their names.
sub lines_of_blocks {
    my %lines;
    open my $file, '<', $0 or return;
    while (my $line = <$file>) {
        push @{ $lines{$1} }, $. if $line =~ /^===[ \t]*(.*?)\s*$/;
    }
    return %lines;
}

# Starts nginx for the sections `config`, `http_config`, `user_files` and so on, for tests that are
# no table. Dies where it does not start.
sub start_nginx (%section) {
    my $report = Test::Nginx::Socket::Report->new($0, $0);
    my $owner  = Test::Nginx::Socket::BlockRun->new($nginx, $report, {});
    my $end    = $nginx->start(setup_for(%section), $owner) // return;
    die "nginx does not start, it $end->{text}:\n", $nginx->{error_log}->new_lines;
}

# Reloads nginx, with other sections where some are given. Waits for the new workers to replace the
# old ones; false where nginx keeps the old configuration.
sub reload_nginx (%section) {
    return $nginx->reload(%section ? setup_for(%section) : undef);
}

# Stops nginx; what it logged that nobody asked for is checked then.
sub stop_nginx {
    $nginx->stop;
    return;
}

# Sends one request, as section `request` and `more_headers` would. Returns the response as a
# table: code, head, headers (list of [name, value]), body, problem ('' where it is whole).
sub send_request ($text, $more_headers = '') {
    my $request = build_request($text, $more_headers, 'close');
    my ($bytes, $error) =
        exchange_bytes({ chunks => [request_bytes($request)], methods => [$request->{method}] },
        timeout());
    my ($response) = parse_response($bytes, $request->{method});
    $response->{problem} ||= $error;
    return $response;
}

# The lines logged since the last call; what they say counts as expected.
sub error_log_lines { return $nginx->{error_log}->new_lines }

sub setup_for (%section) {
    my %known = map { $_ => 1 } @CONFIGURATION;
    die "unknown section '$_'\n" for grep { !$known{$_} } sort keys %section;
    return setup_of(\%section);
}

END {
    # waitpid sets the status that this process is about to exit with.
    my $failed = $?;
    local $?;
    # A test that died has said enough; a child that a fixture forked has nothing to stop.
    stop_nginx() if $$ == $test_pid && !$failed;
    stop_all_processes();
}

1;

__END__

=head1 NAME

Test::Nginx::Socket - runs fixtures in the format of OpenResty's Test::Nginx

=head1 SYNOPSIS

    use Test::Nginx::Socket 'no_plan';
    run_tests();
    __DATA__

    === TEST 1: a title
    --- config
    location = /t { return 200 "hello\n"; }
    --- request
    GET /t
    --- response_body
    hello

    $ prove -It/lib t/

=head1 DESCRIPTION

Needs Perl 5.36 and Test::Base, and curl for HTTP/2. A file that keeps to what is said here runs
under the original too.

=head2 Environment

=over

=item TEST_NGINX_BINARY

the nginx under test; else the first C<nginx> on the path or in F</usr/sbin>

=item TEST_NGINX_LOAD_MODULES

dynamic modules that it loads, separated by spaces

=item TEST_NGINX_PORT

the port it listens on, 1984 by default. Runs with different ports can go at once.

=item TEST_NGINX_SERVROOT

its directory, wiped at each start; F<t/servroot> by default, F<t/servroot_PORT> for another port

=item TEST_NGINX_LOG_LEVEL, TEST_NGINX_TIMEOUT

defaults of C<log_level> (C<info>) and C<timeout> (3 seconds)

=back

C<$TEST_NGINX_HTML_DIR>, C<$TEST_NGINX_SERVER_PORT>, C<$TEST_NGINX_SERVER_ROOT>,
C<$TEST_NGINX_RAND_PORT_1> (a free port; likewise C<_2> and so on) and any other variable
C<$TEST_NGINX_...> of the environment are expanded in the sections of the configuration, in
C<user_files>, C<tcp_listen>, C<pipelined_requests>, C<response_body> and C<grep_error_log_out>.
(For the original a file has to set TEST_NGINX_HTML_DIR itself:
C<< $ENV{TEST_NGINX_HTML_DIR} ||= html_dir(); >>.) C<$ServerPort> and C<$ServerPortForClient> are
expanded in what is expected of a response.

=head2 Sections

Every section of a block is looked at, or the block fails.

=over

=item config, http_config, main_config, post_main_config, log_level, user_files

make up nginx.conf and files. nginx is started anew when they differ from those of the block
before, or keep state (caches, zones, upstreams). A block without C<config> goes on with the nginx
of the block before. C<user_files>: C<<< >>> PATH [CCYYMMDDhhmm.ss] >>>, the content in the lines
that follow; relative to F<html>, the time in UTC.

=item request, pipelined_requests, raw_request, raw_request_middle_delay, more_headers, http2

C<METHOD TARGET [VERSION]>, the body in the lines that follow. An array (C<eval>) in C<request> is
a connection for each entry, in C<pipelined_requests> one for all; then what is expected is an
array too. C<raw_request> is sent as it is, an array in as many writes.

=item error_code, error_code_like, response_headers, response_headers_like, raw_response_headers_like, raw_response_headers_unlike, response_body, response_body_like, response_body_unlike, response_body_filters

what a response must be; a code of 200 where none is named, an empty one for no answer.
C<Name: value>, and C<! Name> for a field that must be absent.

=item error_log, no_error_log, access_log, no_access_log, grep_error_log, grep_error_log_out

what the logs must say. One text a line, or an array of texts and regular expressions. They are
checked after each connection, for what was logged since the one before (access.log: since the
block began).

=item must_die

nginx must refuse to start: C<error_log> and C<no_error_log> then look at what it said.

=item tcp_listen, tcp_reply, tcp_reply_delay, tcp_no_close, tcp_query, tcp_query_len

an upstream on a port or a Unix socket (a path that ends in F<.sock>) that answers each connection
with fixed bytes: a text, an array of chunks, or a function of the query. The delay precedes each
chunk.

=item timeout, abort, wait, ignore_response, incomplete_response, init, curl

C<abort>: the client's timeout is no failure. C<incomplete_response>: the answer must break off
before the end that it announced. C<init>: Perl code that runs once nginx runs. C<curl>: prints the
request as a command.

=item ONLY, LAST

run nothing but this block; nothing after it. C<SKIP> makes the file fail.

=back

=head2 What fails without being asked for

A line of level C<alert>, C<emerg> or C<crit>, or about the death of a worker, that no pattern of
C<error_log> or C<grep_error_log> matches; a panic, a failed assertion or a sanitizer's report; a
response that breaks off, or is followed by more bytes; an nginx that does not end after SIGQUIT.

=head2 What differs from the original

Blocks run in the written order. A master process watches the worker. Log lines of level C<debug>
need C<log_level: debug>. C<response_headers_like> is checked beside C<response_headers>, and
C<response_body_like> beside C<response_body>. A connection that stays open is not waited for.
An upstream answers more than one connection. HEAD works in C<pipelined_requests>.
The original knows no C<incomplete_response>, nor the functions that follow.

=head2 Functions for files that are no table

C<start_nginx(config =E<gt> ...)>, C<reload_nginx(config =E<gt> ...)> (false where nginx refuses),
C<stop_nginx()>, C<send_request("GET /t", "Name: value")>, C<error_log_lines()>; C<reload_nginx> in
C<init> too.

=cut
