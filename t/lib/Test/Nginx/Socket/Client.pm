# The client: writes the chunks of an exchange to a socket and reads the answer.

package Test::Nginx::Socket::Client;

use v5.36;

use Errno qw(EAGAIN EINTR);
use Exporter 'import';
use IO::Select ();
use IO::Socket::INET ();
use Time::HiRes qw(sleep);

use Test::Nginx::Socket::Response qw(parse_responses wants_close);
use Test::Nginx::Socket::Settings qw(server_addr server_port_for_client);

our @EXPORT_OK = qw(exchange_bytes);

# Returns the bytes received, and what went wrong (empty where nothing did): 'timeout' when nothing
# happened for so many seconds.
sub exchange_bytes ($exchange, $timeout) {
    local $SIG{PIPE} = 'IGNORE';
    my $socket = IO::Socket::INET->new(
        PeerAddr => server_addr(),
        PeerPort => server_port_for_client(),
        Timeout  => $timeout,
    ) or return ('', "cannot connect: $@");
    $socket->blocking(0);

    my @chunks   = grep { length } @{ $exchange->{chunks} };
    my $received = '';
    my $select   = IO::Select->new($socket);
    while (1) {
        my ($readable, $writable) =
            IO::Select->select($select, @chunks ? $select : undef, undef, $timeout);
        next if !defined $readable && $! == EINTR;
        return ($received, 'timeout') if !defined $readable;
        write_some($socket, \@chunks, $exchange->{delay}) if @$writable;
        next if !@$readable;
        my $count = sysread $socket, $received, 262_144, length $received;
        next if !defined $count && ($! == EAGAIN || $! == EINTR);
        # A reset after an early answer is no failure of its own: what is missing shows there.
        last if !$count || is_answered($received, $exchange->{methods});
    }
    return ($received, '');
}

sub write_some ($socket, $chunks, $delay) {
    my $count = syswrite $socket, $chunks->[0];
    if (!defined $count) {
        # The server may answer and close before it has read all.
        @$chunks = () if $! != EAGAIN && $! != EINTR;
        return;
    }
    substr $chunks->[0], 0, $count, '';
    return if length $chunks->[0];
    shift @$chunks;
    sleep $delay if @$chunks && $delay;
    return;
}

# Whether the end of the connection need not be waited for. A connection that is to be closed is
# read to its end: bytes after the response and a close that does not come are faults.
sub is_answered ($bytes, $methods) {
    return 0 if $bytes !~ /\r\n\r\n/;
    return 0 if $bytes =~ /\A(?:[^\r\n]+\r\n)*?Connection: close\r\n/i;
    my ($responses) = parse_responses($bytes, @$methods);
    return 0 if grep { $_->{code} eq '' || $_->{problem} ne '' } @$responses;
    return !wants_close($responses->[-1]);
}

1;
