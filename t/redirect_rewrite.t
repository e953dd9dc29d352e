# Rewrites: what is checked is the URL that the client sent, wherever a rewrite leads.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: a rewrite of the server, before a location is chosen
--- config
rewrite ^/old/(.*)$ /new/$1 last;
rewrite ^/break/(.*)$ /new/$1 break;
if ($arg_moved) { rewrite ^/moved/(.*)$ /new/$1?src=moved last; }

location /new/ {
    secure_token query;
    secure_token_key secret_key;
}
location /break/ { }
--- user_files
>>> new/a.ts
film
--- request eval
our @rows = (
    [200, '/old/a.ts?md5=NVNKntUHFnz34pizotN6MA'],
    [403, '/old/a.ts?md5=TfV_uMCZS4czcL1JW51gUw'],  # "4102444800/new/ secret_key"
    [403, '/old/a.ts?'],
    [200, '/new/a.ts?md5=TfV_uMCZS4czcL1JW51gUw'],
    [200, '/break/a.ts?md5=xF0rPOcuMBY4jMFzF79YBQ'],
    [403, '/break/a.ts?md5=TfV_uMCZS4czcL1JW51gUw'],  # "4102444800/new/ secret_key"
    # an if, and arguments that the rewrite puts before the client's
    [200, '/moved/a.ts?moved=1&md5=nu_KY4HS1ILPrTUigq8yTQ'],
    [403, '/moved/a.ts?moved=1&md5=TfV_uMCZS4czcL1JW51gUw'],  # "4102444800/new/ secret_key"
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^film$' : '403 Forbidden' } our @rows]



=== TEST 2: a link that has expired stays one
--- request eval
our @rows = (
    [410, '/old/a.ts?md5=kGRhKdxD6UiaQ8FSQS6ayw'],  # "1/old/ secret_key"
    [410, '/break/a.ts?md5=QWZ2oduiajnAvS8mDr8sxg'],  # "1/break/ secret_key"
    [410, '/moved/a.ts?moved=1&md5=tKqe2DMgWzqugHFiaxUceg'],  # "1/moved/ secret_key"
    [403, '/old/a.ts?md5=7EqJe8zpYxFj4jZT4MiNxQ'],  # "1/new/ secret_key"
    [403, '/break/a.ts?md5=7EqJe8zpYxFj4jZT4MiNxQ'],  # "1/new/ secret_key"
    [403, '/moved/a.ts?moved=1&md5=7EqJe8zpYxFj4jZT4MiNxQ'],  # "1/new/ secret_key"
);
[map { "GET $_->[1]&expires=1" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 410 ? '410 Gone' : '403 Forbidden' } our @rows]
--- response_headers eval
[('Cache-Control: no-store') x our @rows]



=== TEST 3: a rewrite of the location
--- config
secure_token query;
secure_token_key secret_key;

location /last/ { rewrite ^/last/(.*)$ /files/$1 last; }
location /break/ { rewrite ^/break/(.*)$ /files/$1 break; }
location /if/ {
    if ($args) { rewrite ^/if/(.*)$ /files/$1 last; }
}
location /if-break/ {
    if ($args) { rewrite ^/if-break/(.*)$ /files/$1 break; }
}
location /arguments/ {
    rewrite ^/arguments/md5/([^/]+)/([0-9]+)/(.*)$ /files/$3?md5=$1&expires=$2? last;
}
location /drop/ { rewrite ^/drop/(.*)$ /files/$1? last; }
location /twice/ { rewrite ^/twice/(.*)$ /last/$1 last; }
location /files/ { }

# the path stays within its location
location /hls/ { rewrite ^/hls/org/(.*)$ /hls/$1?src=org last; }
--- user_files
>>> files/a.ts
film
>>> hls/a.ts
film
--- request eval
our @rows = map {
    my ($path, $valid, $expired) = @$_;
    ([200, $path, $valid], [403, $path, 'AAAAAAAAAAAAAAAAAAAAAA'], [410, $path, $expired, 1])
} (
    ['/last/a.ts',     '8jFOuNNJpRFXCq46qR4EgA', 'ynul-9eR15gk3Plg4kZkNw'],  # "4102444800/last/ secret_key"; "1/last/ secret_key"
    ['/break/a.ts',    'xF0rPOcuMBY4jMFzF79YBQ', 'QWZ2oduiajnAvS8mDr8sxg'],  # "4102444800/break/ secret_key"; "1/break/ secret_key"
    ['/if/a.ts',       'TCNVAxgqPC_6ih-xMzIupA', 'YSSJwUUXYI0G2WRzLBTK7A'],  # "4102444800/if/ secret_key"; "1/if/ secret_key"
    ['/if-break/a.ts', 'zA9iPYKq4nsfr12T1lE58A', '5-5f0n7DtsXpPX4Rj4FsZg'],  # "4102444800/if-break/ secret_key"; "1/if-break/ secret_key"
    ['/drop/a.ts',     'SwWDGc3kheZHZ2Mc9eEqTg', 'ROraEjY8N58DZnYwbFb1Fg'],  # "4102444800/drop/ secret_key"; "1/drop/ secret_key"
    ['/twice/a.ts',    '80YL4A9oEALdzyaU8UXVcg', 'NFhxNLzNF6gDnU1c6-HetA'],  # "4102444800/twice/ secret_key"; "1/twice/ secret_key"
    ['/hls/org/a.ts',  '7jlPi4OA51oo-PiTH-botA', 'P9wQOr8R9HC-f0bnnq0L6A'],  # "4102444800/hls/org/ secret_key"; "1/hls/org/ secret_key"
);
push @rows, map { [403, @$_] } (
    # tokens of the path that the rewrite makes
    ['/last/a.ts',     'bx990tcfwElXYzgT51CgHw'],  # "4102444800/files/ secret_key"
    ['/break/a.ts',    'bx990tcfwElXYzgT51CgHw'],  # "4102444800/files/ secret_key"
    ['/twice/a.ts',    '8jFOuNNJpRFXCq46qR4EgA'],  # "4102444800/last/ secret_key"
    ['/hls/org/a.ts',  'nXMylXUPj0paOVNcq-tiFg'],  # "4102444800/hls/ secret_key"
    ['/last/a.ts',     'U7m2qhzT1Q_dz0JL5oTm7g', 1],  # "1/files/ secret_key"
    ['/break/a.ts',    'U7m2qhzT1Q_dz0JL5oTm7g', 1],  # "1/files/ secret_key"
    ['/hls/org/a.ts',  'qcjRDtxitpo1y1E1gU3Y1Q', 1],  # "1/hls/ secret_key"
    # and of arguments that it makes
    ['/arguments/md5/bx990tcfwElXYzgT51CgHw/4102444800/a.ts', 'x'],  # "4102444800/files/ secret_key"
);
[map { "GET $_->[1]?md5=$_->[2]&expires=" . ($_->[3] // 4102444800) } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
my %body = (200 => '^film$', 403 => '403 Forbidden', 410 => '410 Gone');
[map { $body{ $_->[0] } } our @rows]
--- response_headers eval
[map { $_->[0] == 200 ? '! Cache-Control' : 'Cache-Control: no-store' } our @rows]



=== TEST 4: what a rewrite makes of the request goes upstream, once it is allowed
--- http_config
server {
    listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    location / { return 200 "$uri\n"; }
}
--- config
location /hls/ {
    secure_token query;
    secure_token_key secret_key;
    rewrite ^/hls/(.*)$ /origin/$1 break;
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
}
--- request eval
[
    'GET /hls/a.ts?md5=nXMylXUPj0paOVNcq-tiFg&expires=4102444800',
    'GET /hls/a.ts?md5=sg7ildzTyuv5LZQOETORBw&expires=4102444800',  # "4102444800/origin/ secret_key"
    'GET /hls/a.ts',
    'GET /hls/a.ts?md5=qcjRDtxitpo1y1E1gU3Y1Q&expires=1',
]
--- error_code eval
[200, 403, 403, 410]
--- response_body_like eval
['^/origin/a\.ts$', '403 Forbidden', '403 Forbidden', '410 Gone']
--- no_error_log
[error]
