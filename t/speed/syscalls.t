# A check asks the system for nothing, and takes no lock: nginx makes the same system calls with it and without.
#
# valgrind names them. A request's are the difference between many requests and few, each on one
# connection to an nginx of its own, so that what is done once counts in neither.

use v5.36;

use Test::More;
use Test::Valgrind;

use constant { KEY => 'bench-key-0123456789', SEGMENT => '/films/coffee_run/video_00042.ts', FEW => 20, MANY => 120 };

write_file(SEGMENT, 'x' x 1000);
my $check   = 'secure_token query; secure_token_bind_ip on; secure_token_key ' . KEY . ';';
my @segment = (target => SEGMENT . '?' . link_of(SEGMENT, '127.0.0.1', KEY), status => 200, bytes => 1000);
my @refused = (target => SEGMENT, status => 403);

my %without = (
    file    => per_request({ @segment, location => '' }),
    refused => per_request({ @refused, location => 'return 403;' }),
    # nginx logs it as an error.
    denied  => per_request({ @refused, location => 'satisfy any; deny all;' }),
);
# What is asked, what stands in the location, and what it is like.
my @rows = (
    [file => \@segment, $check, 'a check whose token is right'],
    [file => \@segment, "$check secure_token_strip off;", 'one that leaves the token'],
    [file => \@segment, "$check secure_token_algorithm hmac-sha256; secure_token_dry_run on;", 'one by another algorithm, in a dry run'],
    [file => \@segment, "$check satisfy any; deny all;", 'one by satisfy any'],
    [file => \@segment, 'secure_token query; secure_token_bind_ip on; secure_token_key $key_of_it; set $key_of_it ' . KEY . ';', 'one by a key with a variable'],
    [refused => \@refused, $check, 'a refusal'],
    [denied => \@refused, "$check satisfy any; deny all;", 'one by satisfy any'],
);
for my $row (@rows) {
    my ($like, $request, $location, $what) = @$row;
    is_deeply(per_request({ @$request, module => 1, location => $location }), $without{$like}, "the system calls of $what");
}
cmp_ok(scalar keys %{ $without{file} }, '>', 3, 'there are calls to compare');
# What is found where there is one more.
isnt(keys %{ per_request({ @segment, location => 'access_log calls.log;' }) }, keys %{ $without{file} }, 'another call is noticed');

done_testing;

# The system calls of one request, by name.
sub per_request ($case) {
    my ($few, $many) = map { calls($case, $_) } FEW, MANY;
    my %each;
    for my $name (keys %$many) {
        # The last call may be seen in one of the runs, and not in the other.
        my $times = sprintf '%.1f', ($many->{$name} - ($few->{$name} // 0)) / (MANY - FEW);
        $each{$name} = $times if $times > 0;
    }
    return \%each;
}

sub calls ($case, $times) {
    my $pid    = start($case, ['--tool=none', '--trace-syscalls=yes', "--log-file=$ROOT/calls"]);
    my $socket = connection($pid);
    ask($socket, $case, $times);
    stop($pid);
    my %count;
    $count{$_}++ for slurp('calls') =~ /^SYSCALL\[\d+,\d+\]\( *\d+\) (\w+)/mg;
    return \%count;
}
