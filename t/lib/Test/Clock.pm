# Bounds of a time that another process reads from this machine's clock.

package Test::Clock;

use v5.36;

use Exporter qw(import);
use Time::HiRes ();

our @EXPORT = qw(earliest latest);

# The second that a process which reads the clock from now on gets at the least. time(2) tells it as
# of the kernel's last tick, so that it begins a second some milliseconds late.
sub earliest : prototype() () { return CORE::time }

# The second that a process which has read the clock got at the most. nginx and most programs ask
# the clock itself, which is ahead of the tick.
sub latest : prototype() () { return int Time::HiRes::time }

1;
