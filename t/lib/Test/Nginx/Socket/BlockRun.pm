# One block of a fixture, from its sections to its assertions.

package Test::Nginx::Socket::BlockRun;

use v5.36;

use Time::HiRes qw(sleep);

use Test::Nginx::Socket::Client qw(exchange_bytes);
use Test::Nginx::Socket::Config qw(setup_of);
use Test::Nginx::Socket::Curl qw(curl_command exchange_by_curl shell_quoted);
use Test::Nginx::Socket::LogChecks qw(check_access_log check_error_log check_unexpected);
use Test::Nginx::Socket::Request qw(exchanges_of);
use Test::Nginx::Socket::Response qw(parse_responses);
use Test::Nginx::Socket::ResponseChecks qw(check_response);
use Test::Nginx::Socket::Settings qw(repeat_each server_root timeout);
use Test::Nginx::Socket::Upstream ();

# The report takes the assertions; the sections are checked already.
sub new ($class, $nginx, $report, $section) {
    return bless { nginx => $nginx, report => $report, section => $section }, $class;
}

sub run ($self) {
    my ($nginx, $section) = @$self{qw(nginx section)};
    return $self->run_must_die if exists $section->{must_die};

    my $end = $self->provide_nginx;
    $self->{report}->show_logs;
    if ($end) {
        my @lines = $nginx->{error_log}->new_lines;
        return $self->{report}->fail("nginx starts: it $end->{text}",
            @lines, $nginx->new_stderr_lines(@lines));
    }
    if (exists $section->{init}) {
        $nginx->touch;
        evaluate($section->{init});
    }
    for my $repetition (0 .. repeat_each() - 1) {
        # What nginx said at its start is a block's too where it found nginx running.
        $self->run_once($repetition, $repetition == 0 ? $nginx->read_startup_lines : []);
    }
    return;
}

# Returns undef when nginx runs as the block wants it, else how it ended.
sub provide_nginx ($self) {
    my ($nginx, $section) = @$self{qw(nginx section)};
    if (!exists $section->{config}) {
        die "there is no section 'config', nor an nginx that a block before has left\n"
            if !$nginx->is_running;
        $nginx->take_over($self);
        return undef;
    }
    my $setup = setup_of($section);
    return $nginx->start($setup, $self) if !$nginx->serves($setup);
    $nginx->take_over($self);
    return undef;
}

sub run_must_die ($self) {
    my ($nginx, $report, $section) = @$self{qw(nginx report section)};
    $report->show_logs;
    for my $repetition (0 .. repeat_each() - 1) {
        my $end   = $nginx->start(setup_of($section), $self) // { text => 'runs' };
        my $code  = $end->{code};
        my $right = $section->{must_die} =~ /^\d+$/
            ? defined $code && $code == $section->{must_die}
            : $code;
        $report->ok($right, 'nginx dies as expected', "nginx $end->{text}");
        my @logged = $nginx->{error_log}->new_lines;
        my @lines  = (@logged, $nginx->new_stderr_lines(@logged));
        $nginx->stop;
        check_error_log($report, $section, [], sub { splice @lines }, $repetition, '');
    }
    return;
}

sub evaluate ($code) {
    package main;
    CORE::eval "$code; 1" or die "init: $@";
    return;
}

sub run_once ($self, $repetition, $old_lines) {
    my ($nginx, $report, $section) = @$self{qw(nginx report section)};
    $nginx->{access_log}->skip_to_end;
    $self->{upstream} = start_upstream($section);

    my @exchanges = exchanges_of($section);
    print_curl($report, $section, $exchanges[0]) if exists $section->{curl};
    my @access_lines;
    my $index = 0;
    for my $exchange (@exchanges) {
        my $label = label_of($repetition, scalar @exchanges, $index);
        $self->exchange($exchange, $index, $repetition);
        $index += @{ $exchange->{methods} };

        # After each request, as Test::Nginx does: what one request logs is not another's.
        sleep seconds($section->{wait}) if exists $section->{wait};
        check_error_log($report, $section, $old_lines,
            sub { $nginx->{error_log}->new_lines }, $repetition, $label);
        $old_lines = [];
        check_access_log($report, $section, \@access_lines,
            sub { $nginx->{access_log}->new_lines }, $label);
    }
    check_unexpected($report, $section, $nginx->new_stderr_lines);
    $self->check_query if $self->{upstream};
    $self->release;
    return;
}

