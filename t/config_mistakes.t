# Mistakes in the switch of the check, and in its keys: nginx does not start, and says what is wrong
# and where.
#
# Each block is one mistake.

use Test::Nginx::Socket 'no_plan';
use Test::SiteConf;

no_root_location();
no_shuffle();
blocks_are_mistakes();
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
"secure_token_key" directive: unknown "nowhere" variable in site.conf:1



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



=== TEST 19: a check within an if
--- config
location / {
    if ($args) {
        secure_token off;
    }
}
--- error_log
"secure_token" directive is not allowed here in site.conf:3



=== TEST 20: a check in limit_except
--- config
location / {
    limit_except GET {
        secure_token off;
    }
}
--- error_log
"secure_token" directive is not allowed here in site.conf:3



=== TEST 21: a word that would break the line of the log
--- config eval
"secure_token \"a\nb\xE9\";\n"
--- error_log
"secure_token" directive: invalid value "a\nb\xe9", it must be "off", "query" or "path" in site.conf:2
