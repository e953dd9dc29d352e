# Runs a command to its end and keeps what it wrote, standard output and standard error apart.
package Demo::Command;

use strict;
use warnings;

use Exporter qw(import);
use File::Temp;
use POSIX ();

our @EXPORT_OK = qw(run must_run);

# run(COMMAND, ARGUMENT...): (exit code, output, errors), all as bytes; 128 + N for an end by signal N.
sub run {
    my @command = @_;
    # Files, since two pipes would have to be read in turns.
    my ($out, $err) = (File::Temp->new, File::Temp->new);
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        open STDIN,  '<',  '/dev/null'   or die "/dev/null: $!\n";
        open STDOUT, '>&', fileno($out) or die "stdout: $!\n";
        open STDERR, '>&', fileno($err) or die "stderr: $!\n";
        exec { $command[0] } @command or do { print STDERR "$command[0]: $!\n" };
        # Not `exit`: the parent's clean-up is not the child's.
        POSIX::_exit(127);
    }
    waitpid $pid, 0;
    my $code = $? & 127 ? 128 + ($? & 127) : $? >> 8;
    return ($code, map { content($_) } $out, $err);
}

# The output of a command without which there is nothing to check.
sub must_run {
    my ($code, $out, $err) = run(@_);
    die "@_: exit code $code\n$err" if $code;
    return $out;
}

sub content {
    my ($file) = @_;
    seek $file, 0, 0;
    binmode $file;
    local $/;
    return scalar(<$file>) // '';
}

1;
