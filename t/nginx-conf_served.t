# The configurations that people copy, as they are shipped: nginx serves a film by each of them, and
# viewers ask for it with right links and with wrong ones. t/nginx-conf.t has what holds without a request.

use v5.36;

use Cwd qw(abs_path);
use Digest::SHA qw(hmac_sha256);
use IO::Socket::UNIX ();
use JSON::PP ();
use MIME::Base64 qw(encode_base64url);
use Test::Nginx::Socket 'no_plan';
use Test::Nginx::Socket::Config qw(write_files);
use Text::ParseWords qw(shellwords);
use Test::Issued;

my $top;
BEGIN { $top = abs_path($0 =~ s{[^/]*$}{..}r) }
use lib "$top/demo/lib";
use Demo::Command ();
use Demo::Playlist ();

use constant HERE      => '203.0.113.42';
use constant ELSEWHERE => '198.51.100.7';
use constant ID        => '2675_3dk4NsRt6vWsffEr';

no_root_location();

my $root = server_root();

# ---- the configurations ----

# Where each has the film, how its links are made, and what it promises besides.
my @served = (
    ['static-files', 'media.example.com',    '/films/coffee_run/', \&query_link],
    ['bound-links',  'media.example.com',    '/films/coffee_run/', \&bound_link, \&check_networks],
    ['path-tokens',  'media.example.com',    "/videos/${\ID}/",    \&path_link],
    ['token-api',    'media.example.com',    "/videos/${\ID}/",    \&path_link],
    ['token-api',    'media.example.com',    "/cmaf/${\ID}/",      \&path_link],
    ['token-api',    'media-ip.example.com', "/videos/${\ID}/",    \&bound_path_link],
    ['token-api',    'media-ip.example.com', "/cmaf/${\ID}/",      \&bound_path_link],
    ['origin-proxy', 'media.example.com',    '/films/coffee_run/', \&query_link, \&check_origin],
    ['cache',        'edge.example.com',     '/films/coffee_run/', \&query_link, \&check_cache],
    ['live',         'live.example.com',     '/live/coffee_run/',  \&query_link, \&check_live],
);

# What belongs to the machine of whoever copies them.
my %local = (
    '/etc/nginx/'             => "$root/conf/",
    '/srv/video'              => "$root/srv",
    '/var/cache/'             => "$root/",
    '/var/log/nginx/'         => "$root/logs/",
    'listen 80;'              => "listen ${\server_port()};",
    '10.0.0.0/8'              => '127.0.0.1',
    'server 127.0.0.1:9000;'  => "server unix:$root/origin.sock;",
    'http://127.0.0.1:9000'   => "http://unix:$root/origin.sock:",
    'http://127.0.0.1:8888'   => "http://unix:$root/origin.sock:",
    'http://127.0.0.1:8000'   => "http://unix:$root/session.sock:",
);

my @to = qw(m3u8 mpd ts mp4 m4s aac vtt key);

# Rewritten, each URL of a playlist leads to the next, down to the segment.
my %film = (
    'master.m3u8' => "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n720p/v.m3u8\n",
    '720p/v.m3u8' => "#EXTM3U\n#EXTINF:4,\na.ts\n",
    '720p/a.ts'   => "film\n",
    # what gets the token, and what does not; one that is no playlist by its name
    (map { $_ => join "\n", '#EXTM3U', map({ "all.$_" } @to, 'jpg'), '' } 'all.m3u8', 'all.m3u'),
    'all.mpd' => '<MPD><Period><BaseURL>all.mp4</BaseURL><BaseURL>all.jpg</BaseURL></Period></MPD>',
);

# An origin, or a packager, of the kind that makes caches and browsers stumble. A file says how it fails.
my $origin = <<"END";
log_format seen '\$request_method \$request_uri \$server_protocol \$connection_requests host=\$http_host '
    'viewer=<\$http_cookie\$http_authorization\$http_referer\$http_x_forwarded_for\$http_origin>';
