# Variables: what the check found, wherever nginx asks for it.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the verdict in an answer's header, at each outcome
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    secure_token_max_lifetime 1d;
    add_header X-Status $secure_token_status always;
    add_header X-Expires $secure_token_expires always;
    add_header X-Path $secure_token_path always;
    add_header X-Id $secure_token_id always;
    add_header X-Ip $secure_token_ip always;
    try_files /film =404;
}
location /open/ {
    add_header X-Status $secure_token_status always;
    add_header X-Expires $secure_token_expires always;
    add_header X-Path $secure_token_path always;
    add_header X-Id $secure_token_id always;
    add_header X-Ip $secure_token_ip always;
    try_files /film =404;
}
location /long/ {
    secure_token query;
    secure_token_key secret_key;
    add_header X-Status $secure_token_status always;
    add_header X-Expires $secure_token_expires always;
    add_header X-Path $secure_token_path always;
    add_header X-Id $secure_token_id always;
    add_header X-Ip $secure_token_ip always;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '/long/a.ts?md5=oilQmSDTSQDxCZREcrkSwA&expires=4102444800',
        "X-Status: valid\nX-Expires: 4102444800\nX-Path: /long/"],
    [200, '/long/%61.ts?md5=Igi65PNc9obtT558mXTVJA&expires=4102444800',  # "4102444800/long/a.ts secret_key"
        "X-Status: valid\nX-Expires: 4102444800\nX-Path: /long/a.ts"],
    [403, '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
        "X-Status: overlong\nX-Expires: 4102444800\nX-Path: /vod/"],
    [410, '/vod/a.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1',
        "X-Status: expired\nX-Expires: 1\nX-Path: /vod/"],
    [403, '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800',
        "X-Status: invalid\nX-Expires: 4102444800\n! X-Path"],
    [403, '/vod/a.ts?md5=A&expires=4102444800',
        "X-Status: malformed\n! X-Path"],
    [403, '/vod/a.ts', "X-Status: missing\n! X-Expires\n! X-Path"],
    # no check was made
    [200, '/open/a.ts?md5=ROsU4j9F_js2s-aPnO0ztg&expires=4102444800',
        "! X-Status\n! X-Expires\n! X-Path"],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "$_->[2]\n! X-Id\n! X-Ip" } our @rows]



=== TEST 2: identifier and path of path mode, and the address or network of a bound token
--- config
set_real_ip_from 127.0.0.1;
real_ip_header X-Forwarded-For;
secure_token path;
secure_token_key secret_key;
add_header X-Path $secure_token_path always;
add_header X-Id $secure_token_id always;
add_header X-Ip $secure_token_ip always;

