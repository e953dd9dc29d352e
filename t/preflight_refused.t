# A preflight without a right token that another module refuses, or fails to allow: a page that is
# always the same is shown, with that module's status; it comes nowhere else.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: pages
--- config
secure_token query;
secure_token_key secret_key;
auth_basic_user_file $TEST_NGINX_HTML_DIR/passwords;

location /deny/ { deny all; error_page 403 /denied.html; }
location /basic/ { auth_basic films; error_page 401 /denied.html; }
location /down/ { auth_request /down; error_page 500 /denied.html; }
location /any/ { satisfy any; deny all; error_page 403 /denied.html; }
location /named/ { deny all; error_page 403 = @open; }
location /variable/ { deny all; error_page 403 /open$uri; }
location /method/ { deny all; error_page 403 =200 /denied.html; }
location @open { secure_token off; root $TEST_NGINX_HTML_DIR/open; }
location /open/ { secure_token off; }
location = /denied.html { }
location = /down { internal; return 500; }
--- user_files
>>> denied.html
denied
>>> passwords
viewer:{PLAIN}secret
>>> open/a.ts
film
>>> open/named/a.ts
film
>>> open/variable/a.ts
film
--- request eval
our @rows = (
    [403, '^denied$',      '/deny/a.ts'],
    [401, '^denied$',      '/basic/a.ts'],
    [500, '^denied$',      '/down/a.ts'],
    [403, '^denied$',      '/any/a.ts'],
    [200, '^denied$',      '/method/a.ts'],
    [403, '403 Forbidden', '/named/a.ts'],
    [403, '403 Forbidden', '/variable/a.ts'],
);
[map { "OPTIONS $_->[2]" } @rows]
--- more_headers eval
[("Origin: https://player.example\nAccess-Control-Request-Method: GET") x our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[1] } our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]
--- no_error_log
secure token
