# A panic in any function that nginx calls becomes a line in the log and a 500, or a closed connection, and
# the worker serves on.
#
# The module is a build whose functions panic that SECURE_TOKEN_PANIC names (feature `panics`).

use v5.36;

use Test::Nginx::Socket 'no_plan';
use Test::Nginx::Socket::Process qw(children_of);

my $token  = 'md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800';  # "4102444800/vod/ secret_key"
my $other  = 'md5=_l2Ms5kDFKfTJVkkT5yyIQ&expires=4102444800';  # "4102444800/any/ secret_key"
my @files  = (user_files => [['vod/a.ts', "film\n"], ['vod/a.m3u8', "#EXTM3U\na.ts\n"], ['open/a.ts', "open\n"]]);
my $config = <<'END_OF_CONFIG';
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
    query_string_forward on;
    error_page 403 /refused;
}
location /any/ {
    alias $TEST_NGINX_HTML_DIR/vod/;
    secure_token query;
    secure_token_key secret_key;
    satisfy any;
    deny all;
}
location /allowed/ {
    alias $TEST_NGINX_HTML_DIR/vod/;
    secure_token query;
    secure_token_key secret_key;
    satisfy any;
    allow all;
}
location = /refused { return 200 "refused\n"; }
location = /variable {
    secure_token query;
    secure_token_key secret_key;
    return 200 "[$secure_token_status]\n";
}
location = /token {
    secure_token_key secret_key;
    secure_token_issue query;
    secure_token_issue_path /vod/;
    secure_token_issue_url https://media.example/vod/?$secure_token&$secure_token_expires;
}
location /open/ { }
END_OF_CONFIG

sub worker () {
    open my $file, '<', server_root() . '/logs/nginx.pid' or die "nginx.pid: $!";
    my ($worker) = children_of(<$file> + 0);
    return $worker;
}

# The code, and the body where there is no error; of a connection that was closed without an answer only that.
sub answer ($method, $target, $headers) {
    my $response = send_request("$method $target", $headers);
    my ($code, $body, $problem) = @$response{qw(code body problem)};
    return 'closed' if !$code;
    return $code . ($problem ? ' cut' : '') . ($code == 200 ? ' ' . $body =~ s/\n/ /gr =~ s/ \z//r : '');
}

my $preflight = "Origin: https://page.example\nAccess-Control-Request-Method: GET";
my $issued    = qr/^200 \{"token":/;
# A name, method and target, headers, and the answer where nothing panics.
my @requests = (
    [right     => GET     => "/vod/a.ts?$token",   '',         '200 film'],
    [wrong     => GET     => '/vod/a.ts',          '',         '403'],
    [any       => GET     => "/any/a.ts?$other",   '',         '200 film'],
    [settled   => GET     => '/any/a.ts',          '',         '403'],
    [playlist  => GET     => "/vod/a.m3u8?$token", '',         "200 #EXTM3U a.ts?$token"],
    [preflight => OPTIONS => '/vod/a.ts',          $preflight, '204'],
    [ranges    => GET     => "/vod/a.m3u8?$token", 'Range: bytes=0-1', "200 #EXTM3U a.ts?$token"],
    [allowed   => OPTIONS => '/allowed/a.ts',      $preflight, '204'],
    [variable  => GET     => '/variable',          '',         '200 [missing]'],
    [issued    => GET     => '/token',             '',         $issued],
    [open      => GET     => '/open/a.ts',         '',         '200 open'],
);

# Part of the name of the function that panics, and the answers that are other ones then.
my @rows = (
    ['nothing', {}],
    ['access::check',      { map { $_ => '500' } qw(right wrong any settled playlist ranges preflight allowed issued open) }],
    ['access::settle',     { settled => '500' }],
    ['access::keep',       { map { $_ => '500' } qw(right any playlist ranges allowed issued open) }],
    ['request::post_read', { map { $_->[0] => '500' } @requests }],
    ['request::notice',    { wrong => '500' }],
    ['forward::range',     { ranges => '500' }],
    # Where the answer's head is made no other answer can take its place.
    ['forward::header',    { map { $_ => 'closed' } qw(right wrong settled playlist ranges preflight issued) }],
    ['forward::body',      { map { $_ => 'closed' } qw(playlist ranges) }],
    ['variables::get',     { variable => '200 []' }],
    ['issue::respond',     { issued => '500' }],
);
for my $row (@rows) {
    my ($name, $changed) = @$row;
    start_nginx(config => $config, @files, main_config => "env SECURE_TOKEN_PANIC=$name;");
    my $worker = worker();
    for my $request (@requests) {
        my ($what, $method, $target, $headers, $answer) = @$request;
        $answer = $changed->{$what} // $answer;
        my $is = ref $answer ? \&like : \&is;
        $is->(answer($method, $target, $headers), $answer, "$name: $what");
    }
    is(worker(), $worker, "$name: the worker lives");
    my @panics = grep { / \[(?:alert|crit|emerg)\] / } error_log_lines();
    is(scalar(grep { !/ \[alert\] .*secure token: panicked: \S*\Q$name\E/ } @panics), 0, "$name: nothing else is alarming");
    is(!!@panics, !!%$changed, "$name: the log says so");
}
stop_nginx();

# A panic while the configuration is read ends nginx -t, and a reload, with an error.
for my $name (qw(directives::create directives::merge module::preconfiguration module::postconfiguration conf::directive)) {
    local $ENV{SECURE_TOKEN_PANIC} = $name;
    eval { start_nginx(config => $config, @files) };
    like($@, qr/exited with code 1:\n.*secure token: panicked: \S*\Q$name\E/s, $name);
    stop_nginx();
}
