# Assertions, and with each that fails all that is needed to understand it.

package Test::Nginx::Socket::Report;

use v5.36;

use Exporter 'import';
use Test::Builder ();
use Time::HiRes qw(sleep);

use Test::Nginx::Socket::Log ();
use Test::Nginx::Socket::Settings qw(server_root switched_on);

our @EXPORT_OK = qw(shown);

use constant LOG_LINES   => 20;
use constant SHOWN_BYTES => 2000;
# How long the master may need to write that a worker died.
use constant SETTLE_SECONDS => 0.02;

my $builder = Test::Builder->new;

# The name is the block's, the place its file and line.
sub new ($class, $name, $place) {
    return bless { name => $name, place => $place, request => '', response => '', logs => 0 },
        $class;
}

# From here on the logs are about this block, and help to understand it.
sub show_logs ($self) {
    $self->{logs} = 1;
    return;
}

# What the assertions that follow are about: the bytes sent and the head received.
sub about ($self, $request, $response) {
    $self->{request}   = $request;
    $self->{response}  = $response;
    $self->{explained} = 0;
    return;
}

sub ok ($self, $passed, $what, @diagnostics) {
    local $Test::Builder::Level = level_of_file();
    $builder->ok($passed, "$self->{name} - $what") and return 1;
    $builder->diag($_) for @diagnostics;
    $self->explain;
    return 0;
}

# What Test::Builder names as the place of a failure is the fixture file, not this runner.
sub level_of_file {
    my $level = 0;
    while (my @frame = caller $level) {
        return $level if $frame[1] eq $0;
        $level++;
    }
    return 1;
}

sub fail ($self, $what, @diagnostics) {
    return $self->ok(0, $what, @diagnostics);
}

sub is ($self, $got, $expected, $what) {
    return $self->ok($got eq $expected, $what, difference($got, $expected));
}

sub like ($self, $got, $pattern, $what) {
    return $self->ok(scalar($got =~ $pattern),
        $what, titled('     got', excerpt($got)), "should match: $pattern");
}

sub unlike ($self, $got, $pattern, $what) {
    return $self->ok(scalar($got !~ $pattern),
        $what, titled('     got', excerpt($got)), "should not match: $pattern");
}

sub note ($self, $text) {
    $builder->diag($text);
    return;
}

# Once for all failures about the same response.
sub explain ($self) {
    return if $self->{explained}++;
    my @parts = (['request', excerpt($self->{request})], ['response', excerpt($self->{response})]);
    if ($self->{logs}) {
        sleep SETTLE_SECONDS;
        for my $name (qw(error.log stderr.log)) {
            my $log = Test::Nginx::Socket::Log->new(server_root() . "/logs/$name");
            push @parts, ["end of $name", join '', $log->tail(LOG_LINES)];
        }
    }
    $builder->diag("block: $self->{name} ($self->{place})");
    for my $part (@parts) {
        my ($title, $text) = @$part;
        $builder->diag("$title:\n" . $text =~ s/^/    /gmr) if $text ne '';
    }
    return;
}

# Where two texts differ; both whole where they are short, or the file asks for it.
sub difference ($got, $expected) {
    return (titled('     got', shown($got)), titled('expected', shown($expected)))
        if switched_on('no_long_string') || length $got < 60 && length $expected < 60;
    my ($same) = ($got ^. $expected) =~ /\A(\0*)/;
    my $at     = length $same;
    my $from   = $at > 40 ? $at - 40 : 0;
    my $part   = sub ($text) { ($from ? '...' : '') . shown(substr $text, $from, 160) };
    return (
        sprintf('%d bytes, expected %d; the first difference is at byte %d',
            length $got, length $expected, $at),
        titled('     got', $part->($got)),
        titled('expected', $part->($expected)),
    );
}

sub excerpt ($bytes) {
    return shown($bytes) if length $bytes <= SHOWN_BYTES;
    return shown(substr $bytes, 0, SHOWN_BYTES) . '... (' . length($bytes) . ' bytes)';
}

# Bytes as Perl's double-quoted strings write them, a line for a line.
sub shown ($bytes) {
    my %short = ("\r" => '\r', "\t" => '\t', "\0" => '\0', "\e" => '\e');
    my $text  = $bytes =~ s{([^\n -~])}{$short{$1} // sprintf '\\x{%02x}', ord $1}ger;
    return $text =~ s/\n/\\n\n/gr =~ s/\n\z//r;
}

# The same behind a title, its further lines below the first one.
sub titled ($title, $text) {
    my $indent = ' ' x (2 + length $title);
    return "$title: " . $text =~ s/\n/\n$indent/gr;
}

1;
