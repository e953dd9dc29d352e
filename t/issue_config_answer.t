# Mistakes in what a token endpoint reads and answers: nginx does not start, and says what is wrong
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

=== TEST 1: a parameter's name that is none
--- config
secure_token_issue_args video a=b;
--- error_log
"secure_token_issue_args" directive: invalid parameter name "a=b", it must consist of letters, digits, "-", ".", "_" and "~" in site.conf:1



=== TEST 2: a parameter's name twice
--- config
secure_token_issue_args video type Video;
--- error_log
"secure_token_issue_args" directive: duplicate parameter name "Video" in site.conf:1



=== TEST 3: no parameter's name
--- config
secure_token_issue_args;
--- error_log
invalid number of arguments in "secure_token_issue_args" directive in site.conf:1



=== TEST 4: a URL without the token
--- config
secure_token_issue_url https://h/?expires=$secure_token_expires;
--- error_log
"secure_token_issue_url" directive: the URL has no "$secure_token" in site.conf:1



=== TEST 5: a URL without its expiry
--- config
secure_token_issue_url_ip https://h/?md5=$secure_token;
--- error_log
"secure_token_issue_url_ip" directive: the URL has no "$secure_token_expires" in site.conf:1



=== TEST 6: a URL that is none
--- config
secure_token_issue_url "https://h/a b?md5=$secure_token&expires=$secure_token_expires";
--- error_log
"secure_token_issue_url" directive: invalid URL "https://h/a b?md5=$secure_token&expires=$secure_token_expires", it must begin with a scheme and a host or with one "/", and consist of characters of RFC 3986, without userinfo, segments "." and "..", and fragment in site.conf:1



=== TEST 7: a variable that does not exist
--- config
secure_token_issue_url https://h/$nowhere/?md5=$secure_token&expires=$secure_token_expires;
--- error_log
"secure_token_issue_url" directive: unknown "nowhere" variable in site.conf:1



=== TEST 8: a placeholder elsewhere is a variable that does not exist
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue path;
    secure_token_issue_id $secure_token;
    secure_token_issue_url https://h/x/$secure_token/$secure_token_expires/;
}
--- error_log
"secure_token_issue_id" directive: unknown "secure_token" variable in site.conf:4



=== TEST 9: a dollar sign without a name
--- config
secure_token_issue_url https://h/$/$secure_token/$secure_token_expires/;
--- error_log
"secure_token_issue_url" directive: invalid variable name in "$/$secure_token/$secure_token_expires/" in site.conf:1



=== TEST 10: a host that the caller names
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue path;
    secure_token_issue_args host;
    secure_token_issue_id film;
    secure_token_issue_url https://media$arg_host/film/$secure_token/$secure_token_expires/;
}
--- error_log
"secure_token_issue_url" directive: the URL would let the caller name the host, by "$arg_host" in site.conf:6



=== TEST 11: a path in the place of the host
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue query;
    secure_token_issue_path $arg_path;
    secure_token_issue_allow /;
    secure_token_issue_url https://h$arg_path?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue_url_ip https:/$arg_path?md5=$secure_token&expires=$secure_token_expires;
}
--- error_log
"secure_token_issue_url_ip" directive: invalid URL "https:/$arg_path?md5=$secure_token&expires=$secure_token_expires", it must begin with a scheme and a host or with one "/", and consist of characters of RFC 3986, without userinfo, segments "." and "..", and fragment in site.conf:7



=== TEST 12: the URL twice
--- config
location /t {
    secure_token_issue_url /?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue_url /?md5=$secure_token&expires=$secure_token_expires;
}
--- error_log
"secure_token_issue_url" directive is duplicate in site.conf:3



=== TEST 13: a key for bound tokens that is too short, and stays secret
--- config
secure_token_issue_key_ip hush5;
--- error_log
"secure_token_issue_key_ip" directive: the key is 5 bytes long, it must be at least 6 in site.conf:1
--- no_error_log
hush5



=== TEST 14: two keys for bound tokens
--- config
secure_token_issue_key_ip first_key;
secure_token_issue_key_ip other_key;
--- error_log
"secure_token_issue_key_ip" directive: there is a key already, by "secure_token_issue_key_ip" or "secure_token_issue_key_ip_file": one of them signs the bound tokens in site.conf:2
--- no_error_log
other_key



=== TEST 15: a key and a file of keys for bound tokens
--- config
secure_token_issue_key_ip first_key;
secure_token_issue_key_ip_file bound.keys;
--- user_files
>>> ../conf/bound.keys
hush_hush
--- error_log
"secure_token_issue_key_ip_file" directive: there is a key already, by "secure_token_issue_key_ip" or "secure_token_issue_key_ip_file": one of them signs the bound tokens in site.conf:2
--- no_error_log
hush



=== TEST 16: a file of keys that is missing
--- config
secure_token_issue_key_ip_file none.keys;
--- error_log
"secure_token_issue_key_ip_file" directive: cannot read "$TEST_NGINX_SERVER_ROOT/conf/none.keys": No such file or directory (os error 2) in site.conf:1



=== TEST 17: a file of keys without a key
--- config
secure_token_issue_key_ip_file bound.keys;
--- user_files
>>> ../conf/bound.keys

--- error_log
"secure_token_issue_key_ip_file" directive: "$TEST_NGINX_SERVER_ROOT/conf/bound.keys": there is no key, it must have one a line in site.conf:1



=== TEST 18: a lifetime that is none
--- config
secure_token_issue_lifetime soon;
--- error_log
"secure_token_issue_lifetime" directive: invalid value "soon", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 19: no lifetime at all
--- config
secure_token_issue_lifetime 0;
--- error_log
"secure_token_issue_lifetime" directive: a lifetime must be at least one second in site.conf:1



=== TEST 20: a longest lifetime that is none
--- config
secure_token_issue_lifetime 1h max=;
--- error_log
"secure_token_issue_lifetime" directive: invalid value "", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 21: a longest lifetime that players' timers do not survive
--- config
secure_token_issue_lifetime 1h max=24d;
--- error_log
"secure_token_issue_lifetime" directive: the longest lifetime is 2073600 s, it must be less than 24 days: timers of players overflow beyond in site.conf:1



=== TEST 22: a default above the longest lifetime
--- config
secure_token_issue_lifetime 2d;
--- error_log
"secure_token_issue_lifetime" directive: the default lifetime is 172800 s, longer than the longest, which is 86400 s: "max=TIME" sets it in site.conf:1



=== TEST 23: another word beside the lifetime
--- config
secure_token_issue_lifetime 1h 2h;
--- error_log
"secure_token_issue_lifetime" directive: invalid parameter "2h", it must be "max=TIME" in site.conf:1



=== TEST 24: neither on nor off
--- config
secure_token_issue_client_ip trusted;
--- error_log
"secure_token_issue_client_ip" directive: invalid value "trusted", it must be "on" or "off" in site.conf:1
