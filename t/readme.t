# What the README and docs/ show of nginx's configuration is accepted by nginx: each example of the
# tables, in all places that the text names and in no other, and each block. What the tables say of
# variables is what they hold.

use v5.36;

use Test::Nginx::Socket 'no_plan';
use Test::Nginx::Socket::Binary qw(nginx_binary);
use Test::Nginx::Socket::Config qw(setup_of write_files);
use Test::Issued;

no_root_location();

my $top     = $0 =~ s{[^/]*$}{../}r;
my $readme  = slurp("${top}README.md");
my @pages   = map { [s{.*/}{}r, slurp($_)] } "${top}README.md", glob "${top}docs/*.md";
my $root    = server_root();
my $refused = qr/\[(?:warn|error|crit|alert|emerg)\]/;

# The files that examples name.
my @files = map { [$_, "secret_key\n"] } map { "../conf/$_" } qw(secure-token.keys keys/films bound.keys);

# What an example cannot do without, where it is not the example itself: around a check, and around an endpoint of each mode.
my %around = (
    check => { http => ['secure_token_key secret_key;'], location => ['secure_token query;'] },
    path  => {
        http     => ['secure_token_key secret_key;'],
        location => [
            'secure_token_issue path;',
            'secure_token_issue_args video;',
            'secure_token_issue_id 2675_$arg_video;',
            'secure_token_issue_url https://media.example/$arg_video/$secure_token/$secure_token_expires/a.m3u8;',
        ],
    },
    query => {
        http     => ['secure_token_key secret_key;'],
        location => [
            'secure_token_issue query;',
            'secure_token_issue_path $arg_path;',
            'secure_token_issue_allow /films/;',
            'secure_token_issue_url https://media.example$arg_path?md5=$secure_token&expires=$secure_token_expires;',
        ],
    },
);

start_nginx(config => '', user_files => \@files);
check_directives($_) for tables('directive');
check_variables();
check_log();
check_blocks();
check_words();

# ---- what is shown ----

