# The check beside a server of authorization, which nginx asks by `auth_request`.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: a server of authorization in place of a token, or beside it
--- config
secure_token query;
secure_token_key secret_key;

location /any/ { satisfy any; auth_request /auth; try_files /film =404; }
location /any-deny/ { satisfy any; deny all; auth_request /auth; try_files /film =404; }
location /all/ { auth_request /auth; try_files /film =404; }
location = /auth {
    internal;
    if ($http_x_user = right) { return 204; }
    if ($http_x_user = banned) { return 403; }
    return 401;
}
--- user_files
>>> film
film
--- request eval
our $wrong = 'md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800';
our @rows = (
    [200, '',       '/any/a?md5=_l2Ms5kDFKfTJVkkT5yyIQ&expires=4102444800'],
    [200, 'banned', '/any/a?md5=_l2Ms5kDFKfTJVkkT5yyIQ&expires=4102444800'],
    [200, 'right',  '/any/a'],
    [200, 'right',  "/any/a?$wrong"],
    [200, 'right',  '/any/a?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    # who has neither is told what the server of authorization says
    [401, '',       '/any/a'],
    [401, '',       "/any/a?$wrong"],
    [403, 'banned', '/any/a'],
    [403, 'banned', "/any/a?$wrong"],
    # but who has a link that expired is told so
    [410, '',       '/any/a?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    [410, 'banned', '/any/a?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    # a third module that allows nobody changes nothing
    [200, '',       '/any-deny/a?md5=RBjiyaJ-T5JMHUiBeNsMFw&expires=4102444800'],
    [200, 'right',  "/any-deny/a?$wrong"],
    [401, '',       "/any-deny/a?$wrong"],
    [403, 'banned', "/any-deny/a?$wrong"],
    [410, '',       '/any-deny/a?md5=NFqEL5xLItwNCMzFtUYAYQ&expires=1'],
    [410, 'banned', '/any-deny/a?md5=NFqEL5xLItwNCMzFtUYAYQ&expires=1'],
    [200, 'right',  '/all/a?md5=_VdSqsSLJLOc1C63BKS5Dg&expires=4102444800'],
    [403, 'right',  '/all/a'],
    [403, 'right',  "/all/a?$wrong"],
    [403, 'banned', "/all/a?$wrong"],
    [410, 'right',  '/all/a?md5=rzfRbT07-S20DwrvX_eM0Q&expires=1'],
);
[map { "GET $_->[2]" } @rows]
--- more_headers eval
[map { "X-User: $_->[1]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[0] == 200 ? '! Cache-Control' : 'Cache-Control: no-store' } our @rows]
