# The tokens that are issued are those of the contract's strings, and their URLs pass the check of
# the hosts that they lead to, for whom they are meant and for no one else.

use v5.36;

use Test::Nginx::Socket 'no_plan';
use Test::Clock;
use Test::Issued;

use constant HERE      => '203.0.113.42';
use constant ELSEWHERE => '198.51.100.7';

no_root_location();

my $trust = 'set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;';

# Two hosts with the same films: one for links that are not bound, and one for those that are.
sub media ($host, @directives) {
    my $text = join "\n    ", @directives;
    return <<"END";
server {
    listen ${\server_port()};
    server_name $host;
    $trust
    $text
    location / { secure_token query; try_files /film =404; }
    location /videos/ { secure_token path; try_files /film =404; }
}
END
}

start_nginx(
    http_config => media('media.example', 'secure_token_key secret_key;')
        . media('ip.media.example', 'secure_token_key bound_key;', 'secure_token_bind_ip on;')
        . media('net.media.example', 'secure_token_key secret_key;', 'secure_token_bind_ip /24 /56;')
        . media('hmac.media.example', 'secure_token_key secret_key;', 'secure_token_algorithm hmac-sha256;')
        . media('own.media.example', 'secure_token_key secret_key;',
            'secure_token_string "$secure_token_expires|$secure_token_path|$http_x_session|$secure_token_ip|$secure_token_key";')
        . 'map $arg_type $directory { live cmaf; default videos; }',
    user_files => [['film', "film\n"], ['../conf/bound.keys', "\nbound_key\nsecret_key\n"]],
    config     => $trust . <<'END',
secure_token_key secret_key;
secure_token_key another_key;

location = /directory {
    secure_token_issue query;
    secure_token_issue_path /films/run/;
    secure_token_issue_url    http://media.example/films/run/a.ts?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue_url_ip http://ip.media.example/films/run/a.ts?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue_key_ip bound_key;
}
location = /any {
    secure_token_issue query;
    secure_token_issue_path $arg_path;
    secure_token_issue_allow /films/ /caf/;
    secure_token_issue_url    http://media.example$arg_path?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue_url_ip http://ip.media.example${arg_path}?md5=${secure_token}&expires=${secure_token_expires};
    secure_token_issue_key_ip_file bound.keys;
}
location = /below {
    secure_token_issue query;
    secure_token_issue_path /films/$arg_dir/;
    secure_token_issue_allow /films/;
    secure_token_issue_url    http://media.example/films/$arg_dir/a.ts?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue_url_ip http://ip.media.example/films/$arg_dir/a.ts?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue_key_ip bound_key;
}
location = /video {
    secure_token_issue path;
    secure_token_issue_args video;
    secure_token_issue_id 2675_$arg_video;
    secure_token_issue_url    http://media.example/videos/2675_$arg_video/$secure_token/$secure_token_expires/$directory.m3u8;
    secure_token_issue_url_ip http://ip.media.example/videos/2675_$arg_video/$secure_token/$secure_token_expires/$directory.m3u8;
    secure_token_issue_key_ip bound_key;
}
location = /network {
    secure_token_issue query;
    secure_token_bind_ip /24 /56;
    secure_token_issue_path /films/run/;
    secure_token_issue_url    http://media.example/films/run/a.ts?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue_url_ip http://net.media.example/films/run/a.ts?md5=$secure_token&expires=$secure_token_expires;
}
location = /hmac {
    secure_token_issue path;
    secure_token_algorithm hmac-sha256;
    secure_token_issue_id film;
    secure_token_issue_url http://hmac.media.example/videos/film/$secure_token/$secure_token_expires/a.ts;
}
location = /string {
    secure_token_issue query;
    secure_token_string "$secure_token_expires|$secure_token_path|$http_x_session|$secure_token_ip|$secure_token_key";
    secure_token_issue_path /films/run/a.ts;
    secure_token_issue_url http://own.media.example/films/run/a.ts?md5=$secure_token&expires=$secure_token_expires;
}
location = /renew {
    secure_token query;
    secure_token_issue query;
    secure_token_issue_path /renew;
    secure_token_issue_url http://localhost/renew?md5=$secure_token&expires=$secure_token_expires;
}
END
);

