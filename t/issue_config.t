# Mistakes in what a token endpoint signs: nginx does not start, and says what is wrong and where.
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
location /t {
    secure_token_issue off;
}
--- error_log
"secure_token_issue" directive: invalid value "off", it must be "query" or "path" in site.conf:2



=== TEST 2: issuing everywhere
--- config
secure_token_issue query;
--- error_log
"secure_token_issue" directive is not allowed here in site.conf:1



=== TEST 3: issuing in a block of a location
--- config
location /t {
    if ($arg_x) {
        secure_token_issue query;
    }
}
--- error_log
"secure_token_issue" directive is not allowed here in site.conf:3



=== TEST 4: the mode twice
--- config
location /t {
    secure_token_issue query;
    secure_token_issue query;
}
--- error_log
"secure_token_issue" directive is duplicate in site.conf:3



=== TEST 5: no key
--- config
location /t {
    secure_token_issue query;
    secure_token_issue_path /films/;
    secure_token_issue_url https://h/?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue_key_ip secret_key;
}
--- error_log
"secure_token_issue" is on, but there is no "secure_token_key" or "secure_token_key_file" in site.conf:2



=== TEST 6: no path
--- config
secure_token_key secret_key;
secure_token_issue_id film;
location /t {
    secure_token_issue_url https://h/?md5=$secure_token&expires=$secure_token_expires;
    secure_token_issue query;
}
--- error_log
"secure_token_issue query" needs "secure_token_issue_path" in site.conf:5



=== TEST 7: no identifier
--- config
secure_token_key secret_key;
secure_token_issue_path /films/;
location /t {
    secure_token_issue path;
    secure_token_issue_url https://h/x/$secure_token/$secure_token_expires/;
}
--- error_log
"secure_token_issue path" needs "secure_token_issue_id" in site.conf:4



=== TEST 8: no URL
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url_ip https://h/x/$secure_token/$secure_token_expires/;
}
--- error_log
"secure_token_issue path" needs "secure_token_issue_url" in site.conf:3



=== TEST 9: an identifier where a path is signed
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue query;
    secure_token_issue_path /films/;
    secure_token_issue_id film;
    secure_token_issue_url https://h/?md5=$secure_token&expires=$secure_token_expires;
}
--- error_log
"secure_token_issue_id" means nothing to "secure_token_issue query" in site.conf:5



=== TEST 10: a path where an identifier is signed
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue_path /films/;
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url https://h/film/$secure_token/$secure_token_expires/;
}
--- error_log
"secure_token_issue_path" means nothing to "secure_token_issue path" in site.conf:3



=== TEST 11: prefixes of paths where an identifier is signed
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_allow /films/;
    secure_token_issue_url https://h/film/$secure_token/$secure_token_expires/;
}
--- error_log
"secure_token_issue_allow" means nothing to "secure_token_issue path" in site.conf:5



=== TEST 12: a parameter in an identifier that nobody looks at
--- config
secure_token_key secret_key;
secure_token_issue_args client;
location /t {
    secure_token_issue path;
    secure_token_issue_id ${arg_client}_$arg_video;
    secure_token_issue_url https://h/x/$secure_token/$secure_token_expires/;
}
--- error_log
"secure_token_issue_id" directive: "$arg_video" needs "video" to be one of "secure_token_issue_args" in site.conf:5



=== TEST 13: a path of the caller's, whatever it is
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue query;
    secure_token_issue_path $arg_path;
    secure_token_issue_url https://h$arg_path?md5=$secure_token&expires=$secure_token_expires;
}
--- error_log
"secure_token_issue_path" directive: a path with variables needs "secure_token_issue_allow", the prefixes of paths that may be signed in site.conf:4



=== TEST 14: a prefix that is no directory's
--- config
location /t {
    secure_token_issue_allow /films/ /series;
}
--- error_log
"secure_token_issue_allow" directive: invalid prefix "/series", it must begin and end with "/" in site.conf:2



=== TEST 15: a prefix without a slash in front
--- config
secure_token_issue_allow films/;
--- error_log
"secure_token_issue_allow" directive: invalid prefix "films/", it must begin and end with "/" in site.conf:1



=== TEST 16: a prefix that no path has
--- config
secure_token_issue_allow /films/../;
--- error_log
"secure_token_issue_allow" directive: invalid path "/films/../", it must begin with "/" and be normalised: no empty segment, no "." or "..", no "?" or "#", no control character in site.conf:1



=== TEST 17: a constant path that no request has
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue query;
    secure_token_issue_path films/;
    secure_token_issue_url https://h/?md5=$secure_token&expires=$secure_token_expires;
}
--- error_log
"secure_token_issue_path" directive: invalid path "films/", it must begin with "/" and be normalised: no empty segment, no "." or "..", no "?" or "#", no control character in site.conf:4



=== TEST 18: a constant path that the scope does not cover
--- config
secure_token_key secret_key;
location /t {
    secure_token_scope directory tree;
    secure_token_issue query;
    secure_token_issue_path /films/a.ts;
    secure_token_issue_url https://h/?md5=$secure_token&expires=$secure_token_expires;
}
--- error_log
"secure_token_issue_path" directive: "/films/a.ts" is the path of a file, but "secure_token_scope" has no "file" in site.conf:5



=== TEST 19: a constant identifier that is none
--- config
secure_token_key secret_key;
location /t {
    secure_token_issue path;
    secure_token_issue_id a/b;
    secure_token_issue_url https://h/x/$secure_token/$secure_token_expires/;
}
--- error_log
"secure_token_issue_id" directive: invalid identifier "a/b", it must be a segment of a path, neither "." nor "..", of letters, digits and "-._~!$&'()*+,;=:@" in site.conf:4



=== TEST 20: a string that takes no address
--- config
secure_token_key secret_key;
location /t {
    secure_token_string "$secure_token_expires $secure_token_path $secure_token_key";
    secure_token_issue query;
    secure_token_issue_path /films/;
    secure_token_issue_url https://h/?md5=$secure_token&expires=$secure_token_expires;
}
--- error_log
"secure_token_string" directive: the string has no "$secure_token_ip", which binding to the address needs in site.conf:3



=== TEST 21: a string with a path that the identifier does not tell
--- config
secure_token_key secret_key;
secure_token_string "$secure_token_expires $secure_token_path $secure_token_id $secure_token_ip $secure_token_key";
location /t {
    secure_token_issue path;
    secure_token_issue_id film;
    secure_token_issue_url https://h/film/$secure_token/$secure_token_expires/;
}
--- error_log
"secure_token_issue_id" directive: an identifier is all that is signed, but "secure_token_string" has "$secure_token_path", too in site.conf:5
