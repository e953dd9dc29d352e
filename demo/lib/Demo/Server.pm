# The demo's nginx on a port of its own: started, waited for, and stopped whatever happens.
package Demo::Server;

use strict;
use warnings;

use File::Path qw(remove_tree);
use IO::Socket::INET;
use POSIX qw(WNOHANG);
use Time::HiRes qw(sleep time);

use Demo::Command qw(must_run);

# Seconds that nginx gets to start or to stop: far more than it needs, so that only a fault runs into them.
use constant PATIENCE => 15;

use constant FIRST_PORT => 10_081;
use constant LAST_PORT  => 32_000;

# Starts nginx with all that it writes under `directory`, which is made anew.
sub start {
    my ($class, %with) = @_;
    my $self = bless { %with, port => free_port() }, $class;
    remove_tree($self->{directory});
    must_run($self->{render}, $self->{directory}, $self->{port});
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        my $dir = $self->{directory};
        my @command = ($self->{nginx}, '-p', $dir, '-e', "$dir/error.log", '-c', "$dir/nginx.conf");
        exec { $command[0] } @command or do { print STDERR "$command[0]: $!\n" };
        POSIX::_exit(127);
    }
    $self->{pid} = $pid;
    $self->{parent} = $$;
    my $deadline = time + PATIENCE;
    until ($self->listens) {
        if (waitpid($pid, WNOHANG) == $pid) {
            delete $self->{pid};
            die "nginx did not start; its reason stands above or in $self->{directory}/error.log\n";
        }
        if (time > $deadline) {
            $self->stop;
            die "nginx does not listen after ${\PATIENCE} seconds\n";
        }
        sleep 0.02;
    }
    return $self;
}

# Asks nginx to end as Ctrl-C does; its wait status, undef if it had to be killed.
sub stop {
    my ($self) = @_;
    my $pid = delete $self->{pid} or return;
    kill INT => $pid;
    my $deadline = time + PATIENCE;
    while (time < $deadline) {
        return $? if waitpid($pid, WNOHANG) == $pid;
        sleep 0.02;
    }
    kill KILL => $pid;
    waitpid $pid, 0;
    return undef;
}

# Whether somebody accepts connections on the port.
sub listens {
    my ($self) = @_;
    return !!IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, Timeout => 1);
}

sub url { my ($self, $path) = @_; return "http://127.0.0.1:$self->{port}$path" }

# What nginx has written into one of its logs.
sub log_text {
    my ($self, $name) = @_;
    open my $file, '<:raw', "$self->{directory}/$name" or return '';
    local $/;
    return scalar(<$file>) // '';
}

# Below the kernel's range for outgoing connections, one of which could else sit on it, and above 10080, the last one that
# browsers refuse to ask.
sub free_port {
    for (1 .. 1000) {
        my $port = FIRST_PORT + int rand LAST_PORT - FIRST_PORT + 1;
        return $port if IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 1, ReuseAddr => 1);
    }
    die "no port from ${\FIRST_PORT} to ${\LAST_PORT} is free on 127.0.0.1\n";
}

sub DESTROY {
    my ($self) = @_;
    # A forked child has a copy of this object, but not the right to stop its parent's nginx.
    return if !$self->{pid} || $self->{parent} != $$;
    local ($?, $@);
    $self->stop;
}

1;
