# A refusal sticks: only a fixed page is shown after it, and never what was refused.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: no error_page that depends on the request serves the file
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    location = /accel/a.ts { add_header X-Accel-Redirect /open/a.ts; return 200; }
    location / { return 200 "film of the origin\n"; }
}
--- config
location /origin/ { error_page 403 404 410 = @origin; }
location /status/ { error_page 403 404 410 =200 @origin; }
location /inherited/ { error_page 403 410 = @checked; }
location /variable/ { error_page 403 410 /x$uri; }
location /variable-status/ { error_page 403 410 =200 /x$uri; }
location /arguments/ { error_page 403 410 /open/a.ts?from=$uri; }
location /request/ { error_page 403 410 = $document_uri; }
location /proxied/ { error_page 403 410 = /proxy$uri; }
location /recursive/ { recursive_error_pages on; error_page 403 404 410 = @recursive; }

secure_token query;
secure_token_key secret_key;

location @origin { secure_token off; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location @checked { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location @recursive {
    secure_token off;
    recursive_error_pages on;
    error_page 403 404 410 = /x$uri;
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
}
location /x/ { secure_token off; alias $TEST_NGINX_HTML_DIR/; }
location /open/ { secure_token off; }
location /proxy/ { secure_token off; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- user_files eval
[map { ["$_/a.ts", "film\n"] }
    qw(origin status inherited variable variable-status arguments request proxied recursive open)]
--- request eval
our @rows = (
    ['/origin/a.ts',          'e9qhNx5nq3PyBOVBZeha7A'],  # "1/origin/ secret_key"
    ['/status/a.ts',          'Hj5sd9FXCJmzltot5rWxvg'],  # "1/status/ secret_key"
    ['/inherited/a.ts',       'lzyV_qMK8CWdFugheXZ1Sw'],  # "1/inherited/ secret_key"
    ['/variable/a.ts',        'mdZXidy4qCvlYfKn-Lm3ow'],  # "1/variable/ secret_key"
    ['/variable-status/a.ts', 'l1CWFJc_3B6IfoMuWwiIuw'],  # "1/variable-status/ secret_key"
    ['/arguments/a.ts',       'WAvrEyhyyvjJfhVdbdNbuw'],  # "1/arguments/ secret_key"
    ['/request/a.ts',         '_OVvZuXrop1epVPHJcyWrw'],  # "1/request/ secret_key"
    ['/proxied/a.ts',         '2Z2bewbgVfeNgSffoBf96Q'],  # "1/proxied/ secret_key"
    ['/recursive/a.ts',       'TVYkvE2nmns1zGfO8D2ptg'],  # "1/recursive/ secret_key"
);
# without a token, and with one that is right and expired
[map { ("GET $_->[0]", "GET $_->[0]?md5=$_->[1]&expires=1") } @rows]
--- error_code eval
[(403, 410) x our @rows]
--- response_body_unlike eval
[('film') x (2 * our @rows)]
--- response_headers eval
[('Cache-Control: no-store') x (2 * our @rows)]
--- no_error_log
[error]



=== TEST 2: a valid link has the use of these pages
--- request eval
our @rows = (
    ['/origin/none.ts',    'sg7ildzTyuv5LZQOETORBw'],  # "4102444800/origin/ secret_key"
    ['/recursive/none.ts', '4J4e-dR7q0Jo9Katqoj4Pg'],  # "4102444800/recursive/ secret_key"
);
[map { "GET $_->[0]?md5=$_->[1]&expires=4102444800" } @rows]
--- error_code eval
[200, 200]
--- response_body eval
["film of the origin\n", "film of the origin\n"]
--- response_headers eval
['! Cache-Control', '! Cache-Control']



=== TEST 3: a fixed page is shown, also from within what is protected
--- config
secure_token query;
secure_token_key secret_key;
error_page 403 /denied.html;
error_page 410 /gone/page.html;

location / { }
location /internal/ { error_page 403 /only/internal.html; }
location /only/ { internal; }
location /directory/ { error_page 403 /pages/; }
location /arguments/ { error_page 403 /denied.html?from=fixed; }
location /other/ { error_page 403 =451 /other-key/page.html; }
location /other-key/ { secure_token_key another_key; }
location /path-mode/ { error_page 403 /in-path-mode.html; }
location = /in-path-mode.html { secure_token path; alias $TEST_NGINX_HTML_DIR/denied.html; }
location /rewritten/ { error_page 403 /short; }
location = /short { rewrite ^ /denied.html last; }
location /tried/ { error_page 403 /tried-page; }
location = /tried-page { try_files /none.html /denied.html =404; }
location /named/ { error_page 403 @denied; }
location @denied { return 403 "named\n"; }
location /included/ { error_page 403 /with-parts.html; }
location = /with-parts.html { ssi on; default_type text/html; }
location /status/ { error_page 403 =404 /denied.html; }
location /custom/ { secure_token_status invalid=404; error_page 404 /custom.html; }
--- user_files
>>> denied.html
denied
>>> gone/page.html
gone
>>> only/internal.html
internal
>>> pages/index.html
index of the pages
>>> other-key/page.html
other key
>>> with-parts.html
whole: <!--# include virtual="/other-key/page.html" -->
>>> custom.html
custom
--- request eval
our @rows = (
    [403, '/vod/a.ts',       'denied'],
    [410, '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1', 'gone'],
    [403, '/internal/a.ts',  'internal'],
    [403, '/directory/a.ts', 'index of the pages'],
    [403, '/arguments/a.ts', 'denied'],
    [451, '/other/a.ts',     'other key'],
    [403, '/path-mode/a.ts', 'denied'],
    [403, '/rewritten/a.ts', 'denied'],
    [403, '/tried/a.ts',     'denied'],
    [403, '/named/a.ts',     'named'],
    [403, '/included/a.ts',  'whole: other key'],
    [404, '/status/a.ts',    'denied'],
    [404, '/custom/a.ts',    'custom'],
    # the page itself is no more open than any other file
    [403, '/gone/page.html', 'denied'],
    [403, '/denied.html',    'denied'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { "^$_->[2]\n" } our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]
--- no_error_log
[error]



=== TEST 4: what a fixed page leads to is refused
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    location = /accel { add_header X-Accel-Redirect /open/film.ts; return 200; }
    location = /accel-name { add_header X-Accel-Redirect @open; return 200; }
    location = /none { return 404; }
    location / { return 200 "film of the origin\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;

location /accel/ { error_page 403 410 /accel-page; }
location = /accel-page { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1/accel; }
location /accel-name/ { error_page 403 410 /accel-name-page; }
location = /accel-name-page { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1/accel-name; }
location /try/ { error_page 403 410 /try-page; }
location = /try-page { try_files /none /open/film.ts?; }
location /try-name/ { error_page 403 410 /try-name-page; }
location = /try-name-page { try_files /none @open; }
location /recursive/ { error_page 403 410 /recursive-page; recursive_error_pages on; }
location = /recursive-page {
    recursive_error_pages on;
    error_page 404 = /open/film.ts;
}
location /recursive-name/ { error_page 403 410 /recursive-name-page; recursive_error_pages on; }
location = /recursive-name-page {
    recursive_error_pages on;
    proxy_intercept_errors on;
    error_page 404 = @open;
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1/none;
}
location /beside/ { error_page 403 410 /pages; }
location = /pages { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1/accel; }
# a page that is a directory, and leads on to what is no index
location /slash-try-name/ { error_page 403 410 /slash-try-name-page/; }
location = /slash-try-name-page/ { try_files /none @open; }
location /slash-recursive/ { error_page 403 410 /slash-recursive-page/; recursive_error_pages on; }
location /slash-recursive-page/ {
    recursive_error_pages on;
    error_page 403 404 = @open;
}
location /slash-rewritten/ { error_page 403 410 /slash-rewritten-page/; }
location = /slash-rewritten-page/ { try_files /none @beside; }
location @beside { secure_token off; rewrite ^ /slash-rewritten-page/film.ts break; }
location @open { secure_token off; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /open/ { secure_token off; }
--- user_files
>>> open/film.ts
film
>>> slash-rewritten-page/film.ts
film
--- request eval
our @rows = (
    ['/accel/a.ts',          '02AILqjftjjd9B8N1kF2MA'],  # "1/accel/ secret_key"
    ['/accel-name/a.ts',     '0RCgVVw0XnmvO8rwwCZGVg'],  # "1/accel-name/ secret_key"
    ['/try/a.ts',            '8JWFmiX2RuTKy9MFv-__Sw'],  # "1/try/ secret_key"
    ['/try-name/a.ts',       '_VA2L5Zz3EKNIjgNunkZ-w'],  # "1/try-name/ secret_key"
    ['/recursive/a.ts',      'TVYkvE2nmns1zGfO8D2ptg'],  # "1/recursive/ secret_key"
    ['/recursive-name/a.ts', 'BO0dVnCeI1bKfDE1R1JjxQ'],  # "1/recursive-name/ secret_key"
    ['/beside/a.ts',         'tjlkQ91m1bkKc0bnJj0tVQ'],  # "1/beside/ secret_key"
    ['/slash-try-name/a.ts', '3wGh0vAz41K3L9JE1j1e8g'],  # "1/slash-try-name/ secret_key"
    ['/slash-recursive/a.ts', 'v8a3aYDJbd0T_aonHFK88A'],  # "1/slash-recursive/ secret_key"
    ['/slash-rewritten/a.ts', '8OSyw4dZGhT-tvAYFpLFlQ'],  # "1/slash-rewritten/ secret_key"
);
[map { ("GET $_->[0]", "GET $_->[0]?md5=$_->[1]&expires=1") } @rows]
--- error_code eval
[(403, 410) x our @rows]
--- response_body_unlike eval
[('film') x (2 * our @rows)]
--- response_headers eval
[('Cache-Control: no-store') x (2 * our @rows)]



=== TEST 5: a page that returns before any check leads no further either
--- config
secure_token query;
secure_token_key secret_key;

location /vod/ {
    error_page 403 410 /page;
    recursive_error_pages on;
}
location = /page {
    recursive_error_pages on;
    error_page 404 = /open$request_uri;
    return 404;
}
location /named/ {
    error_page 403 410 /named-page;
    recursive_error_pages on;
}
location = /named-page {
    recursive_error_pages on;
    error_page 404 = @open;
    return 404;
}
location @open { secure_token off; rewrite ^ /open/film.ts break; }
location /open/ { secure_token off; }
--- user_files
>>> open/vod/a.ts
film
>>> open/film.ts
film
--- request eval
our @rows = (
    ['/vod/a.ts',   '5_GXAmUdOddBAXXHxBp6PQ'],  # "1/vod/ secret_key"
    ['/named/a.ts', 'X__ioATL2MDm9Bm2LDGwaQ'],  # "1/named/ secret_key"
);
[map { ("GET $_->[0]", "GET $_->[0]?md5=$_->[1]&expires=1") } @rows]
--- error_code eval
[(403, 410) x our @rows]
--- response_body_unlike eval
[('film') x (2 * our @rows)]
--- response_headers eval
[('Cache-Control: no-store') x (2 * our @rows)]



=== TEST 6: a page that is the root directory stands for its index alone
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    location / { add_header X-Accel-Redirect /open/film.ts; return 200; }
}
--- config
secure_token query;
secure_token_key secret_key;

location /vod/ { error_page 403 410 /; }
location = / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
location /open/ { secure_token off; }
--- user_files
>>> open/film.ts
film
--- request eval
['GET /vod/a.ts', 'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1']
--- error_code eval
[403, 410]
--- response_body_unlike eval
['film', 'film']



=== TEST 7: the index of the root directory
--- config
secure_token query;
secure_token_key secret_key;

location / { }
location /vod/ { error_page 403 410 /; }
--- user_files
>>> index.html
index
--- request eval
['GET /vod/a.ts', 'GET /vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1', 'GET /']
--- error_code eval
[403, 410, 403]
--- response_body_like eval
['^index$', '^index$', '403 Forbidden']



=== TEST 8: a page that is a directory leads on to its own files alone, and these may be rewritten
--- config
secure_token query;
secure_token_key secret_key;

location /top/ { error_page 403 410 /; recursive_error_pages on; }
location = / { index none.html; recursive_error_pages on; error_page 403 = /open$request_uri; }
location /open/ { secure_token off; rewrite ^ /film.ts break; }
location /try/ { error_page 403 410 /pages/; }
location = /pages/ { try_files /none /elsewhere; }
location = /elsewhere { secure_token off; rewrite ^ /pages/film.ts break; }
location /index/ { error_page 403 410 /listed/; }
location = /listed/ { index none.html /app/; }
location /app/ { secure_token off; rewrite ^ /listed/film.ts break; }
location /kept/ { satisfy any; auth_request /down; error_page 500 /listed/; }
location = /down { internal; return 500; }
location /sorry/ { error_page 403 410 /inner/; }
location = /inner/index.html { rewrite ^ /sorry.html break; }
--- user_files
>>> film.ts
film
>>> pages/film.ts
film
>>> listed/film.ts
film
>>> inner/index.html
inner
>>> sorry.html
sorry
--- request eval
our @rows = (
    [403, '/top/a.ts', '403 Forbidden'],
    [410, '/top/a.ts?md5=hA362ekoD3EkssLDFf9jIA&expires=1', '410 Gone'],  # "1/top/ secret_key"
    [403, '/try/a.ts', '403 Forbidden'],
    [410, '/try/a.ts?md5=8JWFmiX2RuTKy9MFv-__Sw&expires=1', '410 Gone'],  # "1/try/ secret_key"
    [403, '/index/a.ts', '403 Forbidden'],
    [410, '/index/a.ts?md5=CfAAFiE3PAp0Xb2oULovdA&expires=1', '410 Gone'],  # "1/index/ secret_key"
    [403, '/kept/a.ts', '403 Forbidden'],
    [403, '/sorry/a.ts', '^sorry$'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[2] } our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]



=== TEST 9: a page that leads back to itself ends
--- config
secure_token query;
secure_token_key secret_key;
recursive_error_pages on;

location /fixed/ { error_page 403 404 /fixed/none.html; }
location /index/ { error_page 403 404 /index/; }
location /variable/ { error_page 403 404 = $uri; }
location /named/ { error_page 403 404 = @named; }
location @named { error_page 403 404 = @named; }
--- user_files
>>> variable/a.ts
film
>>> named/a.ts
film
--- request eval
['GET /fixed/a.ts', 'GET /index/a.ts', 'GET /variable/a.ts', 'GET /named/a.ts']
--- error_code_like eval
[('^(?:403|500)$') x 4]
--- response_body_unlike eval
[('film') x 4]
--- response_headers eval
[('Cache-Control: no-store') x 4]



=== TEST 10: a refusal by the second policy sticks as well
--- config
secure_token query;
secure_token_key first_key;

location /vod/ {
    try_files /second/a.ts @second;
}
location @second {
    secure_token_key second_key;
    error_page 403 404 = @open;
    rewrite ^ /second/a.ts break;
}
location /index/ { }
location = /index/index.html {
    secure_token_key second_key;
    error_page 403 404 /open/film.ts$is_args$args;
}
location @open { secure_token off; rewrite ^ /open/film.ts break; }
location /open/ { secure_token off; }
location /page/ { }
location = /page/index.html {
    secure_token_key second_key;
    error_page 403 /denied.html;
}
--- user_files
>>> open/film.ts
film
>>> index/index.html
film
>>> page/index.html
film
>>> denied.html
denied
--- request eval
our @rows = (
    ['/vod/a.ts?md5=_968lGRhaP65L8w6iG2LuA',     '403 Forbidden'],  # "4102444800/vod/ first_key"
    ['/index/?md5=Yz0kE90hP1uUuOJFWp1nJA',     '403 Forbidden'],  # "4102444800/index/ first_key"
    ['/page/?md5=V1TylcbB_WsEtYSmPX8qDA',       '^denied$'],  # "4102444800/page/ first_key"
);
[map { "GET $_->[0]&expires=4102444800" } @rows]
--- error_code eval
[403, 403, 403]
--- response_body_like eval
[map { $_->[1] } our @rows]
--- response_headers eval
[('Cache-Control: no-store') x 3]



=== TEST 11: another module's refusal is not ours to hold on to
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    deny all;
    error_page 403 = @fallback;
}
location @fallback { rewrite ^ /fallback.ts break; }
--- user_files
>>> fallback.ts
fallback
--- request eval
[
    'GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
    'GET /vod/a.ts',
]
--- error_code eval
[200, 403]
--- response_body_like eval
['^fallback$', '403 Forbidden']
--- response_headers eval
['! Cache-Control', 'Cache-Control: no-store']
