# The configuration as `nginx -T` prints it: keys that stand in it, and none of those in files.

use v5.36;

use Test::Nginx::Socket 'no_plan';
use Test::Nginx::Socket::Binary qw(nginx_binary);

no_root_location();
start_nginx(
    config     => <<'END',
location /inline/ { secure_token query; secure_token_key key_of_the_configuration; }
location /file/ { secure_token query; secure_token_key_file films.keys; }
END
    user_files => [['../conf/films.keys', "key_of_a_file\nanother_key_of_a_file\n"]],
);

my ($binary, $root) = (nginx_binary(), server_root());
my $said = qx{'$binary' -T -p '$root/' -c '$root/conf/nginx.conf' -e '$root/logs/dump.log' 2>&1};
is($?, 0, 'the configuration is accepted');
like($said, qr/secure_token_key key_of_the_configuration;/, 'it is printed with the key in it');
like($said, qr/secure_token_key_file films\.keys;/, 'and with the name of the file');
unlike($said, qr/key_of_a_file/, 'but without what is in the file');
