# The filters of a section: those of Test::Base, but code that does not compile is no value.

package Test::Nginx::Socket::Filter;

# Not `use v5.36`: the code of a fixture is to mean the same as under the Test::Nginx of OpenResty,
# so also the package and the pragmas that it is evaluated in, and its $self.
use strict;
use warnings;

sub evaluate {
    package Test::Base::Filter;
    my $self = shift;
    return CORE::eval(shift);
}

use parent 'Test::Base::Filter';

# Test::Base makes the text of the error the section's value, which a pattern may well match.
sub eval {
    my ($self, @value) = @_;
    my @result = evaluate($self, join '', @value);
    die "eval: $@" if $@;
    return @result;
}

1;
