# The requests of a block: from the sections to the bytes that are sent.

package Test::Nginx::Socket::Request;

use v5.36;

use Exporter 'import';

use Test::Nginx::Socket::Config qw(expand);
use Test::Nginx::Socket::Sections qw(count_requests);
use Test::Nginx::Socket::Settings qw(server_name);

our @EXPORT_OK = qw(exchanges_of build_request request_bytes);

# The exchanges of a block, each one connection: the chunks to be written, a delay in seconds
# between two of them, the methods of the requests (one response is expected for each), and the
# requests as tables where they were not given raw.
sub exchanges_of ($section) {
    return raw_exchange($section) if exists $section->{raw_request};
    if (my $pipelined = $section->{pipelined_requests}) {
        my $last     = $#$pipelined;
        my @requests = map {
            build_request(expand($pipelined->[$_]), headers_for($section, $_),
                $_ == $last ? 'close' : 'keep-alive')
        } 0 .. $last;
        return exchange(@requests);
    }
    my $given = ref $section->{request} eq 'ARRAY' ? $section->{request} : [$section->{request}];
    return map { exchange(build_request($given->[$_], headers_for($section, $_), 'close')) }
        0 .. count_requests($section) - 1;
}

sub raw_exchange ($section) {
    my $raw    = $section->{raw_request};
    my @chunks = ref $raw eq 'ARRAY' ? @$raw : ($raw);
    my ($method) = join('', @chunks) =~ /^\s*(\S+)/;
    return {
        chunks  => \@chunks,
        delay   => $section->{raw_request_middle_delay} // 0,
        methods => [$method // ''],
    };
}

sub exchange (@requests) {
    return {
        chunks   => [join '', map { request_bytes($_) } @requests],
        delay    => 0,
        methods  => [map { $_->{method} } @requests],
        requests => \@requests,
    };
}

sub headers_for ($section, $index) {
    my $headers = $section->{more_headers} // '';
    return ref $headers eq 'ARRAY' ? $headers->[$index] : $headers;
}

# A request as a table, from `METHOD [TARGET [VERSION]]` with the body in the lines that follow,
# header lines, and the value of Connection where these have none.
sub build_request ($text, $more_headers, $connection) {
    die "a request is no string\n" if !defined $text || ref $text;
    # Comments may stand before the request line.
    $text =~ s/\A(?:\s*#[^\n]*\n)*\s*//;
    my ($line, $body) = $text =~ /\A([^\n]*)\n?(.*)\z/s;
    my ($method, $target, $version, @rest) = split ' ', $line;
    die "request line '$line' is not 'METHOD [TARGET [VERSION]]'\n" if !defined $method || @rest;

    my @headers = header_lines($more_headers);
    my %given   = map { lc(/^([^:]*?)\s*:/ ? $1 : '') => 1 } @headers;
    unshift @headers, "Connection: $connection" if !$given{connection};
    unshift @headers, 'Host: ' . server_name()  if !$given{host};
    if ($body ne '' && !$given{'transfer-encoding'} && !$given{'content-length'}) {
        # White space round a body belongs to the fixture's layout.
        $body =~ s/\A\s+|\s+\z//g;
        push @headers, 'Content-Length: ' . length $body;
    }
    return {
        method  => $method,
        target  => $target  // '/',
        version => $version // 'HTTP/1.1',
        headers => \@headers,
        body    => $body,
    };
}

sub header_lines ($text) {
    my @lines = grep { length && !/^\s*#/ } split /\r?\n/, $text;
    return map { my ($name, $value) = split /:[ \t]*/, $_, 2; "$name: " . ($value // '') } @lines;
}

sub request_bytes ($request) {
    return join "\r\n", "$request->{method} $request->{target} $request->{version}",
        @{ $request->{headers} }, '', $request->{body};
}

1;
