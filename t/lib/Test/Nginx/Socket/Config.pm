# The nginx.conf and the files that a block asks for.

package Test::Nginx::Socket::Config;

use v5.36;

use Exporter 'import';
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Spec ();
use IO::Socket::INET ();
use Time::Local qw(timegm);

use Test::Nginx::Socket::Binary qw(nginx_at_least nginx_built_without);
use Test::Nginx::Socket::Settings qw(
    html_dir log_level server_name server_port server_root switched_on worker_connections workers
);

our @EXPORT_OK = qw(setup_of expand port_is_free write_files CONF_MARK);

use constant CONF_MARK => '# Written by the test runner, and lost with the next test.';

# What outlives a request on disk or in shared memory: blocks that use it must not meet each other.
my $KEEPS_STATE = qr/_cache_path|_zone\b|\bzone\b|\bupstream\s|_store\b|dav_|open_file_cache/;

# What nginx needs for a block: the text of nginx.conf, the files (path, content, modification time
# in seconds of the Unix epoch or undef), a key that is equal where both are, and whether nginx
# must be started anew even so.
sub setup_of ($section) {
    my $conf  = nginx_conf($section);
    my @files = user_files($section->{user_files});
    my $key   = join "\0", $conf, map { map { $_ // '' } @$_ } @files;
    return {
        conf        => $conf,
        files       => \@files,
        key         => $key,
        keeps_state => scalar($conf =~ $KEEPS_STATE),
    };
}

sub nginx_conf ($section) {
    my %text = map { $_ => expand($section->{$_} // '') }
        qw(config http_config main_config post_main_config);
    my $root      = server_root();
    my $level     = $section->{log_level} // log_level();
    my $user      = $> == 0 ? 'user root;' : '';
    my $modules   = join "\n", map { 'load_module ' . module_path($_) . ';' } modules();
    my $temporary = temporary_paths($text{http_config});
    my $workers     = workers();
    my $connections = worker_connections();
    my $listen      = listen_directives($section);
    my $server_name = server_name();
    my $location    = switched_on('no_root_location') ? '' : <<"END";
        location / {
            root ${\html_dir()};
            index index.html index.htm;
        }
END
    return <<"END";
${\CONF_MARK}
$modules
$user
daemon off;
master_process on;
worker_processes $workers;
error_log $root/logs/error.log $level;
pid $root/logs/nginx.pid;
env ASAN_OPTIONS;
env LD_LIBRARY_PATH;
env LD_PRELOAD;
env LLVM_PROFILE_FILE;
env RUST_BACKTRACE;

$text{main_config}

http {
    access_log $root/logs/access.log;
    default_type text/plain;
    keepalive_timeout 68;
$temporary
$text{http_config}

    server {
$listen
        server_name '$server_name';
        client_max_body_size 30M;

$text{config}

$location
    }
}

$text{post_main_config}

events {
    accept_mutex off;
    worker_connections $connections;
}
END
}

sub listen_directives ($section) {
    my $port = server_port();
    return "        listen $port;"                         if !exists $section->{http2};
    return "        listen $port;\n        http2 on;"      if nginx_at_least('1.25.1');
    return "        listen $port http2;";
}

# The compiled-in directories belong to the system's nginx, which may run beside the tests and as
# another user.
sub temporary_paths ($http_config) {
    my $text = "    client_body_temp_path ${\server_root()}/client_body_temp;\n";
    for my $module (qw(proxy fastcgi uwsgi scgi)) {
        next if nginx_built_without("http_${module}_module");
        $text .= "    ${module}_temp_path ${\server_root()}/${module}_temp;\n";
    }
    return join "\n", grep { $http_config !~ /\b\Q${\($_ =~ m{(\w+_temp_path)})}\E\b/ }
        split /\n/, $text;
}

sub modules { return split ' ', $ENV{TEST_NGINX_LOAD_MODULES} // '' }

# nginx would look for a relative path under its own prefix.
sub module_path ($path) {
    my $absolute = File::Spec->rel2abs($path);
    -f $absolute or die "TEST_NGINX_LOAD_MODULES: there is no file $absolute\n";
    return $absolute;
}

# Replaces $TEST_NGINX_NAME by the environment's value; $TEST_NGINX_RAND_PORT_1 and so on are free
# TCP ports, the same ones in all blocks of a file.
sub expand ($text) {
    $text =~ s{\$(TEST_NGINX_[_A-Z0-9]+)}{
        my $name = $1;
        $name =~ /^TEST_NGINX_RAND_PORT_\d+$/ ? free_port($name)
            : $ENV{$name} // die "there is no environment variable $name\n"
    }ge;
    return $text;
}

# Ports below the kernel's ephemeral range, so that no outgoing connection sits on one; beginning
# at a place that depends on the server's port, so that runs side by side do not meet.
sub free_port ($name) {
    state %port;
    state $next = 10_000 + server_port() * 50 % 20_000;
    while (!$port{$name}) {
        my $candidate = $next++;
        die "no port is free for $name\n" if $candidate > 32_000;
        next if $candidate == server_port();
        $port{$name} = $candidate if port_is_free($candidate);
    }
    return $port{$name};
}

sub port_is_free ($port) {
    return IO::Socket::INET->new(LocalPort => $port, Listen => 1, ReuseAddr => 1);
}

# The files of section user_files: `>>> PATH [CCYYMMDDhhmm[.ss]]` and then the content, or a list
# of [path, content, time]. Relative paths are below the html directory, times are UTC.
sub user_files ($value) {
    return () if !defined $value;
    my @files;
    if (ref $value) {
        @files = map { [@$_] } @$value;
    }
    else {
        for my $line (split /^/, $value) {
            if ($line =~ /^>>> *(\S+)(?:[ \t]+(\S+))?[ \t]*$/) { push @files, [$1, '', $2] }
            elsif (@files) { $files[-1][1] .= $line }
            else           { die "user_files: '$line' stands before the first '>>> PATH'\n" }
        }
    }
    die "user_files: there is no '>>> PATH'\n" if !@files;
    for my $file (@files) {
        $file->[0] = html_dir() . "/$file->[0]" if $file->[0] !~ m{^/};
        $file->[1] = expand($file->[1] // '');
        $file->[2] = time_of($file->[2]) if defined $file->[2];
    }
    return @files;
}

sub time_of ($text) {
    my ($year, $month, $day, $hour, $minute, $second) =
        $text =~ /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/
        or die "user_files: '$text' is no time of the form CCYYMMDDhhmm[.ss]\n";
    return timegm($second // 0, $minute, $hour, $day, $month - 1, $year);
}

sub write_files (@files) {
    for my $file (@files) {
        my ($path, $content, $time) = @$file;
        make_path(dirname($path));
        open my $out, '>:raw', $path or die "$path: $!\n";
        print {$out} $content;
        close $out or die "$path: $!\n";
        utime $time, $time, $path or die "$path: $!\n" if defined $time;
    }
    return;
}

1;