# The tables with this word in their first heading: the contexts that the section names, and the rows, each a list of cells.
sub tables ($word) {
    my @tables;
    for my $section (split /^(?=##+ )/m, $readme) {
        while ($section =~ /^\| $word \|.*\n\|[-|]+\n((?:\|.*\n)+)/mg) {
            my @rows = map { cells($_) } split /\n/, $1;
            my ($contexts) = $section =~ /(?:All|All others|They) stand in ((?:`\w+`(?:, | and )?)+)/;
            push @tables, [[($contexts // '') =~ /`(\w+)`/g], @rows];
        }
    }
    return @tables;
}

# What stands between the bars of a row; a bar in a cell is written \|.
sub cells ($row) {
    my (undef, @cells) = split /(?<!\\)\|/, $row;
    return [map { s/\\\|/|/gr =~ s/^\s+|\s+$//gr } @cells];
}

# Each example stands in each context; the default, too, where the table writes one.
sub check_directives ($table) {
    my ($contexts, @rows) = @$table;
    cmp_ok(scalar @rows, '>', 5, 'there are directives: ' . join ' ', map { $_->[0] =~ /(\w+)/ } @rows);
    for my $row (@rows) {
        my ($syntax, $default, $example, $text) = @$row;
        my ($name) = $syntax =~ /^`(\w+)/ or fail("a row begins with a directive: $syntax");
        my ($only) = $text =~ /^[^.]*\bin `(\w+)` only/;
        my @contexts = $only // @$contexts;
        cmp_ok(scalar @contexts, '>', 0, "$name: the text says where it stands");
        like($example, qr/^`\Q$name\E [^`]+;`$/, "$name: there is an example") or next;
        my @shown = ([example => $example =~ tr/`//dr]);
        push @shown, [default => "$name $1;"] if $default =~ /^`([^`]+)`$/;
        my $around = $name !~ /^secure_token_issue/ ? 'check' : $text =~ /^query mode/ ? 'query' : 'path';
        for my $shown (@shown) {
            my ($kind, $line) = @$shown;
            for my $context (qw(http server location)) {
                my $said = said(framed($around, $context, $line));
                if (grep { $_ eq $context } @contexts) { is($said, '', "$kind in $context: $line") }
                else { like($said, qr/"$name" directive is not allowed here/, "$kind not in $context: $line") }
            }
        }
    }
    return;
}

# The sections of a configuration with the line in this context.
sub framed ($around, $context, $line) {
    my ($name) = $line =~ /^(\w+)/;
    my %text = map { my $in = $_; $in => join ' ', grep { !/^$name / } @{ $around{$around}{$in} // [] } }
        qw(http server location);
    # A key is inherited by a level that names none.
    $text{$context} = "$line\n$text{$context}";
    return (http_config => "map \$host \$key { default secret_key; }\n$text{http}",
        config => "$text{server}\nlocation / { $text{location} }");
}

# What nginx says of a configuration; nothing where it accepts it without a warning.
sub said (%section) {
    $_ =~ s{/etc/nginx/}{$root/conf/}g for values %section;
    write_files(["$root/conf/readme.conf", setup_of(\%section)->{conf}]);
    my $binary = nginx_binary();
    my $said   = qx{'$binary' -t -p '$root/' -c '$root/conf/readme.conf' -e '$root/logs/readme.log' 2>&1};
    return $? || $said =~ $refused ? $said || "it ends with $?" : '';
}

# ---- variables ----

# Each is known in all places that the text names, and holds the example for one of these requests.
sub check_variables () {
    my ($table) = tables('variable');
    my (undef, @rows) = @$table;
    my %example = map { map { tr/`//dr } @$_[0, 1] } @rows;
    my ($forwarded) = $readme =~ /^.*`\$query_string_forward_args` holds what is forwarded, such as `([^`]+)`/m;
    $example{'$query_string_forward_args'} = $forwarded // fail('there is an example of $query_string_forward_args');

    my ($places) = $readme =~ /^They work everywhere \(([^)]*)\)/m;
    my %use      = (
        log_format       => sub ($name) { (http_config => "log_format link '$name'; access_log logs/link.log link;") },
        map              => sub ($name) { (http_config => "map $name \$mapped { default 1; }") },
        if               => sub ($name) { (config => "if ($name = valid) { return 204; }") },
        add_header       => sub ($name) { (config => "add_header X $name;") },
        proxy_set_header => sub ($name) { (config => "proxy_set_header X $name;") },
    );
    my @places = ($places // '') =~ /`(\w+)`/g;
    is("@{[sort @places]}", "@{[sort keys %use]}", 'variables: the places that the text names');
    for my $name (sort keys %example) {
        is(said($use{$_}->($name)), '', "$name in $_") for @places;
    }

    my %header = map { $_ => 'X-' . tr/$//dr =~ tr/_/-/r } keys %example;
    my $shown  = join '', map { "add_header $header{$_} $_ always;\n" } sort keys %example;
    start_nginx(user_files => \@files, config => $shown . <<'END');
set_real_ip_from 127.0.0.1;
real_ip_header X-Forwarded-For;
secure_token_key secret_key;
query_string_forward on;
location / { secure_token query; secure_token_bind_ip /24; }
location /coffee_run/ { secure_token query; }
location /videos/ { secure_token path; }
END
    my %held;
    for my $target (
        '/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1893456000',
        '/a.ts?md5=' . md5_token('1893456000/203.0.113.0 secret_key') . '&expires=1893456000',
        '/coffee_run/a.ts?md5=' . md5_token('1/coffee_run/ secret_key') . '&expires=1',
        '/coffee_run/a.ts?md5=' . md5_token('1893456000/coffee_run/ secret_key') . '&expires=1893456000',
        '/videos/2675_film/' . md5_token('2675_film_secret_key_1893456000_') . '/1893456000/a.ts',
        )
    {
        my $response = send_request("GET $target", from('203.0.113.42'));
        $held{ $_->[0] }{ $_->[1] } = 1 for grep { $_->[0] =~ /^X-/ } @{ $response->{headers} };
    }
    for my $name (sort keys %example) {
        my $held = $held{ $header{$name} };
        ok($held->{ $example{$name} }, "$name may be $example{$name}") or diag(map { "it was $_\n" } sort keys %$held);
    }
    return;
}

# ---- the log ----

# The lines that the text shows are those of such requests.
sub check_log () {
    my ($block) = $readme =~ /^```text\n((?:secure token .*\n)+)^```/m;
    start_nginx(user_files => \@files, config => <<'END');
set_real_ip_from 127.0.0.1;
real_ip_header X-Forwarded-For;
secure_token_key secret_key;
location /coffee_run/ { secure_token query; }
END
    my $count = 0;
    for my $line (split /\n/, $block // '') {
        my ($target, $client) = $line =~ /"([^"]*)" from (\S+):/;
        my ($expires) = $target =~ /expires=(\d+)/;
        my $token = $line =~ /expired/ ? md5_token("$expires/coffee_run/ secret_key") : 'A' x 22;
        send_request('GET ' . ($target =~ s/\*\*\*/$token/r), from($client));
        my $shown = quotemeta($line) =~ s/\d+\\ s\\ ago/\\d+ s ago/r;
        is((grep { /\[info\] \S+ \*\d+ $shown, client:/ } error_log_lines()), 1, "the log says: $line");
        $count++;
    }
    is($count, 3, 'the text shows lines of the log');
    return;
}

# ---- blocks, and words ----

sub check_blocks () {
    my $count = 0;
    for my $page (@pages) {
        my ($file, $text) = @$page;
        while ($text =~ /^([ \t]*)```nginx\n(.*?)^\1```/msg) {
            my ($block, $line) = ($2, 1 + substr($text, 0, $-[2]) =~ tr/\n//);
            # The runner has loaded the module. Another name of it stays, and is refused.
            $block =~ s{^load_module \S+/ngx_http_secure_token_module\.so;}{};
            my $key = $block =~ /secure_token_key/ ? '' : 'secure_token_key secret_key;';
            is(said(http_config => $key, config => $block), '', "$file: the block in line $line");
            $count++;
        }
    }
    cmp_ok($count, '>', 2, 'there are blocks');
    return;
}

# Whole directives in a sentence.
sub check_words () {
    my $count = 0;
    for my $page (@pages) {
        my ($file, $text) = @$page;
        # Not of blocks, nor of tables, which have been looked at.
        $text =~ s/^[ \t]*```.*?^[ \t]*```//msg;
        $text =~ s/^\| `.*//mg;
        my $directive = qr/if|limit_except|add_header|proxy_\w+|secure_token\w*|query_string_forward\w*/;
        for my $words ($text =~ /`($directive [^`…]*[;}])`/g) {
            is(said(http_config => 'secure_token_key secret_key;', config => "location / { $words }"), '', "$file: $words");
            $count++;
        }
    }
    cmp_ok($count, '>', 2, 'there are directives in sentences');
    return;
}

sub slurp ($name) {
    open my $file, '<:raw', $name or die "$name: $!\n";
    local $/;
    return scalar <$file>;
}
