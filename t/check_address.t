# Tokens that are bound to the client's address, or to its network.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the whole address, in query mode and in path mode
--- config
set_real_ip_from 127.0.0.1;
real_ip_header X-Forwarded-For;
secure_token query;
secure_token_key secret_key;
secure_token_bind_ip on;

location /images/ { try_files /film =404; }
location /open/ { secure_token_bind_ip off; try_files /film =404; }
location /videos/ { secure_token path; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '1.2.3.4', '/images/1.jpg?md5=14nsJ0zrjGipdIbehZ1tRw&expires=2147483647'],  # "2147483647/images/1.jpg1.2.3.4 secret_key"
    [200, '1.2.3.4', '/images/1.jpg?md5=cm6YF9kCBc_n6oRhdel5BQ&expires=2147483647'],  # "2147483647/images/1.2.3.4 secret_key"
    [403, '1.2.3.5', '/images/1.jpg?md5=14nsJ0zrjGipdIbehZ1tRw&expires=2147483647'],  # "2147483647/images/1.jpg1.2.3.4 secret_key"
    [410, '1.2.3.4', '/images/1.jpg?md5=6bnW_4MHTp5LfMZ1gexihg&expires=1'],  # "1/images/1.2.3.4 secret_key"
    # bound and unbound tokens are not each other's
    [403, '1.2.3.4', '/images/1.jpg?md5=vHEnxR8VaxpEDgyNzJuWwA&expires=2147483647'],  # "2147483647/images/1.jpg secret_key"
    [403, '1.2.3.4', '/open/1.jpg?md5=uPmOp3w7TMNli1ulj5vFtg&expires=2147483647'],  # "2147483647/open/1.2.3.4 secret_key"
    [200, '1.2.3.4', '/open/1.jpg?md5=wE3L_yoCanIzy0HFr3VpUQ&expires=2147483647'],
    # IPv6 as RFC 5952 writes it, whatever the header's spelling
    [200, '2001:DB8:0:0:1:0:0:1', '/images/1.jpg?md5=Ac4uVGqcx1xquJgS_nOrpQ&expires=2147483647'],  # "2147483647/images/2001:db8::1:0:0:1 secret_key"
    [200, '2001:db8:0:1:1:1:1:1', '/images/1.jpg?md5=vFtjnsfMXncKsajy1iVooA&expires=2147483647'],  # "2147483647/images/2001:db8:0:1:1:1:1:1 secret_key"
    [403, '2001:db8::2', '/images/1.jpg?md5=jyieCryqSmRcFlSuwovOHg&expires=2147483647'],  # "2147483647/images/2001:db8::1 secret_key"
    # an IPv4-mapped address is an IPv4 address
    [200, '::ffff:1.2.3.4', '/images/1.jpg?md5=cm6YF9kCBc_n6oRhdel5BQ&expires=2147483647'],  # "2147483647/images/1.2.3.4 secret_key"
    [403, '::ffff:1.2.3.4', '/images/1.jpg?md5=6s1_bMJ2YiBwiz6eY8Cg9A&expires=2147483647'],  # "2147483647/images/::ffff:1.2.3.4 secret_key"

    [200, '203.0.113.42', '/videos/2675_3dk4NsRt6vWsffEr/WjvZeWZs4AmAAi4gO3w9Wg/4102444800/a.ts'],  # "2675_3dk4NsRt6vWsffEr_secret_key_4102444800_203.0.113.42"
    [403, '203.0.113.43', '/videos/2675_3dk4NsRt6vWsffEr/WjvZeWZs4AmAAi4gO3w9Wg/4102444800/a.ts'],  # "2675_3dk4NsRt6vWsffEr_secret_key_4102444800_203.0.113.42"
    [403, '203.0.113.42', '/videos/2675_3dk4NsRt6vWsffEr/98ivXHL63ou-CEVB98mrBA/4102444800/a.ts'],
);
[map { "GET $_->[2]" } @rows]
--- more_headers eval
[map { "X-Forwarded-For: $_->[1]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- no_error_log
[error]



=== TEST 2: the address of the network, by its prefix
--- config
set_real_ip_from 127.0.0.1;
real_ip_header X-Forwarded-For;
secure_token query;
secure_token_key secret_key;
secure_token_bind_ip /24;

location /coffee_run/ { try_files /film =404; }
location = /coffee_run/hmac.ts { secure_token_algorithm hmac-sha256; try_files /film =404; }
location /both/ { secure_token_bind_ip /20 /56; try_files /film =404; }
location /all/ { secure_token_bind_ip /1 /1; try_files /film =404; }
location /one/ { secure_token_bind_ip /32 /128; try_files /film =404; }
location /videos/ {
    secure_token path;
    secure_token_algorithm hmac-sha256;
    secure_token_bind_ip /24 /64;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '203.0.113.42',  '/coffee_run/a.ts?md5=6VXnyFhG7d8tUd5UCBS_DA'],  # "4102444800/coffee_run/203.0.113.0 secret_key"
    [200, '203.0.113.255', '/coffee_run/a.ts?md5=6VXnyFhG7d8tUd5UCBS_DA'],  # "4102444800/coffee_run/203.0.113.0 secret_key"
    [200, '203.0.113.0',   '/coffee_run/a.ts?md5=6VXnyFhG7d8tUd5UCBS_DA'],  # "4102444800/coffee_run/203.0.113.0 secret_key"
    [200, '::ffff:203.0.113.42', '/coffee_run/a.ts?md5=6VXnyFhG7d8tUd5UCBS_DA'],  # "4102444800/coffee_run/203.0.113.0 secret_key"
    [403, '203.0.112.42',  '/coffee_run/a.ts?md5=6VXnyFhG7d8tUd5UCBS_DA'],  # "4102444800/coffee_run/203.0.113.0 secret_key"
    # neither the address itself nor the length is in the string
    [403, '203.0.113.42',  '/coffee_run/a.ts?md5=UWqMxIghNs3xDcSaZAxRvQ'],  # "4102444800/coffee_run/203.0.113.42 secret_key"
    [403, '203.0.113.42',  '/coffee_run/a.ts?md5=-K2UMT5_7r5gczGepc9pmg'],  # "4102444800/coffee_run/203.0.113.0/24 secret_key"
    [200, '203.0.113.42',  '/coffee_run/hmac.ts?md5=qUl3XRYxkvu-IcfsNhYii7m1iTMXe0Q1obDc7e8gK6s'],  # "4102444800 203.0.113.0 /coffee_run/", key secret_key
    # without a length for IPv6 its whole address counts
    [200, '2001:db8::7',   '/coffee_run/a.ts?md5=O_eOHnnuW2OjegqsjE1K8w'],  # "4102444800/coffee_run/2001:db8::7 secret_key"
    [403, '2001:db8::8',   '/coffee_run/a.ts?md5=O_eOHnnuW2OjegqsjE1K8w'],  # "4102444800/coffee_run/2001:db8::7 secret_key"

    [200, '203.0.113.42',  '/both/a.ts?md5=WnUHGip7HashQCmsrI4UQg'],  # "4102444800/both/203.0.112.0 secret_key"
    [200, '2001:db8:a:1ff::7', '/both/a.ts?md5=t13yrG7XTPd51estCZlGqg'],  # "4102444800/both/2001:db8:a:100:: secret_key"
    [403, '2001:db8:a:2ff::7', '/both/a.ts?md5=t13yrG7XTPd51estCZlGqg'],  # "4102444800/both/2001:db8:a:100:: secret_key"
    [200, '203.0.113.42',  '/all/a.ts?md5=S1Cc9r1deT4lL55vDbGo2w'],  # "4102444800/all/128.0.0.0 secret_key"
    [200, '127.255.255.255', '/all/a.ts?md5=Yqebl477xHgmnJE60nu4EQ'],  # "4102444800/all/0.0.0.0 secret_key"
    [200, '2001:db8::7',   '/all/a.ts?md5=QQpSPXi8Dv0EeST1GiFOeA'],  # "4102444800/all/:: secret_key"
    [200, '203.0.113.42',  '/one/a.ts?md5=1jRbZdpuQCqPbqGaXuglaQ'],  # "4102444800/one/203.0.113.42 secret_key"
    [200, '2001:db8::7',   '/one/a.ts?md5=ZfexQZ1V8gSXggHB7pAqMA'],  # "4102444800/one/2001:db8::7 secret_key"

    [200, '2001:db8:0:1:aaaa::7', '/videos/2675_3dk4NsRt6vWsffEr/-3Gly0y0xr0mOyTbR8MIzELauub9mdsH5ixF0qVurF8/4102444800/a.ts?'],  # "4102444800 2001:db8:0:1:: 2675_3dk4NsRt6vWsffEr", key secret_key
    [403, '2001:db8:0:2:aaaa::7', '/videos/2675_3dk4NsRt6vWsffEr/-3Gly0y0xr0mOyTbR8MIzELauub9mdsH5ixF0qVurF8/4102444800/a.ts?'],  # "4102444800 2001:db8:0:1:: 2675_3dk4NsRt6vWsffEr", key secret_key
);
[map { "GET $_->[2]&expires=4102444800" } @rows]
--- more_headers eval
[map { "X-Forwarded-For: $_->[1]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 3: headers that nginx does not trust say nothing about the address
--- config
secure_token query;
secure_token_key secret_key;
secure_token_bind_ip on;

location / { try_files /film =404; }
location /far/ {
    set_real_ip_from 192.0.2.0/24;
    real_ip_header X-Forwarded-For;
    try_files /film =404;
}
--- user_files
>>> film
film
--- more_headers
X-Forwarded-For: 203.0.113.42
X-Real-IP: 203.0.113.42
--- request eval
our @rows = (
    [200, '/near/a.ts?md5=nMvt9UvdcW3L_1z0udSCNA'],  # "4102444800/near/127.0.0.1 secret_key"
    [403, '/near/a.ts?md5=t9hFrBjmrqw4Amb_F40nRA'],  # "4102444800/near/203.0.113.42 secret_key"
    [200, '/far/a.ts?md5=AekXtUQYSJMQUfOq0NsXYA'],  # "4102444800/far/127.0.0.1 secret_key"
    [403, '/far/a.ts?md5=SrCRQiMEBUmb503cbEzo1Q'],  # "4102444800/far/203.0.113.42 secret_key"
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 4: an address that becomes known only in the location counts, whatever was looked at before
--- config
location / {
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;
    secure_token query;
    secure_token_key secret_key;
    secure_token_bind_ip on;
    set $early $secure_token_status;
    add_header X-Early $early always;
    add_header X-Status $secure_token_status always;
    try_files /film =404;
}
--- user_files
>>> film
film
--- more_headers
X-Forwarded-For: 203.0.113.42
--- request eval
[
    'GET /vod/a.ts?md5=3PQEMPEu4qsOmKqF9Zwpug&expires=4102444800',  # "4102444800/vod/203.0.113.42 secret_key"
    'GET /vod/a.ts?md5=zmHF12W4gF1RhHEJvkAPsw&expires=4102444800',  # "4102444800/vod/127.0.0.1 secret_key"
]
--- error_code eval
[200, 403]
--- response_headers eval
["X-Early: invalid\nX-Status: valid", "X-Early: valid\nX-Status: invalid"]



=== TEST 5: the address that the PROXY protocol tells
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_SERVER_PORT proxy_protocol;
    set_real_ip_from 127.0.0.1;
    real_ip_header proxy_protocol;

    location / {
        secure_token query;
        secure_token_key secret_key;
        secure_token_bind_ip on;
        add_header X-Status $secure_token_status always;
        try_files /film =404;
    }
}
--- config
--- user_files
>>> film
film
--- raw_request eval
# "4102444800/vod/203.0.113.42 secret_key"
"PROXY TCP4 203.0.113.42 192.0.2.1 40000 80\r
GET /vod/a.ts?md5=3PQEMPEu4qsOmKqF9Zwpug&expires=4102444800 HTTP/1.1\r
Host: localhost\r
Connection: close\r
\r
"
--- response_headers
X-Status: valid
--- response_body
film



=== TEST 6: the PROXY protocol tells of another client
--- raw_request eval
# "4102444800/vod/203.0.113.42 secret_key"
"PROXY TCP6 2001:db8::7 2001:db8::1 40000 80\r
GET /vod/a.ts?md5=3PQEMPEu4qsOmKqF9Zwpug&expires=4102444800 HTTP/1.1\r
Host: localhost\r
Connection: close\r
\r
"
--- error_code: 403
--- response_headers
X-Status: invalid
Cache-Control: no-store



=== TEST 7: a link of that client that has expired
--- raw_request eval
# "1/vod/203.0.113.42 secret_key"
"PROXY TCP4 203.0.113.42 192.0.2.1 40000 80\r
GET /vod/a.ts?md5=J6AUFL5aZFvJ5QkeUJkhqQ&expires=1 HTTP/1.1\r
Host: localhost\r
Connection: close\r
\r
"
--- error_code: 410
--- response_headers
X-Status: expired
Cache-Control: no-store



=== TEST 8: a token of the proxy's own address
--- raw_request eval
# "4102444800/vod/127.0.0.1 secret_key"
"PROXY TCP4 203.0.113.42 192.0.2.1 40000 80\r
GET /vod/a.ts?md5=zmHF12W4gF1RhHEJvkAPsw&expires=4102444800 HTTP/1.1\r
Host: localhost\r
Connection: close\r
\r
"
--- error_code: 403
--- response_headers
X-Status: invalid
Cache-Control: no-store



=== TEST 9: where the PROXY protocol names no client, the address is the connection's
--- raw_request eval
# "4102444800/vod/127.0.0.1 secret_key"
"PROXY UNKNOWN\r
GET /vod/a.ts?md5=zmHF12W4gF1RhHEJvkAPsw&expires=4102444800 HTTP/1.1\r
Host: localhost\r
Connection: close\r
\r
"
--- response_headers
X-Status: valid
--- response_body
film



=== TEST 10: a client on a Unix socket has no address, so that no bound token is its own
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/http.sock;
    secure_token query;
    secure_token_key secret_key;
    add_header X-Status $secure_token_status always;

    location /bound/ { secure_token_bind_ip on; try_files /film =404; }
    location /net/ { secure_token_bind_ip /24 /56; try_files /film =404; }
    location /open/ { try_files /film =404; }
}
--- config
location / {
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/http.sock;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [403, 'invalid', '/bound/a.ts?md5=Rc2XzUeRc3xgEbBkAB913A'],
    [403, 'invalid', '/bound/a.ts?md5=8glb7Sm9S-Z_Q3Ta3qKuLA'],  # "4102444800/bound/unix: secret_key"
    [403, 'invalid', '/bound/a.ts?md5=6cDYYSW1dJ-m9cd1Lvilvw'],  # "4102444800/bound/127.0.0.1 secret_key"
    [403, 'invalid', '/net/a.ts?md5=wqxCVuxJn7oyLbTLk_tNyw'],  # "4102444800/net/0.0.0.0 secret_key"
    [200, 'valid',   '/open/a.ts?md5=ROsU4j9F_js2s-aPnO0ztg'],
);
[map { "GET $_->[2]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" } our @rows]
--- no_error_log
[error]
