# Strings that work but protect less than it seems: nginx starts, and warns.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: one token opens everything
--- config
include sites/*;
--- user_files
>>> ../conf/sites/1
secure_token_string "$secure_token_expires $secure_token_key";
location / {
    secure_token query;
    secure_token_key secret_key;
}
--- request
GET /
--- error_code: 403
--- error_log eval
qr{\[warn\] .*"secure_token_string" directive: the string names neither "\$secure_token_path" nor "\$secure_token_id": one token opens every path in \S+/conf/sites/1:1$}



=== TEST 2: no link of query mode has an identifier
--- config
include sites/*;
--- user_files
>>> ../conf/sites/1
# a comment
location / {
    secure_token query;
    secure_token_key secret_key;
    secure_token_string "$secure_token_expires $secure_token_id $secure_token_key";
}
--- request
GET /
--- error_code: 403
--- error_log eval
qr{\[warn\] .*"secure_token_string" directive: the string names neither "\$secure_token_path" nor "\$secure_token_id": one token opens every path in \S+/conf/sites/1:5$}



=== TEST 3: a string that holds the token itself
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    secure_token_string "$secure_token_expires $secure_token_path $args $secure_token_key";
}
--- request
GET /
--- error_code: 403
--- error_log eval
qr{\[warn\] .*"secure_token_string" directive: "\$args" holds .*the token itself.* in \S+/nginx\.conf:\d+$}



=== TEST 4: the same by another name
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    secure_token_string "$secure_token_expires $secure_token_path ${request_uri} $secure_token_key";
}
--- request
GET /
--- error_code: 403
--- error_log eval
qr{\[warn\] .*"secure_token_string" directive: "\$\{request_uri\}" holds .*the token itself}



=== TEST 5: two parts with nothing between them
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    secure_token_string "$secure_token_expires $secure_token_path$host $secure_token_key";
}
--- request
GET /
--- error_code: 403
--- error_log eval
qr{\[warn\] .*"secure_token_string" directive: nothing stands between "\$secure_token_path" and "\$host": different values can make the same string}



=== TEST 6: strings that are right, and a string that nobody uses, are worth no warning
--- config
secure_token_key secret_key;

location / {
    secure_token query;
    secure_token_string "$secure_token_expires|$secure_token_path|$host|$secure_token_ip|$secure_token_key";
}
location /built-in/ {
    secure_token query;
    secure_token_string "$secure_token_expires$secure_token_path$secure_token_ip $secure_token_key";
}
location /path/ {
    secure_token path;
    secure_token_string "$secure_token_id $secure_token_expires $secure_token_key";
}
location /key-between/ {
    secure_token query;
    secure_token_string "$secure_token_expires$secure_token_key$secure_token_path";
}
location /unused/ { secure_token_string "$secure_token_expires$args $secure_token_key"; }
--- request
GET /
--- error_code: 403
--- no_error_log
[warn]
[error]
