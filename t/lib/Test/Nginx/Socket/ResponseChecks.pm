# What a response must be: one assertion for a code, a header field, a pattern, a body.

package Test::Nginx::Socket::ResponseChecks;

use v5.36;

use Digest::MD5 qw(md5_hex);
use Digest::SHA qw(sha1_hex);
use Exporter 'import';

use Test::Nginx::Socket::Config qw(expand);
use Test::Nginx::Socket::Response qw(header_value);
use Test::Nginx::Socket::Settings qw(server_port server_port_for_client);

our @EXPORT_OK = qw(check_response);

my %FILTER = (
    lc       => sub ($body) { lc $body },
    length   => sub ($body) { length $body },
    md5_hex  => \&md5_hex,
    sha1_hex => \&sha1_hex,
    uc       => sub ($body) { uc $body },
);

# Checks the response to the request with that index (from 0); the label tells requests apart.
sub check_response ($report, $section, $response, $index, $label) {
    check_wholeness($report, $section, $response, $label);

    my $expect = sub ($name) {
        my $value = $section->{$name} // return undef;
        return with_ports(ref $value eq 'ARRAY' ? $value->[$index] : $value);
    };
    my ($head, $body) = ($response->{head}, filtered_body($section, $response, $index));

    if (defined(my $pattern = $expect->('error_code_like'))) {
        $report->like($response->{code}, qr/$pattern/sm, "status code ok$label");
    }
    else {
        $report->is($response->{code}, $expect->('error_code') // 200, "status code ok$label");
    }
    if (defined(my $pattern = $expect->('raw_response_headers_like'))) {
        $report->like($head, qr/$pattern/s, "raw response headers like$label");
    }
    if (defined(my $pattern = $expect->('raw_response_headers_unlike'))) {
        $report->unlike($head, qr/$pattern/s, "raw response headers unlike$label");
    }
    check_headers($report, $response, $expect->('response_headers'), $label);
    check_headers_like($report, $response, $expect->('response_headers_like'), $label);
    if (defined(my $expected = $expect->('response_body'))) {
        ref $expected
            ? $report->like($body, $expected, "response body like$label")
            : $report->is($body, expand($expected), "response body is expected$label");
    }
    if (defined(my $pattern = $expect->('response_body_like'))) {
        $report->like($body, qr/$pattern/s, "response body like$label");
    }
    if (defined(my $pattern = $expect->('response_body_unlike'))) {
        $report->unlike($body, qr/$pattern/s, "response body unlike$label");
    }
    return;
}

# A response that breaks off, or carries more than it says, fails without being asked for.
sub check_wholeness ($report, $section, $response, $label) {
    my $problem = $response->{problem};
    if (exists $section->{incomplete_response}) {
        return $report->ok(scalar($problem =~ /^incomplete/),
            "response is incomplete$label", $problem || 'it is complete');
    }
    return $report->fail("response is whole$label", $problem) if $problem ne '';
    return;
}

sub check_headers ($report, $response, $text, $label) {
    for my $line (lines_of($text)) {
        if (my ($absent) = $line =~ /^!\s*(\S+)$/) {
            my $got = header_value($response, $absent);
            $report->ok(!defined $got, "header $absent is absent$label",
                defined $got ? "     got: $got" : ());
            next;
        }
        my ($name, $expected) = split /\s*:\s*/, $line, 2;
        $report->is(header_value($response, $name) // '', $expected // '', "header $name ok$label");
    }
    return;
}

sub check_headers_like ($report, $response, $text, $label) {
    for my $line (lines_of($text)) {
        my ($name, $pattern) = split /\s*:\s*/, $line, 2;
        $report->like(header_value($response, $name) // '', qr/^$pattern$/,
            "header $name like ok$label");
    }
    return;
}

sub lines_of ($text) {
    return grep { length } map { s/^\s+|\s+$//gr } split /\n/, $text // '';
}

# $ServerPort and $ServerPortForClient stand for the ports in what is expected.
sub with_ports ($value) {
    return $value if ref $value || !defined $value;
    my %port = (ServerPort => server_port(), ServerPortForClient => server_port_for_client());
    return $value =~ s/\$(ServerPort(?:ForClient)?)\b/$port{$1}/gr;
}

# The body after the filters of the section: names or functions, or a list of these, or a list of
# such lists, one for each request.
sub filtered_body ($section, $response, $index) {
    my $filters = $section->{response_body_filters} // return $response->{body};
    $filters = [ref $filters ? $filters : split ' ', $filters] if ref $filters ne 'ARRAY';
    $filters = $filters->[$index] if ref $filters->[0] eq 'ARRAY';
    my $body = $response->{body};
    for my $filter (@$filters) {
        my $code = ref $filter ? $filter : $FILTER{$filter}
            // die "response_body_filters: there is no filter '$filter'\n";
        $body = $code->($body);
    }
    return $body;
}

1;
