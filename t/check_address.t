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

    [200, '203.0.113.42', '/videos/2675_3dk4NsRt6vWsffEr/lHJgCxaVOTjx-cNbzwzIOw/1861919999/a.ts'],  # "2675_3dk4NsRt6vWsffEr_secret_key_1861919999_203.0.113.42"
    [403, '203.0.113.43', '/videos/2675_3dk4NsRt6vWsffEr/lHJgCxaVOTjx-cNbzwzIOw/1861919999/a.ts'],  # "2675_3dk4NsRt6vWsffEr_secret_key_1861919999_203.0.113.42"
    [403, '203.0.113.42', '/videos/2675_3dk4NsRt6vWsffEr/Tt_nDCOq0upfhVjMbAzI3g/1861919999/a.ts'],
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
    [200, '203.0.113.42',  '/coffee_run/a.ts?md5=v_o-hnnkTCkIYZkwm4nXGA'],  # "1893456000/coffee_run/203.0.113.0 secret_key"
    [200, '203.0.113.255', '/coffee_run/a.ts?md5=v_o-hnnkTCkIYZkwm4nXGA'],  # "1893456000/coffee_run/203.0.113.0 secret_key"
    [200, '203.0.113.0',   '/coffee_run/a.ts?md5=v_o-hnnkTCkIYZkwm4nXGA'],  # "1893456000/coffee_run/203.0.113.0 secret_key"
    [200, '::ffff:203.0.113.42', '/coffee_run/a.ts?md5=v_o-hnnkTCkIYZkwm4nXGA'],  # "1893456000/coffee_run/203.0.113.0 secret_key"
    [403, '203.0.112.42',  '/coffee_run/a.ts?md5=v_o-hnnkTCkIYZkwm4nXGA'],  # "1893456000/coffee_run/203.0.113.0 secret_key"
    # neither the address itself nor the length is in the string
    [403, '203.0.113.42',  '/coffee_run/a.ts?md5=clXFnM70bLH0W2ZppA3PPg'],  # "1893456000/coffee_run/203.0.113.42 secret_key"
    [403, '203.0.113.42',  '/coffee_run/a.ts?md5=1QqRp5NwEko3I5XucafG7w'],  # "1893456000/coffee_run/203.0.113.0/24 secret_key"
    [200, '203.0.113.42',  '/coffee_run/hmac.ts?md5=6bi-WpJW8a1qkiAr68HEkFuEXGMhxBnS2iH9HnlYiH4'],  # "1893456000 203.0.113.0 /coffee_run/", key secret_key
    # without a length for IPv6 its whole address counts
    [200, '2001:db8::7',   '/coffee_run/a.ts?md5=Rr4GD8L_eSuez1v-YJP9vw'],  # "1893456000/coffee_run/2001:db8::7 secret_key"
    [403, '2001:db8::8',   '/coffee_run/a.ts?md5=Rr4GD8L_eSuez1v-YJP9vw'],  # "1893456000/coffee_run/2001:db8::7 secret_key"

    [200, '203.0.113.42',  '/both/a.ts?md5=N1ItY5ekx-1Ids88D7lCmw'],  # "1893456000/both/203.0.112.0 secret_key"
    [200, '2001:db8:a:1ff::7', '/both/a.ts?md5=toGgFTYBNcpHpdXLeD60JA'],  # "1893456000/both/2001:db8:a:100:: secret_key"
    [403, '2001:db8:a:2ff::7', '/both/a.ts?md5=toGgFTYBNcpHpdXLeD60JA'],  # "1893456000/both/2001:db8:a:100:: secret_key"
    [200, '203.0.113.42',  '/all/a.ts?md5=QEIE4G4Gyllc2g2nWjLykQ'],  # "1893456000/all/128.0.0.0 secret_key"
    [200, '127.255.255.255', '/all/a.ts?md5=dOgalWzpmp20RcBM2YA5Ew'],  # "1893456000/all/0.0.0.0 secret_key"
    [200, '2001:db8::7',   '/all/a.ts?md5=7dpCQaHArqDIW2pqc2l2wg'],  # "1893456000/all/:: secret_key"
    [200, '203.0.113.42',  '/one/a.ts?md5=J3ZHo622kKdsKjf54eeaQA'],  # "1893456000/one/203.0.113.42 secret_key"
    [200, '2001:db8::7',   '/one/a.ts?md5=1HNQ2LdAmgzmJCJ81QvJQQ'],  # "1893456000/one/2001:db8::7 secret_key"

    [200, '2001:db8:0:1:aaaa::7', '/videos/2675_3dk4NsRt6vWsffEr/uHMtcUoR7zQZiaOYVKq-PfbCglVicnFxp1Bcch5hQh4/1861919999/a.ts?'],  # "1861919999 2001:db8:0:1:: 2675_3dk4NsRt6vWsffEr", key secret_key
    [403, '2001:db8:0:2:aaaa::7', '/videos/2675_3dk4NsRt6vWsffEr/uHMtcUoR7zQZiaOYVKq-PfbCglVicnFxp1Bcch5hQh4/1861919999/a.ts?'],  # "1861919999 2001:db8:0:1:: 2675_3dk4NsRt6vWsffEr", key secret_key
);
[map { "GET $_->[2]&expires=1893456000" } @rows]
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
    [200, '/near/a.ts?md5=METIclA6l4ze3GiJShxdog'],  # "1893456000/near/127.0.0.1 secret_key"
    [403, '/near/a.ts?md5=PqOu7WUJ6fdRaoLF4kTlgQ'],  # "1893456000/near/203.0.113.42 secret_key"
    [200, '/far/a.ts?md5=MMSO5FLfeNpPuKO3RBr5ow'],  # "1893456000/far/127.0.0.1 secret_key"
    [403, '/far/a.ts?md5=2BEImeRB_hU2MbKlzlDBWw'],  # "1893456000/far/203.0.113.42 secret_key"
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
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
    'GET /vod/a.ts?md5=l_HyGvt_gXF87Wd9N18K-A&expires=1893456000',  # "1893456000/vod/203.0.113.42 secret_key"
    'GET /vod/a.ts?md5=T3zxUfsJYX8JZKDZ4FKi1Q&expires=1893456000',  # "1893456000/vod/127.0.0.1 secret_key"
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
# "1893456000/vod/203.0.113.42 secret_key"
"PROXY TCP4 203.0.113.42 192.0.2.1 40000 80\r
GET /vod/a.ts?md5=l_HyGvt_gXF87Wd9N18K-A&expires=1893456000 HTTP/1.1\r
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
# "1893456000/vod/203.0.113.42 secret_key"
"PROXY TCP6 2001:db8::7 2001:db8::1 40000 80\r
GET /vod/a.ts?md5=l_HyGvt_gXF87Wd9N18K-A&expires=1893456000 HTTP/1.1\r
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
# "1893456000/vod/127.0.0.1 secret_key"
"PROXY TCP4 203.0.113.42 192.0.2.1 40000 80\r
GET /vod/a.ts?md5=T3zxUfsJYX8JZKDZ4FKi1Q&expires=1893456000 HTTP/1.1\r
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
# "1893456000/vod/127.0.0.1 secret_key"
"PROXY UNKNOWN\r
GET /vod/a.ts?md5=T3zxUfsJYX8JZKDZ4FKi1Q&expires=1893456000 HTTP/1.1\r
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
    [403, 'invalid', '/bound/a.ts?md5=VnNm6wSVQzSLGF6xPgv6QQ'],
    [403, 'invalid', '/bound/a.ts?md5=XlKfOiPYTNCJeBuwImb_Gw'],  # "1893456000/bound/unix: secret_key"
    [403, 'invalid', '/bound/a.ts?md5=twBe4tqB4fG0yGmYKQWAYw'],  # "1893456000/bound/127.0.0.1 secret_key"
    [403, 'invalid', '/net/a.ts?md5=iuFD_X6enu5usP3iyZVXgA'],  # "1893456000/net/0.0.0.0 secret_key"
    [200, 'valid',   '/open/a.ts?md5=TPr_0wbiOyfO8D-ajuhgbg'],
);
[map { "GET $_->[2]&expires=1893456000" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" } our @rows]
--- no_error_log
[error]
