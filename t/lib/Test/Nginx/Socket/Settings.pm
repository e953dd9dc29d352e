# Where the nginx under test lives, and what a fixture file sets for all of its blocks.

package Test::Nginx::Socket::Settings;

use v5.36;

use Exporter 'import';
use File::Spec ();

use constant DEFAULT_PORT => 1984;

my $port = $ENV{TEST_NGINX_PORT} || DEFAULT_PORT;

my %value = (
    log_level              => $ENV{TEST_NGINX_LOG_LEVEL} || 'info',
    repeat_each            => 1,
    server_addr            => '127.0.0.1',
    server_name            => 'localhost',
    server_port            => $port,
    server_port_for_client => $ENV{TEST_NGINX_CLIENT_PORT} || $port,
    timeout                => $ENV{TEST_NGINX_TIMEOUT} || 3,
    worker_connections     => 64,
    workers                => 1,
);

my %switch = map { $_ => 0 } qw(no_long_string no_root_location);

for my $name (keys %value) {
    no strict 'refs';
    *$name = sub {
        $value{$name} = shift if @_;
        return $value{$name};
    };
}

for my $name (keys %switch) {
    no strict 'refs';
    *$name = sub { $switch{$name} = 1 };
}

our @FOR_FIXTURES = (
    sort(keys %value, keys %switch),
    qw(master_on no_shuffle server_root html_dir),
);
our @EXPORT_OK = (@FOR_FIXTURES, qw(default_server_root switched_on));

# Blocks run in the written order and under a master process in any case: a file that says so too
# runs under either runner.
sub no_shuffle { return 1 }
sub master_on  { return 1 }

sub switched_on ($name) { return $switch{$name} }

# Two runs that differ in TEST_NGINX_PORT alone must not wipe each other's files.
sub default_server_root {
    my $suffix = $port == DEFAULT_PORT ? '' : "_$port";
    return File::Spec->rel2abs("t/servroot$suffix");
}

my $server_root =
    defined $ENV{TEST_NGINX_SERVROOT}
    ? File::Spec->rel2abs($ENV{TEST_NGINX_SERVROOT})
    : default_server_root();

sub server_root { return $server_root }
sub html_dir    { return "$server_root/html" }

$ENV{TEST_NGINX_SERVER_PORT} = $port;
$ENV{TEST_NGINX_SERVER_ROOT} = $server_root;
$ENV{TEST_NGINX_HTML_DIR}    = html_dir();

1;
