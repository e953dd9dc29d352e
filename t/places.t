# A server that makes no use of the module, beside one that does: it answers as if the module were
# not in use at all, and nginx's handlers of each phase meet its requests in the same order. No
# handler of ours is among them.

use v5.36;

use Test::Nginx::Socket 'no_plan';

my $plain = <<'END_OF_SERVER';
server {
    listen $TEST_NGINX_SERVER_PORT;
    server_name plain;
    root $TEST_NGINX_HTML_DIR;
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Real-IP;
    error_page 404 = /instead;
    rewrite ^/server/(.*) /files/$1;
    location /files/ { }
    location /location/ { rewrite ^/location/(.*) /files/$1 last; }
    location /address/ { alias $TEST_NGINX_HTML_DIR/files/; deny 192.0.2.1; }
    location /any/ { alias $TEST_NGINX_HTML_DIR/files/; satisfy any; allow 192.0.2.1; deny all; auth_basic films; auth_basic_user_file $TEST_NGINX_HTML_DIR/passwords; }
    location /asked/ { alias $TEST_NGINX_HTML_DIR/files/; auth_request /verdict; }
    location /except/ { alias $TEST_NGINX_HTML_DIR/files/; limit_except GET { deny all; } }
    location /try/ { try_files $uri /files/a.m3u8; }
    location /index/ { alias $TEST_NGINX_HTML_DIR/files/; index a.m3u8; }
    location /included/ { ssi on; ssi_types *; }
    location = /verdict { internal; if ($request_uri ~ pass=no) { return 403; } return 204; }
    location = /instead { return 200 "instead of $request_uri\n"; }
}
END_OF_SERVER

my $all_in_use = <<'END_OF_CONFIG';
error_page 403 410 /refused;
location /vod/ { secure_token query; secure_token_key secret_key; query_string_forward on; }
location /any/ { secure_token query; secure_token_key secret_key; satisfy any; deny all; }
location = /refused { }
END_OF_CONFIG

my @files = (user_files => [
    ['files/a.m3u8', "#EXTM3U\na.ts\n"],
    ['included/a.html', "<!--# include virtual=\"/files/a.m3u8\" -->\n"],
    ['refused', "refused\n"],
    ['passwords', "viewer:{PLAIN}secret\n"],
]);

my $playlist = '#EXTM3U a.ts';
# A request, its headers, and the answer.
my @requests = (
    ['GET /files/a.m3u8?t=1', '', "200 $playlist"],
    ['HEAD /files/a.m3u8?t=1', '', '200'],
    ['GET /files/a.m3u8?t=1', 'Range: bytes=0-6', '206 #EXTM3U'],
    ['GET /server/a.m3u8?t=1', '', "200 $playlist"],
    ['GET /location/a.m3u8', '', "200 $playlist"],
    ['GET /address/a.m3u8', '', "200 $playlist"],
    ['GET /address/a.m3u8', 'X-Real-IP: 192.0.2.1', '403'],
    ['GET /any/a.m3u8', '', '401'],
    ['GET /any/a.m3u8', 'X-Real-IP: 192.0.2.1', "200 $playlist"],
    ['GET /any/a.m3u8', 'Authorization: Basic dmlld2VyOnNlY3JldA==', "200 $playlist"],
    ['GET /asked/a.m3u8', '', "200 $playlist"],
    ['GET /asked/a.m3u8?pass=no', '', '403'],
    ['GET /except/a.m3u8', '', "200 $playlist"],
    ['DELETE /except/a.m3u8', '', '403'],
    ['GET /try/a.m3u8', '', "200 $playlist"],
    ['GET /index/', '', "200 $playlist"],
    ['GET /included/a.html', '', "200 $playlist"],
    ['GET /none', '', '200 instead of /none'],
    ['OPTIONS /files/a.m3u8', "Origin: https://page.example\nAccess-Control-Request-Method: GET", '405'],
);

sub answer ($request, $headers) {
    my ($code, $body) = send_request($request, "Host: plain\n$headers")->@{qw(code body)};
    return $code . ($code < 300 ? ' ' . $body : '') =~ s/\s+/ /gr =~ s/ \z//r;
}

# Each time that nginx called a handler of a phase, in the words of its log.
sub calls () {
    return join "\n", map { /\b((?:generic|rewrite|access) phase): \d/ ? $1 : () } error_log_lines();
}

my @without;
for my $in_use ('nothing', 'all') {
    start_nginx(http_config => $plain, config => $in_use eq 'all' ? $all_in_use : '', @files, log_level => 'debug');
    calls();
    for my $number (0 .. $#requests) {
        my ($request, $headers, $answer) = $requests[$number]->@*;
        my $name = "$in_use in use: $request" . ($headers && " $headers");
        is(answer($request, $headers), $answer, $name);
        my $calls = calls();
        if ($in_use eq 'nothing') {
            isnt($calls, '', "$name: nginx logs its phases");
            push @without, $calls;
        }
        else {
            is($calls, $without[$number], "$name: the same handlers");
        }
    }
}
is(send_request('GET /vod/a.m3u8')->{code}, 403, 'the other server checks');
stop_nginx();
