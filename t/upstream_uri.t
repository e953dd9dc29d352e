# The URL by which nginx asks the server behind it, whatever form proxy_pass has.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the clean URL, whatever form proxy_pass has
--- http_config
log_format asked 'asked $request_uri';
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    access_log logs/access.log asked;
    location / { return 200 "$request_uri\n"; }
}
upstream origin { server unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
map $uri $directory { default other; }
--- config
secure_token query;
secure_token_key secret_key;

location /plain/ { proxy_pass http://origin; }
location /uri/ { proxy_pass http://origin/base/; }
location /uri-short { proxy_pass http://origin/base; }
location /sent/ { proxy_pass http://origin/; }
location /variable/ { proxy_pass http://origin/$directory$uri$is_args$args; }
location /host/ { set $name origin; proxy_pass http://$name; }
location /request-uri/ { proxy_pass http://origin$request_uri; }
location ~ ^/regex/ { proxy_pass http://origin; }
location ~ ^/capture/(.*)$ { proxy_pass http://origin/base/$1; }
location /rewritten/ { rewrite ^/rewritten(.*) /base$1 break; proxy_pass http://origin; }
location /if/ { if ($args) { proxy_pass http://origin; } }
location /limit/ { limit_except POST { proxy_pass http://origin; } }

location /path/ { secure_token path; proxy_pass http://origin; }
location /path-uri/ { secure_token path; proxy_pass http://origin/base/; }
location ~ ^/path-capture/(.*)$ { secure_token path; proxy_pass http://origin/base/$1; }
location /path-variable/ { secure_token path; proxy_pass http://origin/base$uri; }
--- request eval
our @rows = (
    ['/plain/a.ts?a=1',     '/plain/a.ts?md5=Hss0PKoz3iKs10F1G9mjHQ&expires=1893456000&a=1'],
    ['/plain/a.ts',         '/plain/a.ts?md5=Hss0PKoz3iKs10F1G9mjHQ&expires=1893456000'],
    ['/base/a.ts?a=1',      '/uri/a.ts?md5=qE_TY48VyPE2QT8ZOIqeeg&expires=1893456000&a=1'],
    ['/base/a.ts?a=1',      '/uri-short/a.ts?md5=3YHo-kLURcc3IAtdL5Colw&expires=1893456000&a=1'],
    ['/a.ts?a=1',           '/sent/a.ts?md5=bqnAl9ly4wYTbXP1rqjUIg&expires=1893456000&a=1'],
    ['/',                   '/sent/?md5=bqnAl9ly4wYTbXP1rqjUIg&expires=1893456000'],
    ['/other/variable/a.ts?a=1', '/variable/a.ts?md5=S0hXwoE_VfOvCZwazshg1w&expires=1893456000&a=1'],
    ['/other/variable/a.ts', '/variable/a.ts?md5=S0hXwoE_VfOvCZwazshg1w&expires=1893456000'],
    ['/host/a.ts?a=1',      '/host/a.ts?md5=Lv2Rvd-Avhm2FEly8qfPxQ&expires=1893456000&a=1'],
    # what the configuration says itself
    ['/request-uri/a.ts?md5=ch1w1mR62HNbNxk8Qobr1A&expires=1893456000', '/request-uri/a.ts?md5=ch1w1mR62HNbNxk8Qobr1A&expires=1893456000'],
    ['/regex/a.ts?a=1',     '/regex/a.ts?md5=bL9KOGH-WcOvzR3KrCoGVg&expires=1893456000&a=1'],
    ['/base/a.ts',          '/capture/a.ts?md5=opzNLIKs2GQ6Yi4RWuQlQA&expires=1893456000&a=1'],
    ['/base/a.ts?a=1',      '/rewritten/a.ts?md5=RbkeehBaKJF2OifLXDtk-Q&expires=1893456000&a=1'],
    ['/if/a.ts',            '/if/a.ts?md5=AcPoQ-6YzSrGuoGIc_g6IQ&expires=1893456000'],
    ['/limit/a.ts',         '/limit/a.ts?md5=uDyQW_O8xYfF7XuxxAgbAA&expires=1893456000'],

    ['/path/film/a.ts?a=1', '/path/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts?a=1'],
    ['/base/film/a.ts?a=1', '/path-uri/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts?a=1'],
    ['/base/film/',         '/path-uri/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999'],
    ['/base/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts', '/path-capture/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts?a=1'],
    ['/base/path-variable/film/a.ts', '/path-variable/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/a.ts?a=1'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "$_->[0]\n" } our @rows]



=== TEST 2: and no request at all, where the client's is refused
--- request eval
our @rows = map {
    my ($path, $expired) = @$_;
    (
        [403, "$path?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1893456000"],
        # the time alone makes no link last longer
        [403, "$path?md5=$expired&expires=1893456000"],
        [410, "$path?md5=$expired&expires=1"],
    )
} (
    ['/plain/a.ts',       'Qw8AiZKeGEUzaYbqjoByBQ'],  # "1/plain/ secret_key"
    ['/uri/a.ts',         '9-Fb_gCIER_DuNsLVOd06g'],  # "1/uri/ secret_key"
    ['/uri-short/a.ts',   'fsuvny8-qoj0ST1aeTiiJA'],  # "1/uri-short/ secret_key"
    ['/sent/a.ts',        'CaYyJiSJQRm74HdZw8FH0A'],  # "1/sent/ secret_key"
    ['/sent/',            'CaYyJiSJQRm74HdZw8FH0A'],  # "1/sent/ secret_key"
    ['/variable/a.ts',    'mdZXidy4qCvlYfKn-Lm3ow'],  # "1/variable/ secret_key"
    ['/host/a.ts',        'VK4gomHZ5jB9-XTHpKG-6Q'],  # "1/host/ secret_key"
    ['/request-uri/a.ts', 'yGSyt4OjSNhpQuEyyWXoIg'],  # "1/request-uri/ secret_key"
    ['/regex/a.ts',       'roduang7z67XsFfZMkrd_w'],  # "1/regex/ secret_key"
    ['/capture/a.ts',     'y2rq5OaGtkmEXqEIkn7kdw'],  # "1/capture/ secret_key"
    ['/rewritten/a.ts',   'UXpue39203uUj_O8OVatgg'],  # "1/rewritten/ secret_key"
    ['/if/a.ts',          'YSSJwUUXYI0G2WRzLBTK7A'],  # "1/if/ secret_key"
    ['/limit/a.ts',       'vBpB598Lngj8Z8WQPCWo7A'],  # "1/limit/ secret_key"
);
push @rows, map {
    (
        [403, "/$_/film/AAAAAAAAAAAAAAAAAAAAAA/1861919999/a.ts"],
        [403, "/$_/film/AiAf1yt5873ro-BvYE5jjA/1861919999/a.ts"],  # "film_secret_key_1_"
        [410, "/$_/film/AiAf1yt5873ro-BvYE5jjA/1/a.ts"],
    )
} qw(path path-uri path-capture path-variable);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 410 ? '410 Gone' : '403 Forbidden' } our @rows]
--- no_access_log
asked



=== TEST 3: a path is encoded anew, as after a rewrite
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_scope tree;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /base/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_scope tree;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/base/;
}
location /videos/ {
    secure_token path;
    secure_token_key secret_key;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /strip-off/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_scope tree;
    secure_token_strip off;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- request eval
# as the client spells it, and as the upstream sees it
our @spellings = (
    ['a%20b.ts',          'a%20b.ts'],
    ['a%2Fb.ts',          'a/b.ts'],
    ['a%3Fb.ts',          'a%3Fb.ts'],
    ['a%23b.ts',          'a%23b.ts'],
    ['a%25b.ts',          'a%25b.ts'],
    ['a%2541.ts',         'a%2541.ts'],
    ['%61+%2B.ts',        'a++.ts'],
    ['caf%C3%A9.ts',      'caf%C3%A9.ts'],
    ['caf%e9.ts',         'caf%E9.ts'],
    ['a%0D%0AX:%20b.ts',  'a%0D%0AX:%20b.ts'],
    ['%01%7F.ts',         '%01%7F.ts'],
    ['a%26b%3D%3B.ts',    'a&b=;.ts'],
    # what needs no encoding stays, even where it should have some
    ["caf\xC3\xA9.ts",    "caf\xC3\xA9.ts"],
    ['x/../a.ts',         'a.ts'],
    ['.//a.ts',           'a.ts'],
);
our ($vod, $base, $strip_off) = map { "md5=$_&expires=1893456000" }
    qw(kihiOboIbX6rppk3iNEWIg 8dX2RQcKaFt2OSsiv5r3JA s-Zv4xgnuTApCFBOqBnPHA);
our @rows = map {
    (
        ["/vod/$_->[0]?$vod",                    "/vod/$_->[1]"],
        ["/base/$_->[0]?$base",                  "/base/$_->[1]"],
        ["/videos/film/sLg7ns2-K7PZRyKCImIYiQ/1861919999/$_->[0]",        "/videos/film/$_->[1]"],
        ["/strip-off/$_->[0]?$strip_off",        "/strip-off/$_->[0]?$strip_off"],
    )
} @spellings;
[map { "GET $_->[0]" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "$_->[1]\n" } our @rows]



=== TEST 4: the query goes on as the client spelt it
--- request eval
our @rows = (
    'a=%20+%2F%2f', "a=\xC3\xA9", 'a=?b=/../c', 'a=%0D%0A', 'a="<>"',
);
[map { "GET /vod/a.ts?md5=kihiOboIbX6rppk3iNEWIg&$_&expires=1893456000" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "/vod/a.ts?$_\n" } our @rows]
