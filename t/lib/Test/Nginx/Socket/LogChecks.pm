# What the logs must say and must not say.

package Test::Nginx::Socket::LogChecks;

use v5.36;

use Exporter 'import';
use Time::HiRes qw(sleep time);

use Test::Nginx::Socket::Config qw(expand);
use Test::Nginx::Socket::Sections qw(entries_of);

our @EXPORT_OK = qw(check_error_log check_access_log check_unexpected);

use constant POLL         => 0.002;
use constant WAIT_SECONDS => 1;

# What means that nginx, or what it has loaded, broke down; no fixture may announce it.
my $BREAKDOWN = qr/
      \bpanicked\ at\b
    | \bstack\ backtrace:
    | \bfatal\ runtime\ error:
    | \bpanic\ in\ a\ function\ that\ cannot\ unwind
    | \bAssertion\b.*\bfailed\b
    | \b(?:Address|Leak|Thread|UndefinedBehavior)Sanitizer\b
    | \bruntime\ error:
/x;

my $SEVERE = qr/ \[(?:alert|crit|emerg)\] | \bexited\ on\ signal\b | \bexited\ with\ code\ [1-9] /x;

# Checks the lines that the source gives: first those that are there, then at each call those that
# have come. Waits for them as long as something that must be there is missing. The new lines are
# searched for breakdowns too.
sub check_error_log ($report, $section, $old_lines, $source, $repetition, $label) {
    my @wanted   = entries_of($section->{error_log});
    my $grep     = for_repetition($section->{grep_error_log}, $repetition);
    my $expected = for_repetition($section->{grep_error_log_out}, $repetition);
    $expected = expand($expected) if defined $expected && !ref $expected;

    my @new  = $source->();
    my $here = sub { (@$old_lines, @new) };
    my $deadline = time + WAIT_SECONDS;
    until (found_all(\@wanted, $here->()) && grep_is($expected, grep_output($grep, $here->()))
        or time > $deadline)
    {
        sleep POLL;
        push @new, $source->();
    }

    my @lines = $here->();
    if (defined $grep) {
        my $output = grep_output($grep, @lines);
        ref $expected
            ? $report->like($output, $expected, "grep_error_log_out$label")
            : $report->is($output, $expected // '', "grep_error_log_out$label");
    }
    check_patterns($report, $section, 'error_log', 'error.log', $label, @lines);
    check_unexpected($report, $section, @new);
    return;
}

# The same for access.log: the lines of the block so far, to which those that have come are added.
sub check_access_log ($report, $section, $lines, $source, $label) {
    my @wanted   = entries_of($section->{access_log});
    my $deadline = time + WAIT_SECONDS;
    push @$lines, $source->();
    until (found_all(\@wanted, @$lines) || time > $deadline) {
        sleep POLL;
        push @$lines, $source->();
    }
    check_patterns($report, $section, 'access_log', 'access.log', $label, @$lines);
    return;
}

sub check_patterns ($report, $section, $name, $file, $label, @lines) {
    for my $pattern (entries_of($section->{$name})) {
        $report->ok(scalar(grep { matches($_, $pattern) } @lines),
            qq{pattern "$pattern" matches a line in $file$label});
    }
    for my $pattern (entries_of($section->{"no_$name"})) {
        my @hits = grep { matches($_, $pattern) } @lines;
        $report->ok(!@hits, qq{pattern "$pattern" matches no line in $file$label}, @hits);
    }
    return;
}

# Fails for each line that tells of a breakdown, and for each severe one that no pattern of
# error_log or grep_error_log matches.
sub check_unexpected ($report, $section, @lines) {
    my @announced = map { entries_of($section->{$_}) } qw(error_log grep_error_log);
    # What must die says so.
    push @announced, '[emerg]' if exists $section->{must_die};
    for my $line (@lines) {
        my $text = $line =~ s/\n\z//r;
        if ($line =~ $BREAKDOWN) {
            $report->fail('nginx broke down', $text);
        }
        elsif ($line =~ $SEVERE && !grep { matches($line, $_) } @announced) {
            $report->fail('unexpected in error.log', $text);
        }
    }
    return;
}

sub matches ($line, $pattern) {
    return ref $pattern ? $line =~ $pattern : index($line, $pattern) >= 0;
}

sub found_all ($patterns, @lines) {
    for my $pattern (@$patterns) {
        return 0 if !grep { matches($_, $pattern) } @lines;
    }
    return 1;
}

# The first match of the pattern in each line, a line for each; none that goes beyond its line.
sub grep_output ($pattern, @lines) {
    return '' if !defined $pattern;
    my $regex = ref $pattern ? $pattern : qr/\Q$pattern\E/;
    return join '', map { /($regex)/ && $1 !~ /\n/ ? "$1\n" : () } @lines;
}

sub grep_is ($expected, $output) {
    return 1 if !defined $expected;
    return ref $expected ? $output =~ $expected : $output eq $expected;
}

sub for_repetition ($value, $repetition) {
    return ref $value eq 'ARRAY' ? $value->[$repetition] : $value;
}

1;
