# A module that comes and goes with a reload, and one that a reload fails to bring.
#
# A configuration that is refused for what follows its http block leaves the module's filters in the
# master's chain, while the running configuration has no place for it. A worker that starts then must
# serve as if they were not there.

use v5.36;

use Test::Nginx::Socket 'no_plan';
use Test::Nginx::Socket::Process qw(children_of);
use Time::HiRes qw(sleep time);

my @files   = (user_files => [['vod/a.ts', "film\n"], ['vod/a.m3u8', "#EXTM3U\na.ts\n"]]);
my $plain   = 'location /vod/ { }';
my @mistake = (post_main_config => 'nonsense;');
my $checked = <<'END';
location /vod/ { secure_token query; secure_token_key secret_key; query_string_forward on; }
END

# The statuses of answers with and without a token, and the end of a playlist.
sub answers {
    my $token = 'md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800';  # "4102444800/vod/ secret_key"
    my @answers = map { send_request("GET /vod/$_") } 'a.ts', "a.ts?$token", "a.m3u8?$token", 'none';
    my ($url) = $answers[2]{body} =~ /^(a\.ts.*)$/m;
    return join ' ', (map { $_->{code} } @answers), $url;
}

my $unprotected = '200 200 200 404 a.ts';
my $protected   = '403 200 200 403 a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800';

sub with_modules ($value, $code) {
    local $ENV{TEST_NGINX_LOAD_MODULES} = $value;
    return $code->();
}

# Kills the worker, and waits for the one that takes its place.
sub replace_worker {
    open my $file, '<', server_root() . '/logs/nginx.pid' or die "nginx.pid: $!";
    my $master = <$file> + 0;
    my ($old)  = children_of($master);
    kill KILL => $old;
    my $deadline = time + 10;
    while (time < $deadline) {
        my ($new) = children_of($master);
        return 1 if $new && $new != $old;
        sleep 0.001;
    }
    return 0;
}

no_root_location();

with_modules('', sub { start_nginx(config => $plain, @files) });
is(answers(), $unprotected, 'nginx runs without the module');

ok(!reload_nginx(config => $checked, @mistake, @files), 'a mistake is refused');
is(answers(), $unprotected, 'the worker that runs is as it was');
ok(replace_worker(), 'another worker starts');
is(answers(), $unprotected, 'it serves without the module, too');
ok(!reload_nginx(config => 'location /vod/ { secure_token query; }', @files), 'a mistake of the module is refused');
ok(replace_worker(), 'another worker starts');
is(answers(), $unprotected, 'it serves without the module, too');
# What was to be expected: mistakes, and the two workers' end.
is((grep { /exited on signal (?!9)/ } error_log_lines()), 0, 'no worker died but those that were killed');

ok(reload_nginx(config => $checked, @files), 'the module is loaded by a reload');
is(answers(), $protected, 'it works');
ok(replace_worker(), 'another worker starts');
is(answers(), $protected, 'it works there, too');
ok(!reload_nginx(config => $checked, @mistake, @files), 'a mistake is refused');
ok(replace_worker(), 'another worker starts');
is(answers(), $protected, 'it goes on as before');

ok(with_modules('', sub { reload_nginx(config => $plain, @files) }), 'the module leaves by a reload');
is(answers(), $unprotected, 'nothing is left of it');
ok(!reload_nginx(config => $checked, @mistake, @files), 'a mistake is refused');
ok(replace_worker(), 'another worker starts');
is(answers(), $unprotected, 'it serves without the module');
ok(reload_nginx(config => $checked, @files), 'the module comes back');
is(answers(), $protected, 'it works');
is((grep { /exited on signal (?!9)/ } error_log_lines()), 0, 'no worker died but those that were killed');
