# The levels of the configuration: what forwarding inherits, and what a level replaces.

use Test::Nginx::Socket 'no_plan';

# Lines of a playlist that tell the settings apart: extensions of targets and of playlists, hosts.
sub playlist {
    my ($parameters, @with) = @_;
    my %has = map { $_ => 1 } @with;
    my @lines = qw(a.ts a.mp4 a.m3u8 a.list http://one.example/a.ts http://two.example/a.ts);
    return join "\n", '#EXTM3U', (map { $has{$_} ? "$_?$parameters" : $_ } @lines), '';
}

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: everything is inherited from http, over the server, to the innermost location
--- http_config
query_string_forward on;
query_string_forward_from list;
query_string_forward_to ts;
query_string_forward_only_keys md5 expires;
query_string_forward_except_keys expires;
query_string_forward_hosts one.example;
--- config
location /a/ {
    location /a/b/ {
        location ~ \.list$ { }
    }
}
--- user_files eval
[map { [$_, main::playlist('')] } 'a/b/x.list', 'a/b/x.m3u8', 'x.list']
--- request eval
[map { "GET $_?md5=T&expires=9&t=1" } '/a/b/x.list', '/x.list', '/a/b/x.m3u8']
--- error_code eval
[200, 200, 200]
--- response_body eval
our $result = main::playlist('md5=T', qw(a.ts a.list http://one.example/a.ts));
[$result, $result, main::playlist('')]



=== TEST 2: a server, and a location in it, replace what is said above, each directive by itself
--- http_config
query_string_forward off;
query_string_forward_from list;
query_string_forward_to ts;
query_string_forward_only_keys md5;
query_string_forward_except_keys t;
query_string_forward_hosts one.example;
--- config
query_string_forward on;
query_string_forward_hosts two.example;
location / { }
location /from/ { query_string_forward_from m3u8; alias $TEST_NGINX_HTML_DIR/; }
location /to/ { query_string_forward_to mp4; alias $TEST_NGINX_HTML_DIR/; }
location /all/ { query_string_forward_to *; alias $TEST_NGINX_HTML_DIR/; }
location /only/ { query_string_forward_only_keys t expires; alias $TEST_NGINX_HTML_DIR/; }
location /except/ {
    query_string_forward_only_keys t md5;
    query_string_forward_except_keys expires;
    alias $TEST_NGINX_HTML_DIR/;
}
location /hosts/ { query_string_forward_hosts *; alias $TEST_NGINX_HTML_DIR/; }
location /off/ {
    query_string_forward off;
    alias $TEST_NGINX_HTML_DIR/;
    location /off/on/ { query_string_forward on; alias $TEST_NGINX_HTML_DIR/; }
}
--- user_files eval
[map { ["x.$_", main::playlist('')] } qw(list m3u8)]
--- request eval
our @rows = (
    ['/x.list',        'md5=T',     qw(a.ts a.list http://two.example/a.ts)],
    ['/x.m3u8',        ''],
    ['/from/x.m3u8',   'md5=T',     qw(a.ts a.m3u8 http://two.example/a.ts)],
    ['/from/x.list',   ''],
    ['/to/x.list',     'md5=T',     qw(a.mp4 a.list)],
    ['/all/x.list',    'md5=T',     qw(a.ts a.mp4 a.m3u8 a.list http://two.example/a.ts)],
    ['/only/x.list',   'expires=9', qw(a.ts a.list http://two.example/a.ts)],
    ['/except/x.list', 'md5=T&t=1', qw(a.ts a.list http://two.example/a.ts)],
    ['/hosts/x.list',  'md5=T',     qw(a.ts a.list http://one.example/a.ts http://two.example/a.ts)],
    ['/off/x.list',    ''],
    ['/off/on/x.list', 'md5=T',     qw(a.ts a.list http://two.example/a.ts)],
);
[map { "GET $_->[0]?md5=T&expires=9&t=1" } @rows]
--- error_code eval
[(200) x (our @rows)]
--- response_body eval
[map { main::playlist(@$_[1 .. $#$_]) } our @rows]



=== TEST 3: nested locations inherit, and one of them may switch it off
--- config
location /vod/ {
    query_string_forward on;

    location ~ \.m3u8$ { }
    location /vod/off/ {
        query_string_forward off;
        location ~ \.m3u8$ { }
    }
}
--- user_files eval
[map { [$_, main::playlist('')] } 'x.m3u8', 'vod/x.m3u8', 'vod/off/x.m3u8']
--- request eval
[map { "GET $_?t=1" } '/vod/x.m3u8', '/vod/off/x.m3u8', '/x.m3u8']
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::playlist('t=1', qw(a.ts a.mp4 a.m3u8 a.list)), main::playlist(''), main::playlist('')]



=== TEST 4: two servers have nothing of each other's
--- http_config
server {
    listen $TEST_NGINX_SERVER_PORT;
    server_name other.example;
    query_string_forward_to ts;
    location / { }
}
--- config
query_string_forward on;
location / { }
--- user_files eval
[['x.m3u8', main::playlist('')]]
--- request eval
['GET /x.m3u8?t=1', 'GET /x.m3u8?t=1']
--- more_headers eval
['Host: localhost', 'Host: other.example']
--- error_code eval
[200, 200]
--- response_body eval
[main::playlist('t=1', qw(a.ts a.mp4 a.m3u8 a.list)), main::playlist('')]



=== TEST 5: without the switch the other directives do nothing
--- config
query_string_forward_from m3u8;
query_string_forward_to *;
query_string_forward_only_keys t;
query_string_forward_hosts *;
location / { }
--- user_files eval
[['x.m3u8', main::playlist('')]]
--- request
GET /x.m3u8?t=1
--- response_headers_like
Content-Length: \d+
--- response_body eval
main::playlist('')



=== TEST 6: a reload changes what is forwarded, and the validators tell nothing of it
--- config
query_string_forward on;
--- user_files
>>> x.m3u8 202001010000
#EXTM3U
a.ts
--- init
send_request('GET /x.m3u8?md5=T&t=1')->{body} eq "#EXTM3U\na.ts?md5=T&t=1\n" or die 'not before';
reload_nginx(config => "query_string_forward on;\nquery_string_forward_only_keys md5;") or die 'refused';
--- request eval
['GET /x.m3u8?md5=T&t=1', 'GET /x.m3u8?md5=T&t=1']
--- more_headers eval
['', 'If-None-Match: W/"5e0be100-d"']
--- error_code eval
[200, 304]
--- response_body eval
["#EXTM3U\na.ts?md5=T\n", '']
