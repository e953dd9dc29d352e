# The two segments of a valid token leave the path, and what is behind the path is found without.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: wherever the pair stands in the path
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
location / {
    secure_token path;
    secure_token_key secret_key;
    add_header X-Uri $uri;
    add_header X-Request-Uri $request_uri;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- request eval
our $pair = 'ZUo4V0GOnLuwlCc_93vDig/4102444800';
our @rows = (
    ['/videos/film/a.ts',        "/videos/film/$pair/a.ts"],
    ['/film/a.ts',               "/film/$pair/a.ts"],
    ['/a/b/c/film/d/e/f.ts',     "/a/b/c/film/$pair/d/e/f.ts"],
    # cut right after the time, with and without a slash
    ['/videos/film/',            "/videos/film/$pair/"],
    ['/videos/film/',            "/videos/film/$pair"],
    ['/film/',                   "/film/$pair/"],
    ['/film/',                   "/film/$pair"],
    ['/videos/film/dir/',        "/videos/film/$pair/dir/"],
    ['/videos/film/dir',         "/videos/film/$pair/dir"],
    # only the pair that was checked goes
    ["/videos/film/$pair/a.ts",  "/videos/film/$pair/$pair/a.ts"],
    ["/videos/film/x/$pair/a.ts", "/videos/film/$pair/x/$pair/a.ts"],
    ['/videos/film/4102444800/a.ts', "/videos/film/$pair/4102444800/a.ts"],
    # padding
    ['/videos/film/a.ts',        '/videos/film/' . ($pair =~ s{/}{==/}r) . '/a.ts'],
    ['/videos/film/a.ts',        '/videos/film/' . ($pair =~ s{/}{%3D%3d/}r) . '/a.ts'],
    # the query is not touched
    ["/videos/film/a.ts?md5=1&a=b&expires=2", "/videos/film/$pair/a.ts?md5=1&a=b&expires=2"],
    ["/videos/film/?$pair",      "/videos/film/$pair?$pair"],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "$_->[0]\n" } our @rows]
