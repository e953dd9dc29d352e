# The scripts of examples/sign: each makes the links of vectors.json, refuses its mistakes, and nginx
# opens what they have made to whom it is for, and to no one else.

use v5.36;

use Cwd qw(abs_path);
use Digest::MD5 ();
use File::Temp qw(tempdir);
use JSON::PP ();
use Test::Nginx::Socket 'no_plan';
use Test::Clock;

my $top;
BEGIN { $top = abs_path($0 =~ s{[^/]*$}{..}r) }
use lib "$top/demo/lib";
use Demo::Command ();

my $folder  = "$top/examples/sign";
my $scratch = tempdir(CLEANUP => 1);
my $json    = JSON::PP->new->utf8;
my ($links, $mistakes) = @{ $json->decode(slurp("$folder/vectors.json")) }{qw(links mistakes)};
cmp_ok(scalar @$links,    '>', 0, 'there are links');
cmp_ok(scalar @$mistakes, '>', 0, 'there are mistakes');

# How each script is called; what it needs is found before anything runs.
my @scripts = (
    [PHP     => sub { needs('php', 'php-cli'), "$folder/sign.php" }],
    [Python  => sub { python(), "$folder/sign.py" }],
    [Node    => sub { needs('node', 'nodejs'), "$folder/sign.mjs" }],
    [OpenSSL => sub { needs('openssl', 'openssl'); ('sh', "$folder/sign.sh") }],
    [Go      => \&built_by_go],
    [Rust    => \&built_by_cargo],
);

my %printed;
for (@scripts) {
    my ($language, $find) = @$_;
    my @command = eval { $find->() };
    is($@, '', "$language: it can be run") or next;
    check_links($language, @command);
    check_mistakes($language, @command);
    check_keys($language, @command);
    check_lifetime($language, @command);
}
check_nginx();

# ---- what is needed ----

sub needs ($program, $package) {
    my ($path) = grep { -x } map { "$_/$program" } split /:/, $ENV{PATH};
    return $path // die "there is no $program: apt-get install $package\n";
}

# The program itself, where `python3` is the wrapper of a manager of versions.
sub python () {
    my $said = Demo::Command::must_run(needs('python3', 'python3'), '-c', 'import sys; print(sys.executable)');
    return $said =~ s/\n\z//r;
}

sub built_by_go () {
    my $go = needs('go', 'golang-go');
    local @ENV{qw(GO111MODULE GOFLAGS GOCACHE GOPATH)} =
        ('off', '', "$top/build/go-cache", "$scratch/go");
    Demo::Command::must_run($go, 'build', '-o', "$scratch/sign-go", "$folder/sign.go");
    return "$scratch/sign-go";
}

sub built_by_cargo () {
    my ($cargo) = grep { -x } map { "$_/cargo" } split /:/, $ENV{PATH};
    die "there is no cargo, which builds the module too\n" if !$cargo;
    my $said = Demo::Command::must_run($cargo, qw(build --locked --quiet --message-format json),
        qw(--package secure-token --example sign --manifest-path), "$top/Cargo.toml");
    my ($program) = grep { defined } map { $json->decode($_)->{executable} } split /\n/, $said;
    return $program // die "cargo names no program\n";
}

# ---- the scripts ----

# (exit code, output, errors) of a script for a row of vectors.json.
sub signed_by ($row, @command) {
    my @arguments = @$row{qw(mode url expires)};
    for my $name (qw(ip algorithm scope id ipp)) {
        push @arguments, "--$name", $row->{$name} if exists $row->{$name};
    }
    utf8::encode($_) for @arguments, my $key = $row->{key} // 'secret_key';
    local @ENV{qw(SECURE_TOKEN_KEY SECURE_TOKEN_KEY_FILE)} = ($key);
    delete $ENV{SECURE_TOKEN_KEY_FILE};
    return Demo::Command::run(@command, @arguments);
}

