# Configurations that replace each other while nginx runs: keys, the check itself, mistakes.
#
# The string that was hashed for a token stands after it.

use v5.36;

use Test::Nginx::Socket 'no_plan';

my %link = (
    first  => '/vod/a.ts?md5=_968lGRhaP65L8w6iG2LuA&expires=4102444800',  # "4102444800/vod/ first_key"
    second => '/vod/a.ts?md5=X6nLtTnABzwYCf7itamksg&expires=4102444800',  # "4102444800/vod/ second_key"
    none   => '/vod/a.ts',
);

# The statuses of the answers to all links, those of keys first.
sub statuses { return join ' ', map { send_request("GET $link{$_}")->{code} } qw(first second none) }

# A location with the check, and these directives.
sub checked (@directives) {
    return join "\n", 'location /vod/ {', 'secure_token query;', @directives, '}';
}

sub keys_file ($text) { return [['vod/a.ts', "film\n"], ['../conf/films.keys', $text]] }

my @film = (user_files => keys_file("first_key\n"));
no_root_location();

start_nginx(config => checked('secure_token_key first_key;'), @film);
is(statuses(), '200 403 403', 'a key of the configuration');

ok(reload_nginx(config => checked('secure_token_key second_key;'), @film), 'another one is accepted');
is(statuses(), '403 200 403', 'it replaces the first');

ok(reload_nginx(config => checked('secure_token_key second_key;', 'secure_token_key first_key;'), @film),
    'both are accepted');
is(statuses(), '200 200 403', 'both count');

my $from_file = checked('secure_token_key_file films.keys;');
ok(reload_nginx(config => $from_file, user_files => keys_file("first_key\n")), 'a file of keys is accepted');
is(statuses(), '200 403 403', 'the key of the file');

ok(reload_nginx(config => $from_file, user_files => keys_file("second_key\n")), 'the changed file is accepted');
is(statuses(), '403 200 403', 'it was read anew, though the configuration is the same');

# The running workers hold what they have read.
unlink server_root() . '/conf/films.keys' or die "films.keys: $!";
is(statuses(), '403 200 403', 'a file that is gone is of no concern to them');
ok(!reload_nginx(), 'nor is a configuration accepted without it');
is(statuses(), '403 200 403', 'so they stay as they are');
ok((grep { /\[emerg\].*films\.keys/ } error_log_lines()), 'the log names the file');

for my $mistake ('secure_token_key short;', 'secure_token_status invalid=200;', 'secure_token_nonsense on;') {
    ok(!reload_nginx(config => checked('secure_token_key first_key;', $mistake), @film), "$mistake is refused");
    is(statuses(), '403 200 403', "$mistake: the old configuration works on");
    ok((grep { /\[emerg\]/ } error_log_lines()), "$mistake: the log says so");
}

ok(reload_nginx(config => 'location /vod/ { }', @film), 'a configuration without the check is accepted');
is(statuses(), '200 200 200', 'nothing is checked');
ok(reload_nginx(config => checked('secure_token_key first_key;'), @film), 'the check comes back');
is(statuses(), '200 403 403', 'it checks');
is((grep { /first_key|second_key/ } error_log_lines()), 0, 'no key was logged');
