# No request is lost while configurations replace each other.

use v5.36;

use POSIX ();
use Test::Nginx::Socket 'no_plan';

use constant { CLIENTS => 4, RELOADS => 8, REQUESTS => 100 };

# Its existence tells the clients that the reloads are over.
my $over = server_root() . '/over';

# The statuses that the links must have, of one request after the other.
my @links = (
    [200, '/vod/a.ts?md5=_968lGRhaP65L8w6iG2LuA&expires=4102444800'],  # "4102444800/vod/ first_key"
    [403, '/vod/a.ts'],
    [200, '/vod/a.m3u8?md5=_968lGRhaP65L8w6iG2LuA&expires=4102444800'],  # "4102444800/vod/ first_key"
    [410, '/vod/a.ts?md5=iypeWp9j5KICE3bXvdkeCw&expires=1'],  # "1/vod/ first_key"
    [200, '/videos/film/AD7Si52ts90RPDgFY10EDw/4102444800/a.ts'],  # "film_first_key_4102444800_"
);

# The key of the links is one of two. No files come with it: they are being served.
sub configuration ($key) { return config => <<"END" }
secure_token_key $key;
secure_token_key first_key;
query_string_forward on;
location /vod/ { secure_token query; }
location /videos/ { secure_token path; }
END

# Requests from a process of its own, as long as there are reloads; what was wrong goes to the parent.
sub start_client {
    my $pid = open(my $faults, '-|') // die "fork: $!";
    if (!$pid) {
        for (my $count = 0; $count < REQUESTS || !-e $over; $count++) {
            my ($status, $link) = @{ $links[$count % @links] };
            my $response = send_request("GET $link");
            print "$link: $response->{code} $response->{problem}\n"
                if $response->{code} ne $status || $response->{problem} ne '';
        }
        close STDOUT;
        POSIX::_exit(0);
    }
    return $faults;
}

no_root_location();
start_nginx(
    configuration('other_key'),
    user_files => [['vod/a.ts', "film\n"], ['vod/a.m3u8', "#EXTM3U\na.ts\n"], ['videos/film/a.ts', "film\n"]],
);
my @clients = map { start_client() } 1 .. CLIENTS;
ok(reload_nginx(configuration("other_key_$_")), "reload $_ is accepted") for 1 .. RELOADS;
open my $file, '>', $over or die "$over: $!";
is(join('', <$_>), '', 'each answer was whole and right') for @clients;
is(join('', grep { /exited on signal|\[(?:alert|emerg|crit)\]/ } error_log_lines()), '', 'no worker died');
