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
    ['/plain/a.ts?a=1',     '/plain/a.ts?md5=W8NrYw4SuCF6hMV3C2N7iQ&expires=4102444800&a=1'],
    ['/plain/a.ts',         '/plain/a.ts?md5=W8NrYw4SuCF6hMV3C2N7iQ&expires=4102444800'],
    ['/base/a.ts?a=1',      '/uri/a.ts?md5=llTeV2YR6Ngvz0RsRFoHfQ&expires=4102444800&a=1'],
    ['/base/a.ts?a=1',      '/uri-short/a.ts?md5=gfYvbsEa2qO2v6_z3qsXYg&expires=4102444800&a=1'],
    ['/a.ts?a=1',           '/sent/a.ts?md5=_M3dwzPNVAdUQ4frpgIXFg&expires=4102444800&a=1'],
    ['/',                   '/sent/?md5=_M3dwzPNVAdUQ4frpgIXFg&expires=4102444800'],
    ['/other/variable/a.ts?a=1', '/variable/a.ts?md5=Wo3BTPB_oXu3PcJVthI2eQ&expires=4102444800&a=1'],
    ['/other/variable/a.ts', '/variable/a.ts?md5=Wo3BTPB_oXu3PcJVthI2eQ&expires=4102444800'],
    ['/host/a.ts?a=1',      '/host/a.ts?md5=E7pMQhvuj_kn68OYQNu0CA&expires=4102444800&a=1'],
    # what the configuration says itself
    ['/request-uri/a.ts?md5=TCSwi8foaudxfN3KFWzL0w&expires=4102444800', '/request-uri/a.ts?md5=TCSwi8foaudxfN3KFWzL0w&expires=4102444800'],
    ['/regex/a.ts?a=1',     '/regex/a.ts?md5=OemOTDy8pPpwM8fOFUZNgg&expires=4102444800&a=1'],
    ['/base/a.ts',          '/capture/a.ts?md5=myvdjZKBH4P9rjRk5N982Q&expires=4102444800&a=1'],
    ['/base/a.ts?a=1',      '/rewritten/a.ts?md5=x_EgYsVMuiV7yXy_Jykz2Q&expires=4102444800&a=1'],
    ['/if/a.ts',            '/if/a.ts?md5=TCNVAxgqPC_6ih-xMzIupA&expires=4102444800'],
    ['/limit/a.ts',         '/limit/a.ts?md5=iLsXE2qCviZF_K34tLoU0g&expires=4102444800'],

    ['/path/film/a.ts?a=1', '/path/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts?a=1'],
    ['/base/film/a.ts?a=1', '/path-uri/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts?a=1'],
    ['/base/film/',         '/path-uri/film/ZUo4V0GOnLuwlCc_93vDig/4102444800'],
    ['/base/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts', '/path-capture/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts?a=1'],
    ['/base/path-variable/film/a.ts', '/path-variable/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts?a=1'],
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
        [403, "$path?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800"],
        # the time alone makes no link last longer
        [403, "$path?md5=$expired&expires=4102444800"],
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
        [403, "/$_/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts"],
        [403, "/$_/film/AiAf1yt5873ro-BvYE5jjA/4102444800/a.ts"],  # "film_secret_key_1_"
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
our ($vod, $base, $strip_off) = map { "md5=$_&expires=4102444800" }
    qw(F5lDnH4v5P4dAiVzt-Shig ySZnnrji4Xx8iaJwSSLfOg 1Lo3QG2EjAKxQ9GlPoyhag);
our @rows = map {
    (
        ["/vod/$_->[0]?$vod",                    "/vod/$_->[1]"],
        ["/base/$_->[0]?$base",                  "/base/$_->[1]"],
        ["/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/$_->[0]",        "/videos/film/$_->[1]"],
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
[map { "GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&$_&expires=4102444800" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "/vod/a.ts?$_\n" } our @rows]