server {
    listen unix:$root/origin.sock;
    root $root/srv;
    access_log logs/origin.log seen;
    add_header Access-Control-Allow-Origin https://app.example always;
    add_header Vary "Origin, Accept-Encoding, User-Agent, Cookie" always;
    add_header Set-Cookie "node=1" always;
    gzip on;
    gzip_types *;
    gzip_min_length 1;
    if (-f $root/srv/error) { return 503; }
    if (-f $root/srv/closed) { return 444; }
    location / { if (-f $root/srv/silent) { proxy_pass http://unix:$root/silent.sock; } }
    # MORE
}
END

sub slurp ($name) {
    open my $file, '<:raw', $name or die "$name: $!\n";
    local $/;
    return scalar <$file>;
}

# Starts nginx with a configuration and the film. More may be replaced, and the origin may say more.
sub serve ($name, $replaced = {}, $says = '') {
    my $text = slurp("$top/nginx-conf/$name.conf");
    for my $theirs (sort { length $b <=> length $a } keys %local) {
        $text =~ s/\Q$theirs\E/$local{$theirs}/g;
    }
    for my $theirs (sort keys %$replaced) {
        ok($text =~ s/\Q$theirs\E/$replaced->{$theirs}/g, "$name says $theirs");
    }
    unlike($text =~ s/^\s*#.*//mgr, qr{[ "](?:/(?:etc|srv|var)/|127\.0\.0\.1:\d)}, "$name: nothing is left of another machine");
    start_nginx(
        # A server that is not the default one is found by its name alone.
        http_config => "server { listen ${\server_port()} default_server; return 421; }\n$text" . $origin =~ s/# MORE/$says/r,
        config      => 'location = /done { access_log off; return 204; }',
        user_files  => [
            ['../srv/index.html',               "outside of the films\n"],
            ['../conf/secure-token.keys',       "secret_key\n"],
            ['../conf/secure-token-bound.keys', "bound_key\n"],
            map { my $in = $_; map { ["../srv/$in$_", $film{$_}] } sort keys %film }
                ('films/coffee_run/', 'live/coffee_run/', "videos/${\ID}/", "cmaf/${\ID}/"),
        ],
    );
    return;
}

# ---- links: functions that give the target for a file of the film ----

my %tokens;

sub in_query ($token, $expires, $directory) {
    $tokens{$token} = 1;
    return sub ($file) { "$directory$file?md5=$token&expires=$expires" };
}

sub in_path ($token, $expires, $directory) {
    $tokens{$token} = 1;
    return sub ($file) { "$directory$token/$expires/$file" };
}

sub query_link ($directory, $expires) { return in_query(md5_token("$expires$directory secret_key"), $expires, $directory) }
sub bound_link ($directory, $expires, $network = '203.0.113.0') {
    return in_query(encode_base64url(hmac_sha256("$expires $network $directory", 'bound_key')), $expires, $directory);
}

sub path_link ($directory, $expires) { return in_path(md5_token("${\ID}_secret_key_${expires}_"), $expires, $directory) }
sub bound_path_link ($directory, $expires) {
    return in_path(md5_token("${\ID}_bound_key_${expires}_${\HERE}"), $expires, $directory);
}

# ---- requests ----

my ($host, $asked);

# Sends a request as a page on another origin does, with all that could give a viewer away.
sub ask ($request, @headers) {
    $asked++;
    push @headers, from(HERE) if !grep { /^X-Forwarded-For:/ } @headers;
    return send_request($request, join "\n", "Host: $host", 'Origin: https://player.example',
        "Referer: http://$host" . $request =~ s/^\S+ //r, 'Cookie: viewer=1', 'Authorization: Basic dmlld2Vy', @headers);
}

# Between two looks at what will come.
sub pause () { return select undef, undef, undef, 0.02 }

sub code ($target, @headers) { return ask("GET $target", @headers)->{code} }

sub header ($response, $name) {
    return join ' | ', map { $_->[1] } grep { lc $_->[0] eq lc $name } @{ $response->{headers} };
}

# The lines of a log. What a request is told is logged before the next one is answered.
sub logged ($name) {
    send_request('GET /done');
    return split /^/, slurp("$root/logs/$name.log");
}

# What a player gets that is given this link: the files in their order, with the answers.
sub play ($target, @headers) {
    my @urls = "http://$host$target";
    my $got  = '';
    while (defined(my $url = shift @urls)) {
        my $response = ask('GET ' . $url =~ s{^http://[^/]+}{}r, @headers);
        my ($file) = $url =~ m{([^/?]+)(?:\?|$)};
        $got .= "$response->{code} $file " . ($file =~ /ts$/ ? $response->{body} : "\n");
        push @urls, map { $_->{url} } Demo::Playlist::references($url, $response->{body}) if $file =~ /m3u8$/;
    }
    return $got;
}
use constant ALL => "200 master.m3u8 \n200 v.m3u8 \n200 a.ts film\n";

# ---- what holds for all of them ----

for (@served) {
    my ($name, $of, $directory, $make, $more) = @$_;
    ($host, $asked, %tokens) = ($of, 0);
    serve($name, {}, $name eq 'live' ? 'add_header Cache-Control no-cache always;' : '');
    my $what    = "$name, $host$directory";
    my $later   = time + 3600;
    my $good    = $make->($directory, $later);
    my $expired = $make->($directory, 1);
    is(play($good->('master.m3u8')), ALL, "$what: the whole film by one link");

    my @rows = (
        # reason, method, target, status, more headers
        ['the head',             'HEAD', $good->('master.m3u8'),     200],
        ['a part',               'GET',  $good->('720p/a.ts'),       206, 'Range: bytes=1-2'],
        ['by two load balancers', 'GET', $good->('720p/a.ts'),       200, from("${\HERE}, 127.0.0.1")],
        ['nothing there',        'GET',  $good->('none.ts'),         404],
        ['no token',             'GET',  "${directory}master.m3u8",  403],
        ['another token',        'GET',  $good->('720p/a.ts') =~ s{[\w-]{12}\K([\w-])(?=[\w-]{9})}{$1 eq 'A' ? 'B' : 'A'}er, 403],
        ['expired',              'GET',  $expired->('master.m3u8'),  410],
        ['expired, a segment',   'GET',  $expired->('720p/a.ts'),    410],
        ['made to last longer',  'GET',  $expired->('a.ts') =~ s{\b1\b(?!/v)}{$later}r, 403],
        ['another film',         'GET',  $good->('a.ts') =~ s{coffee_run|${\ID}}{other}r, 403],
        ['outside of the films', 'GET',  '/index.html',              403],
        ['another method',       'POST', $good->('master.m3u8'),     403],
        ['another method',       'PUT',  $good->('master.m3u8'),     403],
        ['a preflight',          'OPTIONS', $good->('720p/a.ts'),    204],
        ['a preflight, expired', 'OPTIONS', $expired->('720p/a.ts'), 204],
        ['a preflight, no token', 'OPTIONS', "${directory}720p/a.ts", 204],
        ['no proper request',    'GET',  $good->('master.m3u8'),     400, 'Host: another.example'],
    );
    for my $row (@rows) {
        my ($reason, $method, $target, $status, @headers) = @$row;
        push @headers, 'Access-Control-Request-Method: GET', 'Access-Control-Request-Headers: range' if $method eq 'OPTIONS';
        my $case     = "$what: $reason: $method $target";
        my $response = ask("$method $target", @headers);
        is($response->{code}, $status, $case);
        is(header($response, 'Access-Control-Allow-Origin'), '*', "$case: a page may read it");
        is(header($response, 'Access-Control-Expose-Headers'), 'Content-Range, Date', "$case: and these of its headers");
        is(header($response, 'Cache-Control'), 'no-store', "$case: not kept") if "$method $status" =~ /^GET 4(03|10)/;
        is($response->{body}, 'il', "$case: these bytes") if $status == 206;
        next if $method ne 'OPTIONS';
        is($response->{body}, '', "$case: empty");
        is(header($response, 'Access-Control-Allow-Headers'), 'Range, Cache-Control', "$case: what players send");
    }

    check_forwarded($name, $good);
    $more->($directory, $good) if $more;
    my @lines = logged($name);
    is(scalar @lines, $asked, "$what: each request is logged");
    is((grep { my $line = $_; grep { $line =~ /\Q$_/ } keys %tokens } @lines), 0, "$what: no token is") or diag(@lines);
    my @seen = logged('origin');
    is((grep { !/^(?:GET|HEAD) / } @seen), 0, "$what: the origin is asked for nothing but files");
    is((grep { !m{ HTTP/1\.1 } } @seen), 0, "$what: by a version that tells half an answer from a whole one");
    is((grep { !/ viewer=<----->/ || /md5|expires/ } @seen), 0, "$what: and told of no viewer") or diag(@seen);
    cmp_ok(scalar @seen, '>', 0, "$what: there is an origin") if $name =~ /origin|cache|live/;
}

# ---- what each promises by itself ----

# The token, and nothing else of the query, in the URLs of playlists; a token of the path stands there by itself.
sub check_forwarded ($name, $good) {
    my ($query) = $good->('') =~ /(\?.*)/;
    my $to      = !$query ? qr/(?!)/ : $name eq 'live' ? qr/\w+/ : join '|', @to;
    for my $file (qw(all.m3u8 all.mpd all.m3u)) {
        my $sent     = $good->($file) . ($query ? '&' : '?') . 'session=1';
        my $expected = $film{$file};
        $expected =~ s/\ball\.(?:$to)\b\K/$query/g if $file ne 'all.m3u';
        $expected =~ s/&/&amp;/g if $file eq 'all.mpd';
        is(ask("GET $sent")->{body}, $expected, "$name, $host: what is forwarded in $file");
    }
    return;
}

# A link of one network, asked for from others.
sub check_networks ($directory, $good) {
    my $later = time + 3600;
    for my $row (
        ['203.0.113.0',       '203.0.113.7',          200],
        ['203.0.113.0',       '203.0.114.42',         403],
        ['2001:db8:0:100::',  '2001:db8:0:1ff::9',    200],
        ['2001:db8:0:100::',  '2001:db8:0:200::9',    403],
        # what a viewer claims comes before what the load balancer adds
        ['203.0.113.0',       "${\HERE}, ${\ELSEWHERE}", 403],
        ['203.0.113.0',       "${\ELSEWHERE}, ${\HERE}", 200],
        )
    {
        my ($network, $client, $status) = @$row;
        is(code(bound_link($directory, $later, $network)->('a.ts') =~ s/a\.ts/720p\/a.ts/r, from($client)), $status,
            "bound-links: of $network, from $client");
    }
    return;
}

sub check_origin ($directory, $good) {
    is((grep { !/ host=origin\.example\.com / } logged('origin')), 0, 'origin-proxy: the origin is asked by its name');
    isnt((grep { m{ HTTP/1\.1 [2-9]} } logged('origin')), 0, 'origin-proxy: over connections that stay open');
    return;
}

# How often the origin was asked for a file.
sub asked_for ($file) { return scalar grep { m{/\Q$file\E[ ?]} } logged('origin') }

# One object for all viewers, whatever sets them apart.
sub check_viewers ($name, $directory, $good, @queries) {
    my $other = query_link($directory, time + 1800);
    write_files(["$root/srv${directory}b.ts", "film\n"]);
    for my $row (
        ['the first one',   $good->('b.ts'), 'Accept-Encoding: gzip'],
        ['another browser', $good->('b.ts'), 'User-Agent: other'],
        ['another link',    $other->('b.ts')],
        ['another page',    $good->('b.ts'), 'Origin: https://other.example'],
        ['another cookie',  $good->('b.ts'), 'Cookie: viewer=2'],
        map { ["another query, $_", $good->('b.ts') =~ s/\?/?$_&/r] } @queries,
        )
    {
        my ($reason, $target, @headers) = @$row;
        my $response = ask("GET $target", @headers);
        is("$response->{code} $response->{body}", "200 film\n", "$name: $reason");
        is(asked_for('b.ts'), 1, "$name: $reason: the origin was asked once");
        is(header($response, 'Set-Cookie') . header($response, 'Vary'), '', "$name: $reason: nothing of another viewer");
    }
    is(code($good->('no.ts')) . code($other->('no.ts')), '404404', "$name: what is not there");
    return;
}

sub check_cache ($directory, $good) {
    check_viewers('cache', $directory, $good, '_t=1', 'CMCD=bl%3D21300');
    is(asked_for('no.ts'), 1, 'cache: is known not to be there');
    is((grep { /\?/ } logged('origin')), 0, 'cache: the origin gets no query');
    return;
}

# An origin that fails: what a page can read of it, and nothing at all of it where the edge still has the file.
for my $name (qw(cache origin-proxy live)) {
    ($host, my $directory) = map { @$_[1, 2] } grep { $_->[0] eq $name } @served;
    serve($name, { 'proxy_read_timeout 10s' => 'proxy_read_timeout 1s' }, 'add_header Cache-Control max-age=1;');
    my $silent = IO::Socket::UNIX->new(Local => "$root/silent.sock", Listen => 64) or die "silent.sock: $!\n";
    chmod 0777, "$root/silent.sock";
    my $good = query_link($directory, time + 3600);
    for ([error => 503], [closed => 502], [silent => 504]) {
        my ($how, $status) = @$_;
        write_files(["$root/srv$directory$how.ts", "film\n"]);
        is(code($good->("$how.ts")), 200, "$name: the origin answers, before it is $how");
        write_files(["$root/srv/$how", '']);
        my $response = ask('GET ' . $good->('new.ts'));
        is($response->{code}, $status, "$name: the origin is $how");
        is(header($response, 'Access-Control-Allow-Origin'), '*', "$name: $how: a page may read it");
        if ($name eq 'cache') {
            my ($end, %codes) = time + 30;
            do { pause(); $codes{ code($good->("$how.ts")) }++ } while asked_for("$how.ts") < 2 && time < $end;
            cmp_ok(asked_for("$how.ts"), '>', 1, "$name: it is asked again, and $how");
            is(join(' ', keys %codes, code($good->("$how.ts"))), '200 200', "$name: nobody notices");
        }
        unlink "$root/srv/$how";
    }
    error_log_lines();
}

sub check_live ($directory, $good) {
    check_viewers('live', $directory, $good);
    my $later = time + 1800;
    my $all   = query_link('/live/', $later)->('') =~ s/.*(?=\?)//r;
    is(code("${directory}720p/a.ts$all"), 200, 'live: a link for all streams');
    is(code(query_link($directory, time + 2 * 86_400)->('master.m3u8')), 403, 'live: one that lasts too long');
    # Until the clock says that the answer came in time.
    my ($expires, $status);
    do { $expires = time - 1; $status = code(query_link($directory, $expires)->('master.m3u8')) } while time > $expires + 4;
    is($status, 200, 'live: a signer whose clock is behind');

    my $playlist = ask('GET ' . $good->('720p/v.m3u8') . '&_HLS_msn=7')->{body};
    like($playlist, qr/^a\.ts\?md5=[\w-]+&expires=\d+$/m, 'live: parameters of one request are not forwarded');
    is(asked_for('v.m3u8?_HLS_msn=7'), 1, 'live: the packager gets them');

    # A second ends between two viewers now and then, not each time.
    write_files(["$root/srv${directory}c.m3u8", "#EXTM3U\n"]);
    for my $file (qw(c.m3u8 no.ts)) {
        my $once = 0;
        for (1 .. 20) {
            my $before = asked_for($file);
            code($_->($file)) for $good, query_link($directory, $later);
            $once ||= asked_for($file) <= $before + 1;
        }
        ok($once, "live: $file: two viewers, and the packager is asked once, though it says no-cache");
    }

    write_files(["$root/srv${directory}720p/v.m3u8", "#EXTM3U\n#EXTINF:4,\nb.ts\n"]);
    my ($body, $end) = ('', time + 30);
    do { pause(); $body = ask('GET ' . $good->('720p/v.m3u8'))->{body} } while $body !~ /^b\.ts/m && time < $end;
    like($body, qr/^b\.ts\?md5=/m, 'live: a new playlist is seen');
    return;
}

# ---- the commands in the comments ----

my $said = Demo::Command::must_run(qw(cargo build --release --locked --quiet --message-format json),
    qw(--package secure-token --bin secure-token --manifest-path), "$top/Cargo.toml");
my ($command) = grep { defined } map { JSON::PP::decode_json($_)->{executable} } split /\n/, $said;

for my $name (qw(static-files bound-links path-tokens)) {
    my ($line) = slurp("$top/nginx-conf/$name.conf") =~ /^#   secure-token ((?:.*\\\n)*.*)/m;
    ok($line, "$name: the comment has a command") or next;
    serve($name);
    my @words = shellwords($line =~ s/\\\n#//gr =~ s{/etc/nginx/}{$root/conf/}gr);
    my ($link) = split /\n/, Demo::Command::must_run($command, @words);
    ($host, my $target) = $link =~ m{^https://([^/]+)(/.*)};
    is(play($target), ALL, "$name: the command in the comment makes a link");
}
