# Internal redirects: each location that a request reaches asks for the verdict of its own policy.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: within one policy a redirect changes nothing
--- http_config
log_format asked 'asked $request_uri';
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    access_log logs/access.log asked;
    location = /hls/a.ts { add_header X-Accel-Redirect /hls/stored/a.ts; return 200; }
    location = /hls/name.ts { add_header X-Accel-Redirect @stored; return 200; }
    location = /hls/none.ts { return 404; }
    location / { return 200 "upstream\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;
error_page 404 /pages/404.html;

location /index/ { index none.m3u8 master.m3u8; }
location /try/ { try_files $uri $uri.ts $uri/ /try/fallback.ts; }
location /try-named/ { try_files $uri @upstream; }
location /hls/ { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /intercepted/ {
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1/hls/;
    proxy_intercept_errors on;
    error_page 404 = @upstream;
}
location /hls/stored/ { internal; }
location @stored { rewrite ^ /hls/stored/a.ts break; }
location @upstream { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /pages/ { }
--- user_files
>>> index/master.m3u8
index
>>> try/a.ts
file
>>> try/dir/index.html
index of a directory
>>> try/fallback.ts
fallback
>>> hls/stored/a.ts
stored
>>> pages/404.html
not found
--- request eval
our @rows = map { ([@$_], [403, $_->[1], 'AAAAAAAAAAAAAAAAAAAAAA', '403 Forbidden']) } (
    [200, '/index/',              'MDzDm7dQkcXQ5QOf1OPaXg',           'index'],  # "4102444800/index/ secret_key"
    [200, '/try/a.ts',            'Q7D32DaZbxb2XSrIjxuJRQ',             'file'],  # "4102444800/try/ secret_key"
    [200, '/try/a',               'QNRbeudOiyT8hk6-j_TA6A',            'file'],  # "4102444800/try/a secret_key"
    [200, '/try/dir/',            '-XwOOe5mVAsxgyYPqfbbog',         'index of a directory'],  # "4102444800/try/dir/ secret_key"
    [200, '/try/none.ts',         '6saJZwh6_PN751ZpCcvgBQ',      'fallback'],  # "4102444800/try/none.ts secret_key"
    [200, '/try-named/none.ts',   'wXgYuSetzxI0V9rbZE-t6A',       'upstream'],  # "4102444800/try-named/ secret_key"
    [200, '/hls/a.ts',            'dQgG3R55J9lA9cDcBgiESQ',         'stored'],  # "4102444800/hls/a.ts secret_key"
    [200, '/hls/name.ts',         'nXMylXUPj0paOVNcq-tiFg',             'stored'],  # "4102444800/hls/ secret_key"
    [200, '/intercepted/none.ts', 'JK5XBV5EgddhatUamLHlsw',     'upstream'],  # "4102444800/intercepted/ secret_key"
    [404, '/index/none.ts',       'MDzDm7dQkcXQ5QOf1OPaXg',           'not found'],  # "4102444800/index/ secret_key"
);
# a token of the path to which a request is redirected is none of the client's URL
push @rows, map { [403, @$_, '403 Forbidden'] } (
    ['/try/none.ts', 'DdgTBv55932A1DM3TgWqCA'],  # "4102444800/try/fallback.ts secret_key"
    ['/hls/a.ts',    'Opid6Sq6WXQ-cbh0ytVJmQ'],  # "4102444800/hls/stored/ secret_key"
);
[map { "GET $_->[1]?md5=$_->[2]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[3] } our @rows]
--- response_headers eval
[map { $_->[0] == 403 ? 'Cache-Control: no-store' : '! Cache-Control' } our @rows]



=== TEST 2: and a link that has expired leads nowhere
--- request eval
our @rows = (
    ['/index/',              'CfAAFiE3PAp0Xb2oULovdA'],  # "1/index/ secret_key"
    ['/index/none.ts',       'CfAAFiE3PAp0Xb2oULovdA'],  # "1/index/ secret_key"
    ['/try/a.ts',            '8JWFmiX2RuTKy9MFv-__Sw'],  # "1/try/ secret_key"
    ['/try/dir/',            '2KjjHMt4uxAFSjlV9dTbMw'],  # "1/try/dir/ secret_key"
    ['/try/none.ts',         '8JWFmiX2RuTKy9MFv-__Sw'],  # "1/try/ secret_key"
    ['/try-named/none.ts',   'ZvjkQnjDWsumxsl-Ppsh4g'],  # "1/try-named/ secret_key"
    ['/hls/a.ts',            'qcjRDtxitpo1y1E1gU3Y1Q'],  # "1/hls/ secret_key"
    ['/hls/name.ts',         'qcjRDtxitpo1y1E1gU3Y1Q'],  # "1/hls/ secret_key"
    ['/intercepted/none.ts', 'Kbvu93lHVNcb47ve_FCIfw'],  # "1/intercepted/ secret_key"
);
[map { "GET $_->[0]?md5=$_->[1]&expires=1" } @rows]
--- error_code eval
[(410) x our @rows]
--- response_body_like eval
[('410 Gone') x our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]
--- no_access_log
asked



=== TEST 3: another policy judges the client's URL anew
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    location / { add_header X-Accel-Redirect /stored/a.ts; return 200; }
}
--- config
secure_token query;
secure_token_key first_key;

location /index/ { }
location = /index/index.html { secure_token_key second_key; secure_token_args t e; }
location /try/ { try_files $uri /second/a.ts; }
location /second/ { secure_token_key second_key; secure_token_args t e; }
location /named/ { try_files $uri @second; }
location @second { secure_token_key second_key; secure_token_args t e; rewrite ^ /stored/a.ts break; }
location /accel/ { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /stored/ { internal; secure_token_key second_key; secure_token_args t e; }
location /missing/ { error_page 404 = /second/a.ts; }
--- user_files
>>> index/index.html
film
>>> second/a.ts
film
>>> stored/a.ts
film
--- request eval
our ($first, $second, $wrong) = qw(md5=%s&expires=4102444800 t=%s&e=4102444800 t=AAAAAAAAAAAAAAAAAAAAAA&e=4102444800);
our @rows = map {
    my ($path, $md5, $t) = @$_;
    (
        [200, $path, sprintf "$first&$second", $md5, $t],
        [403, $path, sprintf $first, $md5],
        [403, $path, sprintf $second, $t],
        [403, $path, sprintf "$first&$wrong", $md5],
        [410, $path, sprintf "$first&t=%s&e=1", $md5, $_->[3]],
    );
} (
    ['/index/',       'Yz0kE90hP1uUuOJFWp1nJA',   'GAzxhwqh3sFsYEB6Voh0qA',  # "4102444800/index/ first_key"; "4102444800/index/ second_key"
        'a09DPTrU0wevPJyiGU2pjA'],  # "1/index/ second_key"
    ['/try/a.ts',     'zdpiGNmlL67nc7CnIh_4vA',     '857GHHEq4I7eVrfHDVpqjQ',  # "4102444800/try/ first_key"; "4102444800/try/ second_key"
        '9HW0yDv-v8KmWGZ7p1g0Pg'],  # "1/try/ second_key"
    ['/named/a.ts',   '6mzCOlwFjo954MifxyeOvw',   'SkHR3sCuVv1VkdT2wnfj9A',  # "4102444800/named/ first_key"; "4102444800/named/ second_key"
        'dX5aVBwrXqeDJA6pktvEMg'],  # "1/named/ second_key"
    ['/accel/a.ts',   'Mi2RDFbdoDg4os-vt_YBFA',   'I2FHXnMoysR07POHm6eU0Q',  # "4102444800/accel/ first_key"; "4102444800/accel/ second_key"
        'cbviV78sefIKc7GtmjXTVQ'],  # "1/accel/ second_key"
    ['/missing/a.ts', 'kNSoiwgkNqHn9fzIU5w3fg', '8aMrfCUkED5s7q_WKvt4cg',  # "4102444800/missing/ first_key"; "4102444800/missing/ second_key"
        '-_16EakgIoWDl-IfsxxzQg'],  # "1/missing/ second_key"
);
[map { "GET $_->[1]?$_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_unlike eval
[map { $_->[0] == 200 ? '403 Forbidden' : 'film' } our @rows]
--- response_headers eval
[map { $_->[0] == 200 ? '! Cache-Control' : 'Cache-Control: no-store' } our @rows]



=== TEST 4: each part of a policy makes it another one
--- config
secure_token query;
secure_token_key secret_key;

location /same/ { try_files $uri /alike/a.ts; }
location /alike/ { secure_token_log_level error; secure_token_status invalid=404; }
location /key/ { try_files $uri /key-b/a.ts; }
location /key-b/ { secure_token_key another_key; }
location /algorithm/ { try_files $uri /algorithm-b/a.ts; }
location /algorithm-b/ { secure_token_algorithm sha1; }
location /string/ { try_files $uri /string-b/a.ts; }
location /string-b/ { secure_token_string "$secure_token_path$secure_token_expires $secure_token_key"; }
location /scope/ { try_files $uri /scope-b/a.ts; }
location /scope-b/ { secure_token_scope file; }
location /binding/ { try_files $uri /binding-b/a.ts; }
location /binding-b/ { secure_token_bind_ip on; }
location /names/ { try_files $uri /names-b/a.ts; }
location /names-b/ { secure_token_args t e; }
location /lifetime/ { try_files $uri /lifetime-b/a.ts; }
location /lifetime-b/ { secure_token_max_lifetime 1d; }
location /leeway/ { secure_token_leeway 100y; try_files $uri /leeway-b/a.ts; }
location /leeway-b/ { }
location /mode/ { try_files $uri /mode-b/a.ts; }
location /mode-b/ { secure_token path; }
location /off/ { try_files $uri /off-b/a.ts; }
location /off-b/ { secure_token off; }
--- user_files eval
[map { ["$_/a.ts", "film\n"] }
    qw(alike key-b algorithm-b string-b scope-b binding-b names-b lifetime-b leeway-b mode-b off-b)]
--- request eval
our @rows = (
    [200, '/same/x.ts?md5=fqeIaJ8hCgnNlWNiHv9qeA'],
    [403, '/key/x.ts?md5=FiJh5Q1p_pAstAbxqIePgA'],
    [403, '/algorithm/x.ts?md5=BBfbymw3PYcdpbTitYv7oA'],
    [403, '/string/x.ts?md5=y_zilpn-So1_6Rp_dr6pEg'],
    [403, '/scope/x.ts?md5=Otxp2D3krpCA6EstDZ2QeA'],
    [403, '/binding/x.ts?md5=n18Zx1BeeyTalqcpug_KAA'],
    [403, '/names/x.ts?md5=TTWLoO46D1fIfPE2gqNUQg'],
    [403, '/lifetime/x.ts?md5=TzKPc5Ju-zOdspV-z-swUw'],
    [410, '/leeway/x.ts?md5=MChk31DCzaEmaYEXD1IlxQ&expires=1'],
    [403, '/mode/x.ts?md5=1vaewzTY3rEReoveXY9CJA'],
    [200, '/off/x.ts?md5=vCqA_vX2md3NV7LC4ZKCaQ'],
    # a scope that both policies have
    [200, '/scope/x.ts?md5=R03NWBZuL5qCjdJTdbeJzg'],  # "4102444800/scope/x.ts secret_key"
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 5: what was passed, or let through by a dry run, opens nothing elsewhere
--- config
location /dry/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_dry_run on;
    try_files $uri /protected/a.ts;
}
location /open/ { try_files $uri /protected/a.ts; }
location /protected/ {
    secure_token query;
    secure_token_key secret_key;
}

# one policy, with and without the dry run
location /tree/ {
    secure_token query;
    secure_token_key secret_key;

    location /tree/dry/ { secure_token_dry_run on; try_files $uri /tree/wet/a.ts; }
    location /tree/wet/ { }
}
--- user_files
>>> protected/a.ts
film
>>> tree/wet/a.ts
film
>>> tree/dry/b.ts
film
--- request eval
our @rows = (
    [403, '/dry/a.ts?'],
    [200, '/dry/a.ts?md5=NmhTYJMMOVl3xvvpBLOLNA'],
    [403, '/open/a.ts?'],
    [200, '/open/a.ts?md5=ROsU4j9F_js2s-aPnO0ztg'],
    [200, '/tree/dry/b.ts?'],
    [403, '/tree/dry/a.ts?'],
    [200, '/tree/dry/a.ts?md5=4FKHGTWazTeXHWmsy7qGyg'],
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 6: subrequests are not checked
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    access_log $TEST_NGINX_SERVER_ROOT/logs/access.log;
    location / { return 200; }
}
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    ssi on;
    auth_request /auth/ok;
    mirror /mirror;
}
location /parts/ {
    secure_token query;
    secure_token_key another_key;
}
location /auth/ {
    secure_token query;
    secure_token_key another_key;
    try_files /parts/b.html =500;
}
location /mirror {
    internal;
    secure_token query;
    secure_token_key another_key;
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1/mirrored?;
}
--- user_files
>>> vod/page.html
begin
<!--# include virtual="/parts/b.html" -->
end
>>> parts/b.html
part
--- request
GET /vod/page.html?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- response_body
begin
part

end
--- access_log
GET /mirrored
--- no_error_log
secure token



=== TEST 7: but a request of the client for the same file is
--- request
GET /parts/b.html?md5=nhSSUyjTX8JnoRDC3afD3g&expires=4102444800
--- error_code: 403
--- error_log
secure token invalid



=== TEST 8: no subrequest is made for a request that is refused
--- http_config
log_format asked 'asked $request_uri';
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    access_log logs/access.log asked;
    location / { return 200 "asked\n"; }
}
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    ssi on;
    auth_request /auth;
    mirror /mirror;
}
location = /part { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location = /auth { internal; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location = /mirror { internal; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- user_files
>>> vod/page.html
<!--# include virtual="/part" -->
--- request eval
our @rows = (
    [403, 'GET /vod/page.html'],
    [403, 'GET /vod/page.html?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800'],
    [403, "POST /vod/page.html\nbody"],
    [410, 'GET /vod/page.html?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],
);
[map { $_->[1] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 410 ? '410 Gone' : '403 Forbidden' } our @rows]
--- no_access_log
asked



=== TEST 9: and each of them for one that passes
--- request
GET /vod/page.html?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- response_body eval
"asked\n\n"
--- access_log
asked /part
asked /auth
asked /mirror



=== TEST 10: a directory that is named without its last slash is a file like any other
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
}
--- user_files
>>> vod/index.html
index
--- request eval
our @rows = (
    [301, '/vod?md5=Zo2iYaekQnpKDko_YX-PFg&expires=4102444800'],  # "4102444800/vod secret_key"
    [301, '/vod?md5=VCE9CDSVPIHf8YrX3eQbdQ&expires=4102444800'],
    [403, '/vod?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800'],  # "4102444800/vod/ secret_key"
    # nothing tells the curious that it is there
    [403, '/vod'],
    [403, '/none'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
