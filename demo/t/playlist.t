#!/usr/bin/perl
# The demo's client is the judge of what forwarding is worth, so its own reading of URLs is held to RFC 3986.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";
use Test::More;

use Demo::Playlist qw(references resolve);

# RFC 3986, 5.4: reference, target; fragments are left out, since no request carries one.
my @targets = (
    ['g:h',           'g:h'],
    ['g',             'http://a/b/c/g'],
    ['./g',           'http://a/b/c/g'],
    ['g/',            'http://a/b/c/g/'],
    ['/g',            'http://a/g'],
    ['//g',           'http://g'],
    ['?y',            'http://a/b/c/d;p?y'],
    ['g?y',           'http://a/b/c/g?y'],
    ['#s',            'http://a/b/c/d;p?q'],
    ['g#s',           'http://a/b/c/g'],
    ['g;x?y#s',       'http://a/b/c/g;x?y'],
    ['',              'http://a/b/c/d;p?q'],
    ['.',             'http://a/b/c/'],
    ['..',            'http://a/b/'],
    ['../g',          'http://a/b/g'],
    ['../../g',       'http://a/g'],
    ['../../../g',    'http://a/g'],
    ['/./g',          'http://a/g'],
    ['g.',            'http://a/b/c/g.'],
    ['..g',           'http://a/b/c/..g'],
    ['./g/.',         'http://a/b/c/g/'],
    ['g/../h',        'http://a/b/c/h'],
    ['g?y/../x',      'http://a/b/c/g?y/../x'],
);
for my $row (@targets) {
    my ($reference, $target) = @$row;
    is(resolve('http://a/b/c/d;p?q', $reference), $target, "<$reference>");
}

my $iv = "ab" x 16;
my @playlists = (
    # the reason, the playlist, what is found in it
    ['variants and renditions of a master playlist',
        qq(#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,URI="s.m3u8?x"\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n),
        ['playlist s.m3u8?x', 'playlist v.m3u8']],
    ['a query of the playlist goes nowhere', "#EXTM3U\r\n#EXTINF:4,\r\na.ts\r\n", ['segment a.ts']],
    ['subtitles are told by their extension, before a query too', "#EXTM3U\na.vtt?x\n", ['subtitle a.vtt?x']],
    ['the key counts from its tag on, its IV is the sequence number',
        qq(#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:9\na.ts\n#EXT-X-KEY:METHOD=AES-128,URI="k.key"\nb.ts\n),
        ['segment a.ts', 'key k.key', 'segment b.ts k.key 0000000000000000000000000000000a']],
    ['an IV of its own',
        qq(#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="k.key",IV=0x$iv\nb.ts\n),
        ['key k.key', "segment b.ts k.key $iv"]],
);
for my $row (@playlists) {
    my ($reason, $text, $expected) = @$row;
    my @found = map { join ' ', grep { defined } @{$_}{qw(kind url key iv)} }
        references('http://a/d/m.m3u8?md5=1', $text);
    s{http://a/d/}{}g for @found;
    is_deeply(\@found, $expected, $reason);
}

done_testing;
