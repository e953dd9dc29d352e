# The nginx under test: one master process with its workers, its files and its logs.

package Test::Nginx::Socket::Nginx;

use v5.36;

use File::Path qw(make_path remove_tree);
use POSIX qw(:sys_wait_h);
use Time::HiRes qw(sleep time);

use Test::Nginx::Socket::Binary qw(nginx_binary);
use Test::Nginx::Socket::Config qw(CONF_MARK port_is_free write_files);
use Test::Nginx::Socket::Log ();
use Test::Nginx::Socket::Process qw(children_of exit_status spawn stop_process);
use Test::Nginx::Socket::Settings qw(default_server_root html_dir server_port server_root);

use constant POLL          => 0.001;
use constant START_SECONDS => 10;
use constant STOP_SECONDS  => 3;
use constant PORT_SECONDS  => 0.2;

# The function is called after each stop, with the owner, what was wrong with the end ('' if
# nothing), and the lines logged that nobody has read.
sub new ($class, $after_stop) {
    return bless { after_stop => $after_stop }, $class;
}

sub is_running ($self) {
    return defined $self->{pid} && !defined exit_status($self->{pid});
}

# True when a block with this setup finds nginx as a fresh start would leave it.
sub serves ($self, $setup) {
    return $self->is_running
        && !$setup->{keeps_state}
        && !$self->{touched}
        && $self->{setup}{key} eq $setup->{key};
}

# To be said by whoever changes files or the configuration behind this object's back.
sub touch ($self) {
    $self->{touched} = 1;
    return;
}

# Starts nginx in a clean server root. Returns undef when it runs, else how it ended. The owner is
# whom the log's lines are about, until somebody else takes nginx over.
sub start ($self, $setup, $owner) {
    $self->stop;
    $self->{owner} = $owner;
    clean_server_root();
    write_files(
        [server_root() . '/conf/nginx.conf', $setup->{conf}],
        [html_dir() . '/index.html', "<html><body>It works!</body></html>\n"],
        @{ $setup->{files} },
    );
    make_path(server_root() . '/logs');
    wait_for_port();
    $self->{setup}   = $setup;
    $self->{touched} = 0;
    $self->{$_} = Test::Nginx::Socket::Log->new(server_root() . '/logs/' . s/_/./r)
        for qw(error_log access_log stderr_log);
    $self->{pid} = spawn(\&run_nginx);
    my $end = $self->wait_for_start;
    delete $self->{pid} if $end;
    $self->{startup} = [$self->{error_log}->peek_lines];
    return $end;
}

# What nginx logged before its first request, as far as it is no longer among the new lines.
sub read_startup_lines ($self) {
    return $self->{error_log}->is_untouched ? [] : $self->{startup};
}

sub run_nginx {
    my $root = server_root();
    open STDIN,  '<',  '/dev/null'             or die "/dev/null: $!\n";
    open STDOUT, '>>', "$root/logs/stderr.log" or die "$root/logs/stderr.log: $!\n";
    open STDERR, '>&', \*STDOUT                or die "stderr: $!\n";
    my $binary = nginx_binary();
    # With -e even what is wrong before the configuration is read stands in one place.
    exec {$binary} $binary, '-p', "$root/", '-c', "$root/conf/nginx.conf",
        '-e', "$root/logs/error.log" or die "$binary: $!\n";
}

# nginx writes its process id once it listens, and starts its workers only then: one that came after a
# reload was asked for would look like a new one.
sub wait_for_start ($self) {
    my $pid_file = server_root() . '/logs/nginx.pid';
    my $deadline = time + START_SECONDS;
    while (1) {
        my $status = exit_status($self->{pid});
        return end_of($status) if defined $status;
        if (open my $file, '<', $pid_file) {
            return undef if (<$file> // '') eq "$self->{pid}\n" && children_of($self->{pid});
        }
        if (time > $deadline) {
            stop_process($self->{pid}, 'TERM', 1);
            return { text => 'did not listen within ' . START_SECONDS . ' s' };
        }
        sleep POLL;
    }
}

sub end_of ($status) {
    return { signal => WTERMSIG($status), text => 'was ended by signal ' . WTERMSIG($status) }
        if WIFSIGNALED($status);
    return { code => WEXITSTATUS($status), text => 'exited with code ' . WEXITSTATUS($status) };
}

# From here on the log's lines are about another owner.
sub take_over ($self, $owner) {
    $self->{owner} = $owner;
    return;
}

# Lets nginx finish its requests and exit.
sub stop ($self) {
    my $pid    = delete $self->{pid} // return;
    my $status = exit_status($pid);
    my $fault =
          defined $status ? 'nginx ' . end_of($status)->{text} . ' while it was to run'
        : stop_process($pid, 'QUIT', STOP_SECONDS) ? ''
        :                                            'nginx does not finish after SIGQUIT';
    my @lines = $self->{error_log}->new_lines;
    $self->{after_stop}->($self->{owner}, $fault, @lines, $self->new_stderr_lines(@lines));
    return;
}

# Sends SIGHUP with the given setup's configuration in place of the present one, and waits until
# workers of the new configuration have replaced all old ones. False when nginx refused it.
sub reload ($self, $setup = undef) {
    die "reload: nginx does not run\n" if !$self->is_running;
    $self->touch;
    write_files([server_root() . '/conf/nginx.conf', $setup->{conf}], @{ $setup->{files} })
        if $setup;
    my %old     = map { $_ => 1 } children_of($self->{pid});
    my $watcher = Test::Nginx::Socket::Log->new(server_root() . '/logs/error.log');
    $watcher->skip_to_end;
    kill HUP => $self->{pid};
    my $deadline = time + START_SECONDS;
    while (time < $deadline) {
        return 0 if !$self->is_running || grep { /\[emerg\]/ } $watcher->new_lines;
        my @workers = children_of($self->{pid});
        return 1 if @workers && !grep { $old{$_} } @workers;
        sleep POLL;
    }
    die 'reload: the old workers still run after ' . START_SECONDS . " s\n";
}

# What nginx said on standard error and nowhere else. (It repeats there what it logs at start.)
sub new_stderr_lines ($self, @logged) {
    my $logged = join '', @logged;
    return grep { !/^nginx: \[\w+\] (.*)\n/ || index($logged, $1) < 0 }
        $self->{stderr_log}->new_lines;
}

# Only what the runner has made is wiped: TEST_NGINX_SERVROOT may be mistyped.
sub clean_server_root {
    my $root = server_root();
    if (-e $root && $root ne default_server_root() && glob "$root/*") {
        open my $conf, '<', "$root/conf/nginx.conf"
            or die "$root is not empty and not a server root of the tests\n";
        (<$conf> // '') eq CONF_MARK . "\n"
            or die "$root is not a server root of the tests: remove it yourself\n";
    }
    remove_tree($root, { keep_root => 1, safe => 0 });
    make_path($root);
    return;
}

# The kernel may need a moment to give back the port of a process that was killed.
sub wait_for_port {
    my $deadline = time + PORT_SECONDS;
    until (port_is_free(server_port())) {
        die 'port ' . server_port() . " is taken: another run? (set TEST_NGINX_PORT)\n"
            if time > $deadline;
        sleep 0.01;
    }
    return;
}

1;
