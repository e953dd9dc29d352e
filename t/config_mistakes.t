# Mistakes in the configuration of the check: nginx does not start, and says what is wrong and where.
#
# Each block is one mistake. It stands in a file of its own, site.conf, which the server includes,
# so that the lines are known. What a pattern calls site.conf is the full name of this file.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();

add_block_preprocessor {
    my ($block) = @_;
    my $root = server_root();
    my $text = $block->error_log =~ s{ in \Ksite\.conf:}{$root/conf/site.conf:}r;
    $block->set_value(error_log  => $text =~ s{\$TEST_NGINX_SERVER_ROOT}{$root}r);
    $block->set_value(must_die   => 1);
    $block->set_value(user_files => ($block->user_files // '') . ">>> ../conf/site.conf\n" . $block->config);
    $block->set_value(config     => 'include site.conf;');
};

run_tests();

__DATA__

=== TEST 1: a mode that does not exist
--- config
secure_token quary;
--- error_log
"secure_token" directive: invalid value "quary", it must be "off", "query" or "path" in site.conf:1



=== TEST 2: a mode in another case
--- config
location / {
    secure_token Query;
}
--- error_log
"secure_token" directive: invalid value "Query", it must be "off", "query" or "path" in site.conf:2



=== TEST 3: no mode
--- config
secure_token;
--- error_log
invalid number of arguments in "secure_token" directive in site.conf:1



=== TEST 4: two modes
--- config
secure_token query path;
--- error_log
invalid number of arguments in "secure_token" directive in site.conf:1



=== TEST 5: the mode twice
--- config
secure_token off;
secure_token off;
--- error_log
"secure_token" directive is duplicate in site.conf:2



=== TEST 6: a check without a key; the line is that of the switch
--- config
location /vod/ {
    secure_token_scope tree;
    secure_token query;
}
--- error_log
"secure_token" is on, but there is no "secure_token_key" or "secure_token_key_file" in site.conf:3



=== TEST 7: a check without a key where it is inherited from the server
--- config
secure_token path;
location /vod/ {
    secure_token_key secret_key;
}
--- error_log
"secure_token" is on, but there is no "secure_token_key" or "secure_token_key_file" in site.conf:1



=== TEST 8: a key that is too short, and stays secret
--- config
location /vod/ {
    secure_token query;
    secure_token_key hush5;
}
--- error_log
"secure_token_key" directive: the key is 5 bytes long, it must be at least 6 in site.conf:3
--- no_error_log
hush5



=== TEST 9: a key that is too short where nothing is checked
--- config
secure_token_key hush5;
--- error_log
"secure_token_key" directive: the key is 5 bytes long, it must be at least 6 in site.conf:1
--- no_error_log
hush5



=== TEST 10: an empty key
--- config
secure_token_key "";
--- error_log
"secure_token_key" directive: the key is 0 bytes long, it must be at least 6 in site.conf:1



=== TEST 11: a key in two words
--- config
secure_token_key secret key;
--- error_log
invalid number of arguments in "secure_token_key" directive in site.conf:1



=== TEST 12: a key with a variable that does not exist
--- config
secure_token_key secret_$nowhere;
--- error_log
unknown "nowhere" variable



=== TEST 13: a key that ends in a dollar sign
--- config
secure_token_key secret_$;
--- error_log
invalid variable name in site.conf:1



=== TEST 14: a key file that is missing
--- config
secure_token_key_file none.keys;
--- error_log
"secure_token_key_file" directive: cannot read "$TEST_NGINX_SERVER_ROOT/conf/none.keys": No such file or directory (os error 2) in site.conf:1



=== TEST 15: a key file that cannot be read
--- config
secure_token_key_file /;
--- error_log
"secure_token_key_file" directive: cannot read "/": Is a directory (os error 21) in site.conf:1



=== TEST 16: a key file without a key
--- config
secure_token_key_file empty.keys;
--- user_files eval
">>> ../conf/empty.keys\n\n\r\n\n"
--- error_log
"secure_token_key_file" directive: "$TEST_NGINX_SERVER_ROOT/conf/empty.keys": there is no key, it must have one a line in site.conf:1



=== TEST 17: a key file with a key that is too short, and stays secret
--- config
secure_token_key_file short.keys;
--- user_files eval
">>> ../conf/short.keys\nlong_enough\n\nhush5\r\n"
--- error_log
"secure_token_key_file" directive: "$TEST_NGINX_SERVER_ROOT/conf/short.keys": the key in line 3 is 5 bytes long, it must be at least 6 in site.conf:1
--- no_error_log
hush5
long_enough



=== TEST 18: no key file
--- config
secure_token_key_file;
--- error_log
invalid number of arguments in "secure_token_key_file" directive in site.conf:1



=== TEST 19: a scope that does not exist
--- config
secure_token_scope file folder;
--- error_log
"secure_token_scope" directive: invalid value "folder", it must be "file", "directory" or "tree" in site.conf:1



=== TEST 20: a scope twice
--- config
secure_token_scope tree file tree;
--- error_log
"secure_token_scope" directive: duplicate value "tree" in site.conf:1



=== TEST 21: no scope
--- config
secure_token_scope;
--- error_log
invalid number of arguments in "secure_token_scope" directive in site.conf:1



=== TEST 22: scopes twice
--- config
secure_token_scope tree;
secure_token_scope file;
--- error_log
"secure_token_scope" directive is duplicate in site.conf:2



=== TEST 23: a binding that does not exist
--- config
secure_token_bind_ip yes;
--- error_log
"secure_token_bind_ip" directive: invalid value "yes", it must be "off", "on", or the lengths of network prefixes: "/24" for IPv4, or "/24 /56" for IPv4 and IPv6 in site.conf:1



=== TEST 24: a length without its slash
--- config
secure_token_bind_ip 24;
--- error_log
"secure_token_bind_ip" directive: invalid value "24", it must be "off", "on", or the lengths of network prefixes: "/24" for IPv4, or "/24 /56" for IPv4 and IPv6 in site.conf:1



=== TEST 25: a switch and a length
--- config
secure_token_bind_ip on /56;
--- error_log
"secure_token_bind_ip" directive: invalid value "on /56", it must be "off", "on", or the lengths of network prefixes: "/24" for IPv4, or "/24 /56" for IPv4 and IPv6 in site.conf:1



=== TEST 26: no network at all
--- config
secure_token_bind_ip /0;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/0" for IPv4, it must be between "/1" and "/32" in site.conf:1



=== TEST 27: more bits than an IPv4 address has
--- config
secure_token_bind_ip /33;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/33" for IPv4, it must be between "/1" and "/32" in site.conf:1



=== TEST 28: no length at all
--- config
secure_token_bind_ip /;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/" for IPv4, it must be between "/1" and "/32" in site.conf:1



=== TEST 29: a length that is no number
--- config
secure_token_bind_ip /+24;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/+24" for IPv4, it must be between "/1" and "/32" in site.conf:1



=== TEST 30: no IPv6 network at all
--- config
secure_token_bind_ip /24 /0;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/0" for IPv6, it must be between "/1" and "/128" in site.conf:1



=== TEST 31: more bits than an IPv6 address has
--- config
secure_token_bind_ip /24 /129;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/129" for IPv6, it must be between "/1" and "/128" in site.conf:1



=== TEST 32: three lengths
--- config
secure_token_bind_ip /24 /56 /64;
--- error_log
invalid number of arguments in "secure_token_bind_ip" directive in site.conf:1



=== TEST 33: the binding twice
--- config
secure_token_bind_ip on;
secure_token_bind_ip /24;
--- error_log
"secure_token_bind_ip" directive is duplicate in site.conf:2



=== TEST 34: one parameter for both
--- config
secure_token_args token token;
--- error_log
"secure_token_args" directive: the names of token and expires are equal: "token" in site.conf:1



=== TEST 35: names that differ in case alone
--- config
secure_token_args token TOKEN;
--- error_log
"secure_token_args" directive: the names of token and expires are equal: "token" in site.conf:1



=== TEST 36: an empty name
--- config
secure_token_args token "";
--- error_log
"secure_token_args" directive: a parameter's name is empty in site.conf:1



=== TEST 37: a name that no parameter can have
--- config
secure_token_args "to&ken" expires;
--- error_log
"secure_token_args" directive: invalid parameter name "to&ken", it must consist of letters, digits, "-", ".", "_" and "~" in site.conf:1



=== TEST 38: one name
--- config
secure_token_args token;
--- error_log
invalid number of arguments in "secure_token_args" directive in site.conf:1



=== TEST 39: names twice
--- config
secure_token_args token expires;
secure_token_args token expires;
--- error_log
"secure_token_args" directive is duplicate in site.conf:2



=== TEST 40: an algorithm that does not exist
--- config
secure_token_algorithm sha512;
--- error_log
"secure_token_algorithm" directive: invalid value "sha512", it must be "md5", "sha1", "sha256" or "hmac-sha256" in site.conf:1



=== TEST 41: no algorithm
--- config
secure_token_algorithm;
--- error_log
invalid number of arguments in "secure_token_algorithm" directive in site.conf:1



=== TEST 42: the algorithm twice
--- config
secure_token_algorithm md5;
secure_token_algorithm md5;
--- error_log
"secure_token_algorithm" directive is duplicate in site.conf:2



=== TEST 43: a string without the key
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    secure_token_string "$secure_token_expires$secure_token_path";
}
--- error_log
"secure_token_string" directive: the string has no "$secure_token_key", only "hmac-sha256" does without it in site.conf:4



=== TEST 44: a string without the time
--- config
secure_token_string "$secure_token_path $secure_token_key";
location / {
    secure_token query;
    secure_token_key secret_key;
}
--- error_log
"secure_token_string" directive: the string has no "$secure_token_expires", so that its links would never expire in site.conf:1



=== TEST 45: a string without the time under a keyed algorithm
--- config
secure_token query;
secure_token_key secret_key;
secure_token_algorithm hmac-sha256;
secure_token_string "$secure_token_path";
--- error_log
"secure_token_string" directive: the string has no "$secure_token_expires", so that its links would never expire in site.conf:4



=== TEST 46: a string without the address to which tokens are bound
--- config
secure_token query;
secure_token_key secret_key;
secure_token_string "$secure_token_expires $secure_token_path $secure_token_key";
location /bound/ {
    secure_token_bind_ip /24;
}
--- error_log
"secure_token_string" directive: the string has no "$secure_token_ip", which binding to the address needs in site.conf:3



=== TEST 47: a string with a variable that does not exist
--- config
secure_token_string "$secure_token_expires $nowhere $secure_token_key";
--- error_log
unknown "nowhere" variable



=== TEST 48: a string with a dollar sign that begins no variable
--- config
secure_token_string "$secure_token_expires $ $secure_token_key";
--- error_log
"secure_token_string" directive: invalid variable name in "$ $secure_token_key" in site.conf:1



=== TEST 49: a string with a brace that is not closed
--- config
secure_token_string "$secure_token_expires ${secure_token_key";
--- error_log
"secure_token_string" directive: the closing bracket in "secure_token_key" variable is missing in site.conf:1



=== TEST 50: no string
--- config
secure_token_string;
--- error_log
invalid number of arguments in "secure_token_string" directive in site.conf:1



=== TEST 51: the string twice
--- config
secure_token_string "$secure_token_expires $secure_token_path $secure_token_key";
secure_token_string "$secure_token_expires $secure_token_path $secure_token_key";
--- error_log
"secure_token_string" directive is duplicate in site.conf:2



=== TEST 52: the key outside the string
--- config
add_header X-Key $secure_token_key;
--- error_log
unknown "secure_token_key" variable



=== TEST 53: the token outside the URLs of an issuer
--- config
add_header X-Token $secure_token;
--- error_log
unknown "secure_token" variable



=== TEST 54: a status that refuses nothing
--- config
secure_token_status invalid=200;
--- error_log
"secure_token_status" directive: invalid status in "invalid=200", it must be between 400 and 599 in site.conf:1



=== TEST 55: a status below the range
--- config
secure_token_status expired=399;
--- error_log
"secure_token_status" directive: invalid status in "expired=399", it must be between 400 and 599 in site.conf:1



=== TEST 56: a status above the range
--- config
secure_token_status invalid=404 expired=600;
--- error_log
"secure_token_status" directive: invalid status in "expired=600", it must be between 400 and 599 in site.conf:1



=== TEST 57: a status that is no number
--- config
secure_token_status invalid=+403;
--- error_log
"secure_token_status" directive: invalid status in "invalid=+403", it must be between 400 and 599 in site.conf:1



=== TEST 58: an empty status
--- config
secure_token_status invalid=;
--- error_log
"secure_token_status" directive: invalid status in "invalid=", it must be between 400 and 599 in site.conf:1



=== TEST 59: a status of nothing
--- config
secure_token_status 403;
--- error_log
"secure_token_status" directive: invalid parameter "403", it must be "invalid=CODE" or "expired=CODE" in site.conf:1



=== TEST 60: a status twice
--- config
secure_token_status invalid=403 invalid=404;
--- error_log
"secure_token_status" directive: duplicate parameter "invalid=404" in site.conf:1



=== TEST 61: three statuses
--- config
secure_token_status invalid=403 expired=410 missing=404;
--- error_log
invalid number of arguments in "secure_token_status" directive in site.conf:1



=== TEST 62: statuses twice
--- config
secure_token_status invalid=403;
secure_token_status expired=410;
--- error_log
"secure_token_status" directive is duplicate in site.conf:2



=== TEST 63: a leeway that is no time
--- config
secure_token_leeway soon;
--- error_log
"secure_token_leeway" directive: invalid value "soon", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 64: a leeway of less than nothing
--- config
secure_token_leeway -5s;
--- error_log
"secure_token_leeway" directive: invalid value "-5s", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 65: a leeway in parts of a second
--- config
secure_token_leeway 500ms;
--- error_log
"secure_token_leeway" directive: invalid value "500ms", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 66: the leeway twice
--- config
secure_token_leeway 1s;
secure_token_leeway 1s;
--- error_log
"secure_token_leeway" directive is duplicate in site.conf:2



=== TEST 67: a lifetime that is no time
--- config
secure_token_max_lifetime 1h30x;
--- error_log
"secure_token_max_lifetime" directive: invalid value "1h30x", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 68: an empty lifetime
--- config
secure_token_max_lifetime "";
--- error_log
"secure_token_max_lifetime" directive: invalid value "", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 69: a lifetime longer than any clock
--- config
secure_token_max_lifetime 99999999999999999999y;
--- error_log
"secure_token_max_lifetime" directive: invalid value "99999999999999999999y", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 70: the lifetime twice
--- config
secure_token_max_lifetime 1h;
secure_token_max_lifetime 2h;
--- error_log
"secure_token_max_lifetime" directive is duplicate in site.conf:2



=== TEST 71: a dry run that is neither on nor off
--- config
secure_token_dry_run yes;
--- error_log
"secure_token_dry_run" directive: invalid value "yes", it must be "on" or "off" in site.conf:1



=== TEST 72: the dry run twice
--- config
secure_token_dry_run on;
secure_token_dry_run on;
--- error_log
"secure_token_dry_run" directive is duplicate in site.conf:2



=== TEST 73: a level that does not exist here
--- config
secure_token_log_level debug;
--- error_log
"secure_token_log_level" directive: invalid value "debug", it must be "info", "notice", "warn" or "error" in site.conf:1



=== TEST 74: the level twice
--- config
secure_token_log_level info;
secure_token_log_level info;
--- error_log
"secure_token_log_level" directive is duplicate in site.conf:2



=== TEST 75: a check within an if
--- config
location / {
    if ($args) {
        secure_token off;
    }
}
--- error_log
"secure_token" directive is not allowed here in site.conf:3



=== TEST 76: a word that would break the line of the log
--- config eval
"secure_token \"a\nb\xE9\";\n"
--- error_log
"secure_token" directive: invalid value "a\nb\xe9", it must be "off", "query" or "path" in site.conf:2
