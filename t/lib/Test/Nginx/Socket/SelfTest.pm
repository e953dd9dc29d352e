# Fixture files that are written, run and looked at: for the runner's own test.

package Test::Nginx::Socket::SelfTest;

use v5.36;

use Cwd qw(getcwd);
use Exporter 'import';
use File::Basename qw(dirname);
use File::Temp ();
use Time::HiRes qw(sleep time);

use Test::Nginx::Socket::Process qw(children_of);

our @EXPORT_OK = qw(
    assertions descendants eventually rows run_fixture start_waiting_fixture $HEAD
);

use constant PATIENCE_SECONDS => 10;

# The library that this file belongs to.
my $library = dirname(__FILE__) =~ s{/Test/Nginx/Socket\z}{}r;

# The head of a fixture file, with functions for its blocks: ends the worker and waits until the
# master has noticed; writes a line that nginx might have logged.
our $HEAD = <<'END';
use Test::Nginx::Socket 'no_plan';
use Test::Nginx::Socket::Process ();
sub end_worker {
    my ($signal) = @_;
    my $master = slurp('nginx.pid') + 0;
    my $worker;
    for (1 .. 5_000) {
        # The master may not have started it yet.
        if (!$worker) {
            ($worker) = Test::Nginx::Socket::Process::children_of($master);
            kill $signal => $worker if $worker;
        }
        return if $worker && slurp('error.log') =~ /process $worker exited/;
        select undef, undef, undef, 0.001;
    }
    die 'the worker does not end';
}
sub slurp {
    open my $file, '<', server_root() . "/logs/$_[0]" or die "$_[0]: $!";
    local $/;
    return <$file>;
}
sub log_line {
    open my $file, '>>', server_root() . '/logs/error.log' or die;
    print {$file} "$_[0]\n";
}
END

# Fixture files live in a directory of their own, with their server roots.
my $directory = File::Temp->newdir;
my $before    = getcwd();
chdir $directory or die "$directory: $!";

# Fixtures of plain nginx, each run with the default server root below the directory.
delete @ENV{qw(TEST_NGINX_LOAD_MODULES TEST_NGINX_SERVROOT)};

# The rows of a table of blocks: title, block (completed where it lacks the usual), assertions
# (lines `=> TEXT`), said (lines `?> TEXT`).
sub rows ($text) {
    my @rows;
    for my $hunk ($text =~ /^(=== .*?)(?=^=== |\z)/gms) {
        my ($title) = $hunk =~ /^=== (.*)/;
        my %row = (
            title      => $title,
            assertions => [$hunk =~ /^=> (.*)/gm],
            said       => [$hunk =~ /^\?> (.*)/gm],
        );
        $row{block} = $hunk =~ s/^[=?]> .*\n//gmr;
        $row{block} .= qq{--- config\nlocation = /t { return 200 "hello\\n"; }\n}
            if $hunk !~ /^--- config$/m;
        $row{block} .= "--- request\nGET /t\n"
            if $hunk !~ /^--- (?:request|raw_request|pipelined_requests)\b/m;
        push @rows, \%row;
    }
    return @rows;
}

# Runs a file of these blocks. Returns its status (as waitpid gives it) and its output.
sub run_fixture ($head, @blocks) {
    my @command = write_fixture($head, @blocks);
    my $output  = qx{@command 2>&1};
    return { status => $?, output => $output };
}

# The command that runs the file.
sub write_fixture ($head, @blocks) {
    open my $file, '>', 'fixture.t' or die "fixture.t: $!";
    print {$file} join "\n", $head, 'run_tests();', '__DATA__', @blocks;
    close $file or die "fixture.t: $!";
    return ($^X, "-I$library", 'fixture.t');
}

# The assertions of a block that went so (`ok`, `not ok`), without the block's title.
sub assertions ($result, $how, $title) {
    return $result->{output} =~ /^$how \d+ - \Q$title\E - (.*)$/gm;
}

# Starts a file that holds nginx and an upstream for as long as nobody ends it. Returns its process
# id once all of them run.
sub start_waiting_fixture {
    my ($row) = rows(<<'END');
=== waits
--- config
location = /t { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_no_close
--- tcp_reply eval
sub { open my $file, '>', 'asked'; 'HTTP/1.0' }
--- timeout: 60
END
    my @command = write_fixture($HEAD, $row->{block});
    unlink 'asked';
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        open STDOUT, '>', 'output' or die "output: $!";
        open STDERR, '>&', \*STDOUT or die "stderr: $!";
        exec @command or die "$^X: $!";
    }
    eventually(sub { -e 'asked' }) or die 'the fixture does not ask its upstream';
    return $pid;
}

sub descendants ($pid) {
    return map { ($_, descendants($_)) } children_of($pid);
}

# Waits for a condition; false where it does not come true.
sub eventually ($condition) {
    my $deadline = time + PATIENCE_SECONDS;
    until ($condition->()) {
        return 0 if time > $deadline;
        sleep 0.005;
    }
    return 1;
}

# The directory can be removed only from outside.
END {
    chdir $before;
    undef $directory;
}

1;
