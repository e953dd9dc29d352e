# Counts checks by group: one line a group, its failures below it, the sum at the end.
package Demo::Report;

use strict;
use warnings;

# Failures shown of a group: the first ones tell the cause, a hundred alike tell no more.
use constant SHOWN => 5;

sub new { return bless { passed => 0, failed => 0 }, shift }

# group(NAME, CODE): CODE gets a function check(TRUTH, WHAT) that gives back TRUTH, and may return a remark for
# the line of the group.
sub group {
    my ($self, $name, $code) = @_;
    my ($passed, @failures) = (0);
    my $remark = eval {
        $code->(sub {
            my ($truth, $what) = @_;
            if ($truth) { $passed++ } else { push @failures, $what }
            return $truth;
        });
    };
    push @failures, "the check itself broke off: $@" if $@;
    # A group that looked at nothing has shown nothing.
    push @failures, 'nothing was there to be checked' if !$passed && !@failures;
    $self->{passed} += $passed;
    $self->{failed} += @failures;

    my $checks = $passed + @failures;
    my $line = @failures ? "FAILED  $name: ${\scalar @failures} of $checks" : "ok      $name: $checks";
    $line .= " ($remark)" if defined $remark && $remark ne '';
    print "$line\n";
    for my $failure (@failures[0 .. (@failures < SHOWN ? $#failures : SHOWN - 1)]) {
        $failure =~ s/\s+\z//;
        $failure =~ s/\n/\n          /g;
        print "        - $failure\n";
    }
    print '        - and ', @failures - SHOWN, " more\n" if @failures > SHOWN;
    return;
}

# Prints the sum; the exit code: 0 if all passed.
sub finish {
    my ($self) = @_;
    print "$self->{passed} passed, $self->{failed} failed\n";
    return $self->{failed} || !$self->{passed} ? 1 : 0;
}

1;
