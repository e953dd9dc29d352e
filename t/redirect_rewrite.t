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
    [200, '/old/a.ts?md5=dcA1a-L49gEPejHHXaCO2w'],
    [403, '/old/a.ts?md5=BbfPxF3qq93srmwIMwv3mg'],  # "1893456000/new/ secret_key"
    [403, '/old/a.ts?'],
    [200, '/new/a.ts?md5=BbfPxF3qq93srmwIMwv3mg'],
    [200, '/break/a.ts?md5=t_8emyhpNmWlK1NZxnl2Ng'],
    [403, '/break/a.ts?md5=BbfPxF3qq93srmwIMwv3mg'],  # "1893456000/new/ secret_key"
    # an if, and arguments that the rewrite puts before the client's
    [200, '/moved/a.ts?moved=1&md5=I8SaCx8dKOvgnVMcd3CMug'],
    [403, '/moved/a.ts?moved=1&md5=BbfPxF3qq93srmwIMwv3mg'],  # "1893456000/new/ secret_key"
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
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
    ['/last/a.ts',     'StE5KphxUtvrEj3T1akKgw', 'ynul-9eR15gk3Plg4kZkNw'],  # "1893456000/last/ secret_key"; "1/last/ secret_key"
    ['/break/a.ts',    't_8emyhpNmWlK1NZxnl2Ng', 'QWZ2oduiajnAvS8mDr8sxg'],  # "1893456000/break/ secret_key"; "1/break/ secret_key"
    ['/if/a.ts',       'AcPoQ-6YzSrGuoGIc_g6IQ', 'YSSJwUUXYI0G2WRzLBTK7A'],  # "1893456000/if/ secret_key"; "1/if/ secret_key"
    ['/if-break/a.ts', 'hJ7xmm7TAPQLtBtl6DtB5g', '5-5f0n7DtsXpPX4Rj4FsZg'],  # "1893456000/if-break/ secret_key"; "1/if-break/ secret_key"
    ['/drop/a.ts',     'UDE_N4hu37BN0rRliLLW5w', 'ROraEjY8N58DZnYwbFb1Fg'],  # "1893456000/drop/ secret_key"; "1/drop/ secret_key"
    ['/twice/a.ts',    'LPT8XgelFWpe9I8azwBQbw', 'NFhxNLzNF6gDnU1c6-HetA'],  # "1893456000/twice/ secret_key"; "1/twice/ secret_key"
    ['/hls/org/a.ts',  '-Rcta3vgH_gwFFrFFXc86A', 'P9wQOr8R9HC-f0bnnq0L6A'],  # "1893456000/hls/org/ secret_key"; "1/hls/org/ secret_key"
);
push @rows, map { [403, @$_] } (
    # tokens of the path that the rewrite makes
    ['/last/a.ts',     'xCOp4BWRi10zVzVsNzg4WQ'],  # "1893456000/files/ secret_key"
    ['/break/a.ts',    'xCOp4BWRi10zVzVsNzg4WQ'],  # "1893456000/files/ secret_key"
    ['/twice/a.ts',    'StE5KphxUtvrEj3T1akKgw'],  # "1893456000/last/ secret_key"
    ['/hls/org/a.ts',  'p4DFq3Pv8lzJJ5VwnqA2Cg'],  # "1893456000/hls/ secret_key"
    ['/last/a.ts',     'U7m2qhzT1Q_dz0JL5oTm7g', 1],  # "1/files/ secret_key"
    ['/break/a.ts',    'U7m2qhzT1Q_dz0JL5oTm7g', 1],  # "1/files/ secret_key"
    ['/hls/org/a.ts',  'qcjRDtxitpo1y1E1gU3Y1Q', 1],  # "1/hls/ secret_key"
    # and of arguments that it makes
    ['/arguments/md5/xCOp4BWRi10zVzVsNzg4WQ/1893456000/a.ts', 'x'],  # "1893456000/files/ secret_key"
);
[map { "GET $_->[1]?md5=$_->[2]&expires=" . ($_->[3] // 1893456000) } @rows]
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
    'GET /hls/a.ts?md5=p4DFq3Pv8lzJJ5VwnqA2Cg&expires=1893456000',
    'GET /hls/a.ts?md5=dx8NRSpWmhhwxQcYbKL2gQ&expires=1893456000',  # "1893456000/origin/ secret_key"
    'GET /hls/a.ts',
    'GET /hls/a.ts?md5=qcjRDtxitpo1y1E1gU3Y1Q&expires=1',
]
--- error_code eval
[200, 403, 403, 410]
--- response_body_like eval
['^/origin/a\.ts$', '403 Forbidden', '403 Forbidden', '410 Gone']
--- no_error_log
[error]
