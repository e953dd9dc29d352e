# A player that knows nothing of tokens: from one URL it asks for all that the playlists name.
package Demo::Player;

use strict;
use warnings;

use Exporter qw(import);

use Demo::Playlist qw(references);

our @EXPORT_OK = qw(implausible walk);

# walk(HTTP, URL): a list of { kind, url, answer, key, iv }: what Demo::Playlist says of a reference, and
# the answer of the HTTP::Tiny.
sub walk {
    my ($http, $url) = @_;
    my @queue = ({ kind => 'playlist', url => $url });
    my (%seen, @found);
    while (my $item = shift @queue) {
        next if $seen{ $item->{url} }++;
        $item->{answer} = $http->get($item->{url});
        push @found, $item;
        push @queue, references($item->{url}, $item->{answer}{content})
            if $item->{kind} eq 'playlist' && $item->{answer}{status} == 200;
    }
    return @found;
}

# implausible(ITEM): why the answer is none that a player could use; empty if it is one.
sub implausible {
    my ($item) = @_;
    my ($status, $content) = @{ $item->{answer} }{qw(status content)};
    return "answer $status" if $status != 200;
    return 'an empty body' if $content eq '';
    my %plausible = (
        playlist => scalar $content =~ /^#EXTM3U\s/,
        subtitle => scalar $content =~ /^WEBVTT\s/,
        key => length $content == 16,
        # Encrypted by blocks, so that nothing but its length shows from outside.
        segment => length($content) % 16 == 0,
    );
    return $plausible{ $item->{kind} } ? '' : 'a body of another kind';
}

1;