location /videos/ { try_files /film =404; }
location /bound/ { secure_token_bind_ip /24 /64; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '203.0.113.42', '/videos/x/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts',
        "X-Path: /videos/x/film/\nX-Id: film\n! X-Ip"],
    [200, '203.0.113.42', '/bound/film/-YKEfr5Re2WpWY64Endb2A/4102444800/a.ts',  # "film_secret_key_4102444800_203.0.113.0"
        "X-Path: /bound/film/\nX-Id: film\nX-Ip: 203.0.113.0"],
    [200, '2001:db8::7', '/bound/film/qV8n_sY26F47valunR76lQ/4102444800/a.ts',  # "film_secret_key_4102444800_2001:db8::"
        "X-Path: /bound/film/\nX-Id: film\nX-Ip: 2001:db8::"],
    # a wrong token: the address to which it would have to be bound
    [403, '203.0.113.42', '/bound/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts',
        "X-Id: film\nX-Ip: 203.0.113.0"],
    [403, '203.0.113.42', '/bound/film/a.ts', "! X-Path\n! X-Id"],
);
[map { "GET $_->[2]" } @rows]
--- more_headers eval
[map { "X-Forwarded-For: $_->[1]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[3] } our @rows]



=== TEST 3: the access log tells the verdict, and the request without its token
--- http_config
log_format link '<$uri|$status|$secure_token_status|$secure_token_request>';
--- config
access_log logs/access.log link;

location /vod/ {
    secure_token query;
    secure_token_key secret_key;
}
location /videos/ {
    secure_token path;
    secure_token_key secret_key;
}
location /open/ { }
--- user_files
>>> vod/a.ts
film
>>> open/a.ts
film
--- request
GET /vod/a.ts?x=1&md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- access_log
</vod/a.ts|200|valid|GET /vod/a.ts?x=1&md5=***&expires=4102444800 HTTP/1.1>



=== TEST 4: of a refusal as well
--- request
HEAD /vod/a.ts?md5=wrong
--- error_code: 403
--- access_log
</vod/a.ts|403|missing|HEAD /vod/a.ts?md5=*** HTTP/1.1>



=== TEST 5: and of path mode
--- request
GET /videos/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts?md5=x
--- error_code: 403
--- access_log eval
qr{\|403\|invalid\|GET /videos/film/\*\*\*/4102444800/a\.ts\?md5=x HTTP/1\.1>$}



=== TEST 6: where no check was made there is nothing to tell, and nothing to hide
--- request
GET /open/a.ts?md5=x
--- access_log
</open/a.ts|200|-|GET /open/a.ts?md5=x HTTP/1.1>



=== TEST 7: an early look at the verdict shows it, and decides nothing
--- http_config
map $secure_token_status $allowed {
    valid   1;
    default 0;
}
--- config
location /if/ {
    secure_token query;
    secure_token_key secret_key;
    if ($secure_token_status != valid) { return 451; }
    try_files /film =404;
}
location /map/ {
    secure_token query;
    secure_token_key secret_key;
    if ($allowed = 0) { return 451; }
    try_files /film =404;
}
location /set/ {
    secure_token query;
    secure_token_key secret_key;
    set $early $secure_token_status;
    add_header X-Early $early always;
    add_header X-Status $secure_token_status always;
    try_files /film =404;
}
location /open/ {
    if ($secure_token_status) { return 451; }
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '/if/a.ts?md5=TCNVAxgqPC_6ih-xMzIupA&expires=4102444800'],
    [451, '/if/a.ts?md5=_hPUdvVmIS65r4RLE6b4Zw&expires=4102444800'],  # "4102444800/map/ secret_key"
    [451, '/if/a.ts'],
    [200, '/map/a.ts?md5=_hPUdvVmIS65r4RLE6b4Zw&expires=4102444800'],
    [451, '/map/a.ts?md5=rUng2ttKsClnfxjDDpMalw&expires=1'],
    [200, '/set/a.ts?md5=Com5Ov0L_DioRJ7IeBbVMQ&expires=4102444800', "X-Early: valid\nX-Status: valid"],
    [403, '/set/a.ts', "X-Early: missing\nX-Status: missing"],
    [200, '/open/a.ts'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { $_->[2] // '! X-Status' } our @rows]



=== TEST 8: nor does it where the key, or the string, becomes known only after it
--- config
location /key/ {
    secure_token query;
    secure_token_key $site_key;
    set $site_key first_key;
    set $early $secure_token_status;
    set $site_key second_key;
    add_header X-Early $early always;
    add_header X-Status $secure_token_status always;
    try_files /film =404;
}
location /string/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_string "$secure_token_expires|$secure_token_path|$release|$secure_token_key";
    set $release first;
    set $early $secure_token_status;
    set $release second;
    add_header X-Early $early always;
    add_header X-Status $secure_token_status always;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, 'invalid', 'valid',   '/key/a.ts?md5=MPvgrIk8rSnuBOb2gPqx5w'],  # "4102444800/key/ second_key"
    [403, 'valid',   'invalid', '/key/a.ts?md5=PZXLHUTAxXCouo8PXI6mvQ'],  # "4102444800/key/ first_key"
    [200, 'invalid', 'valid',   '/string/a.ts?md5=M08_9x1Uc3IotQnar9XQcA'],  # "4102444800|/string/|second|secret_key"
    [403, 'valid',   'invalid', '/string/a.ts?md5=gI9eBiFmSmf0vvEQ-4fWuQ'],  # "4102444800|/string/|first|secret_key"
);
[map { "GET $_->[3]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Early: $_->[1]\nX-Status: $_->[2]" } our @rows]



=== TEST 9: a map keeps what it saw, unless it is volatile; the verdict itself is the last one
--- http_config
log_format link '<$secure_token_status>';
map $secure_token_status $kept { ~(.+) $1; }
map $secure_token_status $fresh { volatile; ~(.+) $1; }
--- config
access_log logs/access.log link;

location / {
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;
    secure_token query;
    secure_token_key secret_key;
    secure_token_bind_ip on;
    set $before "$secure_token_status $kept $fresh";
    add_header X-Before $before;
    add_header X-After "$secure_token_status $kept $fresh";
    try_files /film =404;
}
--- user_files
>>> film
film
--- more_headers
X-Forwarded-For: 203.0.113.42
--- request
GET /vod/a.ts?md5=3PQEMPEu4qsOmKqF9Zwpug&expires=4102444800
--- response_headers
X-Before: invalid invalid invalid
X-After: valid invalid valid
--- access_log
<valid>



=== TEST 10: the access log shows the last verdict, though nothing but an early look came before it
--- http_config
log_format link '<$early|$secure_token_status|$secure_token_ip>';
--- config
access_log logs/access.log link;

location / {
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;
    secure_token query;
    secure_token_key secret_key;
    secure_token_bind_ip on;
    set $early "$secure_token_status $secure_token_ip";
    try_files /film =404;
}
--- user_files
>>> film
film
--- more_headers
X-Forwarded-For: 203.0.113.42
--- request
GET /vod/a.ts?md5=3PQEMPEu4qsOmKqF9Zwpug&expires=4102444800
--- access_log
<invalid 127.0.0.1|valid|203.0.113.42>



=== TEST 11: the upstream is told
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    location / { return 200 "$http_x_status $http_x_expires\n"; }
}
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    proxy_set_header X-Status $secure_token_status;
    proxy_set_header X-Expires $secure_token_expires;
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
}
--- request
GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- response_body
valid 4102444800



