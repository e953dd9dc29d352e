# Responses of HTTP/1.x (RFC 9112), and of HTTP/2 as curl prints them: from bytes to tables.

package Test::Nginx::Socket::Response;

use v5.36;

use Exporter 'import';

our @EXPORT_OK = qw(parse_response parse_responses header_value wants_close);

# The responses to requests with these methods, in order, and the bytes that follow the last one.
sub parse_responses ($bytes, @methods) {
    my @responses;
    for my $method (@methods) {
        my ($response, $rest) = parse_response($bytes, $method);
        push @responses, $response;
        $bytes = $rest;
    }
    return (\@responses, $bytes);
}

# One response: code (empty where there is none), head (the raw status line and header fields),
# headers (list of [name, value]), body (without transfer coding), and problem: empty, or what is
# wrong, beginning with `incomplete` or `malformed`. After it, the bytes that do not belong to it.
sub parse_response ($bytes, $method) {
    my %response = (code => '', head => '', headers => [], body => '', problem => '');
    return (\%response, '') if $bytes eq '';
    my ($head, $rest) = $bytes =~ /\A(.*?\r\n)\r\n(.*)\z/s;
    if (!defined $head) {
        return ({ %response, head => $bytes, problem => 'incomplete: no end of the head' }, '');
    }
    my ($status, @lines) = split /\r\n/, $head;
    my ($code) = $status =~ m{^HTTP/[\d.]+ (\d{3})(?: |$)};
    if (!defined $code) {
        $response{problem} = "malformed: '$status' is no status line";
        return ({ %response, head => $head }, '');
    }
    # Interim responses come before the one that is asked for.
    return parse_response($rest, $method) if $code =~ /^1/ && $code != 101;

    @response{qw(code head)} = ($code, $head);
    $response{headers} = [map { [split /:[ \t]*/, $_, 2] } @lines];
    ($response{body}, $rest, $response{problem}) = parse_body(\%response, $rest, $method);
    return (\%response, $rest);
}

# The body, the bytes after it, and what is wrong (RFC 9112, section 6.3).
sub parse_body ($response, $bytes, $method) {
    my $coding = header_value($response, 'Transfer-Encoding');
    my $length = header_value($response, 'Content-Length');
    my $code   = $response->{code};
    return ('', $bytes, 'malformed: both Transfer-Encoding and Content-Length')
        if defined $coding && defined $length;
    return ('', $bytes, "malformed: Content-Length '$length'")
        if defined $length && $length !~ /^\d+$/;
    return ('', $bytes, '') if $method eq 'HEAD' || $code == 204 || $code == 304 || $code == 101;
    return parse_chunks($bytes) if defined $coding;
    return ($bytes, '', '')     if !defined $length;
    return (substr($bytes, 0, $length), substr($bytes, $length), '') if length $bytes >= $length;
    return ($bytes, '', "incomplete: ${\length $bytes} of $length bytes");
}

# Body, rest and problem of the chunked coding (RFC 9112, section 7.1).
sub parse_chunks ($bytes) {
    my $body = '';
    pos($bytes) = 0;
    while ($bytes =~ /\G([0-9A-Fa-f]+)[ \t]*(?:;[^\r\n]*)?\r\n/gc) {
        my ($size, $start) = (hex $1, pos $bytes);
        if ($size == 0) {
            my $trailer_ends = $bytes =~ /\G(?:[^\r\n]+\r\n)*\r\n/gc;
            return $trailer_ends
                ? ($body, substr($bytes, pos $bytes), '')
                : ($body, '', 'incomplete: no end after the last chunk');
        }
        $body .= substr $bytes, $start, $size;
        return ($body, '', 'incomplete: a chunk is cut') if length $bytes < $start + $size + 2;
        pos($bytes) = $start + $size;
        return ($body, '', 'malformed: a chunk does not end in CRLF') if $bytes !~ /\G\r\n/gc;
    }
    my $rest = substr $bytes, pos $bytes;
    return ($body, '', 'incomplete: no last chunk') if $rest =~ /\A(?:[0-9A-Fa-f]+[^\r\n]*\r?)?\z/;
    return ($body, '', 'malformed: no chunk size where one must stand');
}

# The values of all header fields of that name, joined as RFC 9110 allows; undef where there is
# none.
sub header_value ($response, $name) {
    my @values = map { $_->[1] // '' } grep { lc $_->[0] eq lc $name } @{ $response->{headers} };
    return @values ? join ', ', @values : undef;
}

sub wants_close ($response) {
    return (header_value($response, 'Connection') // 'close') =~ /\bclose\b/i;
}

1;
