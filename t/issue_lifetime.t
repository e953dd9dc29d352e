# How long the tokens live that callers ask for; and another key, which a reload brings.

use v5.36;

use Test::Nginx::Socket 'no_plan';
use Test::Clock;
use Test::Issued;

no_root_location();

my $DAY = 24 * 60 * 60;

# A location for each of these lifetimes, and what else it says.
sub endpoints (%directives) {
    return join "\n", 'secure_token_key secret_key;', map { <<"END" } sort keys %directives;
location = /$_ {
    $directives{$_}
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url http://localhost/film/\$secure_token/\$secure_token_expires/m;
}
END
}

start_nginx(config => endpoints(
    default => '',
    short   => 'secure_token_issue_lifetime 30s max=1m;',
    plain   => 'secure_token_issue_lifetime 90;',
    longest => 'secure_token_issue_lifetime 1h max=575h;',
    limited => 'secure_token_max_lifetime 10m;',
));

# A request, the lifetime that it gets, and why. NOW+n is a time, in seconds since 1970.
my @rows = (
    ['/default',                      3600,      'the default'],
    ['/default?expire=60',            60,        'seconds'],
    ['/default?expire=1',             1,         'one'],
    ['/default?EXPIRE=060',           60,        'as nginx reads parameters'],
    ['/default?expire=86400',         $DAY,      'the longest'],
    ['/default?expire=86401',         $DAY,      'more than the longest'],
    ['/default?expire=1735689600',    $DAY,      'the greatest number of seconds'],
    ['/default?expire=NOW+60',        60,        'a time'],
    ['/default?expire=NOW+100000',    $DAY,      'a time too far ahead'],
    ['/default?expire=99999999999999999999999', $DAY, 'a number of no size'],
    ['/default?expire=1735689601',    3600,      'a time that has come'],
    ['/default?expire=NOW-1',         3600,      'a time that has just come'],
    ['/default?expire=0',             3600,      'zero'],
    ['/default?expire=-60',           3600,      'negative'],
    ['/default?expire=',              3600,      'empty'],
    ['/default?expire',               3600,      'a bare key'],
    ['/default?expire=1h',            3600,      'a unit'],
    ['/default?expire=60.0',          3600,      'a fraction'],
    ['/default?expire="',             3600,      'no number'],
    ['/default?expire=a&expire=60',   3600,      'the first one counts'],
    ['/short',                        30,        'a default of its own'],
    ['/short?expire=45',              45,        'less than the longest'],
    ['/short?expire=61',              60,        'a longest of its own'],
    ['/plain',                        90,        'a time without a unit'],
    ['/plain?expire=86401',           $DAY,      'the usual longest'],
    ['/longest?expire=2071000',       575 * 3600, 'nearly 24 days'],
    ['/limited',                      600,       'what the check would accept'],
    ['/limited?expire=3000',          600,       'what the check would accept, for whoever asks for more'],
);
for my $row (@rows) {
    my ($request, $lifetime, $reason) = @$row;
    my $before = earliest;
    my $issued = issued($request =~ s/NOW([-+]\d+)/$before + $1/er);
    my $after  = latest;
    # nginx's own clock may stand still for a moment.
    cmp_ok($issued->{expires}, '>=', $before + $lifetime - 1, "$request: $reason");
    cmp_ok($issued->{expires}, '<=', $after + $lifetime,      "$request: $reason");
    like($issued->{url}, qr{/\Q$issued->{token}/$issued->{expires}/}, "$request: the URL says the same");
}

ok(reload_nginx(config => endpoints(default => 'secure_token_key other_key;')), 'another key is accepted');
my $issued = issued('/default');
is($issued->{token}, md5_token("film_other_key_$issued->{expires}_"), 'it signs');
ok(!reload_nginx(config => endpoints(default => 'secure_token_key tiny;')), 'one that is too short is not');
ok((grep { /\[emerg\].*the key is 4 bytes long/ } error_log_lines()), 'the log says so');
$issued = issued('/default');
is($issued->{token}, md5_token("film_other_key_$issued->{expires}_"), 'the one before goes on signing');
