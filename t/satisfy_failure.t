# What becomes of a refusal that was kept back for `satisfy any` when another module does not answer,
# but fails: nobody has allowed the request, and the page of that error opens nothing.
#
# The string that was hashed for a token stands after it.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: pages of the error that lead to the very file
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "film\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;
satisfy any;

location /named/ { auth_request /down; error_page 500 = @origin; }
location /variable/ { auth_request /down; error_page 500 =200 /open$uri; }
location /status/ { secure_token_status invalid=404 expired=404; auth_request /down; error_page 500 = @origin; }
location /allowed/ { auth_request /down; error_page 500 = @allowed; }
location @origin { secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location @allowed { secure_token off; allow all; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location /open/ { secure_token off; alias $TEST_NGINX_HTML_DIR/; }
location = /down { internal; return 500; }
--- user_files
>>> variable/a.ts
film
--- request eval
our @rows = (
    [403, 410, '/named/a.ts',    'X__ioATL2MDm9Bm2LDGwaQ'],  # "1/named/ secret_key"
    [403, 410, '/variable/a.ts', 'mdZXidy4qCvlYfKn-Lm3ow'],  # "1/variable/ secret_key"
    [404, 404, '/status/a.ts',   'Hj5sd9FXCJmzltot5rWxvg'],  # "1/status/ secret_key"
    [403, 410, '/allowed/a.ts',  'Sea_jW2-7Y4Kbwrl0eWIqw'],  # "1/allowed/ secret_key"
);
[map { ("GET $_->[2]", "GET $_->[2]?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800", "GET $_->[2]?md5=$_->[3]&expires=1") } @rows]
--- error_code eval
[map { ($_->[0], $_->[0], $_->[1]) } our @rows]
--- response_body_unlike eval
[('film') x (3 * our @rows)]
--- response_headers eval
[('Cache-Control: no-store') x (3 * our @rows)]
--- grep_error_log eval
qr/secure token (?:missing|invalid|expired)/
--- grep_error_log_out eval
qr/\Asecure token \w+\n\z/



=== TEST 2: a page that is always the same is shown, with the status of the error; its index file, too
--- config
secure_token query;
secure_token_key secret_key;
satisfy any;

location /page/ { auth_request /down; error_page 500 /sorry.html; }
location /folder/ { auth_request /down; error_page 500 /sorry/; }
location /query/ { auth_request /down; error_page 500 /sorry.html?of=all; }
location /none/ { auth_request /down; }
location = /down { internal; return 500; }
--- user_files
>>> sorry.html
sorry
>>> sorry/index.html
sorry
>>> page/a.ts
film
--- request eval
['GET /page/a.ts', 'GET /folder/a.ts', 'GET /query/a.ts', 'GET /none/a.ts']
--- error_code eval
[500, 500, 500, 500]
--- response_body_like eval
['^sorry$', '^sorry$', '^sorry$', '500 Internal']



=== TEST 3: what another module allows stays allowed, wherever nginx leads it within the policy
--- config
secure_token query;
secure_token_key secret_key;
satisfy any;
allow all;

location /index/ { index a.html; }
location /try/ { try_files /none /index/; }
location /missing/ { error_page 404 = /index/a.html; }
location /named/ { error_page 404 = @index; }
location @index { rewrite ^ /index/a.html break; }
--- user_files
>>> index/a.html
film
--- request eval
['GET /index/', 'GET /try/a', 'GET /missing/a', 'GET /named/a', 'GET /index/?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1']
--- error_code eval
[200, 200, 200, 200, 200]
--- response_body eval
[("film\n") x 5]



=== TEST 4: nor does what one location allows count in the next one, which does not
--- config
secure_token query;
secure_token_key secret_key;
satisfy any;

location /allowed/ { allow all; index a.html; error_page 404 = /denied/a.html; }
location ~ html$ { deny all; }
--- user_files
>>> allowed/a.html
film
>>> denied/a.html
film
--- request eval
['GET /allowed/', 'GET /allowed/none']
--- error_code eval
[403, 403]
--- response_body_unlike eval
['film', 'film']



=== TEST 5: a page that is always the same, for another status, is not what the error leads to
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "film\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;
satisfy any;
rewrite ^/front/ /index.php last;
rewrite ^/moved/ /index.php last;

location = /404.html { auth_request /down; error_page 404 /404.html; error_page 500 = @origin; }
location = /index.php { auth_request /down; error_page 404 /index.php; error_page 500 = @origin; }
location /variable/ { auth_request /down; error_page 404 /shown.php; error_page 500 /shown$uri; }
location /shown/ { rewrite ^ /shown.php last; }
location /other/ { auth_request /down; error_page 404 /shown.php; error_page 500 = /elsewhere; }
location /elsewhere { rewrite ^ /shown.php break; secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location = /shown.php { secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock; }
location @origin { secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:$request_uri; }
location = /down { internal; return 500; }
--- request eval
our @targets = qw(/404.html /index.php /front/a.ts /moved/a.ts?x=1 /variable/a.ts);
[map { "GET $_" } @targets]
--- error_code eval
[(403) x our @targets]
--- response_body_unlike eval
[('film') x our @targets]



=== TEST 6: a page is known by the path that the error leads to, whatever it is rewritten to
--- config
secure_token query;
secure_token_key secret_key;
satisfy any;

location /break/ { auth_request /down; error_page 500 /break.html; }
location /last/ { auth_request /down; error_page 500 /last.html; }
location /status/ { auth_request /down; error_page 500 =503 /break.html; }
location /any/ { auth_request /down; error_page 500 = /break.html; }
location = /break.html { rewrite ^ /errors/sorry.html break; }
location = /last.html { rewrite ^ /errors/sorry.html last; }
location = /down { internal; return 500; }
--- user_files
>>> errors/sorry.html
sorry
--- request eval
['GET /break/a', 'GET /last/a', 'GET /status/a', 'GET /any/a']
--- error_code eval
[500, 500, 503, 200]
--- response_body eval
[("sorry\n") x 4]



=== TEST 7: the line about it stands where the location that kept it back logs
--- config
secure_token query;
secure_token_key secret_key;
satisfy any;
location /vod/ { auth_request /down; error_page 500 /sorry.html; secure_token_log_level warn; }
location = /sorry.html { error_log logs/other.log crit; }
location = /down { internal; return 500; }
--- user_files
>>> sorry.html
sorry
--- request
GET /vod/a
--- error_code: 500
--- response_body
sorry
--- grep_error_log eval
qr/\[warn\] .*secure token missing: "[^"]*" from \S+: no token, client: 127.0.0.1/
--- grep_error_log_out eval
qr/\A.*\n\z/



=== TEST 8: a page with a variable is none that is always the same, whatever it leads to
--- http_config
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/origin.sock;
    location / { return 200 "film\n"; }
    location = /error { return 200 "error\n"; }
}
--- config
secure_token query;
secure_token_key secret_key;
satisfy any;
recursive_error_pages on;

location /status/ { auth_request /down; error_page 404 /error; error_page 500 =404 /error?of=$uri; }
location /twice/ { auth_request /down; error_page 500 /error?of=$uri; error_page 500 /error; }
location /named/ { auth_request /down; error_page 404 /error; error_page 500 @named; }
location /path/ { auth_request /down; error_page 404 /error; error_page 500 =404 $error?of=$uri; }
location @named { error_page 404 /error?of=$uri; return 404; }
location /preflight/ { satisfy all; auth_request /refused; error_page 404 /error; error_page 401 =404 /error?of=$uri; }
location = /error { secure_token off; proxy_pass http://unix:$TEST_NGINX_SERVER_ROOT/origin.sock:$arg_of; }
location = /down { internal; return 500; }
location = /refused { internal; return 401; }
set $error /error;
--- request eval
our @targets = qw(/status/a.ts /twice/a.ts /named/a.ts /path/a.ts);
[(map { "GET $_" } @targets), 'OPTIONS /preflight/a.ts']
--- more_headers eval
[('') x our @targets, "Origin: https://player.example\nAccess-Control-Request-Method: GET"]
--- error_code eval
[(403) x (1 + our @targets)]
--- response_body_unlike eval
[('film|error') x (1 + our @targets)]



=== TEST 9: where no location matches
--- http_config
server {
    listen $TEST_NGINX_SERVER_PORT;
    server_name bare;
    root $TEST_NGINX_HTML_DIR;
    secure_token query;
    secure_token_key secret_key;
    satisfy any;
    auth_basic films;
    auth_basic_user_file $TEST_NGINX_HTML_DIR;
    error_page 500 /sorry.html;
    location = /sorry.html { auth_basic off; }
}
server {
    listen $TEST_NGINX_SERVER_PORT;
    server_name after;
    root $TEST_NGINX_HTML_DIR;
    secure_token query;
    secure_token_key secret_key;
    satisfy any;
    auth_basic films;
    auth_basic_user_file $TEST_NGINX_HTML_DIR;
    post_action @after;
    location @after { return 200; }
}
--- config
location / { }
--- user_files
>>> sorry.html
sorry
--- request
GET /a.ts
--- more_headers
Host: bare
Authorization: Basic dmlld2VyOnNlY3JldA==
--- error_code: 500
--- response_body
sorry
--- grep_error_log: secure token missing
--- grep_error_log_out
secure token missing
--- error_log: Is a directory



=== TEST 10: the same without a page
--- request
GET /a.ts
--- more_headers
Host: after
Authorization: Basic dmlld2VyOnNlY3JldA==
--- error_code: 500
--- response_body_like: 500 Internal
--- error_log: Is a directory
