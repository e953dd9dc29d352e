# The levels of the configuration: what is inherited, and what a level replaces.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: everything is inherited from http, over the server, to the innermost location
--- http_config
set_real_ip_from 127.0.0.1;
real_ip_header X-Forwarded-For;

secure_token query;
secure_token_key http_key;
secure_token_scope tree;
secure_token_bind_ip /24;
secure_token_args token until;
secure_token_algorithm sha1;
secure_token_string "$secure_token_until$secure_token_expires|$secure_token_path|$secure_token_ip|$secure_token_key";
secure_token_status invalid=404 expired=451;
secure_token_leeway 1s;
secure_token_max_lifetime 100y;
secure_token_log_level warn;
map $host $secure_token_until { default "until "; }
--- config
location /a/ {
    location /a/b/ {
        location ~ \.ts$ { try_files /film =404; }
    }
}
--- user_files
>>> film
film
--- more_headers
X-Forwarded-For: 203.0.113.42
--- request eval
our @rows = (
    [200, 'token=NvBDYokdD-ROUDhp7-Nf41h8LYU&until=4102444800'],  # "until 4102444800|/a/|203.0.113.0|http_key"
    [451, 'token=20atC4HgdkDxNj-zqfV2btdtAV4&until=1'],  # "until 1|/a/|203.0.113.0|http_key"
    [404, 'token=nAjzln8wCYDag-OhCJRyCShepRY&until=999999999999'],  # "until 999999999999|/a/|203.0.113.0|http_key"
    [404, 'token=HGBADd3puvdc04-LS3OMkGWlqHg&until=4102444800'],  # "until 4102444800|/a/b/x.ts|203.0.113.0|http_key"
    [404, 'token=eKNGIMeuGL2bV5kWagCoP63qIw4&until=4102444800'],  # "until 4102444800|/a/|203.0.113.42|http_key"
    [404, ''],
);
[map { "GET /a/b/x.ts?$_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 2: the level of the log, too
--- request
GET /a/b/x.ts
--- error_code: 404
--- error_log eval
qr/\[warn\] .*secure token missing/



=== TEST 3: a server replaces what http says, each directive by itself
--- http_config
secure_token path;
secure_token_key http_key;
secure_token_scope tree;
secure_token_args token until;
secure_token_status invalid=404 expired=404;
secure_token_dry_run on;

server {
    listen $TEST_NGINX_SERVER_PORT;
    server_name dry.example;
    location / { try_files /film =404; }
}
--- config
secure_token query;
secure_token_key server_key;
secure_token_dry_run off;
secure_token_status expired=451;

location /a/ { try_files /film =404; }
location /names/ { secure_token_args md5 expires; try_files /film =404; }
location /scope/ { secure_token_scope file; try_files /film =404; }
location /mode/ { secure_token path; try_files /film =404; }
location /off/ {
    secure_token off;
    try_files /film =404;

    location /off/on/ { secure_token query; try_files /film =404; }
}
location /dry/ { secure_token_dry_run on; try_files /film =404; }
location /status/ { secure_token_status invalid=451; try_files /film =404; }
location /key/ { secure_token_key location_key; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '/a/b/x?token=bBwLvkG4xJ8FNLZRmUTovA&until=4102444800'],  # "4102444800/a/ server_key"
    [403, '/a/b/x?token=4KMAPbCbwO4bW6ZHaiB_Uw&until=4102444800'],  # "4102444800/a/ http_key"
    # a status that the inner directive does not name is the default one
    [451, '/a/b/x?token=QgOMO2DACdpQLf9akh6uKQ&until=1'],  # "1/a/ server_key"
    [451, '/status/x'],
    [410, '/status/x?token=1fOYBF_YVD9iauKlSxqBbw&until=1'],  # "1/status/ server_key"
    [200, '/names/x?md5=P9xUJhSumKDTMQJmY3yIgw&expires=4102444800'],  # "4102444800/names/ server_key"
    [403, '/names/x?token=P9xUJhSumKDTMQJmY3yIgw&until=4102444800'],  # "4102444800/names/ server_key"
    [200, '/scope/x?token=4wBE4LtwRahlFh6GM6oahg&until=4102444800'],  # "4102444800/scope/x server_key"
    [403, '/scope/x?token=shp-sCEr6OvFjlDYpqSCNw&until=4102444800'],  # "4102444800/scope/ server_key"
    [200, '/mode/film/eawUiAMk2MQrkR5Rf6ZUcw/4102444800/x'],  # "film_server_key_4102444800_"
    [403, '/mode/x?token=YxNxj8wzZKVJxqzKgWUqDQ&until=4102444800'],  # "4102444800/mode/ server_key"
    [200, '/off/x'],
    [200, '/off/on/x?token=iX2Y7KS3EegHVdppNwFn7w&until=4102444800'],  # "4102444800/off/ server_key"
    [403, '/off/on/x'],
    [200, '/dry/x'],
    [200, '/key/x?token=pMOh7KwbrLbxAKEGhuHCEw&until=4102444800'],  # "4102444800/key/ location_key"
    [403, '/key/x?token=3smFv73V25koX_x0gS8IGQ&until=4102444800'],  # "4102444800/key/ server_key"
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 4: another server keeps what http says
--- request
GET /a/b/x
--- more_headers
Host: dry.example
--- response_body
film
--- error_log eval
qr/\[info\] .*secure token missing: .*no segments TOKEN\/EXPIRES in the path.*dry_run/



=== TEST 5: a server without the check lives beside one that has it
--- http_config
server {
    listen $TEST_NGINX_SERVER_PORT;
    server_name open.example;
    add_header X-Status $secure_token_status always;
    location / { try_files /film =404; }
}
--- config
secure_token query;
secure_token_key secret_key;
location / { try_files /film =404; }
--- user_files
>>> film
film
--- request eval
['GET /a', 'GET /a']
--- more_headers eval
['Host: open.example', 'Host: localhost']
--- error_code eval
[200, 403]
--- response_headers eval
["! X-Status\n! Cache-Control", 'Cache-Control: no-store']



=== TEST 6: directives of the check without the check change nothing
--- config
secure_token_scope file;
secure_token_status invalid=404;
secure_token_dry_run off;
secure_token_log_level error;
secure_token_bind_ip on;
location / { try_files /film =404; }
--- user_files
>>> film
film
--- request
GET /a?md5=x&expires=1
--- response_body
film
--- response_headers
! Cache-Control
--- no_error_log
secure token



=== TEST 7: keys and switch may stand on different levels
--- http_config
secure_token query;
--- config
secure_token_key_file site.keys;
location / { try_files /film =404; }
--- user_files
>>> film
film
>>> ../conf/site.keys
secret_key
--- request eval
['GET /vod/a?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800', 'GET /vod/a']
--- error_code eval
[200, 403]



=== TEST 8: the other directives: a server replaces what http says, and a location what the server says
--- http_config
secure_token query;
secure_token_key secret_key;
secure_token_strip off;
secure_token_leeway 100y;
secure_token_max_lifetime 1d;
secure_token_bind_ip on;
secure_token_algorithm sha1;
secure_token_string "http|$secure_token_expires|$secure_token_path|$secure_token_ip|$secure_token_key";
--- config
secure_token_strip on;
secure_token_leeway 0;
secure_token_max_lifetime 200y;
secure_token_bind_ip off;
secure_token_algorithm md5;
secure_token_string "server|$secure_token_expires|$secure_token_path|$secure_token_key";
add_header X-Args $args;
add_header X-Status $secure_token_status always;

location /server/ { try_files /film =404; }
location /strip/ { secure_token_strip off; try_files /film =404; }
location /leeway/ { secure_token_leeway 100y; try_files /film =404; }
location /lifetime/ {
    secure_token_max_lifetime 1d;
    try_files /film =404;

    location /lifetime/off/ { secure_token_max_lifetime off; try_files /film =404; }
}
location /binding/ {
    secure_token_bind_ip on;
    secure_token_string "bound|$secure_token_expires|$secure_token_path|$secure_token_ip|$secure_token_key";
    try_files /film =404;
}
location /algorithm/ { secure_token_algorithm sha256; try_files /film =404; }
location /string/ {
    secure_token_string "location|$secure_token_expires|$secure_token_path|$secure_token_key";

    location /string/inner/ { try_files /film =404; }
}
location /file/ { secure_token_key_file other.keys; try_files /film =404; }
--- user_files
>>> film
film
>>> ../conf/other.keys
other_key
--- request eval
our @rows = (
    [200, 'valid',     '/server/a?md5=80LEtQVzOmV2WiYOvLbchQ&expires=4102444800'],  # "server|4102444800|/server/|secret_key"
    [403, 'invalid',   '/server/a?md5=q88UaqI-X2IAuOQ9BD6qXw&expires=4102444800'],  # "http|4102444800|/server/|127.0.0.1|secret_key"
    [410, 'expired',   '/server/a?md5=JCd8DZfGGpNLD-Zu50WLsQ&expires=1'],  # "server|1|/server/|secret_key"
    [200, 'valid',     '/strip/a?md5=BPxbl3lBiX680pOL2Myk0Q&expires=4102444800', 'md5=BPxbl3lBiX680pOL2Myk0Q&expires=4102444800'],  # "server|4102444800|/strip/|secret_key"
    [200, 'valid',     '/leeway/a?md5=ltBvngUuZu7mM9kQW7fOrw&expires=1'],  # "server|1|/leeway/|secret_key"
    [403, 'overlong',  '/lifetime/a?md5=CZHonaTboRNTPQilwG66-A&expires=4102444800'],  # "server|4102444800|/lifetime/|secret_key"
    [200, 'valid',     '/lifetime/off/a?md5=Ojymi8YbSAXzHTvIqr9C9Q&expires=4102444800'],  # "server|4102444800|/lifetime/off/|secret_key"
    [200, 'valid',     '/binding/a?md5=JWDOaj5MzETLLNeJl4IxCA&expires=4102444800'],  # "bound|4102444800|/binding/|127.0.0.1|secret_key"
    [403, 'malformed', '/algorithm/a?md5=mhqZqB8gxNE4eG52WPBl8w&expires=4102444800'],  # "server|4102444800|/algorithm/|secret_key"
    [200, 'valid',     '/algorithm/a?md5=WPEx3hRhFhn1FxxoAqoCcbHCXwB3l8N4pO6TYBSyAOA&expires=4102444800'],  # "server|4102444800|/algorithm/|secret_key"
    [200, 'valid',     '/string/inner/a?md5=liKlFKen-iI0ZTIh2Tot_Q&expires=4102444800'],  # "location|4102444800|/string/inner/|secret_key"
    [403, 'invalid',   '/string/inner/a?md5=unw4c6CYVszUnjE8kpnjaQ&expires=4102444800'],  # "server|4102444800|/string/inner/|secret_key"
    # a file of keys replaces the keys that are inherited
    [200, 'valid',     '/file/a?md5=lw3lsWF79_V6y7n7tGHmTw&expires=4102444800'],  # "server|4102444800|/file/|other_key"
    [403, 'invalid',   '/file/a?md5=PtL-Nd9bA77ecBtVFZ50ZA&expires=4102444800'],  # "server|4102444800|/file/|secret_key"
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" . ($_->[0] == 200 ? "\nX-Args: " . ($_->[3] // '') : '') } our @rows]



=== TEST 9: the level of the log: a server replaces it, a location, and an inner one again
--- http_config
secure_token query;
secure_token_key secret_key;
secure_token_log_level error;

server {
    listen $TEST_NGINX_SERVER_PORT;
    server_name other.example;
    location / { }
}
--- config
secure_token_log_level notice;

location /notice/ { }
location / {
    secure_token_log_level warn;

    location /warn/inner/ { }
    location /info/ { secure_token_log_level info; }
}
--- request eval
# each path begins with the level of its line
['GET /error/a', 'GET /notice/a', 'GET /warn/a', 'GET /warn/inner/a', 'GET /info/a']
--- more_headers eval
['Host: other.example', ('Host: localhost') x 4]
--- error_code eval
[(403) x 5]
--- grep_error_log eval
qr/\[\w+\] [\d#]+: \*\d+ secure token .*?(?= from 127)/
--- grep_error_log_out eval
qr{\A\[(\w+)\] [\d#]+: \*\d+ secure token missing: "/\1/\S*"\n\z}
