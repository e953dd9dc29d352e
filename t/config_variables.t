# Variables in directives of ours: nginx starts, and says nothing, where they are known, however they
# came to be.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: of nginx's own, of the request, by map, by geo, by set, by a capture, defined before and after
--- http_config
map $host $before { default secret_key; }
server {
    listen unix:$TEST_NGINX_SERVER_ROOT/other.sock;
    secure_token query;
    secure_token_key $host$http_x_key$arg_key$cookie_key$sent_http_x_key$upstream_http_x_key$after$set_later$hostname;
    secure_token_string "$uri $secure_token_path $secure_token_expires $remote_addr $captured $jwt_none_of_these_is_read_here $secure_token_key";
    location / { set $set_later x; set $jwt_none_of_these_is_read_here x; }
    location ~ ^/(?<captured>x) { }
}
map $host $after { default secret_key; }
geo $network { default secret_key; }
--- config
secure_token query;
secure_token_key unused_key;
location /before/ { secure_token_key $before; }
location /after/ { secure_token_key $after; }
location /network/ { secure_token_key ${network}; }
location /mixed/ { secure_token_key $BEFORE$after; }
--- request
GET /before/a.ts
--- error_code: 403
--- no_error_log
[warn]
[emerg]
[alert]



=== TEST 2: one that nobody defines, first named by another directive: that one is not ours to place
--- http_config
log_format nowhere $nowhere;
--- config
secure_token query;
secure_token_key $nowhere;
--- must_die
--- error_log eval
qr/\A(?!.*directive).*unknown "nowhere" variable/
--- no_error_log
"secure_token_key" directive
