# The runner of the fixtures: what is true of whole files, and that no process is left behind.

use v5.36;

use FindBin ();
use Test::More;

# This tree's runner is meant, whichever one runs the other files.
use lib "$FindBin::Bin/lib";
use Test::Nginx::Socket::Process qw(is_alive);
use Test::Nginx::Socket::SelfTest qw(
    descendants eventually rows run_fixture start_waiting_fixture $HEAD
);

files_are_checked();
no_process_is_left();
runs_do_not_meet();
done_testing;

# What is true of a file and not of a block.
sub files_are_checked {
    my ($sound) = rows("=== sound\n=== other\n");
    my $block = $sound->{block};
    my $broken = $block =~ s/sound\n/broken\n--- error_code: 404\n/r;
    my $skipped = $block =~ s/sound\n/skipped\n--- SKIP\n/r;
    my $only = $block =~ s/sound\n/only\n--- ONLY\n/r;
    my $last = $block =~ s/sound\n/last\n--- LAST\n/r;
    my $plan = "use Test::Nginx::Socket;\nrepeat_each(2);\n";
    for my $row (
        # Passes or not, head, blocks, why.
        [0, $HEAD, [], 'a file without blocks'],
        [0, $HEAD, [$block, $skipped], 'a block that is skipped'],
        [1, $HEAD, [$broken, $only], 'ONLY: nothing else runs'],
        [1, $HEAD, [$last, $broken], 'LAST: nothing runs after it'],
        [1, "$plan plan tests => repeat_each() * blocks();\n", [$block, $block], 'a plan'],
        [0, "$plan plan tests => repeat_each() * blocks() * 2;\n", [$block], 'a plan not kept'],
        [0, "$HEAD die 'on purpose';\n", [$block], 'a file that dies'],
    ) {
        my ($passes, $head, $blocks, $why) = @$row;
        my $result = run_fixture($head, @$blocks);
        is $result->{status} == 0, $passes == 1, $why or diag $result->{output};
    }
    return;
}

# However a file ends, nginx and the upstream end with it.
sub no_process_is_left {
    for my $signal (qw(INT TERM HUP KILL)) {
        my $run = start_waiting_fixture();
        my @processes = descendants($run);
        cmp_ok @processes, '>=', 3, "$signal: nginx, its worker and the upstream run";
        kill $signal => $run;
        waitpid $run, 0;
        my @left = @processes;
        eventually(sub { !(@left = grep { is_alive($_) } @left) });
        is "@left", '', "$signal: no process is left";
    }
    return;
}

# Two runs at once need two ports and nothing else.
sub runs_do_not_meet {
    my $port   = $ENV{TEST_NGINX_PORT} || 1984;
    my $run    = start_waiting_fixture();
    my ($row)  = rows("=== sound\n");
    my $result = run_fixture($HEAD, $row->{block});
    like $result->{output}, qr/port $port is taken/, 'a port that is taken is said to be';
    local $ENV{TEST_NGINX_PORT} = $port + 1;
    is run_fixture($HEAD, $row->{block})->{status}, 0, 'a run with another port passes beside';
    kill TERM => $run;
    waitpid $run, 0;
    return;
}
