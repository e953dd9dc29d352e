# nginx-conf/token-api.conf as it is shipped: what a page on another origin gets from it, and that
# the links work.

use v5.36;

use Test::Nginx::Socket 'no_plan';
use Test::Clock;
use Test::Issued;

use constant HERE      => '203.0.113.42';
use constant ELSEWHERE => '198.51.100.7';

no_root_location();

my $api  = "Host: api.example.com\nX-Forwarded-For: ${\HERE}";
my $page = 'Origin: https://www.example.com';

# Asks the endpoint. A viewer has logged in, unless it says otherwise.
sub ask ($request, @headers) {
    push @headers, 'Cookie: session=1' if !grep { /^Cookie:/ } @headers;
    return send_request($request, join "\n", $api, @headers);
}

sub header ($response, $name) {
    return join ', ', map { $_->[1] } grep { lc $_->[0] eq lc $name } @{ $response->{headers} };
}

my $top  = $0 =~ s{[^/]*$}{../}r;
my $root = server_root();
open my $file, '<', "${top}nginx-conf/token-api.conf" or die "token-api.conf: $!";
my $text = do { local $/; <$file> };
close $file;

# What belongs to the machine of whoever copies it.
my %local = (
    '/etc/nginx/'           => "$root/conf/",
    '/srv/video'            => "$root/html",
    '/var/log/nginx/'       => "$root/logs/",
    'listen 80;'            => "listen ${\server_port()};",
    '10.0.0.0/8'            => '127.0.0.1',
    'http://127.0.0.1:8000' => "http://unix:$root/session.sock:",
);
for my $theirs (sort keys %local) {
    ok($text =~ s/\Q$theirs\E/$local{$theirs}/g, "the file says $theirs");
}

start_nginx(
    config      => '',
    http_config => $text . <<"END",
server {
    listen unix:$root/session.sock;
    location = /session {
        if (\$http_x_original_uri ~ "video=forbidden") { return 403; }
        if (\$http_cookie = "session=1") { return 200; }
        return 401;
    }
}
END
    user_files => [
        ['videos/2675_iKbr/master.m3u8',    "#EXTM3U\n"],
        ['videos/2675_iKbr/a/segment-1.ts', "film\n"],
        ['cmaf/2675_iKbr/master.m3u8',      "#EXTM3U\n"],
        ['../conf/secure-token.keys',       "secret_key\n"],
        ['../conf/secure-token-bound.keys', "bound_key\n"],
    ],
);

# The six fields, for each form of the request: the directory, the lifetime, the address.
for my $row (
    ['video=iKbr',                       'videos', 3600, HERE],
    ['video=iKbr&type=vod',              'videos', 3600, HERE],
    ['video=iKbr&type=live',             'cmaf',   3600, HERE],
    ['video=iKbr&type=vod&expire=60',    'videos', 60,   HERE],
    ['video=iKbr&expire=9999999999',     'videos', 24 * 3600, HERE],
    ['video=iKbr&client_ip=192.0.2.1',   'videos', 3600, '192.0.2.1'],
    ['video=iKbr&client_ip=2001%3Adb8::7&type=live', 'cmaf', 3600, '2001:db8::7'],
    )
{
    my ($query, $directory, $lifetime, $client) = @$row;
    my $before  = earliest;
    my $issued  = issued("/token?$query", $api, 'Cookie: session=1');
    my $expires = $issued->{expires};
    # nginx's own clock may stand still for a moment.
    cmp_ok($expires, '>=', $before + $lifetime - 1, "$query: expires");
    cmp_ok($expires, '<=', latest() + $lifetime,    "$query: expires, and no later");
    is($issued->{token},     md5_token("2675_iKbr_secret_key_${expires}_"),       "$query: token");
    is($issued->{token_ip},  md5_token("2675_iKbr_bound_key_${expires}_$client"), "$query: token_ip");
    is($issued->{client_ip}, $client, "$query: client_ip");
    my $rest = "example.com/$directory/2675_iKbr/";
    is($issued->{url},    "https://media.$rest$issued->{token}/$expires/master.m3u8",       "$query: url");
    is($issued->{url_ip}, "https://media-ip.$rest$issued->{token_ip}/$expires/master.m3u8", "$query: url_ip");

    my ($url, $url_ip) = map { s/^https/http/r } @$issued{qw(url url_ip)};
    is(follow($url,    from(ELSEWHERE)), 200, "$query: url, for everyone");
    is(follow($url_ip, from($client)),   200, "$query: url_ip, for the client");
    is(follow($url_ip, from(ELSEWHERE)), 403, "$query: url_ip, for another");
}

# A token is good for all that lies below it, which is what players do with it.
my $issued = issued('/token?video=iKbr', $api, 'Cookie: session=1');
my $pair   = "$issued->{token}/$issued->{expires}";
is(() = $issued->{url} =~ m{/\Q$pair\E/}g, 1, 'the pair stands in the URL once');
is(follow("http://media.example.com/videos/2675_iKbr/$pair/a/segment-1.ts"), 200, 'a segment');
is(follow("http://media.example.com/videos/2675_other/$pair/a/segment-1.ts"), 403, 'another video');

# Every answer can be read by the page, and is kept by nobody.
for my $row (
    ['GET /token?video=iKbr',             200, '{"token":'],
    ['HEAD /token?video=iKbr',            200, ''],
    ['GET /token',                        400, '{"error":"missing required parameter: video"}'],
    ['GET /token?video=a/b',              400, '{"error":"invalid parameter: video"}'],
    ['GET /token?video=iKbr&type=mp4',    400, '{"error":"invalid parameter: type"}'],
    ['GET /token?video=iKbr&client_ip=x', 400, '{"error":"invalid parameter: client_ip"}'],
    ['GET /token?video=forbidden',        403, '<html>'],
    ['GET /token?video=iKbr',             401, '<html>', 'Cookie: session=2'],
    ['POST /token?video=iKbr',            405, '{"error":"method not allowed"}'],
    ['OPTIONS /token?video=iKbr',         204, '', 'Access-Control-Request-Method: GET', 'Cookie: none'],
    )
{
    my ($request, $code, $body, @headers) = @$row;
    my $response = ask($request, $page, @headers);
    my $name     = "$request: $code";
    is($response->{code}, $code, $name);
    is(substr($response->{body}, 0, length $body), $body, "$name: body");
    is(header($response, 'Cache-Control'),                    'no-store',                "$name: Cache-Control");
    is(header($response, 'Access-Control-Allow-Origin'),      'https://www.example.com', "$name: origin");
    is(header($response, 'Access-Control-Allow-Credentials'), 'true',                    "$name: credentials");
    is(header($response, 'Vary'),                             'Origin',                  "$name: Vary");
}

my $stranger = ask('GET /token?video=iKbr', 'Origin: https://evil.example');
is(header($stranger, 'Access-Control-Allow-Origin'), '', 'another page reads nothing');
is(header(ask('POST /token?video=iKbr'), 'Allow'), 'GET, HEAD', 'which methods there are');
