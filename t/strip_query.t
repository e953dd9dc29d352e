# The token's two parameters leave the query of a valid link, and nothing else does.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: wherever the two stand among others, and however often
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    add_header X-Args "[$is_args$args]";
    add_header X-Request-Uri $request_uri;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- request eval
our $m = 'md5=F5lDnH4v5P4dAiVzt-Shig';
our $e = 'expires=4102444800';
our @rows = (
    # the two alone
    ['',                "$m&$e"],
    ['',                "$e&$m"],
    ['',                "&&$m&&$e&&"],
    # first, last, between, apart
    ['a=1&b=2',         "$m&$e&a=1&b=2"],
    ['a=1&b=2',         "a=1&b=2&$m&$e"],
    ['a=1&b=2',         "a=1&$m&$e&b=2"],
    ['a=1&b=2',         "$m&a=1&$e&b=2"],
    ['a=1&b=2',         "a=1&$m&b=2&$e"],
    ['a=1&b=2&c=3',     "a=1&$e&b=2&$m&c=3"],
    # the first one counts, and all of them go
    ['a=1&b=2',         "$m&$e&a=1&md5=x&b=2&expires=1"],
    ['a=1&b=2&c=3',     "$m&a=1&$m&b=2&$e&c=3&$e&$m"],
    # bare keys and empty values
    ['a=1',             "md5&$m&a=1&expires&$e"],
    ['a=1',             "$m&$e&md5=&expires=&a=1&md5&expires"],
    # names are compared without regard to case
    ['a=1',             "MD5=F5lDnH4v5P4dAiVzt-Shig&eXpIrEs=4102444800&a=1&Md5=x&EXPIRES"],
    # parameters of other names, some of which look alike
    ['md55=1&xmd5=2&md=3&expire=4&expires2=5', "md55=1&xmd5=2&md=3&$m&expire=4&expires2=5&$e"],
    ['%6Dd5=1&md5%3D=2&expire%73=3',           "%6Dd5=1&md5%3D=2&$m&$e&expire%73=3"],
    ['md5;a=1&expires;=2&+md5=3',              "md5;a=1&expires;=2&+md5=3&$m&$e"],
    # other parameters stay as they are: order, spelling, repeats, what is empty or odd
    ['b=2&a=1&b=2&a=',  "b=2&a=1&$m&b=2&$e&a="],
    ['a=%41%2f+%20&=1&c&=', "a=%41%2f+%20&=1&$m&$e&c&="],
    ['a=md5=x&b=?&c=/expires=1', "a=md5=x&$m&b=?&c=/expires=1&$e"],
    ["a=\xE9&b=\"'<>",  "a=\xE9&$m&b=\"'<>&$e"],
);
[map { "GET /vod/a.ts?$_->[1]" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { '/vod/a.ts' . ($_->[0] eq '' ? '' : "?$_->[0]") . "\n" } our @rows]
--- response_headers eval
[map { 'X-Args: [' . ($_->[0] eq '' ? '' : "?$_->[0]") . "]\nX-Request-Uri: /vod/a.ts?$_->[1]" } our @rows]



=== TEST 2: padding belongs to the token, and names may be others
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;

location /vod/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /names/ { secure_token_args st e; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
our @rows = (
    ['/vod/a.ts?a=1',   '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig==&expires=4102444800&a=1'],
    ['/vod/a.ts?a=1',   '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig%3D%3d&expires=4102444800&a=1'],
    ['/names/a.ts?md5=1&expires=2', '/names/a.ts?md5=1&st=TTWLoO46D1fIfPE2gqNUQg&expires=2&e=4102444800'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "$_->[0]\n" } our @rows]



=== TEST 3: what is not checked, not valid, or not to be stripped stays as it is
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;

location /on/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /strip-off/ { secure_token_strip off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /check-off/ { secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /dry-run/ { secure_token_dry_run on; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /excused/ { satisfy any; allow all; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
our @rows = (
    [200, '/on//a%2Db.ts?md5=S9DcH2bjJkvMOKELhi-lkQ&expires=4102444800',        '/on/a-b.ts'],
    [200, '/strip-off//a%2Db.ts?md5=1Lo3QG2EjAKxQ9GlPoyhag&expires=4102444800'],
    [200, '/check-off//a%2Db.ts?md5=aWtUoYuNqZQshSZBoOscBQ&expires=4102444800'],
    [200, '/dry-run//a%2Db.ts?md5=QFMZZ2RZkHP9Ktb30LHVag&expires=4102444800'],
    [200, '/dry-run//a%2Db.ts?md5=GCCPs3m_YdMeWMJlwWo8LA&expires=1'],
    [200, '/dry-run//a%2Db.ts?md5=x&expires=4102444800'],
    [200, '/excused//a%2Db.ts?md5=35qVtY0riHIQBCfovaaEpw&expires=4102444800', '/excused/a-b.ts'],
    # who is let in without a valid token keeps it
    [200, '/excused//a%2Db.ts?md5=DjZKqmWq4JsyR3rZgJ6WkQ&expires=1'],
    [200, '/excused//a%2Db.ts?md5=x&expires=4102444800'],
    [403, '/on//a%2Db.ts?md5=x&expires=4102444800'],
    [410, '/on//a%2Db.ts?md5=mWGFV6t_tnoK3ucA7dSpHg&expires=1'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '\A' . quotemeta($_->[2] // $_->[1]) . '\n\z' : $_->[0] } our @rows]



=== TEST 4: where several locations follow each other, each takes off its own token
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;

location /two/ { try_files /none @second; }
location @second {
    secure_token_args st e;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /keep/ { secure_token_strip off; try_files /none @third; }
location @third { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /leave/ { try_files /none @fourth; }
location @fourth { secure_token_strip off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
# arguments that the configuration adds
location /added/ { try_files /none /origin/a.ts?b=2&md5=x&$args; }
location /origin/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
our @rows = (
    ['/two/a.ts?a=1',   '/two/a.ts?md5=LL6_Ec6T_IqKOlgP_MG7YQ&expires=4102444800&a=1&st=LL6_Ec6T_IqKOlgP_MG7YQ&e=4102444800'],
    ['/keep/a.ts?a=1',  '/keep/a.ts?md5=bRFqZBoMnTlQHOdcCc7nqA&expires=4102444800&a=1'],
    ['/leave/a.ts?a=1', '/leave/a.ts?md5=JAGiFbO-oqc8p7rqP--GJQ&expires=4102444800&a=1'],
    ['/origin/a.ts?b=2&a=1', '/added/a.ts?md5=zrEDlY-r5T_1H-VHlbGaZg&expires=4102444800&a=1'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "$_->[0]\n" } our @rows]



=== TEST 5: variables of nginx see the clean query once the token was checked, and the client's own before
--- http_config
log_format query '<$request_uri|$uri|$args|$arg_md5>';
--- config
access_log logs/access.log query;
location / {
    secure_token query;
    secure_token_key secret_key;
    set $before $args;
    add_header X-Before $before;
    add_header X-After "$args|$query_string|$arg_md5|$arg_a";
    try_files $uri =404;
}
--- user_files
>>> vod/a.ts
film
--- request
GET /vod/a.ts?a=1&md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- response_headers
X-Before: a=1&md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
X-After: a=1|a=1||1
--- response_body
film
--- access_log
</vod/a.ts?a=1&md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800|/vod/a.ts|a=1|->
