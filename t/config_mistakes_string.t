# Mistakes in what is hashed for a token: nginx does not start, and says what is wrong and where.
#
# Each block is one mistake.

use Test::Nginx::Socket 'no_plan';
use Test::SiteConf;

no_root_location();
no_shuffle();
blocks_are_mistakes();
run_tests();

__DATA__

=== TEST 1: a scope that does not exist
--- config
secure_token_scope file folder;
--- error_log
"secure_token_scope" directive: invalid value "folder", it must be "file", "directory" or "tree" in site.conf:1



=== TEST 2: a scope twice
--- config
secure_token_scope tree file tree;
--- error_log
"secure_token_scope" directive: duplicate value "tree" in site.conf:1



=== TEST 3: no scope
--- config
secure_token_scope;
--- error_log
invalid number of arguments in "secure_token_scope" directive in site.conf:1



=== TEST 4: scopes twice
--- config
secure_token_scope tree;
secure_token_scope file;
--- error_log
"secure_token_scope" directive is duplicate in site.conf:2



=== TEST 5: a binding that does not exist
--- config
secure_token_bind_ip yes;
--- error_log
"secure_token_bind_ip" directive: invalid value "yes", it must be "off", "on", or the lengths of network prefixes: "/24" for IPv4, or "/24 /56" for IPv4 and IPv6 in site.conf:1



=== TEST 6: a length without its slash
--- config
secure_token_bind_ip 24;
--- error_log
"secure_token_bind_ip" directive: invalid value "24", it must be "off", "on", or the lengths of network prefixes: "/24" for IPv4, or "/24 /56" for IPv4 and IPv6 in site.conf:1



=== TEST 7: a switch and a length
--- config
secure_token_bind_ip on /56;
--- error_log
"secure_token_bind_ip" directive: invalid value "on /56", it must be "off", "on", or the lengths of network prefixes: "/24" for IPv4, or "/24 /56" for IPv4 and IPv6 in site.conf:1



=== TEST 8: no network at all
--- config
secure_token_bind_ip /0;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/0" for IPv4, it must be between "/1" and "/32" in site.conf:1



=== TEST 9: more bits than an IPv4 address has
--- config
secure_token_bind_ip /33;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/33" for IPv4, it must be between "/1" and "/32" in site.conf:1



=== TEST 10: no length at all
--- config
secure_token_bind_ip /;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/" for IPv4, it must be between "/1" and "/32" in site.conf:1



=== TEST 11: a length that is no number
--- config
secure_token_bind_ip /+24;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/+24" for IPv4, it must be between "/1" and "/32" in site.conf:1



=== TEST 12: no IPv6 network at all
--- config
secure_token_bind_ip /24 /0;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/0" for IPv6, it must be between "/1" and "/128" in site.conf:1



=== TEST 13: more bits than an IPv6 address has
--- config
secure_token_bind_ip /24 /129;
--- error_log
"secure_token_bind_ip" directive: invalid prefix length "/129" for IPv6, it must be between "/1" and "/128" in site.conf:1



=== TEST 14: three lengths
--- config
secure_token_bind_ip /24 /56 /64;
--- error_log
invalid number of arguments in "secure_token_bind_ip" directive in site.conf:1



=== TEST 15: the binding twice
--- config
secure_token_bind_ip on;
secure_token_bind_ip /24;
--- error_log
"secure_token_bind_ip" directive is duplicate in site.conf:2



=== TEST 16: an algorithm that does not exist
--- config
secure_token_algorithm sha512;
--- error_log
"secure_token_algorithm" directive: invalid value "sha512", it must be "md5", "sha1", "sha256" or "hmac-sha256" in site.conf:1



=== TEST 17: no algorithm
--- config
secure_token_algorithm;
--- error_log
invalid number of arguments in "secure_token_algorithm" directive in site.conf:1



=== TEST 18: the algorithm twice
--- config
secure_token_algorithm md5;
secure_token_algorithm md5;
--- error_log
"secure_token_algorithm" directive is duplicate in site.conf:2



=== TEST 19: a string without the key
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    secure_token_string "$secure_token_expires$secure_token_path";
}
--- error_log
"secure_token_string" directive: the string has no "$secure_token_key", only "hmac-sha256" does without it in site.conf:4



=== TEST 20: a string without the time
--- config
secure_token_string "$secure_token_path $secure_token_key";
location / {
    secure_token query;
    secure_token_key secret_key;
}
--- error_log
"secure_token_string" directive: the string has no "$secure_token_expires", so that its links would never expire in site.conf:1



=== TEST 21: a string without the time under a keyed algorithm
--- config
secure_token query;
secure_token_key secret_key;
secure_token_algorithm hmac-sha256;
secure_token_string "$secure_token_path";
--- error_log
"secure_token_string" directive: the string has no "$secure_token_expires", so that its links would never expire in site.conf:4



=== TEST 22: a string without the address to which tokens are bound
--- config
secure_token query;
secure_token_key secret_key;
secure_token_string "$secure_token_expires $secure_token_path $secure_token_key";
location /bound/ {
    secure_token_bind_ip /24;
}
--- error_log
"secure_token_string" directive: the string has no "$secure_token_ip", which binding to the address needs in site.conf:3



=== TEST 23: a string with a variable that does not exist
--- config
# a comment
secure_token_string "$secure_token_expires $nowhere $secure_token_key";
--- error_log
"secure_token_string" directive: unknown "nowhere" variable in site.conf:2



=== TEST 24: a string with a dollar sign that begins no variable
--- config
secure_token_string "$secure_token_expires $ $secure_token_key";
--- error_log
"secure_token_string" directive: invalid variable name in "$ $secure_token_key" in site.conf:1



=== TEST 25: a string with a brace that is not closed
--- config
secure_token_string "$secure_token_expires ${secure_token_key";
--- error_log
"secure_token_string" directive: the closing bracket in "secure_token_key" variable is missing in site.conf:1



=== TEST 26: no string
--- config
secure_token_string;
--- error_log
invalid number of arguments in "secure_token_string" directive in site.conf:1



=== TEST 27: the string twice
--- config
secure_token_string "$secure_token_expires $secure_token_path $secure_token_key";
secure_token_string "$secure_token_expires $secure_token_path $secure_token_key";
--- error_log
"secure_token_string" directive is duplicate in site.conf:2



=== TEST 28: the key outside the string
--- config
add_header X-Key $secure_token_key;
--- error_log
unknown "secure_token_key" variable



=== TEST 29: the token outside the URLs of an issuer
--- config
add_header X-Token $secure_token;
--- error_log
unknown "secure_token" variable
