# A raw upstream: answers every connection with the bytes that a fixture gives it, right or wrong.

package Test::Nginx::Socket::Upstream;

use v5.36;

use IO::Select ();
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use Socket qw(IPPROTO_TCP TCP_NODELAY);
use Time::HiRes qw(sleep time);

use Test::Nginx::Socket::Config qw(expand);
use Test::Nginx::Socket::Process qw(spawn stop_process);
use Test::Nginx::Socket::Settings qw(server_root);

# How long a connection is kept for what the other side still sends: closing with bytes unread would
# reset it, and nginx might never see the end of the answer.
use constant LINGER_SECONDS => 1;

# Listens on a port, or on a Unix socket where the name is a path that ends in .sock, and serves in
# a process of its own. The reply is a string, an array of chunks or a function of the query that
# returns one of these; the delay in seconds precedes each chunk.
sub start ($class, %argument) {
    my $listen = expand($argument{listen});
    my $socket = listening_socket($listen);
    my $self   = bless { query_file => server_root() . '/logs/tcp_query' }, $class;
    unlink $self->{query_file};
    $self->{path} = $listen if $listen =~ m{/};
    $self->{pid}  = spawn(sub { $self->serve($socket, \%argument) });
    return $self;
}

sub listening_socket ($listen) {
    if ($listen =~ /^\d+$/) {
        return IO::Socket::INET->new(
            LocalAddr => '127.0.0.1',
            LocalPort => $listen,
            Listen    => 64,
            ReuseAddr => 1,
        ) // die "tcp_listen: port $listen: $@\n";
    }
    die "tcp_listen: '$listen' is neither a port nor a path that ends in .sock\n"
        if $listen !~ /\.sock$/;
    unlink $listen;
    return IO::Socket::UNIX->new(Local => $listen, Listen => 64)
        // die "tcp_listen: $listen: $@\n";
}

# What the first connection sent; waits a little for as many bytes as are expected.
sub query ($self, $length) {
    my $deadline = time + 1;
    sleep 0.001 while (-s $self->{query_file} // 0) < $length && time < $deadline;
    open my $file, '<:raw', $self->{query_file} or return '';
    local $/;
    return <$file> // '';
}

sub stop ($self) {
    stop_process($self->{pid}, 'TERM', 1);
    unlink $self->{path} if defined $self->{path};
    return;
}

sub serve ($self, $socket, $argument) {
    $SIG{PIPE} = 'IGNORE';
    my @kept;
    for (my $first = 1; ; $first = 0) {
        my $client = $socket->accept or next;
        $client->setsockopt(IPPROTO_TCP, TCP_NODELAY, 1) if !defined $self->{path};
        my $query = read_query($client, $argument->{query_length});
        $self->record($query) if $first;
        send_reply($client, $argument, $query);
        if ($argument->{no_close}) { push @kept, $client }
        else                       { close_gently($client) }
    }
    return;
}

# As many bytes as the fixture names; else the head of an HTTP request, or whatever comes first.
sub read_query ($client, $length) {
    my $query = '';
    while (sysread $client, $query, 65_536, length $query) {
        last
            if defined $length ? length $query >= $length
            : $query !~ m{ HTTP/1\.\d\r?\n} || $query =~ /\r?\n\r?\n/;
    }
    return $query;
}

# In one step, so that nobody reads half of it.
sub record ($self, $query) {
    my $part = "$self->{query_file}.part";
    open my $file, '>:raw', $part or die "$part: $!\n";
    print {$file} $query;
    close $file or die "$part: $!\n";
    rename $part, $self->{query_file} or die "$self->{query_file}: $!\n";
    return;
}

sub send_reply ($client, $argument, $query) {
    my $reply = $argument->{reply};
    $reply = $reply->($query) if ref $reply eq 'CODE';
    for my $chunk (ref $reply eq 'ARRAY' ? @$reply : $reply) {
        sleep $argument->{delay} if $argument->{delay};
        my $offset = 0;
        while ($offset < length $chunk) {
            $offset += syswrite($client, $chunk, length($chunk) - $offset, $offset) // return;
        }
    }
    return;
}

sub close_gently ($client) {
    $client->shutdown(1);
    my $select = IO::Select->new($client);
    while ($select->can_read(LINGER_SECONDS)) {
        sysread $client, my $ignored, 65_536 or last;
    }
    $client->close;
    return;
}

1;
