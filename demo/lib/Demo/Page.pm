# Checks of the demo's page: that it is whole, that nothing of it comes from elsewhere, and that its links do what it says.
package Demo::Page;

use strict;
use warnings;

use Exporter qw(import);
use JSON::PP ();
use Time::HiRes qw(sleep time);

use Demo::Player qw(implausible walk);
use Demo::Playlist qw(resolve);

our @EXPORT_OK = qw(check_button check_dash check_endpoint check_files check_own_files check_path_link);

# Seconds in which a link of one second expires, with much to spare.
use constant PATIENCE => 15;

my %TYPE = (js => 'text/javascript', css => 'text/css', svg => 'image/svg+xml', html => 'text/html');

# Where the page asks for links: mode and form, the endpoint, what its answer is good for.
our @ENDPOINTS = (
    ['query', 'HLS',  '/token/query/coffee_run/master.m3u8'],
    ['query', 'DASH', '/token/query/coffee_run/dash/master.mpd'],
    ['path',  'HLS',  '/token/path?video=coffee&file=master.m3u8'],
    ['path',  'DASH', '/token/path?video=coffee_dash&file=master.mpd'],
);

# The page, and everything that it and its files name: all there, and of the right type.
sub check_files {
    my ($check, $http, $server) = @_;
    my @queue = ($server->url('/'));
    my (%seen, %count);
    while (defined(my $url = shift @queue)) {
        next if $seen{$url}++;
        my $answer = $http->get($url);
        my $type = $answer->{headers}{'content-type'} // 'none';
        my ($extension) = $url =~ m{/[^/]*\.(\w+)$};
        my $expected = $TYPE{ $extension // 'html' };
        $check->($answer->{status} == 200, "$url: answer $answer->{status}")
            or next;
        $check->($type eq $expected, "$url: Content-Type $type, not $expected");
        if ($url eq $server->url('/')) {
            my $policy = $answer->{headers}{'content-security-policy'} // '';
            $check->($policy =~ /default-src 'none'/ && $policy !~ m{https?:|//|\*}, "$url: policy \"$policy\"");
        }
        $count{ $extension // 'html' }++;
        # What others have made is not the page's own, and names what it likes.
        next if $url =~ m{/npm/};
        push @queue, map { resolve($url, $_) } names_of($answer->{content});
    }
    for my $player (qw(hls.js dash-4.js dash-5.js shaka.js video.js)) {
        $check->($seen{ $server->url("/npm/$player") }, "the page does not name /npm/$player");
    }
    # Nothing of a package but what the page plays with.
    for my $path ('/npm/node_modules/hls.js/package.json', '/npm/', '/page/../run') {
        my $answer = $http->get($server->url($path));
        $check->($answer->{status} =~ /^40[0-9]$/, "$path: answer $answer->{status}");
    }
    return join ', ', map { "$count{$_} $_" } sort keys %count;
}

# References in a page, a script or a style sheet to files that are loaded: attributes, imports, and literals of absolute paths.
sub names_of {
    my ($text) = @_;
    # Examples in comments load nothing.
    $text =~ s{^\s*//.*$}{}mg;
    return (
        $text =~ /\b(?:src|href)="([^"#{]+)"/g,
        $text =~ /\bimport\b[^'"();]*['"]([^'"]+)['"]/g,
        $text =~ /\bimport\('([^']+)'\)/g,
        $text =~ /\bexport\b[^'"();=]*\bfrom '([^']+)'/g,
        $text =~ m{'(/(?:page|npm|players)/[^']+)'}g,
    );
}

# No file of the page leads a browser to another host.
sub check_own_files {
    my ($check, @files) = @_;
    for my $file (@files) {
        open my $handle, '<:raw', $file or die "$file: $!\n";
        my $text = do { local $/; <$handle> };
        # Names of languages, which nobody loads.
        $text =~ s{http://www\.w3\.org/2000/svg}{}g;
        my @outside = $text =~ m{((?:https?:)?//[A-Za-z0-9][\w.-]*\.[A-Za-z]{2,}[^\s'"]*)}g;
        $check->(!@outside, "$file: @outside");
    }
    return scalar(@files) . ' files';
}

# The answer of an endpoint, and that its lifetime is what was asked for.
sub check_endpoint {
    my ($check, $http, $server, $endpoint) = @_;
    for my $row ([5, 5], [30, 30], ['', 30], [86400, 600]) {
        my ($asked, $given) = @$row;
        my $before = int time;
        my $answer = $http->get($server->url(with($endpoint, "expire=$asked")));
        my $after = int time;
        my $caching = $answer->{headers}{'cache-control'} // 'none';
        $check->($answer->{status} == 200, "$endpoint: answer $answer->{status}") or next;
        $check->($caching eq 'no-store', "$endpoint: Cache-Control $caching");
        my $link = JSON::PP::decode_json($answer->{content});
        my $fields = join ' ', sort keys %$link;
        $check->($fields eq 'client_ip expires token token_ip url url_ip', "$endpoint: fields $fields");
        $check->($link->{expires} >= $before + $given && $link->{expires} <= $after + $given,
            "$endpoint: expire=$asked gave @{[$link->{expires} - $before]} seconds");
        my $film = $http->get($link->{url});
        $check->($film->{status} == 200, "$link->{url}: answer $film->{status}");
    }
    return;
}

# Everything that a link with the token in its path leads to.
sub check_path_link {
    my ($check, $http, $server) = @_;
    my $link = ask($http, $server, '/token/path?video=coffee&file=master.m3u8');
    my @walked = walk($http, $link->{url});
    for my $item (@walked) {
        my $wrong = implausible($item);
        $check->(!$wrong, "$item->{kind} $item->{url}: $wrong");
        my $stored = $item->{answer}{headers}{'cache-control'} // 'none';
        $check->($stored eq 'no-cache', "$item->{url}: Cache-Control $stored");
    }
    return scalar(@walked) . ' files';
}

# Everything that an MPD names.
sub check_dash {
    my ($check, $http, $server, $endpoint) = @_;
    my $link = ask($http, $server, $endpoint);
    my $mpd = $http->get($link->{url});
    $check->($mpd->{status} == 200, "$link->{url}: answer $mpd->{status}") or return;
    my ($seconds) = $mpd->{content} =~ /mediaPresentationDuration="PT([0-9.]+)S"/;
    my $files = 0;
    while ($mpd->{content} =~ m{<Representation id="(\w+)"(.*?)</Representation>}sg) {
        my ($id, $inside) = ($1, $2);
        my %template = $inside =~ /\b(timescale|duration|initialization|media)="([^"]*)"/g;
        my $length = $template{duration} / $template{timescale};
        for my $name ($template{initialization},
            map { $template{media} =~ s/\$Number%03d\$/sprintf '%03d', $_/er } 1 .. int($seconds / $length + 0.5)) {
            (my $reference = $name) =~ s/\$RepresentationID\$/$id/;
            $reference =~ s/&amp;/&/g;
            my $url = resolve($link->{url}, $reference);
            my $answer = $http->get($url);
            $check->($answer->{status} == 200, "$url: answer $answer->{status}");
            # ISO/IEC 14496-12: a box has its length and its type.
            $check->($answer->{content} =~ /^.{4}(?:ftyp|styp|moof|sidx)/s, "$url: no MP4");
            $files++;
        }
    }
    $check->($files > 0, "$link->{url}: names no segments");
    return "$files files";
}

# What each button of the page does to a link, and what comes of it.
sub check_button {
    my ($check, $http, $server, $button, $mode, $endpoint) = @_;
    my $link = ask($http, $server, $endpoint, $button eq 'expire' ? 'expire=1' : 'expire=60');
    my ($url, $status) = ($link->{url}, 403);
    if ($button eq 'expire') {
        $status = 410;
        my $deadline = time + PATIENCE;
        sleep 0.05 while $http->get($url)->{status} == 200 && time < $deadline;
    } elsif ($button eq 'tamper') {
        my ($first) = $link->{token} =~ /^(.)/;
        my $other = $first eq 'A' ? 'B' : 'A';
        $url =~ s/\Q$link->{token}\E/$other . substr $link->{token}, 1/e;
    } elsif ($button eq 'extend') {
        $url =~ s/\Q$link->{expires}\E/$link->{expires} + 3600/e;
    } elsif ($button eq 'share') {
        # What the path is signed for is a path of its own where links are bound.
        $link = ask($http, $server, $endpoint =~ s{^/token/query/}{/token/query/bound/}r) if $mode eq 'query';
        my $own = $http->get($link->{url_ip});
        $check->($own->{status} == 200, "$link->{url_ip}: answer $own->{status}");
        $url = $link->{url_ip} =~ s{/bound/}{/from/127.0.0.77/bound/}r;
    }
    my $answer = $http->get($url);
    my $caching = $answer->{headers}{'cache-control'} // 'none';
    my $readers = $answer->{headers}{'access-control-allow-origin'} // 'none';
    $check->($answer->{status} == $status, "$button: $url: answer $answer->{status}, not $status");
    $check->($caching eq 'no-store', "$button: $url: Cache-Control $caching");
    $check->($readers eq '*', "$button: $url: Access-Control-Allow-Origin $readers");
    return;
}

sub ask {
    my ($http, $server, $endpoint, @more) = @_;
    my $answer = $http->get($server->url(with($endpoint, @more)));
    die "$endpoint: answer $answer->{status}\n" if $answer->{status} != 200;
    return JSON::PP::decode_json($answer->{content});
}

# A URL with one more parameter.
sub with {
    my ($url, @parameters) = @_;
    return @parameters ? $url . ($url =~ /\?/ ? '&' : '?') . "@parameters" : $url;
}

1;
