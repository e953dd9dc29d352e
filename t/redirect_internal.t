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
    [200, '/index/',              'WsbD-af6goHkgwpxfODXLg',           'index'],  # "1893456000/index/ secret_key"
    [200, '/try/a.ts',            'VNZ16eXAj-U2sd7vfzg3Ng',             'file'],  # "1893456000/try/ secret_key"
    [200, '/try/a',               'fgMHXuvE1sOunvwH_YgJMQ',            'file'],  # "1893456000/try/a secret_key"
    [200, '/try/dir/',            'HRGt1LjQOuHevWoFfC-Q8w',         'index of a directory'],  # "1893456000/try/dir/ secret_key"
    [200, '/try/none.ts',         'AXSHBFODrDrfc-vCWoq_ow',      'fallback'],  # "1893456000/try/none.ts secret_key"
    [200, '/try-named/none.ts',   'AbhHzpVE2jwffsNhmx4ClA',       'upstream'],  # "1893456000/try-named/ secret_key"
    [200, '/hls/a.ts',            'nvNoFWbO41Ez_eHqn6eMZQ',         'stored'],  # "1893456000/hls/a.ts secret_key"
    [200, '/hls/name.ts',         'p4DFq3Pv8lzJJ5VwnqA2Cg',             'stored'],  # "1893456000/hls/ secret_key"
    [200, '/intercepted/none.ts', 'llhFoWMCV-I8C9oBeOMqoQ',     'upstream'],  # "1893456000/intercepted/ secret_key"
    [404, '/index/none.ts',       'WsbD-af6goHkgwpxfODXLg',           'not found'],  # "1893456000/index/ secret_key"
);
# a token of the path to which a request is redirected is none of the client's URL
push @rows, map { [403, @$_, '403 Forbidden'] } (
    ['/try/none.ts', 'uLImqqCeFmyaeFOlAr0ewQ'],  # "1893456000/try/fallback.ts secret_key"
    ['/hls/a.ts',    'zRq0aOJt4ChEUez-bQwO6A'],  # "1893456000/hls/stored/ secret_key"
);
[map { "GET $_->[1]?md5=$_->[2]&expires=1893456000" } @rows]
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
our ($first, $second, $wrong) = qw(md5=%s&expires=1893456000 t=%s&e=1893456000 t=AAAAAAAAAAAAAAAAAAAAAA&e=1893456000);
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
    ['/index/',       'QRInCOEpIz6ePurCItHzbw',   'pI7qeUJqUhAhpPrqzyhyQQ',  # "1893456000/index/ first_key"; "1893456000/index/ second_key"
        'a09DPTrU0wevPJyiGU2pjA'],  # "1/index/ second_key"
    ['/try/a.ts',     '8xfjzAyxzQKm3yM3R-DMeA',     'ACD8uWtYT-HA_lX-u0Jvaw',  # "1893456000/try/ first_key"; "1893456000/try/ second_key"
        '9HW0yDv-v8KmWGZ7p1g0Pg'],  # "1/try/ second_key"
    ['/named/a.ts',   'XxVdqvyG19SmcX8J_JAynQ',   'SmkVdVnalK5PVgK5gM9OsQ',  # "1893456000/named/ first_key"; "1893456000/named/ second_key"
        'dX5aVBwrXqeDJA6pktvEMg'],  # "1/named/ second_key"
    ['/accel/a.ts',   'Jr6eVRUO0PUlmA9ezZg51w',   'fifVIGMa3z5j-hm7lhj1eg',  # "1893456000/accel/ first_key"; "1893456000/accel/ second_key"
        'cbviV78sefIKc7GtmjXTVQ'],  # "1/accel/ second_key"
    ['/missing/a.ts', 'aISYTF39FguaYwDAJZGpgQ', 'PXBvq-XTW6pwQuaEwad3eA',  # "1893456000/missing/ first_key"; "1893456000/missing/ second_key"
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
    [200, '/same/x.ts?md5=AxIXAEQz8un0GZ5og6gJxA'],
    [403, '/key/x.ts?md5=WMv7NEIwetaxtCAHKzP2eg'],
    [403, '/algorithm/x.ts?md5=WH-41FMb2oPCN7SLI5wWZA'],
    [403, '/string/x.ts?md5=EwnM8LgmtMOV5YFZ-NDULw'],
    [403, '/scope/x.ts?md5=ww0CTS9pdiBbCVlxVuCJvQ'],
    [403, '/binding/x.ts?md5=dx8dyAGCMyPmCNNfvdh7pQ'],
    [403, '/names/x.ts?md5=N-vR1UGOO9GMuGBLGlrcmg'],
    [403, '/lifetime/x.ts?md5=t7yGxPKlqG40SHcCFcbMyg'],
    [410, '/leeway/x.ts?md5=MChk31DCzaEmaYEXD1IlxQ&expires=1'],
    [403, '/mode/x.ts?md5=npf9uV2MN7EDpE5P1Eldzw'],
    [200, '/off/x.ts?md5=94eeVjhXKP3XzimzmM-dqw'],
    # a scope that both policies have
    [200, '/scope/x.ts?md5=xmRu4mAFPeAGJ1W9-s1A0A'],  # "1893456000/scope/x.ts secret_key"
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
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
    [200, '/dry/a.ts?md5=LIPvmYLUmWmrbMTVrLKueQ'],
    [403, '/open/a.ts?'],
    [200, '/open/a.ts?md5=TPr_0wbiOyfO8D-ajuhgbg'],
    [200, '/tree/dry/b.ts?'],
    [403, '/tree/dry/a.ts?'],
    [200, '/tree/dry/a.ts?md5=nlUsNk3RBoY5SGYCY7v-yw'],
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
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
GET /vod/page.html?md5=kihiOboIbX6rppk3iNEWIg&expires=1893456000
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
GET /parts/b.html?md5=3AixCvU4zUWggMXteMLSLw&expires=1893456000
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
    [403, 'GET /vod/page.html?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1893456000'],
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
GET /vod/page.html?md5=kihiOboIbX6rppk3iNEWIg&expires=1893456000
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
    [301, '/vod?md5=vl_HG16TXjf692lwiPXyHA&expires=1893456000'],  # "1893456000/vod secret_key"
    [301, '/vod?md5=geHI6QUjYInT2TgKAsWT3Q&expires=1893456000'],
    [403, '/vod?md5=kihiOboIbX6rppk3iNEWIg&expires=1893456000'],  # "1893456000/vod/ secret_key"
    # nothing tells the curious that it is there
    [403, '/vod'],
    [403, '/none'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
