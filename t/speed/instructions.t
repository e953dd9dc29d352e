# What the module costs, in instructions of nginx's process, beside nginx's own modules in the same run.
#
# valgrind's callgrind counts them. A request's are the difference between many requests and few on
# one connection, so that what is done once counts in neither. nginx's clock stands still, since its
# ticks would count for whoever is slower, and memory comes from allocator.c.
#
# NGINX_BINARY and MODULE name what is measured, TEST_NGINX_PORT where.

use v5.36;

use Digest::MD5 qw(md5_base64);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp ();
use IO::Socket::IP ();
use Test::More;
use Time::HiRes qw(sleep);

use constant {
    START_SECONDS => 60,
    KEY           => 'bench-key-0123456789',
    EXPIRES       => 1_999_999_999,
    SEGMENT       => '/films/coffee_run/video_00042.ts',
    SEGMENTS      => 1000,
    SEGMENT_BYTES => 64 * 1024,
};

my $nginx  = $ENV{NGINX_BINARY} // die "NGINX_BINARY is not set\n";
my $module = $ENV{MODULE}       // die "MODULE is not set\n";
my $port   = $ENV{TEST_NGINX_PORT} || 1984;

my $root = File::Temp->newdir;
my ($running, $dumps);

my $allocator = $0 =~ s{[^/]*$}{allocator.c}r;
system('gcc', '-O2', '-shared', '-fPIC', '-fno-builtin', '-o', "$root/allocator.so", $allocator) == 0
    or die "gcc could not build $allocator\n";

sub write_file ($name, $text) {
    open my $file, '>', "$root/$name" or die "$name: $!\n";
    print {$file} $text;
    close $file or die "$name: $!\n";
    return;
}

sub configuration ($case) {
    my $load = $case->{module} ? "load_module $module;" : '';
    my $other = exists $case->{other} ? "server { listen 127.0.0.1:$port; server_name other; root $root; $case->{other} }" : '';
    my $paths = join ' ', map { "${_}_temp_path $root/$_;" } qw(client_body proxy fastcgi uwsgi scgi);
    return <<"END";
$load
daemon off;
master_process off;
timer_resolution 1d;
pid $root/nginx.pid;
error_log $root/error.log warn;
events { }
http {
    types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
    access_log off;
    keepalive_requests 1000000;
    $paths
    server {
        listen 127.0.0.1:$port default_server;
        root $root;
        location / { $case->{location} }
        location = /sum { set \$sum 1; return 204; }
    }
    $other
}
END
}

# nginx under callgrind; gives the process.
sub start ($case) {
    write_file('nginx.conf', configuration($case));
    unlink glob "$root/calls*";
    $dumps = 0;
    # Copies as loops of vectors: the instruction that copies a string counts each byte.
    local $ENV{LD_PRELOAD}     = "$root/allocator.so";
    local $ENV{GLIBC_TUNABLES} = 'glibc.cpu.x86_rep_movsb_threshold=1073741824';
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        open STDOUT, '>', "$root/stderr" or die "stdout: $!\n";
        open STDERR, '>&', \*STDOUT or die "stderr: $!\n";
        exec 'valgrind', '-q', '--tool=callgrind', '--dump-before=ngx_http_script_set_var_code', "--callgrind-out-file=$root/calls",
            $nginx, '-p', "$root/", '-c', "$root/nginx.conf"
            or die "valgrind: $!\n";
    }
    return $running = $pid;
}

END {
    local $?;
    kill KILL => $running if $running;
}

sub connection ($pid) {
    my $deadline = time + START_SECONDS;
    while (time < $deadline) {
        my $socket = IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $port);
        return $socket if $socket;
        die 'nginx does not start: ', slurp('stderr'), slurp('error.log') if waitpid($pid, 1) == $pid;
        sleep 0.02;
    }
    die 'nginx does not listen after ' . START_SECONDS . " s\n";
}

sub slurp ($name) {
    open my $file, '<', "$root/$name" or return '';
    local $/;
    return scalar <$file>;
}

