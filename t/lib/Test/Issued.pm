# What a token endpoint issues, and where its URLs lead.

package Test::Issued;

use v5.36;

use Digest::MD5 qw(md5);
use Exporter 'import';
use JSON::PP ();
use MIME::Base64 qw(encode_base64url);
use Test::Nginx::Socket;

our @EXPORT = qw(issued follow md5_token from);

# The six fields of the answer to a request that must get a token. Dies, and says why, for any other.
sub issued ($target, @headers) {
    my $response = send_request("GET $target", join "\n", @headers);
    my $said     = "$response->{code} $response->{body}";
    die "$target: $said\n" if $response->{code} ne '200' || $response->{problem};
    my $fields = JSON::PP->new->utf8->decode($response->{body});
    my $names  = join ' ', sort keys %$fields;
    die "$target: $said\n" if $names ne 'client_ip expires token token_ip url url_ip';
    die "$target: expires is no number: $said\n" if $response->{body} !~ /"expires":\d{10},/;
    return $fields;
}

# The status of the answer to a request for a URL, sent to the host that it names.
sub follow ($url, @headers) {
    my ($host, $target) = $url =~ m{^http://([^/]+)(/.*)$} or die "no URL: $url\n";
    return send_request("GET $target", join "\n", "Host: $host", @headers)->{code};
}

# The token of a string that is hashed.
sub md5_token ($string) { return encode_base64url(md5($string)) }

# The header by which a client has this address, where the configuration trusts it.
sub from ($address) { return "X-Forwarded-For: $address" }

1;
