# Each configuration that people copy is accepted by nginx, and so are all of them beside each other.
# t/nginx-conf_served.t asks what they serve.

use strict;
use warnings;

use File::Basename qw(basename);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;

my $nginx   = $ENV{TEST_NGINX_BINARY} || 'nginx';
my @modules = split ' ', $ENV{TEST_NGINX_LOAD_MODULES} || '';
my $root    = tempdir(CLEANUP => 1);
my $top     = $0 =~ s{[^/]*$}{../}r;

my @files = glob "${top}nginx-conf/*.conf";
cmp_ok(scalar @files, '>', 0, 'there are configurations');

make_path(map { "$root/$_" } qw(keys cache logs));
for my $name (qw(secure-token.keys secure-token-bound.keys)) {
    open my $keys, '>', "$root/keys/$name" or die "$root/keys/$name: $!";
    print {$keys} "a-key-of-this-test\n";
    close $keys or die "$root/keys/$name: $!";
}

my $together = '';
for my $file (@files) {
    my $name = basename($file);

    open my $in, '<', $file or die "$file: $!";
    my $text = do { local $/; <$in> };
    close $in;

    # nginx does not hand limit_except on to a location in a location. `limit_except` and `if` have blocks of their own.
    my $methods = qr/limit_except GET OPTIONS \{ deny all; \}/;
    my @innermost = $text =~ /^ *location ([^{}]*\{(?:(?!\blocation )[^{}]|\{[^{}]*\})*)\}/mg;
    my @served = grep { !/^= |^\/session/ } @innermost;
    is(join("\n", grep { !/$methods/ } @served), '', "$name: no location takes methods that change something");
    cmp_ok(scalar @served, '>', 0, "$name has locations");

    # Players wait 10 to 20 seconds; nginx, if nobody tells it, 60.
    if ($text =~ /\bproxy_pass\b/) {
        like($text, qr/^ *proxy_${_}_timeout (?:[1-9]|10)s;/m, "$name: how long it waits ($_)") for qw(connect read);
    }

    # Or else many viewers who come at once all ask for what the cache has not.
    like($text, qr/^ *proxy_cache_lock on;/m, "$name: one asks for all") if $text =~ /^ *proxy_cache \w/m;

    # What belongs to the machine of whoever copies it.
    $text =~ s{/etc/nginx/}{$root/keys/}g;
    $text =~ s{/var/cache/}{$root/cache/}g;
    $text =~ s{/var/log/nginx/}{$root/logs/}g;
    $text =~ s{listen 80;}{listen 127.0.0.1:18080;}g;

    accepted($name, $text);
    # One host's name in two files is the user's to change, and a warning.
    $together .= $text =~ s/server_name /server_name $name./gr;
}
accepted('all of them', $together);

sub accepted {
    my ($name, $text) = @_;
    open my $out, '>', "$root/nginx.conf" or die "$root/nginx.conf: $!";
    print {$out} map({"load_module $_;\n"} @modules),
        "pid $root/nginx.pid;\nevents {}\nhttp {\n",
        map({"${_}_temp_path $root/$_;\n"} qw(client_body proxy fastcgi uwsgi scgi)),
        "access_log off;\n$text\n}\n";
    close $out or die "$root/nginx.conf: $!";

    my $said = qx($nginx -t -e $root/error.log -c $root/nginx.conf 2>&1);
    is($?, 0, "$name: accepted") or diag($said);
    unlike($said, qr/\[(?:warn|error|crit|alert|emerg)\]/, "$name: without a warning");
    return;
}

done_testing();
