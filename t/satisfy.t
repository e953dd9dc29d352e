# The check beside nginx's other access modules, by `satisfy`.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: any: a right token is enough, and so is an address that is allowed
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Status $secure_token_status always;

location /deny/ { satisfy any; deny all; try_files /film =404; }
location /allow/ { satisfy any; allow 127.0.0.1; deny all; try_files /film =404; }
location /alone/ { satisfy any; try_files /film =404; }
location /off/ { secure_token off; satisfy any; deny all; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, 'valid',   '/deny/a?md5=c1MyDtm08T8IH6TMWgX9iA&expires=4102444800'],
    [403, 'missing', '/deny/a'],
    [403, 'invalid', '/deny/a?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    # 410, though the other module says 403
    [410, 'expired', '/deny/a?md5=vP-3z87w4RWy9aC-7N7Ghw&expires=1'],
    [200, 'valid',   '/allow/a?md5=8kX-2D944SAffd-w38IvjQ&expires=4102444800'],
    [200, 'missing', '/allow/a'],
    [200, 'invalid', '/allow/a?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [200, 'expired', '/allow/a?md5=O0ISsUmpR58U0qCWk7qatg&expires=1'],
    [200, 'valid',   '/alone/a?md5=_5KnzVaqQK_ewe57P5hp9Q&expires=4102444800'],
    [403, 'missing', '/alone/a'],
    [410, 'expired', '/alone/a?md5=adZ7GrVA2qloQO6tmLhrfg&expires=1'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]\n" . ($_->[0] == 200 ? '! Cache-Control' : 'Cache-Control: no-store') } our @rows]



=== TEST 2: a check that is off allows nothing
--- request
GET /off/a?md5=vCqA_vX2md3NV7LC4ZKCaQ&expires=4102444800
--- error_code: 403
--- response_headers
! Cache-Control



=== TEST 3: all: the token and the address must be right
--- config
secure_token query;
secure_token_key secret_key;

location /deny/ { satisfy all; deny all; try_files /film =404; }
location /allow/ { allow all; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    [403, '! Cache-Control',         '/deny/a?md5=c1MyDtm08T8IH6TMWgX9iA&expires=4102444800'],
    [403, 'Cache-Control: no-store', '/deny/a'],
    [410, 'Cache-Control: no-store', '/deny/a?md5=vP-3z87w4RWy9aC-7N7Ghw&expires=1'],
    [200, '! Cache-Control',         '/allow/a?md5=8kX-2D944SAffd-w38IvjQ&expires=4102444800'],
    [403, 'Cache-Control: no-store', '/allow/a'],
    [410, 'Cache-Control: no-store', '/allow/a?md5=O0ISsUmpR58U0qCWk7qatg&expires=1'],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[1] } our @rows]



=== TEST 4: a password in place of a token, or beside it
--- config
secure_token query;
secure_token_key secret_key;
auth_basic films;
auth_basic_user_file $TEST_NGINX_HTML_DIR/passwords;

location /any/ { satisfy any; try_files /film =404; }
location /deny/ { satisfy any; deny all; try_files /film =404; }
location /all/ { try_files /film =404; }
--- user_files
>>> film
film
>>> passwords
viewer:{PLAIN}secret
--- request eval
our ($right, $wrong) = ('dmlld2VyOnNlY3JldA==', 'dmlld2VyOndyb25n');
our @rows = (
    [200, '',     '/any/a?md5=_l2Ms5kDFKfTJVkkT5yyIQ&expires=4102444800'],
    [200, $wrong, '/any/a?md5=_l2Ms5kDFKfTJVkkT5yyIQ&expires=4102444800'],
    [200, $right, '/any/a'],
    [200, $right, '/any/a?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [200, $right, '/any/a?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    # who has neither may log in
    [401, '',     '/any/a'],
    [401, $wrong, '/any/a'],
    [401, $wrong, '/any/a?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    # but who has a link that expired is told so
    [410, '',     '/any/a?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    [410, $wrong, '/any/a?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    [200, '',     '/deny/a?md5=c1MyDtm08T8IH6TMWgX9iA&expires=4102444800'],
    [200, $right, '/deny/a'],
    [401, '',     '/deny/a'],
    [410, '',     '/deny/a?md5=vP-3z87w4RWy9aC-7N7Ghw&expires=1'],
    [200, $right, '/all/a?md5=_VdSqsSLJLOc1C63BKS5Dg&expires=4102444800'],
    [403, $right, '/all/a'],
    [410, $right, '/all/a?md5=rzfRbT07-S20DwrvX_eM0Q&expires=1'],
    [403, '',     '/all/a'],
);
[map { "GET $_->[2]" } @rows]
--- more_headers eval
[map { $_->[1] eq '' ? '' : "Authorization: Basic $_->[1]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
my %headers = (
    200 => "! Cache-Control\n! WWW-Authenticate",
    401 => "Cache-Control: no-store\nWWW-Authenticate: Basic realm=\"films\"",
    403 => "Cache-Control: no-store\n! WWW-Authenticate",
    410 => 'Cache-Control: no-store',
);
[map { $headers{$_->[0]} } our @rows]



=== TEST 5: a right token without the password that is needed as well
--- request
GET /all/a?md5=_VdSqsSLJLOc1C63BKS5Dg&expires=4102444800
--- error_code: 401
--- response_headers
! Cache-Control
WWW-Authenticate: Basic realm="films"



=== TEST 6: a status of one's own waits for the others, too
--- config
secure_token query;
secure_token_key secret_key;
secure_token_status invalid=404 expired=451;
auth_basic_user_file $TEST_NGINX_HTML_DIR/passwords;

location /alone/ { satisfy any; try_files /film =404; }
location /deny/ { satisfy any; deny all; try_files /film =404; }
location /allow/ { satisfy any; allow all; try_files /film =404; }
location /basic/ { satisfy any; auth_basic films; try_files /film =404; }
location /unauthorized/ {
    secure_token_status invalid=401 expired=403;
    satisfy any;
    deny all;
    try_files /film =404;
}
--- user_files
>>> film
film
>>> passwords
viewer:{PLAIN}secret
--- request eval
our @rows = (
    [404, '/alone/a'],
    [451, '/alone/a?md5=adZ7GrVA2qloQO6tmLhrfg&expires=1'],
    [404, '/deny/a'],
    [404, '/deny/a?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [451, '/deny/a?md5=vP-3z87w4RWy9aC-7N7Ghw&expires=1'],
    [200, '/deny/a?md5=c1MyDtm08T8IH6TMWgX9iA&expires=4102444800'],
    [200, '/allow/a'],
    [200, '/allow/a?md5=O0ISsUmpR58U0qCWk7qatg&expires=1'],
    # logging in would help
    [401, '/basic/a'],
    [451, '/basic/a?md5=UUWpRHFOTdcGfnn9Gn-kTw&expires=1'],
    [401, '/unauthorized/a'],
    [403, '/unauthorized/a?md5=YJOTbr0XkfYuVBnuqxF3wg&expires=1'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[0] == 200 ? '! Cache-Control' : 'Cache-Control: no-store' } our @rows]



=== TEST 7: a pass holds after a redirect, and an excuse does not
--- config
secure_token query;
secure_token_key secret_key;

location /any/ { satisfy any; deny all; }
location /tried/ { satisfy any; deny all; try_files $uri /any/index.html; }
location /excused/ { satisfy any; allow all; try_files $uri /strict/a.ts; }
location /excused-index/ { satisfy any; allow all; }
location = /excused-index/index.html { }
location /strict/ { }
location /other/ { satisfy any; deny all; try_files $uri /other-key/a.ts; }
location /other-key/ { satisfy any; deny all; secure_token_key another_key; }
--- user_files
>>> any/index.html
index
>>> excused/open.ts
open
>>> excused-index/index.html
index
>>> strict/a.ts
film
>>> other-key/a.ts
film
--- request eval
our @rows = (
    [200, '/any/?md5=_l2Ms5kDFKfTJVkkT5yyIQ&expires=4102444800'],
    [403, '/any/'],
    [410, '/any/?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    [200, '/tried/?md5=2jpXBHhgRB_EZ_RHqxY2MQ&expires=4102444800'],
    [200, '/excused/open.ts'],
    [403, '/excused/a.ts'],
    [410, '/excused/a.ts?md5=DjZKqmWq4JsyR3rZgJ6WkQ&expires=1'],
    [200, '/excused/a.ts?md5=35qVtY0riHIQBCfovaaEpw&expires=4102444800'],
    [403, '/excused-index/'],
    [200, '/excused-index/?md5=rpC_DtibgUGmsYbYFNufBg&expires=4102444800'],
    [403, '/other/a.ts?md5=o6t96_6fdkNA9VlCclvufA&expires=4102444800'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 8: no other module overrules a refusal that has ended the request
--- config
secure_token query;
secure_token_key secret_key;
auth_basic_user_file $TEST_NGINX_HTML_DIR/passwords;

location /named/ { satisfy any; deny all; error_page 403 410 = @open; }
location /variable/ { satisfy any; deny all; error_page 403 410 = /open$uri; }
location /password/ { error_page 403 410 = @password; }
location /asked/ { error_page 403 410 = @asked; }
location /login/ { satisfy any; auth_basic films; error_page 401 = @open; }
location @open { satisfy any; allow all; }
location /open/ { satisfy any; allow all; secure_token off; alias $TEST_NGINX_HTML_DIR/; }
location @password { satisfy any; auth_basic films; secure_token off; }
location @asked { satisfy any; auth_request /auth; secure_token off; }
location = /auth { internal; return 204; }
--- user_files eval
[
    (map { ["$_/a.ts", "film\n"] } qw(named variable password asked login)),
    ['passwords', "viewer:{PLAIN}secret\n"],
]
--- more_headers eval
our ($right, $wrong) = ('Authorization: Basic dmlld2VyOnNlY3JldA==', 'Authorization: Basic dmlld2VyOndyb25n');
[($right) x 8, $wrong]
--- request eval
our @rows = (
    [403, '/named/a.ts'],
    [410, '/named/a.ts?md5=X__ioATL2MDm9Bm2LDGwaQ&expires=1'],
    [403, '/variable/a.ts'],
    [410, '/variable/a.ts?md5=mdZXidy4qCvlYfKn-Lm3ow&expires=1'],
    [403, '/password/a.ts'],
    [410, '/password/a.ts?md5=tYMUOGWSurA1ox-DTAVJeQ&expires=1'],
    [403, '/asked/a.ts'],
    [410, '/asked/a.ts?md5=7zzoG8FoOulAo4BCJbMH7Q&expires=1'],
    [401, '/login/a.ts'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_unlike eval
[('film') x our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]



=== TEST 9: the connection lives on
--- more_headers
Authorization: Basic dmlld2VyOnNlY3JldA==
--- pipelined_requests eval
our @rows = (
    [403, '/password/a.ts'],
    [410, '/asked/a.ts?md5=7zzoG8FoOulAo4BCJbMH7Q&expires=1'],
    [403, '/variable/a.ts'],
    [200, '/named/a.ts?md5=y1FfzZ41u-2TbaEeO6eFVw&expires=4102444800'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^film$' : "$_->[0] (?:Forbidden|Gone)" } our @rows]



=== TEST 10: fixed pages of such refusals
--- config
secure_token query;
secure_token_key secret_key;
auth_basic_user_file $TEST_NGINX_HTML_DIR/passwords;

location / { }
location /deny/ { satisfy any; deny all; error_page 403 /denied.html; error_page 410 /gone.html; }
location /basic/ {
    satisfy any;
    auth_basic films;
    error_page 401 /login.html;
    error_page 403 /denied.html;
    error_page 410 /gone.html;
}
location = /gone.html { satisfy any; allow all; }
--- user_files
>>> denied.html
denied
>>> gone.html
gone
>>> login.html
log in
>>> passwords
viewer:{PLAIN}secret
--- request eval
our @rows = (
    [403, '/deny/a',  'denied'],
    [410, '/deny/a?md5=vP-3z87w4RWy9aC-7N7Ghw&expires=1', 'gone'],
    [401, '/basic/a', 'log in'],
    [410, '/basic/a?md5=UUWpRHFOTdcGfnn9Gn-kTw&expires=1', 'gone'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { "^$_->[2]\$" } our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]