sub check_links ($language, @command) {
    for my $row (@$links) {
        my ($code, $link, $said) = signed_by($row, @command);
        is("$code $link$said", "0 $row->{signed}\n", "$language: $row->{mode} $row->{algorithm}: $row->{why}");
        $printed{ $link =~ s/\n//r } = $row;
    }
    return;
}

sub check_mistakes ($language, @command) {
    for my $row (@$mistakes) {
        my ($code, $link, $said) = signed_by($row, @command);
        isnt($code, 0, "$language: refused: $row->{why}");
        is($link, '', "$language: nothing is printed: $row->{why}");
        like($said, qr/\Q$row->{says}/, "$language: it says what is wrong: $row->{why}");
        unlike($said, qr/secret_key/, "$language: and not the key: $row->{why}");
    }
    return;
}

# What a file of keys, or the environment, holds; the key that signs, undef for none.
sub check_keys ($language, @command) {
    my @rows = (
        [file => "secret_key\nanother_key\n", 'secret_key'],
        [file => 'secret_key',                'secret_key'],
        [file => "\r\n\nsecret_key\r\n",      'secret_key'],
        [file => " secret_key \n",            ' secret_key '],
        [file => "caf\xe9\\n\$x%s\n",         "caf\xe9\\n\$x%s"],
        [file => "short\nsecret_key\n",       undef],
        [file => "\n",                        undef],
        [file => undef,                       undef],
        [environment => 'short',              undef],
        [environment => '',                   undef],
    );
    for my $row (@rows) {
        my ($where, $text, $key) = @$row;
        my $name = "$language: the key in the $where " . JSON::PP->new->latin1->encode([$text]);
        delete local @ENV{qw(SECURE_TOKEN_KEY SECURE_TOKEN_KEY_FILE)};
        if ($where eq 'file') {
            # Not the variable, where both are there.
            $ENV{SECURE_TOKEN_KEY}      = 'another_key';
            $ENV{SECURE_TOKEN_KEY_FILE} = "$scratch/keys";
            unlink "$scratch/keys";
            spew("$scratch/keys", $text) if defined $text;
        } else {
            $ENV{SECURE_TOKEN_KEY} = $text;
        }
        my ($code, $link, $said) = Demo::Command::run(@command, qw(path /film/a.ts 1893456000 --id film));
        if (defined $key) {
            my $token = Digest::MD5::md5_base64("film_${key}_1893456000_") =~ tr{+/}{-_}r;
            is("$code $link$said", "0 /film/$token/1893456000/a.ts\n", $name);
        } else {
            isnt($code, 0, $name);
            is($link, '', "$name: nothing is printed");
            like($said, qr/6 bytes|no such file|cannot be read/i, "$name: it says what is wrong");
        }
    }
    return;
}

# A lifetime is counted from now.
sub check_lifetime ($language, @command) {
    my $before = earliest;
    my ($code, $link, $said) = signed_by({ qw(mode query url /a/b expires +3600) }, @command);
    my ($expires) = $link =~ /&expires=([0-9]+)\n\z/;
    is("$code$said", '0', "$language: a lifetime");
    cmp_ok($expires // 0, '>=', $before + 3600, "$language: it begins now");
    cmp_ok($expires // 0, '<=', latest + 3600,  "$language: and not later");
    return;
}

# ---- nginx ----

# Each link that was printed, asked of a server with the row's key, algorithm, mode and binding.
sub check_nginx () {
    my (%number, @servers, @files);
    for my $row (@$links) {
        my @policy = (@$row{qw(mode algorithm key)}, $row->{network} // ($row->{ip} ? 'on' : 'off'));
        utf8::encode($policy[2]);
        $row->{host} = join "\n", @policy;
        next if exists $number{ $row->{host} };
        my $number = $number{ $row->{host} } = keys %number;
        push @files, ["../conf/$number.keys", "$policy[2]\n"];
        push @servers, <<"END";
server {
    listen ${\server_port()};
    server_name $number.example;
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;
    secure_token $policy[0];
    secure_token_algorithm $policy[1];
    secure_token_key_file $number.keys;
    secure_token_bind_ip $policy[3];
    location / { try_files /film =404; }
}
END
    }
    start_nginx(http_config => join('', @servers), config => '', user_files => [@files, ['film', "film\n"]]);

    for my $link (sort keys %printed) {
        my $row    = $printed{$link};
        my $name   = "nginx: $row->{mode} $row->{algorithm}: $row->{why}";
        my $client = $row->{client} // $row->{ip} // '192.0.2.1';
        my ($target) = $link =~ m{^(?:https?://[^/]+)?(/[^#]*)};
        my $ask = sub ($target, $client) {
            send_request("GET $target", "Host: $number{ $row->{host} }.example\nX-Forwarded-For: $client")->{code};
        };
        my $right = $row->{expires} < time ? 410 : 200;
        is($ask->($target, $client), $right, $name);
        is($ask->($target, '198.51.100.7'), $row->{ip} ? 403 : $right, "$name: another client");
        is($ask->($target =~ s{(?=\Q$row->{token}\E)(.)}{$1 eq 'A' ? 'B' : 'A'}er, $client), 403, "$name: another token");
        is($ask->($target =~ s{\b$row->{expires}\b}{$row->{expires} - 1}er, $client), 403, "$name: another time");
    }
    is((grep { /secret_key/ } error_log_lines()), 0, 'no key was logged');
    return;
}

sub slurp ($name) {
    open my $file, '<:raw', $name or die "$name: $!\n";
    local $/;
    return scalar <$file>;
}

sub spew ($name, $text) {
    open my $file, '>:raw', $name or die "$name: $!\n";
    print {$file} $text;
    close $file or die "$name: $!\n";
    return;
}