# Reads one response; gives its status and the length of its body.
sub response ($socket) {
    my ($status, $length, $chunked);
    while (my $line = <$socket>) {
        last if $line eq "\r\n";
        $status  = $1 if $line =~ m{^HTTP/1\.1 (\d+)};
        $length  = $1 if $line =~ /^Content-Length: (\d+)/i;
        $chunked = 1  if $line =~ /^Transfer-Encoding: chunked/i;
    }
    die "the connection closed early\n" if !$status;
    return ($status, take($socket, $length // 0)) if !$chunked;
    my $all = 0;
    while (defined(my $line = <$socket>)) {
        my $size = hex $line =~ s/\r\n//r;
        take($socket, $size + 2);
        return ($status, $all) if !$size;
        $all += $size;
    }
    die "the body ended early\n";
}

sub take ($socket, $length) {
    read($socket, my $bytes, $length) == $length or die "the body ended early\n";
    return $length;
}

sub ask ($socket, $case, $times) {
    for (1 .. $times) {
        print {$socket} "GET $case->{target} HTTP/1.1\r\nHost: plain\r\nUser-Agent: speed\r\nAccept: */*\r\n\r\n";
        my ($status, $length) = response($socket);
        die "$case->{target}: status $status, not $case->{status}\n" if $status != $case->{status};
        die "$case->{target}: $length bytes, not $case->{bytes}\n" if $case->{bytes} && $length != $case->{bytes};
    }
    return;
}

# Instructions since the last call, and what it takes to ask for them: callgrind was told to write
# its sum where nginx sets a variable, as the location for it alone does.
sub instructions ($socket) {
    $dumps++;
    ask($socket, { target => '/sum', status => 204 }, 1);
    my $deadline = time + START_SECONDS;
    while (time < $deadline) {
        return $1 if slurp("calls.$dumps") =~ /^totals: (\d+)/m;
        sleep 0.01;
    }
    die "callgrind wrote no sum\n";
}

# What one request costs; those of the first round only warm nginx up.
sub per_request ($case) {
    my ($few, $many) = @{ $case->{requests} // [50, 250] };
    my $pid    = start($case);
    my $socket = connection($pid);
    my @sums   = map { ask($socket, $case, $_); instructions($socket) } $many, $few, $many;
    close $socket;
    # An nginx of one process may sleep on with a QUIT that came right before it slept.
    kill KILL => $pid;
    waitpid $pid, 0;
    undef $running;
    return ($sums[2] - $sums[1]) / ($many - $few);
}

my $query    = do {
    my $token = md5_base64(EXPIRES . "${\SEGMENT}127.0.0.1 ${\KEY}") =~ tr{+/}{-_}r;
    "md5=$token&expires=" . EXPIRES;
};
my $playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n" . join '', map { sprintf "#EXTINF:6.000,\nsegment_%05d.ts\n", $_ } 1 .. SEGMENTS;
my $grown    = length($playlist) + SEGMENTS * length "?$query";
make_path($root . dirname(SEGMENT));
write_file(SEGMENT, 'x' x SEGMENT_BYTES);
write_file('playlist.m3u8', $playlist);

my $check    = 'secure_token query; secure_token_bind_ip on; secure_token_key ' . KEY . ';';
my $forward  = 'query_string_forward on; query_string_forward_only_keys md5 expires;';
my @segment  = (target => "${\SEGMENT}?$query", status => 200, bytes => SEGMENT_BYTES);
my @refused  = (target => SEGMENT, status => 403);
my @playlist = (target => "/playlist.m3u8?$query", status => 200, requests => [2, 6]);

my %case = (
    'a file'             => { @segment, location => 'sendfile on;' },
    'secure_link'        => { @segment, location => <<"END" },
sendfile on;
secure_link \$arg_md5,\$arg_expires;
secure_link_md5 "\$secure_link_expires\$uri\$remote_addr ${\KEY}";
if (\$secure_link = "") { return 403; }
if (\$secure_link = "0") { return 410; }
END
    'the check'          => { @segment, module => 1, location => "sendfile on; $check" },
    'return 403'         => { @refused, location => 'return 403;' },
    'secure_link without a token' => { @refused, location => <<"END" },
secure_link \$arg_md5,\$arg_expires;
secure_link_md5 "\$secure_link_expires\$uri\$remote_addr ${\KEY}";
if (\$secure_link = "") { return 403; }
END
    'a refusal'          => { @refused, module => 1, location => $check },
    'a file, beside a server' => { @segment, location => 'sendfile on;', other => 'location / { }' },
    'a module not in use'  => { @segment, module => 1, location => 'sendfile on;', other => 'location / { }' },
    'a check elsewhere'    => { @segment, module => 1, location => 'sendfile on;', other => "location / { $check }" },
    'all of it elsewhere'  => { @segment, module => 1, location => 'sendfile on;', other => <<"END" },
error_page 403 /page; location / { $check $forward } location /any/ { $check satisfy any; deny all; }
END
    'a playlist'         => { @playlist, bytes => length $playlist, location => '' },
    'sub_filter'         => { @playlist, bytes => $grown, location => <<'END' },
sub_filter_types application/vnd.apple.mpegurl;
sub_filter_once off;
sub_filter '.ts' '.ts?md5=$arg_md5&expires=$arg_expires';
END
    'forwarding'         => { @playlist, bytes => $grown, module => 1, location => $forward },
);
my %cost = map { $_ => per_request($case{$_}) } sort keys %case;
note sprintf '%-28s %9.0f instructions a request', $_, $cost{$_} for sort { $cost{$a} <=> $cost{$b} } keys %cost;

sub added ($name, $to) { return $cost{$name} - $cost{$to} }

note sprintf 'a check is %.3f of what secure_link adds', added('the check', 'a file') / added('secure_link', 'a file');
note sprintf 'a refusal is %.3f of it', added('a refusal', 'return 403') / added('secure_link without a token', 'return 403');

# A figure, what it is at most, and what it says.
my @rows = (
    # About 0.49 and 0.62 of what secure_link adds, which differs by some percent from one build of nginx to the next;
    # these do not.
    [added('the check', 'a file'), 2480, 'instructions of a check whose token is right'],
    [added('a refusal', 'return 403'), 590, 'instructions of a refusal'],
    # 1.005 of what a small file costs, with a clock that ticks and an allocator as it comes, is 65 more.
    [added('a module not in use', 'a file, beside a server'), 0, 'instructions of a module without a directive'],
    [added('a check elsewhere', 'a file, beside a server'), 65, 'instructions in a server beside one that checks'],
    [added('all of it elsewhere', 'a file, beside a server'), 65, 'instructions in a server beside one that uses all'],
    [added('forwarding', 'a playlist') / added('sub_filter', 'a playlist'), 0.115, 'a playlist, of what sub_filter adds'],
    [added('forwarding', 'a playlist') / length $playlist, 5.1, 'instructions for each byte of a playlist'],
);
for my $row (@rows) {
    my ($figure, $most, $what) = @$row;
    cmp_ok($figure, '<=', $most, $what);
    note sprintf '  %.4g, at most %s', $figure, $most;
}

done_testing;
