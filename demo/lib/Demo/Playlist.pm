# What an HLS client makes of a playlist: the URLs in it, resolved by RFC 3986 and by nothing else.
package Demo::Playlist;

use strict;
use warnings;

use Exporter qw(import);

our @EXPORT_OK = qw(references resolve);

# references(URL, TEXT): a list of { kind, url }, in the order of the playlist found at URL. The kinds are
# playlist, key, subtitle, segment; a segment that is encrypted has `key` (a URL) and `iv` (32 hex digits).
sub references {
    my ($base, $text) = @_;
    my ($number, $variant, $key, $iv) = (0, 0);
    my @found;
    for my $line (split /\r?\n/, $text) {
        if ($line =~ /^#EXT-X-MEDIA-SEQUENCE:(\d+)/) {
            $number = $1;
        } elsif ($line =~ /^#EXT-X-STREAM-INF:/) {
            $variant = 1;
        } elsif ($line =~ /^#EXT-X-MEDIA:.*\bURI="([^"]*)"/) {
            push @found, { kind => 'playlist', url => resolve($base, $1) };
        } elsif ($line =~ /^#EXT-X-KEY:.*\bURI="([^"]*)"/) {
            $key = resolve($base, $1);
            $iv = $line =~ /\bIV=0x([0-9A-Fa-f]{32})/i ? $1 : undef;
            push @found, { kind => 'key', url => $key };
        } elsif ($line =~ /^[^#\s]/) {
            my $item = { kind => 'segment', url => resolve($base, $line) };
            if ($variant) {
                ($item->{kind}, $variant) = ('playlist', 0);
            } elsif ($item->{url} =~ m{\.vtt(?:[?\#]|$)}) {
                $item->{kind} = 'subtitle';
            } elsif (defined $key) {
                $item->{key} = $key;
                # RFC 8216, 5.2: without an IV the media sequence number is the IV.
                $item->{iv} = $iv // sprintf '%032x', $number;
            }
            $number++ if $item->{kind} ne 'playlist';
            push @found, $item;
        }
    }
    return @found;
}

# resolve(BASE, REFERENCE): the target URL of RFC 3986, 5.2.2, without its fragment.
sub resolve {
    my ($base, $reference) = @_;
    my ($scheme, $authority, $path, $query) = components($base);
    my ($r_scheme, $r_authority, $r_path, $r_query) = components($reference);
    if (defined $r_scheme) {
        ($scheme, $authority, $path, $query) = ($r_scheme, $r_authority, $r_path, $r_query);
    } elsif (defined $r_authority) {
        ($authority, $path, $query) = ($r_authority, $r_path, $r_query);
    } elsif ($r_path eq '') {
        $query = $r_query // $query;
    } else {
        $path = $r_path =~ m{^/} ? $r_path : merge($authority, $path) . $r_path;
        $query = $r_query;
    }
    my $url = (defined $scheme ? "$scheme:" : '') . (defined $authority ? "//$authority" : '');
    $url .= without_dot_segments($path);
    return defined $query ? "$url?$query" : $url;
}

# RFC 3986, appendix B; the fragment is of no use to a request.
sub components {
    my ($url) = @_;
    return $url =~ m{^(?:([^:/?\#]+):)?(?://([^/?\#]*))?([^?\#]*)(?:\?([^\#]*))?};
}

# What of the base's path stays before a relative one: RFC 3986, 5.2.3.
sub merge {
    my ($authority, $path) = @_;
    return '/' if defined $authority && $path eq '';
    return $path =~ m{^(.*/)}s ? $1 : '';
}

# RFC 3986, 5.2.4, for a path that is absolute.
sub without_dot_segments {
    my @segments = split m{/}, $_[0], -1;
    my @kept;
    while (@segments) {
        my $segment = shift @segments;
        if ($segment eq '.' || $segment eq '..') {
            pop @kept if $segment eq '..' && @kept > 1;
            push @kept, '' if !@segments;
        } else {
            push @kept, $segment;
        }
    }
    return join '/', @kept;
}

1;
