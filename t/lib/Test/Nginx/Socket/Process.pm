# Child processes that never outlive the tests, however the tests end.
#
# END blocks cover die, exit and signals that can be caught. For SIGKILL there is a guard: a process
# that holds the reading end of a pipe, learns over it who is running, and ends them when the pipe
# closes, which the kernel does for a test that is gone.

package Test::Nginx::Socket::Process;

use v5.36;

use Exporter 'import';
use POSIX qw(:sys_wait_h);
use Time::HiRes qw(sleep time);

our @EXPORT_OK = qw(spawn exit_status stop_process stop_all_processes children_of is_alive);

use constant POLL => 0.001;

my $owner = $$;
my %running;
my %status;
my ($guard, $guard_pid);

# Runs the code in a child process of its own process group; the code may call exec. Returns the
# process id.
sub spawn ($code) {
    start_guard() if !$guard;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        close $guard;
        run_as_child($code);
    }
    setpgrp $pid, $pid;
    $running{$pid} = 1;
    syswrite $guard, "+$pid\n";
    return $pid;
}

# Undef while the process runs, else its status as waitpid gives it.
sub exit_status ($pid) {
    if ($running{$pid} && waitpid($pid, WNOHANG) == $pid) {
        $status{$pid} = $?;
        delete $running{$pid};
        syswrite $guard, "-$pid\n";
    }
    return $running{$pid} ? undef : $status{$pid} // 0;
}

# True when the process has ended before so many seconds are over.
sub wait_exit ($pid, $seconds) {
    my $deadline = time + $seconds;
    until (defined exit_status($pid)) {
        return 0 if time > $deadline;
        sleep POLL;
    }
    return 1;
}

# Sends the signal, and stronger ones where it does not do. True when the first was enough.
sub stop_process ($pid, $signal, $seconds) {
    return 1 if defined exit_status($pid);
    kill $signal => $pid;
    return 1 if wait_exit($pid, $seconds);
    kill TERM => $pid;
    return 0 if wait_exit($pid, 1);
    kill KILL => -$pid;
    wait_exit($pid, 1);
    return 0;
}

sub stop_all_processes {
    return if $$ != $owner;
    stop_process($_, 'TERM', 1) for keys %running;
    return if !$guard;
    close $guard;
    undef $guard;
    waitpid $guard_pid, 0;
    return;
}

sub run_as_child ($code) {
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP PIPE __DIE__);
    setpgrp;
    eval { $code->(); 1 } or print {*STDERR} $@;
    # Not exit: the END blocks are the test's.
    POSIX::_exit(127);
}

sub start_guard {
    pipe my $reader, my $writer or die "pipe: $!\n";
    $guard_pid = fork // die "fork: $!\n";
    if (!$guard_pid) {
        close $writer;
        run_as_child(sub { keep_guard($reader) });
    }
    close $reader;
    $guard = $writer;
    return;
}

sub keep_guard ($reader) {
    # A harness waits for the end of its test's output: the guard must not hold it open.
    for my $handle (*STDIN, *STDOUT, *STDERR) {
        open $handle, '+<', '/dev/null' or POSIX::_exit(1);
    }
    my %alive;
    while (my $line = <$reader>) {
        my ($sign, $pid) = $line =~ /^([+-])(\d+)/ or next;
        if ($sign eq '+') { $alive{$pid} = 1 }
        else              { delete $alive{$pid} }
    }
    kill TERM => keys %alive;
    my $deadline = time + 1;
    sleep POLL while time < $deadline && grep { is_alive($_) } keys %alive;
    kill KILL => map { -$_ } keys %alive;
    POSIX::_exit(0);
}

# A zombie is not alive: nobody may care to wait for it.
sub is_alive ($pid) {
    my ($state) = state_and_parent($pid) or return 0;
    return $state ne 'Z';
}

sub children_of ($parent) {
    my @pids = map { m{(\d+)} } glob '/proc/[0-9]*';
    return grep { my ($state, $of) = state_and_parent($_); $of && $of == $parent && $state ne 'Z' }
        @pids;
}

sub state_and_parent ($pid) {
    open my $file, '<', "/proc/$pid/stat" or return;
    # The name in parentheses may hold anything.
    return (<$file> // '') =~ /.*\) (\S) (\d+)/;
}

1;
