# A listener on an IPv6 address: the client's address is one of IPv6, and bound tokens name it so.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use IO::Socket::IP;
use Test::Nginx::Socket 'no_plan';

IO::Socket::IP->new(LocalHost => '::1', Listen => 1) or die "this test needs IPv6 on the loopback interface, but [::1]: $@\n";

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
    [200, 'X-Ip: ::1', '/bound/a.ts?md5=n1koWMI3RcorCxIvmQoXtA'],  # "4102444800/bound/::1 secret_key"
    [403, 'X-Ip: ::1', '/bound/a.ts?md5=6cDYYSW1dJ-m9cd1Lvilvw'],  # "4102444800/bound/127.0.0.1 secret_key"
    [403, 'X-Ip: ::1', '/bound/a.ts?md5=Rc2XzUeRc3xgEbBkAB913A'],
    [200, 'X-Ip: ::',  '/net/a.ts?md5=dvAg08g03LPsozOqzrV87A'],  # "4102444800/net/:: secret_key"
    [200, '! X-Ip',    '/open/a.ts?md5=ROsU4j9F_js2s-aPnO0ztg'],
    [403, '! X-Ip',    '/open/a.ts?md5=dGXTFWSNWHOJ1BVymgzMkQ'],  # "4102444800/open/::1 secret_key"
);
[map { "GET $_->[2]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[1] } our @rows]



=== TEST 2: the same, of links that have expired
--- request eval
our @rows = (
    [410, '/bound/a.ts?md5=wWD2Sh_kPg6zCJbAI2gdPQ'],  # "1/bound/::1 secret_key"
    [403, '/bound/a.ts?md5=osHZKpT71gZYzcftPF4n9A'],  # "1/bound/::2 secret_key"
    [410, '/net/a.ts?md5=XnmTu8HZXC4d-pXGE68TgQ'],  # "1/net/:: secret_key"
    [403, '/net/a.ts?md5=gBH0yDGSWvBCE2ZAcezT2g'],  # "1/net/::1 secret_key"
    [410, '/open/a.ts?md5=NsTiEYSp-2mQPl2PfdQ2Mg'],
);
[map { "GET $_->[1]&expires=1" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]



=== TEST 3: on a listener of both families an IPv4 client has its IPv4 address
--- http_config
server {
    listen [::]:$TEST_NGINX_RAND_PORT_1 ipv6only=off;
    secure_token query;
    secure_token_key secret_key;
    add_header X-Ip $secure_token_ip always;

    location /bound/ { secure_token_bind_ip on; }
    location /net/ { secure_token_bind_ip /24 /64; }
}
--- config
location /4/ { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1/; }
location /6/ { proxy_pass http://[::1]:$TEST_NGINX_RAND_PORT_1/; }
--- user_files eval
[map { ["$_/a.ts", "film\n"] } qw(bound net)]
--- request eval
our @rows = (
    [200, 'X-Ip: 127.0.0.1', '/4/bound/a.ts?md5=6cDYYSW1dJ-m9cd1Lvilvw'],  # "4102444800/bound/127.0.0.1 secret_key"
    [403, 'X-Ip: 127.0.0.1', '/4/bound/a.ts?md5=cyB_Mnb3IMJRPCeRyf2SPA'],  # "4102444800/bound/::ffff:127.0.0.1 secret_key"
    [200, 'X-Ip: 127.0.0.0', '/4/net/a.ts?md5=DA2r--MC4zBlZz9-c6_PmQ'],  # "4102444800/net/127.0.0.0 secret_key"
    [200, 'X-Ip: ::1',       '/6/bound/a.ts?md5=n1koWMI3RcorCxIvmQoXtA'],  # "4102444800/bound/::1 secret_key"
    [403, 'X-Ip: ::1',       '/6/bound/a.ts?md5=6cDYYSW1dJ-m9cd1Lvilvw'],  # "4102444800/bound/127.0.0.1 secret_key"
);
[map { "GET $_->[2]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[1] } our @rows]
