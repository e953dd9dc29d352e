# URLs that can be issued, but in which the check would not find the token: nginx starts, and warns.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: parameters of other names
--- config
include sites/*;
--- user_files
>>> ../conf/sites/1
secure_token_key secret_key;
location /t {
    secure_token_args st e;
    secure_token_issue query;
    secure_token_issue_path /films/;
    secure_token_issue_url http://media.example/films/?md5=$secure_token&expires=$secure_token_expires;
}
--- request
GET /t
--- error_log eval
qr{\[warn\] .*"secure_token_issue_url" directive: the check looks for a URL's token in the parameters that "secure_token_args" names, and will not find it in this one in \S+/conf/sites/1:6$}



=== TEST 2: segments in another order
--- config
include sites/*;
--- user_files
>>> ../conf/sites/1
secure_token_key secret_key;
secure_token_issue_url http://media.example/film/$secure_token/$secure_token_expires/;
secure_token_issue_url_ip http://media.example/film/$secure_token_expires/$secure_token/;
location /t {
    secure_token_issue path;
    secure_token_issue_id film;
}
--- request
GET /t
--- error_log eval
qr{\[warn\] .*"secure_token_issue_url_ip" directive: the check looks for a URL's token in the segments TOKEN/EXPIRES of its path, after the identifier, and will not find it in this one in \S+/conf/sites/1:3$}
--- no_error_log
"secure_token_issue_url" directive



=== TEST 3: URLs that are right, and one that nobody uses, are worth no warning
--- http_config
map $arg_type $directory { live cmaf; default videos; }
--- config
secure_token_key secret_key;
secure_token_issue_lifetime 10m max=23d;

location /query {
    secure_token_args st e;
    secure_token_issue query;
    secure_token_issue_path $arg_path;
    secure_token_issue_allow / /films/;
    secure_token_issue_url $scheme://$host$arg_path?st=$secure_token&e=$secure_token_expires;
    secure_token_issue_url_ip http://ip.media.example$arg_path?e=$secure_token_expires&st=$secure_token&x=$arg_x;
}
location /path {
    secure_token_algorithm hmac-sha256;
    secure_token_issue path;
    secure_token_issue_args video;
    secure_token_issue_id 2675_$arg_video;
    secure_token_issue_url https://media.example/$directory/2675_$arg_video/$secure_token/$secure_token_expires/master.m3u8;
}
location /unused {
    secure_token_issue_url https://media.example/$secure_token/$secure_token_expires;
}
--- request eval
['GET /query?path=/films/&x=y', 'GET /path?video=iKbr']
--- error_code eval
[200, 200]
--- no_error_log
[warn]
[error]
