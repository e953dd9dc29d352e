# Leeway after the expiry, and the longest lifetime.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: how long after its expiry a token still counts, and how far ahead it may expire
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Status $secure_token_status always;

location /exact/ { try_files /film =404; }
location /short/ { secure_token_leeway 30s; try_files /film =404; }
location /long/ { secure_token_leeway 100y; try_files /film =404; }
location /day/ { secure_token_max_lifetime 1d; try_files /film =404; }
location /century/ { secure_token_max_lifetime 100y; try_files /film =404; }
location /both/ {
    secure_token_leeway 100y;
    secure_token_max_lifetime 0;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [410, 'expired',  '/exact/a?md5=86ouUzcMX_YgyPBX5EzSpw&expires=1'],
    [410, 'expired',  '/short/a?md5=ZR1s-NVqmyHLtkJLjnfq5w&expires=1'],
    [200, 'valid',    '/long/a?md5=SEB0lQC5GmwxoHakhFrlVA&expires=1'],
    [200, 'valid',    '/long/a?md5=PbLv0vjuLi_xTYITC_43AQ&expires=0'],
    # the leeway makes no wrong token right
    [403, 'invalid',  '/long/a?md5=por3Pu5kBYCzhfpDH1tySg&expires=1'],
    [403, 'overlong', '/day/a?md5=u53m8SC4vPn2U1AJhlA2GQ&expires=4102444800'],
    [403, 'overlong', '/day/a?md5=Q5UNd3YokM9Y5sYC9GXkRA&expires=999999999999'],
    # a wrong token is wrong before it is overlong
    [403, 'invalid',  '/day/a?md5=yj7VGET-eF2dK3s6eMhIiw&expires=4102444800'],  # "4102444800/day/ another_key"
    [410, 'expired',  '/day/a?md5=_f6br8rGqI-9SC9_Ry00gw&expires=1'],
    [200, 'valid',    '/century/a?md5=wtxuM7Xd39f0nC4Nzcr1OA&expires=4102444800'],
    [403, 'overlong', '/century/a?md5=kNB-4jV1ibqjclXYfd9-QQ&expires=999999999999'],
    [200, 'valid',    '/both/a?md5=eXo1fLdHkErkLtI6wa1nFw&expires=1'],
    [403, 'overlong', '/both/a?md5=93eBQ2NztVNxI8E-MwMdKQ&expires=4102444800'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]\n" . ($_->[0] == 200 ? '! Cache-Control' : 'Cache-Control: no-store') } our @rows]