--- response_headers eval
[map { 'X-Uri: ' . ($_->[0] =~ s/\?.*//r) . "\nX-Request-Uri: $_->[1]" } our @rows]



=== TEST 2: files below a root or an alias, and in nested locations
--- config
secure_token path;
secure_token_key secret_key;

location /files/ { }
location /alias/ { alias $TEST_NGINX_HTML_DIR/files/; }
location /alias-film/film/ { alias $TEST_NGINX_HTML_DIR/files/film/; }
location /alias-x { alias $TEST_NGINX_HTML_DIR/files; }
location /outer/ {
    alias $TEST_NGINX_HTML_DIR/files/;
    location /outer/film/sub/ { root $TEST_NGINX_HTML_DIR/elsewhere; }
    location ~ \.m3u8$ { root $TEST_NGINX_HTML_DIR/elsewhere; }
}
location /if/ {
    alias $TEST_NGINX_HTML_DIR/files/;
    if ($args) { add_header X-If yes; }
}
location /limit/ {
    alias $TEST_NGINX_HTML_DIR/files/;
    limit_except POST { allow all; }
}
--- user_files
>>> files/film/a.ts
film
>>> files/film/sub/b.ts
sub
>>> elsewhere/outer/film/a.m3u8
#EXTM3U
--- request eval
our ($valid, $wrong, $expired) = ('ZUo4V0GOnLuwlCc_93vDig/4102444800', 'AAAAAAAAAAAAAAAAAAAAAA/4102444800', 'AiAf1yt5873ro-BvYE5jjA/1');
our @rows = map {
    my ($template, $body) = @$_;
    (
        [200, sprintf($template, $valid), $body],
        [403, sprintf($template, $wrong), '403 Forbidden'],
        [410, sprintf($template, $expired), '410 Gone'],
    )
} (
    ['/files/film/%s/a.ts',       '^film$'],
    ['/files/film/%s/sub/b.ts',   '^sub$'],
    ['/alias/film/%s/a.ts',      '^film$'],
    ['/alias/film/%s/sub/b.ts',  '^sub$'],
    ['/alias-film/film/%s/a.ts', '^film$'],
    ['/alias-x/film/%s/a.ts',    '^film$'],
    ['/outer/film/%s/a.ts',      '^film$'],
    # a location is chosen by the client's path, not by the clean one
    ['/outer/film/%s/sub/b.ts',  '^sub$'],
    ['/outer/film/%s/a.m3u8',    '^#EXTM3U$'],
    ['/if/film/%s/a.ts?x',       '^film$'],
    ['/limit/film/%s/a.ts',      '^film$'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[2] } our @rows]
--- no_error_log
[error]



=== TEST 3: locations given by a regular expression
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
secure_token path;
secure_token_key secret_key;

location ~ ^/files/.+\.ts$ { }
# the captures were taken from the client's path
location ~ ^/capture/(.+)$ { alias $TEST_NGINX_HTML_DIR/files/$1; }
location ~ ^/parts/(?<id>[^/]+)/[^/]+/\d+/(?<rest>.*)$ { alias $TEST_NGINX_HTML_DIR/files/$id/$rest; }
location ~ ^/uri/ { alias $TEST_NGINX_HTML_DIR$uri; }
location ~ ^/if/([^/]+)/[^/]+/\d+/(.*)$ {
    alias $TEST_NGINX_HTML_DIR/files/$1/$2;
    if ($args) { add_header X-If yes; }
}
location ~ ^/limit/([^/]+)/[^/]+/\d+/(.*)$ {
    alias $TEST_NGINX_HTML_DIR/files/$1/$2;
    limit_except POST { allow all; }
}
location ~ ^/origin/ { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- user_files
>>> files/film/a.ts
film
>>> uri/film/a.ts
uri
>>> files/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts
a file behind the token
--- request eval
our @rows = (
    [200, '/files/film/%s/a.ts',   '^film$'],
    [200, '/capture/film/%s/a.ts', '^a file behind the token$'],
    [404, '/capture/film/%s/b.ts', '404 Not Found'],
    [200, '/parts/film/%s/a.ts',  '^film$'],
    [200, '/uri/film/%s/a.ts',    '^uri$'],
    [200, '/if/film/%s/a.ts',     '^film$'],
    [200, '/if/film/%s/a.ts?x',   '^film$'],
    [200, '/limit/film/%s/a.ts',  '^film$'],
    [200, '/origin/film/%s/a.ts', '^/origin/film/a\.ts$'],
);
[map { 'GET ' . sprintf $_->[1], 'ZUo4V0GOnLuwlCc_93vDig/4102444800' } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[2] } our @rows]



=== TEST 4: a location whose prefix the clean path does not have any more
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
secure_token path;
secure_token_key secret_key;

location /files/film/ZUo { }
location /long/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/files/film/ { root $TEST_NGINX_HTML_DIR; }
location /origin/film/ZUo { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /base/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/longer/than/what/is/left/ {
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:/base/;
}
location /tried/film/ZUo { try_files $uri /files/film/a.ts; }
location = /exact/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts { root $TEST_NGINX_HTML_DIR/files; }
location /files/ { }
--- user_files
>>> files/film/a.ts
film
>>> long/film/files/film/a.ts
long
>>> files/exact/film/a.ts
exact
--- request eval
our @rows = (
    [200, '/files/film/%s/a.ts',   '^film$'],
    [200, '/long/film/%s/files/film/a.ts', '^long$'],
    [200, '/origin/film/%s/a.ts', '^/origin/film/a\.ts$'],
    [200, '/origin/film/%s',      '^/origin/film/$'],
    # as after a rewrite, the path is no more put under that of the upstream
    [200, '/base/film/%s/longer/than/what/is/left/', '^/base/film/longer/than/what/is/left/$'],
    [200, '/tried/film/%s/a.ts',  '^film$'],
    [200, '/exact/film/%s/a.ts',  '^exact$'],
);
[map { 'GET ' . sprintf $_->[1], 'ZUo4V0GOnLuwlCc_93vDig/4102444800' } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[2] } our @rows]
--- no_error_log
[error]



=== TEST 5: an alias cannot be told without that prefix: nginx refuses, and lives on
--- config
secure_token path;
secure_token_key secret_key;

location /short/film/ZUo { alias $TEST_NGINX_HTML_DIR/files/; }
location /long/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/files/film/ { alias $TEST_NGINX_HTML_DIR/files/film/; }
location /tried/film/ZUo { alias $TEST_NGINX_HTML_DIR/files/; try_files $uri $uri/ =404; }
location /listed/film/ZUo { alias $TEST_NGINX_HTML_DIR/files/; autoindex on; }
location = /exact/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts { alias $TEST_NGINX_HTML_DIR/files/film/a.ts; }
location /index/film/ZUo { alias $TEST_NGINX_HTML_DIR/files/; index a.ts; }
--- user_files
>>> files/film/a.ts
film
--- request eval
our @rows = qw(
    /short/film/%s/a.ts
    /short/film/%s
    /short/film/%s/
    /long/film/%s/files/film/a.ts
    /tried/film/%s/a.ts
    /tried/film/%s
    /listed/film/%s/
    /listed/film/%s
    /exact/film/%s/a.ts
    /index/film/%s/
);
[map { 'GET ' . sprintf $_, 'ZUo4V0GOnLuwlCc_93vDig/4102444800' } @rows]
--- error_code eval
[(500) x our @rows]
--- response_body_unlike eval
[('film|Index') x our @rows]
--- error_log
where URI was rewritten



=== TEST 6: try_files, index and listings, within one policy
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
secure_token path;
secure_token_key secret_key;

location /try/ { try_files $uri $uri.m3u8 =404; }
location /try-alias/ { alias $TEST_NGINX_HTML_DIR/try/; try_files $uri $uri.m3u8 =404; }
location /try-other/ { try_files $uri /try/fallback.ts; }
location /try-named/ { try_files $uri @origin; }
location @origin { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /index/ { index none.html a.ts; }
location /index-alias/ { alias $TEST_NGINX_HTML_DIR/index/; index a.ts; }
location /index-off/ { }
location /list/ { autoindex on; }
location /list-alias/ { alias $TEST_NGINX_HTML_DIR/list/; autoindex on; }
--- user_files
>>> try/film/a.ts
film
>>> try/film/b.m3u8
#EXTM3U
>>> try/fallback.ts
fallback
>>> try-named/film/a.ts
named
>>> index/film/a.ts
index
>>> index/film/sub/a.ts
index of sub
>>> index-off/film/a.ts
film
>>> list/film/sub/a.ts
film
--- request eval
our ($valid, $wrong, $expired) = ('ZUo4V0GOnLuwlCc_93vDig/4102444800', 'AAAAAAAAAAAAAAAAAAAAAA/4102444800', 'AiAf1yt5873ro-BvYE5jjA/1');
our @rows = map {
    my ($code, $template, $body) = @$_;
    (
        [$code, sprintf($template, $valid), $body],
        [403, sprintf($template, $wrong), '403 Forbidden'],
        [410, sprintf($template, $expired), '410 Gone'],
    )
} (
    [200, '/try/film/%s/a.ts',        '^film$'],
    [200, '/try/film/%s/b',           '^#EXTM3U$'],
    [404, '/try/film/%s/none.ts',     '404 Not Found'],
    [200, '/try-alias/film/%s/a.ts',  '^film$'],
    [200, '/try-alias/film/%s/b',     '^#EXTM3U$'],
    [404, '/try-alias/film/%s/none.ts', '404 Not Found'],
    [200, '/try-other/film/%s/a.ts',  '^fallback$'],
    [200, '/try-named/film/%s/a.ts',  '^named$'],
    [200, '/try-named/film/%s/b.ts?x', '^/try-named/film/b\.ts\?x$'],
    [200, '/index/film/%s/',          '^index$'],
    [200, '/index/film/%s',           '^index$'],
    [200, '/index/film/%s/sub/',      '^index of sub$'],
    [200, '/index-alias/film/%s',     '^index$'],
    [403, '/index-off/film/%s/',      '403 Forbidden'],
    [403, '/index-off/film/%s',       '403 Forbidden'],
    [200, '/list/film/%s',            'Index of /list/film/<.*"sub/"'],
    [200, '/list/film/%s/sub/',       'Index of /list/film/sub/<.*"a\.ts"'],
    [200, '/list-alias/film/%s',      'Index of /list-alias/film/<.*"sub/"'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[2] } our @rows]



=== TEST 7: after a rewrite the pair goes if it still stands in the path
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
secure_token path;
secure_token_key secret_key;
rewrite ^/server/(.*) /origin/$1;

location / { proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /break/ {
    rewrite ^/break/(.*) /store/below/$1 break;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
location /last/ { rewrite ^/last/(.*) /origin/$1 last; }
location /query/ { rewrite ^/query/(.*) /origin/$1?path=$1 last; }
location /cut/ { rewrite ^/cut/[^/]+/(.*) /$1 last; }
location /gone/ { rewrite ^/gone/([^/]+)/[^/]+/\d+/(.*) /origin/$1/$2 last; }
location /apart/ { rewrite ^/apart/([^/]+)/([^/]+)/(\d+)/(.*) /origin/$2/$1/$3/$4 last; }
location /glued/ { rewrite ^/glued/([^/]+)/([^/]+)/(\d+)/(.*) /origin/$1/x$2/$3/$4 last; }
location /glued-end/ { rewrite ^/glued-end/([^/]+)/([^/]+)/(\d+)/(.*) /origin/$1/$2/$3.mp4 last; }
location /twice/ { rewrite ^/twice/([^/]+)/([^/]+)/(\d+)/(.*) /origin/$2/$3/$1/$2/$3/$4 last; }
location /end/ { rewrite ^/end/([^/]+)/([^/]+)/(\d+)/(.*) /origin/$4/$2/$3 last; }
location /only/ { rewrite ^/only/([^/]+)/([^/]+)/(\d+)/(.*) /$2/$3 last; }
location /files/ { rewrite ^/files/(.*) /stored/$1 break; }
location /files-alias/ { rewrite ^/files-alias/([^/]+/.*) /files-alias/x/$1 break; }
--- user_files
>>> stored/film/a.ts
film
>>> files-alias/x/film/a.ts
x
--- request eval
our ($token, $expires) = split m{/}, our $pair = 'ZUo4V0GOnLuwlCc_93vDig/4102444800';
our @rows = (
    ['/origin/film/a.ts',       '/server/film'],
    ['/store/below/film/a.ts',  '/break/film'],
    ['/origin/film/a.ts',       '/last/film'],
    ["/origin/film/a.ts?path=film/$pair/a.ts", '/query/film'],
    ['/a.ts',                   '/cut/film'],
    ['/origin/film/a.ts',       '/gone/film'],
    ["/origin/$token/film/$expires/a.ts", '/apart/film'],
    ["/origin/film/x$token/$expires/a.ts", '/glued/film'],
    ["/origin/film/$token/$expires.mp4", '/glued-end/film'],
    ["/origin/film/$pair/a.ts", '/twice/film'],
    ['/origin/a.ts/',           '/end/film'],
    ['/',                       '/only/film'],
    ['film',                    '/files/film'],
    ['x',                       '/files-alias/film'],
);
[map { "GET $_->[1]/$pair/a.ts" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "$_->[0]\n" } our @rows]
--- no_error_log
[error]



=== TEST 8: a path that is not checked, not valid, or not to be stripped stays as it is
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
secure_token path;
secure_token_key secret_key;

location /strip-off/ { secure_token_strip off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /check-off/ { secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /dry-run/ { secure_token_dry_run on; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /excused/ { satisfy any; allow all; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
--- request eval
our @rows = (
    '/strip-off//film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a%2Db.ts',
    '/strip-off/film/ZUo4V0GOnLuwlCc_93vDig/4102444800',
    '/check-off//film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a%2Db.ts',
    '/dry-run//film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a%2Db.ts',
    '/dry-run//film/AiAf1yt5873ro-BvYE5jjA/1/a%2Db.ts',
    '/excused//film/AiAf1yt5873ro-BvYE5jjA/1/a%2Db.ts',
    '/excused/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a%2Db.ts',
);
[map { "GET $_" } @rows]
--- error_code eval
[(200) x our @rows]
--- response_body eval
[map { "$_\n" } our @rows]



=== TEST 9: slashes that nginx does not merge are as many as before
--- http_config
merge_slashes off;
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "$request_uri\n"; }
}
--- config
location / {
    secure_token path;
    secure_token_key secret_key;
    proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
}
--- request eval
our @rows = (
    [200, '//videos//film/ZUo4V0GOnLuwlCc_93vDig/4102444800//a//b.ts', '^//videos//film//a//b\.ts$'],
    [200, '//film/ZUo4V0GOnLuwlCc_93vDig/4102444800',          '^//film/$'],
    [200, '/film/ZUo4V0GOnLuwlCc_93vDig/4102444800//',         '^/film//$'],
    # the segment before the pair is empty, and the pair is none
    [403, '/film//ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts',     '403 Forbidden'],
    [403, '/film/' . ('ZUo4V0GOnLuwlCc_93vDig/4102444800' =~ s{/}{//}r) . '/a.ts', '403 Forbidden'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[2] } our @rows]
