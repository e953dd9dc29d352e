# A log file that is read as it grows.

package Test::Nginx::Socket::Log;

use v5.36;

sub new ($class, $path) {
    return bless { path => $path, offset => 0 }, $class;
}

# The whole lines written since the last call.
sub new_lines ($self) {
    my ($lines, $size) = $self->_read($self->{offset});
    $self->{offset} += $size;
    return @$lines;
}

# The same lines once more at the next call.
sub peek_lines ($self) {
    my ($lines) = $self->_read($self->{offset});
    return @$lines;
}

sub is_untouched ($self) { return $self->{offset} == 0 }

sub skip_to_end ($self) {
    $self->{offset} = -s $self->{path} // 0;
    return;
}

sub tail ($self, $count) {
    my $size  = -s $self->{path} // 0;
    my $from  = $size > 16_384 ? $size - 16_384 : 0;
    my ($lines) = $self->_read($from);
    my $first = @$lines > $count ? @$lines - $count : 0;
    return @{$lines}[$first .. $#$lines];
}

sub _read ($self, $offset) {
    open my $file, '<:raw', $self->{path} or return ([], 0);
    seek $file, $offset, 0;
    my @lines = <$file>;
    # The rest of a line that is being written comes with the next reading.
    pop @lines if @lines && $lines[-1] !~ /\n\z/;
    my $size = 0;
    $size += length for @lines;
    return (\@lines, $size);
}

1;
