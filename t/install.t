# What make install puts where, and that it replaces nothing by a module that nginx would refuse.

use v5.36;

use File::Copy qw(copy);
use File::Find qw(find);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;

my $top    = $0 =~ s{[^/]*$}{..}r;
my $nginx  = $ENV{TEST_NGINX_BINARY} // 'nginx';
my $name   = 'ngx_http_secure_token_module.so';
my ($path) = qx{'$nginx' -V 2>&1} =~ m{ --modules-path=(\S+)};
$path //= (qx{'$nginx' -V 2>&1} =~ m{ --prefix=(\S+)} ? $1 : '/usr/local/nginx') . '/modules';
delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS)};

my $here = tempdir(CLEANUP => 1);
# The second time it replaces what is there.
for my $time ('', ', again') {
    my ($code, $said) = run('make', '-s', '-C', $top, 'install', "NGINX_BINARY=$nginx", "DESTDIR=$here", 'PREFIX=/opt/secure token');
    is($code, 0, "it installs$time");
    my @lines = split /\n/, $said;
    is(pop @lines, qq{In nginx.conf, before "events" and "http": load_module $path/$name;}, "the last line says what to do$time");
    is("@{[sort @lines]}", "@{[map { qq{$here$_} } files($here)]}", "it tells of each file$time");
    is_deeply([files($here)], [
        sort "$path/$name",
        map { "/opt/secure token/$_" } 'bin/secure-token', (map { "share/man/man1/secure-token$_.1" } '', qw(-explain -forward -keygen -sign -verify)),
        qw(share/bash-completion/completions/secure-token share/fish/vendor_completions.d/secure-token.fish share/zsh/site-functions/_secure-token),
    ], "and these are all$time");
}
like((run("$here/opt/secure token/bin/secure-token", '--version'))[1], qr/^secure-token \d/, 'the command runs');
write_file("$here/nginx.conf", "load_module $here$path/$name;\npid $here/pid;\nevents { }\nhttp { access_log off; secure_token off; }\n");
is((run($nginx, '-t', '-q', '-e', 'stderr', '-p', "$here/", '-c', "$here/nginx.conf"))[1], '', 'nginx loads the module');

# In a tree of its own, with a file that is no module.
my $tree = tempdir(CLEANUP => 1) . '/a tree';
make_path("$tree/tools", map { "$tree/build/$_" } qw(man completions));
copy("$top/tools/install", "$tree/tools/install") or die "install: $!\n";
$ENV{DESTDIR} = "$tree/root";
my @install = ('sh', "$tree/tools/install", $nginx, '/usr');
my ($code, $said) = run(@install);
is("$code $said", "1 there is no build/$name: run make first, as the user that has Rust\n", 'nothing was built');
write_file("$tree/build/$_", 'none') for $name, 'secure-token';
($code, $said) = run(@install);
is($code, 1, 'what nginx refuses is not installed');
like($said, qr/\[emerg\].*\Q$name\E.*\n\Q$nginx\E does not load the module: build it for this nginx, with NGINX_BINARY=\Q$nginx\E\n\z/s, 'it says why');
ok(!-e "$tree/root", 'nor anything else');
copy("$top/build/$name", "$tree/build/$name") or die "$name: $!\n";
write_file("$tree/build/$_", 'text') for qw(completions/secure-token.bash completions/_secure-token completions/secure-token.fish man/secure-token.1);
is((run(@install))[0], 0, 'what it loads is');
ok(-s "$tree/root$path/$name", 'in the same place');

done_testing;

sub run (@command) {
    my $pid = open my $output, '-|' // die "fork: $!\n";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT or die "stderr: $!\n";
        exec { $command[0] } @command or die "$command[0]: $!\n";
    }
    local $/;
    my $said = <$output> // '';
    close $output;
    return ($? >> 8, $said);
}

# Paths below a directory, without it.
sub files ($directory) {
    my @files;
    find({ no_chdir => 1, wanted => sub { push @files, substr $_, length $directory if -f } }, $directory);
    return sort @files;
}

sub write_file ($path, $text) {
    open my $file, '>', $path or die "$path: $!\n";
    print {$file} $text;
    close $file or die "$path: $!\n";
    return;
}