# A request; what is hashed for both tokens, with <E> for the expiry and <IP> for the address; where
# the URLs lead, with <T> for the token.
my @rows = (
    ['/directory', '<E>/films/run/ secret_key', '<E>/films/run/<IP> bound_key', '/films/run/a.ts?md5=<T>&expires=<E>'],
    ['/any?path=/films/a.ts', '<E>/films/a.ts secret_key', '<E>/films/a.ts<IP> bound_key', '/films/a.ts?md5=<T>&expires=<E>'],
    ['/any?path=%2Ffilms%2Fa.ts', '<E>/films/a.ts secret_key', '<E>/films/a.ts<IP> bound_key', '/films/a.ts?md5=<T>&expires=<E>'],
    ['/any?path=/films/a%20b/c+d.ts', '<E>/films/a b/c+d.ts secret_key', '<E>/films/a b/c+d.ts<IP> bound_key', '/films/a%20b/c+d.ts?md5=<T>&expires=<E>'],
    ['/any?path=/films/%252e%252e/', '<E>/films/%2e%2e/ secret_key', '<E>/films/%2e%2e/<IP> bound_key', '/films/%252e%252e/?md5=<T>&expires=<E>'],
    ['/any?path=//films/./x//%2e/a.ts', '<E>/films/x/a.ts secret_key', '<E>/films/x/a.ts<IP> bound_key', '/films/x/a.ts?md5=<T>&expires=<E>'],
    ["/any?path=/caf/\xc3\xa9%C3%A9.ts", "<E>/caf/\xc3\xa9\xc3\xa9.ts secret_key", "<E>/caf/\xc3\xa9\xc3\xa9.ts<IP> bound_key", '/caf/%C3%A9%C3%A9.ts?md5=<T>&expires=<E>'],
    ['/below?dir=a%20b', '<E>/films/a b/ secret_key', '<E>/films/a b/<IP> bound_key', '/films/a%20b/a.ts?md5=<T>&expires=<E>'],
    ['/below?dir=a%2Fb', '<E>/films/a/b/ secret_key', '<E>/films/a/b/<IP> bound_key', '/films/a%2Fb/a.ts?md5=<T>&expires=<E>'],
    ['/video?video=iKbr-1', '2675_iKbr-1_secret_key_<E>_', '2675_iKbr-1_bound_key_<E>_<IP>', '/videos/2675_iKbr-1/<T>/<E>/videos.m3u8'],
    ['/video?type=live&VIDEO=x&video=y', '2675_x_secret_key_<E>_', '2675_x_bound_key_<E>_<IP>', '/videos/2675_x/<T>/<E>/cmaf.m3u8'],
);
for my $row (@rows) {
    my ($request, $string, $string_ip, $target) = @$row;
    my $issued = issued($request, from(HERE));
    my ($token, $token_ip, $expires) = @$issued{qw(token token_ip expires)};
    s/<E>/$expires/ for $string, $string_ip, $target;
    $string_ip =~ s/<IP>/${\HERE}/;

    is($token,    md5_token($string),    "$request: token");
    is($token_ip, md5_token($string_ip), "$request: token_ip");
    is($issued->{client_ip}, HERE, "$request: client_ip");
    is($issued->{url},    "http://media.example$target" =~ s/<T>/$token/r,       "$request: url");
    is($issued->{url_ip}, "http://ip.media.example$target" =~ s/<T>/$token_ip/r, "$request: url_ip");

    is(follow($issued->{url},    from(HERE)),      200, "$request: url");
    is(follow($issued->{url},    from(ELSEWHERE)), 200, "$request: url, of another client");
    is(follow($issued->{url_ip}, from(HERE)),      200, "$request: url_ip");
    is(follow($issued->{url_ip}, from(ELSEWHERE)), 403, "$request: url_ip, of another client");
    is(follow($issued->{url} =~ s{//}{//ip.}r,    from(HERE)), 403, "$request: url at the bound host");
    is(follow($issued->{url_ip} =~ s{//ip\.}{//}r, from(HERE)), 403, "$request: url_ip at the other host");
}

# A link expires when the answer says, an hour from now: a later time is another token.
my $issued = issued('/directory', from(HERE));
is(follow($issued->{url} =~ s/(?<=expires=)(\d+)/$1 + 1/er), 403, 'another expiry is no right token');
cmp_ok($issued->{expires} - latest, '<=', 3600, 'it is an hour from now');
cmp_ok($issued->{expires} - latest, '>',  3500, 'or a little less');

# The network that binding names.
for my $row (
    [HERE,                '203.0.113.0',        '203.0.113.200', ELSEWHERE],
    ['2001:db8:0:1ff::7', '2001:db8:0:100::',   '2001:db8:0:100::8', '2001:db8:0:200::7'],
    ['::ffff:192.0.2.9',  '192.0.2.0',          '192.0.2.10', HERE],
    )
{
    my ($client, $network, $neighbour, $stranger) = @$row;
    my $issued = issued('/network', from($client));
    is($issued->{client_ip}, $network, "$client: the network's address");
    is($issued->{token_ip}, md5_token("$issued->{expires}/films/run/$network secret_key"), "$client: token_ip");
    is(follow($issued->{url_ip}, from($client)),    200, "$client: url_ip");
    is(follow($issued->{url_ip}, from($neighbour)), 200, "$client: url_ip, of a neighbour");
    is(follow($issued->{url_ip}, from($stranger)),  403, "$client: url_ip, of a stranger");
    is(follow($issued->{url},    from($stranger)),  200, "$client: url");
}

# Without a key of its own the bound token has the location's first key; IPv6 as RFC 5952 writes it.
$issued = issued('/string', from('2001:DB8:0:0::7'), 'X-Session: s1');
my $start = "$issued->{expires}|/films/run/a.ts|s1";
is($issued->{token},     md5_token("$start||secret_key"),            'a string of the configuration');
is($issued->{token_ip},  md5_token("$start|2001:db8::7|secret_key"), 'the same, bound');
is($issued->{client_ip}, '2001:db8::7', 'its client');
is(follow($issued->{url}, 'X-Session: s1'), 200, 'its URL');
is(follow($issued->{url}, 'X-Session: s2'), 403, 'its URL in another session');

$issued = issued('/hmac', from(HERE));
like($issued->{token}, qr/^[-_A-Za-z0-9]{43}$/, 'a token of hmac-sha256');
isnt($issued->{token_ip}, $issued->{token}, 'the bound one is another');
is(follow($issued->{url}), 200, 'its URL');

# Where the check is on in the same location, a token buys the next one.
is(send_request('GET /renew')->{code}, 403, 'no token, no renewal');
my $expires = time + 60;
my $url = "http://localhost/renew?md5=${\md5_token(qq{$expires/renew another_key})}&expires=$expires";
for my $turn (1 .. 2) {
    my $renewed = issued($url =~ s{^http://localhost}{}r);
    is($renewed->{token}, md5_token("$renewed->{expires}/renew secret_key"), "renewal $turn: the first key signs");
    $url = $renewed->{url};
}

is((grep { /secret_key|bound_key|another_key/ } error_log_lines()), 0, 'no key was logged');
