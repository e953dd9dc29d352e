# nginx under valgrind, and one connection that asks it: what a request takes, in whatever valgrind counts.
#
# NGINX_BINARY and MODULE name what is looked at, TEST_NGINX_PORT where.

package Test::Valgrind;

use v5.36;

use Digest::MD5 qw(md5_base64);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp ();
use IO::Socket::IP ();
use Time::HiRes qw(sleep);

our @EXPORT = qw($ROOT START_SECONDS ask connection link_of slurp start stop write_file);

use constant START_SECONDS => 60;
use constant EXPIRES       => 4_102_444_800;

my $nginx  = $ENV{NGINX_BINARY} // die "NGINX_BINARY is not set\n";
my $module = $ENV{MODULE}       // die "MODULE is not set\n";
my $port   = $ENV{TEST_NGINX_PORT} || 1984;

# Where all files are, those that nginx serves, too.
our $ROOT = File::Temp->newdir;
my $running;

sub write_file ($name, $text) {
    make_path(dirname("$ROOT/$name"));
    open my $file, '>', "$ROOT/$name" or die "$name: $!\n";
    print {$file} $text;
    close $file or die "$name: $!\n";
    return;
}

sub configuration ($case) {
    my $load = $case->{module} ? "load_module $module;" : '';
    my $other = exists $case->{other} ? "server { listen 127.0.0.1:$port; server_name other; root $ROOT; $case->{other} }" : '';
    my $paths = join ' ', map { "${_}_temp_path $ROOT/$_;" } qw(client_body proxy fastcgi uwsgi scgi);
    return <<"END";
$load
daemon off;
master_process off;
timer_resolution 1d;
pid $ROOT/nginx.pid;
error_log $ROOT/error.log warn;
events { }
http {
    types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
    access_log off;
    keepalive_requests 1000000;
    $paths
    server {
        listen 127.0.0.1:$port default_server;
        root $ROOT;
        location / { $case->{location} }
        location = /sum { set \$sum 1; return 204; }
    }
    $other
}
END
}

# nginx under valgrind, with these options for it and this environment.
sub start ($case, $options, %environment) {
    write_file('nginx.conf', configuration($case));
    local @ENV{keys %environment} = values %environment;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        open STDOUT, '>', "$ROOT/stderr" or die "stdout: $!\n";
        open STDERR, '>&', \*STDOUT or die "stderr: $!\n";
        exec 'valgrind', '-q', @$options, $nginx, '-p', "$ROOT/", '-c', "$ROOT/nginx.conf" or die "valgrind: $!\n";
    }
    return $running = $pid;
}

# An nginx of one process may sleep on with a QUIT that came right before it slept.
sub stop ($pid) {
    kill KILL => $pid;
    waitpid $pid, 0;
    undef $running;
    return;
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
    open my $file, '<', "$ROOT/$name" or return '';
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

# The query of a link that is good for one address.
sub link_of ($path, $address, $key) {
    my $token = md5_base64(EXPIRES . "$path$address $key") =~ tr{+/}{-_}r;
    return "md5=$token&expires=" . EXPIRES;
}

1;
