# One request of the upstream for many viewers at once, and none of them waits who is refused.
#
# The string that was hashed for a token is "EXPIRES/vod/ secret_key" for an EXPIRES of its own.

use v5.36;

use Digest::MD5 qw(md5);
use IO::Select ();
use IO::Socket::UNIX ();
use MIME::Base64 qw(encode_base64url);
use POSIX ();
use Test::Nginx::Socket 'no_plan';

use constant VIEWERS => 12;

# The link of a viewer.
sub link_until ($expires) {
    return "/vod/a.ts?md5=" . encode_base64url(md5("$expires/vod/ secret_key")) . "&expires=$expires";
}

# Sends a request from a process of its own, which hands what came back to the parent.
sub request_beside ($request) {
    my $pid = open(my $answer, '-|') // die "fork: $!";
    if (!$pid) {
        my $response = send_request($request);
        print "$response->{code} $response->{body}$response->{problem}";
        close STDOUT;
        POSIX::_exit(0);
    }
    return $answer;
}

start_nginx(http_config => <<'HTTP', config => <<'SERVER');
proxy_cache_path $TEST_NGINX_SERVER_ROOT/cache keys_zone=cache:1m;
HTTP
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    proxy_cache cache;
    proxy_cache_valid 200 1h;
    proxy_cache_lock on;
    proxy_cache_lock_age 1h;
    proxy_cache_lock_timeout 1h;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
SERVER

my $origin = IO::Socket::UNIX->new(Local => server_root() . '/origin.sock', Listen => VIEWERS, Timeout => 10)
    // die "origin.sock: $!";
my @answers = map { request_beside('GET ' . link_until(4_102_444_800 + $_)) } 1 .. VIEWERS;

my $client = $origin->accept // die "accept: $!";
my $asked  = <$client>;
is($asked, "GET /vod/a.ts HTTP/1.0\r\n", 'the upstream is asked for the clean URL');

# While the upstream is silent, all others wait for it, but for those who have no right to.
is(send_request('GET /vod/a.ts')->{code},           403, 'no token: an answer at once');
is(send_request('GET ' . link_until(1))->{code},    410, 'an expired token: an answer at once');
is(send_request('GET ' . link_until(1) . '0')->{code}, 403, 'a wrong token: an answer at once');

print {$client} "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nfilm\n";
close $client;
is(join('', <$_>), "200 film\n", 'a viewer gets the film') for @answers;
ok(!IO::Select->new($origin)->can_read(0), 'the upstream was asked once');

is((grep { /secure token/ } error_log_lines()), 3, 'three were refused');
