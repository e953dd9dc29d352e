# What the module costs, in instructions of nginx's process, beside nginx's own modules in the same run.
#
# valgrind's callgrind counts them. A request's are the difference between many requests and few on
# one connection, so that what is done once counts in neither. nginx's clock stands still, since its
# ticks would count for whoever is slower, and memory comes from allocator.c.

use v5.36;

use Test::More;
use Test::Valgrind;
use Time::HiRes qw(sleep);

use constant {
    KEY           => 'bench-key-0123456789',
    SEGMENT       => '/films/coffee_run/video_00042.ts',
    SEGMENTS      => 1000,
    SEGMENT_BYTES => 64 * 1024,
};

my $allocator = $0 =~ s{[^/]*$}{allocator.c}r;
system('gcc', '-O2', '-shared', '-fPIC', '-fno-builtin', '-o', "$ROOT/allocator.so", $allocator) == 0
    or die "gcc could not build $allocator\n";

my $dumps;

# Instructions since the last call, and what it takes to ask for them: callgrind was told to write
# its sum where nginx sets a variable, as the location for it alone does.
sub instructions ($socket) {
    $dumps++;
    ask($socket, { target => '/sum', status => 204 }, 1);
    my $deadline = time + START_SECONDS;
    while (time < $deadline) {
        return $1 if slurp("calls.$dumps") =~ /^totals: (\d+)/m;
        sleep 0.01;
    }
    die "callgrind wrote no sum\n";
}

# What one request costs; those of the first round only warm nginx up.
sub per_request ($case) {
    my ($few, $many) = @{ $case->{requests} // [50, 250] };
    unlink glob "$ROOT/calls*";
    $dumps = 0;
    my $pid = start($case,
        ['--tool=callgrind', '--dump-before=ngx_http_script_set_var_code', "--callgrind-out-file=$ROOT/calls"],
        LD_PRELOAD => "$ROOT/allocator.so",
        # Copies as loops of vectors: the instruction that copies a string counts each byte.
        GLIBC_TUNABLES => 'glibc.cpu.x86_rep_movsb_threshold=1073741824');
    my $socket = connection($pid);
    my @sums   = map { ask($socket, $case, $_); instructions($socket) } $many, $few, $many;
    close $socket;
    stop($pid);
    return ($sums[2] - $sums[1]) / ($many - $few);
}

my $query    = link_of(SEGMENT, '127.0.0.1', KEY);
my $playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n" . join '', map { sprintf "#EXTINF:6.000,\nsegment_%05d.ts\n", $_ } 1 .. SEGMENTS;
my $grown    = length($playlist) + SEGMENTS * length "?$query";
write_file(SEGMENT, 'x' x SEGMENT_BYTES);
write_file('playlist.m3u8', $playlist);

my $check    = 'secure_token query; secure_token_bind_ip on; secure_token_key ' . KEY . ';';
my $forward  = 'query_string_forward on; query_string_forward_only_keys md5 expires;';
my @segment  = (target => "${\SEGMENT}?$query", status => 200, bytes => SEGMENT_BYTES);
my @refused  = (target => SEGMENT, status => 403);
my @playlist = (target => "/playlist.m3u8?$query", status => 200, requests => [2, 6]);

my %case = (
    'a file'             => { @segment, location => 'sendfile on;' },
    'secure_link'        => { @segment, location => <<"END" },
sendfile on;
secure_link \$arg_md5,\$arg_expires;
secure_link_md5 "\$secure_link_expires\$uri\$remote_addr ${\KEY}";
if (\$secure_link = "") { return 403; }
if (\$secure_link = "0") { return 410; }
END
    'the check'          => { @segment, module => 1, location => "sendfile on; $check" },
    'return 403'         => { @refused, location => 'return 403;' },
    'secure_link without a token' => { @refused, location => <<"END" },
secure_link \$arg_md5,\$arg_expires;
secure_link_md5 "\$secure_link_expires\$uri\$remote_addr ${\KEY}";
if (\$secure_link = "") { return 403; }
END
    'a refusal'          => { @refused, module => 1, location => $check },
    'a file, beside a server' => { @segment, location => 'sendfile on;', other => 'location / { }' },
    'a module not in use'  => { @segment, module => 1, location => 'sendfile on;', other => 'location / { }' },
    'a check elsewhere'    => { @segment, module => 1, location => 'sendfile on;', other => "location / { $check }" },
    'all of it elsewhere'  => { @segment, module => 1, location => 'sendfile on;', other => <<"END" },
error_page 403 /page; location / { $check $forward } location /any/ { $check satisfy any; deny all; }
END
    'a playlist'         => { @playlist, bytes => length $playlist, location => '' },
    'sub_filter'         => { @playlist, bytes => $grown, location => <<'END' },
sub_filter_types application/vnd.apple.mpegurl;
sub_filter_once off;
sub_filter '.ts' '.ts?md5=$arg_md5&expires=$arg_expires';
END
    'forwarding'         => { @playlist, bytes => $grown, module => 1, location => $forward },
);
my %cost = map { $_ => per_request($case{$_}) } sort keys %case;
note sprintf '%-28s %9.0f instructions a request', $_, $cost{$_} for sort { $cost{$a} <=> $cost{$b} } keys %cost;

sub added ($name, $to) { return $cost{$name} - $cost{$to} }

note sprintf 'a check is %.3f of what secure_link adds', added('the check', 'a file') / added('secure_link', 'a file');
note sprintf 'a refusal is %.3f of it', added('a refusal', 'return 403') / added('secure_link without a token', 'return 403');

# A figure, what it is at most, and what it says.
my @rows = (
    # About 0.49 and 0.62 of what secure_link adds, which differs by some percent from one build of nginx to the next;
    # these do not.
    [added('the check', 'a file'), 2480, 'instructions of a check whose token is right'],
    [added('a refusal', 'return 403'), 590, 'instructions of a refusal'],
    # 1.005 of what a small file costs, with a clock that ticks and an allocator as it comes, is 65 more.
    [added('a module not in use', 'a file, beside a server'), 0, 'instructions of a module without a directive'],
    [added('a check elsewhere', 'a file, beside a server'), 65, 'instructions in a server beside one that checks'],
    [added('all of it elsewhere', 'a file, beside a server'), 65, 'instructions in a server beside one that uses all'],
    [added('forwarding', 'a playlist') / added('sub_filter', 'a playlist'), 0.115, 'a playlist, of what sub_filter adds'],
    [added('forwarding', 'a playlist') / length $playlist, 5.1, 'instructions for each byte of a playlist'],
);
for my $row (@rows) {
    my ($figure, $most, $what) = @$row;
    cmp_ok($figure, '<=', $most, $what);
    note sprintf '  %.4g, at most %s', $figure, $most;
}

done_testing;
