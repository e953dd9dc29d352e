# The check beside an access module whose handler runs before it: by `satisfy any`, what that module allows never comes to
# the check. t/modules/verdict.c is such a module.

use v5.36;

use Cwd qw(abs_path);
use File::Temp qw(tempdir);
use Test::Nginx::Socket 'no_plan';

my $source = $ENV{NGINX_SOURCE_DIR} // die "NGINX_SOURCE_DIR is not set: make fixtures sets it\n";
my $built  = $ENV{NGINX_BUILD_DIR}  // die "NGINX_BUILD_DIR is not set: make fixtures sets it\n";
my $module = tempdir(CLEANUP => 1) . '/verdict.so';
my @include = map { "-I$_" } (map { "$source/src/$_" } qw(core event event/modules os/unix http http/modules http/v2)), $built;
system('gcc', '-shared', '-fPIC', '-o', $module, @include, abs_path($0) =~ s{[^/]*$}{modules/verdict.c}r) == 0
    or die "gcc could not build t/modules/verdict.c\n";
$ENV{TEST_NGINX_LOAD_MODULES} .= " $module";

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: what it allows passes, what it does not is for the check
--- config
secure_token query;
secure_token_key secret_key;
location /allow/  { satisfy any; verdict allow; try_files /film =404; }
location /forbid/ { satisfy any; verdict forbid; try_files /film =404; }
location /ask/    { satisfy any; verdict ask; try_files /film =404; }
location /all/    { verdict allow; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
my $preflight = "Origin: https://page.example\nAccess-Control-Request-Method: GET";
our @rows = (
    [200, 'GET /allow/a'],
    [405, 'OPTIONS /allow/a', $preflight],
    [403, 'GET /forbid/a'],
    # That module has had its say.
    [403, 'OPTIONS /forbid/a', $preflight],
    [401, 'GET /ask/a'],
    [401, 'OPTIONS /ask/a', $preflight],
    [403, 'GET /all/a'],
    [204, 'OPTIONS /all/a', $preflight],
);
[map { $_->[1] } @rows]
--- more_headers eval
[map { $_->[2] // '' } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 2: a refusal sticks where it would allow, in a location without a check
--- config
error_page 403 = @open;
location /a/ { secure_token query; secure_token_key secret_key; }
location /b/ { secure_token query; secure_token_key secret_key; error_page 403 = /open$uri; }
location /c/ { secure_token query; secure_token_key secret_key; error_page 403 /pages/; }
location /d/ { secure_token query; secure_token_key secret_key; verdict forbid; }
location @open { satisfy any; verdict allow; root $TEST_NGINX_HTML_DIR/open; }
location /open/ { satisfy any; verdict allow; }
location /pages/ { satisfy any; verdict allow; }
--- user_files
>>> open/a/f
film
>>> open/b/f
film
>>> open/d/f
film
>>> pages/index.html
page
--- request eval
my $preflight = "Origin: https://page.example\nAccess-Control-Request-Method: GET";
our @rows = (
    [403, '403 Forbidden', 'GET /a/f'],
    [204, '^$',            'OPTIONS /a/f', $preflight],
    [403, '403 Forbidden', 'GET /b/f'],
    # Its own fixed page.
    [403, '^page$',        'GET /c/f'],
    [200, '^film$',        'GET /open/a/f'],
);
[map { $_->[2] } @rows]
--- more_headers eval
[map { $_->[3] // '' } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[1] } our @rows]



=== TEST 3: nor does a preflight that was let through come to a file there
--- config
location /a/ { secure_token query; secure_token_key secret_key; deny all; error_page 403 = @open; }
location @open { satisfy any; verdict allow; deny all; proxy_method GET; proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- http_config
server { listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1; return 200 "film\n"; }
--- request
OPTIONS /a/f
--- more_headers
Origin: https://page.example
Access-Control-Request-Method: GET
--- error_code: 403
--- response_body_like: 403 Forbidden



=== TEST 4: a mirror of a request with a right token is no preflight
--- config
error_page 405 = @other;
location /a/ { secure_token query; secure_token_key secret_key; mirror /mirror; }
location @other { secure_token path; secure_token_key secret_key; }
location = /mirror { internal; proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/mirrored; }
location = /mirrored { return 200; }
location /z/ { secure_token query; secure_token_key secret_key; satisfy any; }
--- user_files
>>> a/f
film
--- request
OPTIONS /a/f?md5=Vd54mvE4noCivOhHqBPPaw&expires=4102444800
--- more_headers
Origin: https://page.example
Access-Control-Request-Method: GET
--- error_code: 204
--- access_log
/mirrored



=== TEST 5: nor is what it says of the page of an error forgotten, after a refusal that was kept back
--- config
location /a/ { secure_token query; secure_token_key secret_key; satisfy any; auth_request /down; error_page 500 /50x.html; }
location /b/ { secure_token query; secure_token_key secret_key; satisfy any; auth_request /down; error_page 500 /allowed.html; }
location = /50x.html { satisfy any; verdict forbid; }
location = /allowed.html { satisfy any; verdict allow; }
location = /down { internal; return 500; }
--- user_files
>>> 50x.html
sorry
>>> allowed.html
sorry
--- request eval
['GET /a/f', 'GET /b/f']
--- error_code eval
[403, 500]
--- response_body_like eval
['403 Forbidden', '^sorry$']



=== TEST 6: a subrequest of its own says nothing of how the request came there
--- config
location /films/ { secure_token query; secure_token_key secret_key; error_page 403 /page/; }
location = /page/ { try_files /none @open; }
location @open { verdict_after /asked; rewrite ^ /page/film.ts break; }
location /kept/ { secure_token query; secure_token_key secret_key; satisfy any; auth_request /down; error_page 500 = @open; }
location = /asked { internal; return 204; }
location = /down { internal; return 500; }
location /allowed/ { secure_token query; secure_token_key secret_key; verdict_after /asked; }
--- user_files
>>> page/film.ts
film
>>> allowed/a.ts
film
--- request eval
[map { "GET $_" } '/films/a.ts', '/kept/a.ts', '/allowed/a.ts', '/allowed/a.ts?md5=cc55KJt56vWvbCjKjqNA3w&expires=4102444800']
--- error_code eval
[403, 403, 403, 200]
--- response_body_unlike eval
['film', 'film', 'film', 'none']