=== TEST 12: a subrequest shows the verdict on the client's request, wherever it leads
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    location / { return 200 "$http_x_status\n"; }
}
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    ssi on;
}
location = /status {
    proxy_set_header X-Status $secure_token_status;
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
}
location = /elsewhere {
    secure_token path;
    secure_token_key another_key;
    proxy_set_header X-Status $secure_token_status;
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
}
--- user_files
>>> vod/page.html
<!--# echo var="secure_token_status" -->
<!--# include virtual="/status" -->
<!--# include virtual="/elsewhere" -->
--- request
GET /vod/page.html?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- more_headers
Accept: text/html
--- response_body eval
"valid\nvalid\n\nvalid\n\n"



=== TEST 13: after a redirect and in the log the last verdict is shown
--- http_config
log_format link '<$uri|$secure_token_status|$secure_token_expires>';
--- config
access_log logs/access.log link;
error_page 404 /open/none.html;

location /vod/ {
    secure_token query;
    secure_token_key secret_key;
}
location /open/ {
    add_header X-Status $secure_token_status always;
}
location = /vod/index.html {
    secure_token query;
    secure_token_key another_key;
    add_header X-Status $secure_token_status always;
}
--- user_files
>>> open/none.html
none
>>> vod/index.html
index
--- request
GET /vod/none.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- error_code: 404
--- response_headers
X-Status: valid
--- access_log
</open/none.html|valid|4102444800>



=== TEST 14: also where a second policy has spoken
--- request
GET /vod/?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800
--- error_code: 403
--- response_headers
X-Status: invalid
--- access_log
</vod/index.html|invalid|4102444800>
