# A listener on an IPv6 address: the client's address is one of IPv6, and bound tokens name it so.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: bound to the address, to its network, and not bound
--- http_config
server {
    listen [::1]:$TEST_NGINX_RAND_PORT_1 ipv6only=on;
    secure_token query;
    secure_token_key secret_key;
    add_header X-Ip $secure_token_ip always;

    location /bound/ { secure_token_bind_ip on; }
    location /net/ { secure_token_bind_ip /24 /64; }
    location /open/ { }
}
--- config
location / { proxy_pass http://[::1]:$TEST_NGINX_RAND_PORT_1; }
--- user_files eval
[map { ["$_/a.ts", "film\n"] } qw(bound net open)]
--- request eval
our @rows = (
    [200, 'X-Ip: ::1', '/bound/a.ts?md5=u6O-CKDDiZpsQi-9wevBbw'],  # "1893456000/bound/::1 secret_key"
    [403, 'X-Ip: ::1', '/bound/a.ts?md5=twBe4tqB4fG0yGmYKQWAYw'],  # "1893456000/bound/127.0.0.1 secret_key"
    [403, 'X-Ip: ::1', '/bound/a.ts?md5=VnNm6wSVQzSLGF6xPgv6QQ'],
    [200, 'X-Ip: ::',  '/net/a.ts?md5=GofgOVTQ-3aUfIQLnQG23Q'],  # "1893456000/net/:: secret_key"
    [200, '! X-Ip',    '/open/a.ts?md5=TPr_0wbiOyfO8D-ajuhgbg'],
    [403, '! X-Ip',    '/open/a.ts?md5=f8VMUHd1GlhCTwpVrh9LkA'],  # "1893456000/open/::1 secret_key"
);
[map { "GET $_->[2]&expires=1893456000" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[1] } our @rows]
