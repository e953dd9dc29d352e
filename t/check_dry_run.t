# The dry run: every request is let through, and what would have been refused is told.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: a dry run checks, tells and logs, and lets every request through
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_dry_run on;
    secure_token_log_level notice;
    add_header X-Status $secure_token_status always;

    location /vod/off/ { secure_token_dry_run off; }
}
--- user_files
>>> vod/a.ts
film
>>> vod/off/a.ts
film
--- request eval
our @rows = (
    [200, 'valid',   '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800'],
    [200, 'invalid', '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [200, 'expired', '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
    [200, 'missing', '/vod/a.ts'],
    [404, 'missing', '/vod/none.ts'],
    [403, 'missing', '/vod/off/a.ts'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]\n" . ($_->[0] == 403 ? 'Cache-Control: no-store' : '! Cache-Control') } our @rows]



=== TEST 2: the line of a dry run says that it is one
--- request
GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1
--- error_log eval
qr/\[notice\] .*secure token expired: .*: expired \d+ s ago.*dry_run/



=== TEST 3: a dry run allows nothing that others deny
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    secure_token_dry_run on;
    deny all;
}
location /any/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_dry_run on;
    satisfy any;
    deny all;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
[
    'GET /vod/a.ts',
    'GET /any/a.ts',
]
--- error_code eval
[403, 403]
--- error_log
access forbidden by rule



=== TEST 4: not by a right token either
--- request
GET /any/a.ts?md5=_l2Ms5kDFKfTJVkkT5yyIQ&expires=4102444800
--- error_code: 403
--- error_log
access forbidden by rule
