# The client for what our own does not speak: HTTP/2 in cleartext, through the command curl.

package Test::Nginx::Socket::Curl;

use v5.36;

use Exporter 'import';

use Test::Nginx::Socket::Config qw(write_files);
use Test::Nginx::Socket::Settings qw(server_addr server_port_for_client server_root);

our @EXPORT_OK = qw(exchange_by_curl curl_command shell_quoted);

# The command for a request; the body is read from the named file.
sub curl_command ($request, $http2, $timeout, $body_file) {
    my @command = ('curl', '-i', '-sS', '--path-as-is', '--globoff', '--max-time', $timeout);
    push @command, '--http2-prior-knowledge' if $http2;
    push @command, '--http1.0'               if $request->{version} eq 'HTTP/1.0';
    push @command, $request->{method} eq 'HEAD' ? '-I' : ('-X', $request->{method});
    # Only what the fixture says is sent. The connection is curl's own business.
    push @command, map { ('-H', $_) } 'User-Agent:', 'Accept:',
        map { s/: \z/;/r } grep { !/^(?:Connection|Content-Length):/i } @{ $request->{headers} };
    if ($request->{body} ne '') {
        push @command, '-H', 'Content-Type:'
            if !grep { /^Content-Type:/i } @{ $request->{headers} };
        push @command, '--data-binary', "\@$body_file";
    }
    return (@command,
        'http://' . server_addr() . ':' . server_port_for_client() . $request->{target});
}

# Returns the bytes received and what went wrong, as the socket's client does.
sub exchange_by_curl ($exchange, $timeout) {
    my ($request) = @{ $exchange->{requests} };
    my %file = map { $_ => server_root() . "/logs/curl.$_" } qw(body out err);
    write_files([$file{body}, $request->{body}], [$file{out}, ''], [$file{err}, '']);
    my @command = curl_command($request, 1, $timeout, $file{body});
    my $status  = system { $command[0] } @command, '-o', $file{out}, '--stderr', $file{err};
    return ('', "curl cannot be run: $!") if $status == -1;
    my ($out, $err) = map { slurp($file{$_}) } qw(out err);
    my $code = $status >> 8;
    return ($out, '')        if $code == 0;
    return ($out, 'timeout') if $code == 28;
    # A stream that is reset after its head is cut, not silent.
    return ($out, "incomplete: $err") if $code == 18 || $code == 92;
    return ($out, "curl exits with code $code: $err");
}

sub slurp ($path) {
    open my $file, '<:raw', $path or die "$path: $!\n";
    local $/;
    return <$file> // '';
}

sub shell_quoted (@words) {
    return join ' ', map { m{^[\w\@%+=:,./-]+$} ? $_ : "'" . s/'/'\\''/gr . "'" } @words;
}

1;