# Ends what the block has started for itself; also for a block that died.
sub release ($self) {
    my $upstream = delete $self->{upstream} // return;
    $upstream->stop;
    return;
}

# For nginx's last words: what it logged when nobody listened, and how it ended.
sub check_end ($self, $fault, @lines) {
    my ($report, $section) = @$self{qw(report section)};
    $report->fail('nginx ends as it should', $fault) if $fault ne '';
    check_unexpected($report, $section, @lines);
    return;
}

# Sends and receives over one connection, and checks the responses.
sub exchange ($self, $exchange, $first_index, $repetition) {
    my ($report, $section) = @$self{qw(report section)};
    my $timeout = seconds($section->{timeout} // timeout());
    my ($bytes, $error) = exists $section->{http2}
        ? exchange_by_curl($exchange, $timeout)
        : exchange_bytes($exchange, $timeout);

    my $request = join '', @{ $exchange->{chunks} };
    my ($responses, $rest) = parse_responses($bytes, @{ $exchange->{methods} });
    if ($error =~ /^incomplete/) {
        $responses->[-1]{problem} ||= $error;
    }
    elsif ($error ne '' && !($error eq 'timeout' && exists $section->{abort})) {
        $report->about($request, $bytes =~ s/\r\n\r\n\K.*//sr);
        $report->fail("the exchange ends: $error");
    }
    return if exists $section->{ignore_response};

    my $count = count_all($section, $responses);
    for my $offset (0 .. $#$responses) {
        my $index = $first_index + $offset;
        $report->about($request, $responses->[$offset]{head});
        check_response($report, $section, $responses->[$offset], $index,
            label_of($repetition, $count, $index));
    }
    $report->fail('nothing follows the response', $rest) if $rest ne '';
    return;
}

sub count_all ($section, $responses) {
    my $requests = $section->{request};
    return ref $requests eq 'ARRAY' ? scalar @$requests : scalar @$responses;
}

# Tells requests and repetitions apart where there are several.
sub label_of ($repetition, $count, $index) {
    my @parts;
    push @parts, "request $index"        if $count > 1;
    push @parts, "repetition $repetition" if repeat_each() > 1;
    return @parts ? ' (' . join(', ', @parts) . ')' : '';
}

sub start_upstream ($section) {
    my $listen = $section->{tcp_listen} // return undef;
    my $query  = $section->{tcp_query};
    return Test::Nginx::Socket::Upstream->start(
        listen       => $listen,
        reply        => $section->{tcp_reply},
        delay        => seconds($section->{tcp_reply_delay} // 0),
        no_close     => exists $section->{tcp_no_close},
        query_length => $section->{tcp_query_len} // (defined $query ? length $query : undef),
    );
}

sub check_query ($self) {
    my ($report, $section, $upstream) = @$self{qw(report section upstream)};
    my ($query, $length) = @$section{qw(tcp_query tcp_query_len)};
    return if !defined $query && !defined $length;
    my $got = $upstream->query($length // length $query);
    $report->is($got, $query, 'tcp_query ok')             if defined $query;
    $report->is(length $got, $length, 'tcp_query_len ok') if defined $length;
    return;
}

sub print_curl ($report, $section, $exchange) {
    my $requests = $exchange->{requests} // return;
    my @command  = curl_command($requests->[0], exists $section->{http2}, 3600,
        server_root() . '/logs/curl.body');
    $report->note(shell_quoted(@command));
    return;
}

# Seconds from `3`, `1.5s` or `50ms`.
sub seconds ($text) {
    my ($number, $unit) = $text =~ /^\s*(\d*\.?\d+)\s*(ms|s)?\s*$/
        or die "'$text' is no time: seconds, or a number with 's' or 'ms'\n";
    return ($unit // 's') eq 'ms' ? $number / 1000 : $number;
}

1;
