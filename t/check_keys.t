# Keys: several of them, in files, and with variables.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: a token is right under any of the keys, and a level that names one replaces those around it
--- config
secure_token query;
secure_token_key first_key;
secure_token_key second_key;

location /inherited/ { try_files /film =404; }
location /replaced/ { secure_token_key third_key; try_files /film =404; }
location /repeated/ {
    secure_token_key third_key;
    secure_token_key second_key;
    try_files /film =404;

    location /repeated/below/ { try_files /film =404; }
}
location /hmac/ { secure_token_algorithm hmac-sha256; try_files /film =404; }
location /path/ { secure_token path; try_files /film =404; }
location /quoted/ { secure_token_key "a key; in quotes"; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '/inherited/a.ts?md5=8t9-e2R9RNj_LWFQTptINA'],  # "4102444800/inherited/ first_key"
    [200, '/inherited/a.ts?md5=U4HmW65MPY3NWZjXguJOKw'],  # "4102444800/inherited/ second_key"
    [403, '/inherited/a.ts?md5=ivqPm_MlJ-QdobbHIQGQ0Q'],  # "4102444800/inherited/ third_key"
    [403, '/inherited/a.ts?md5=E18E2qIH6bScbLZ4wOS2xQ'],  # "4102444800/inherited/ "
    [403, '/replaced/a.ts?md5=MbiIR1mhK43fZpOoXeV6KA'],  # "4102444800/replaced/ first_key"
    [403, '/replaced/a.ts?md5=H0gRAbBQh38SRakIeFyXwg'],  # "4102444800/replaced/ second_key"
    [200, '/replaced/a.ts?md5=X_FDWweBTdf9pyfGy88L0A'],  # "4102444800/replaced/ third_key"
    [403, '/repeated/a.ts?md5=OU1CcZ9F-UeJBS9YqOOJfA'],  # "4102444800/repeated/ first_key"
    [200, '/repeated/a.ts?md5=ahQwZuJGRFU5nFwRRfDFbg'],  # "4102444800/repeated/ second_key"
    [200, '/repeated/below/a.ts?md5=1fz6Fg5L8rQy2EFKvLwdNQ'],  # "4102444800/repeated/below/ third_key"
    [403, '/repeated/below/a.ts?md5=Pdwe7Grq6en7UG1kwpMaFg'],  # "4102444800/repeated/below/ first_key"
    [200, '/hmac/a.ts?md5=F7SQdztydb1oLwp7tEgQ18CqHMgEdTgv7udLe_Sfqcw'],  # "4102444800  /hmac/", key second_key
    [403, '/hmac/a.ts?md5=nqK8oj_uyb3b_cdl4Fa9ssxeJK7cLDSa-552yBydRb4'],  # "4102444800  /hmac/", key third_key
    [200, '/path/film/jkJ-uXK0rH8zUbsnaTUJww/4102444800/a.ts?'],  # "film_second_key_4102444800_"
    [200, '/quoted/a.ts?md5=go5VrUAC9PXI2h84WjYaqQ'],  # "4102444800/quoted/ a key; in quotes"
    # right under the second key, and expired
    [410, '/inherited/a.ts?md5=vooE9xWUtZYC4xQiBQw_vQ&expires=1'],  # "1/inherited/ second_key"
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 2: a file gives a key a line, whatever stands in it
--- config
secure_token query;
secure_token_key server_key;

location /lines/ { secure_token_key_file lines.keys; try_files /film =404; }
location /absolute/ { secure_token_key_file $TEST_NGINX_SERVER_ROOT/conf/last.keys; try_files /film =404; }
location /both/ {
    secure_token_key inline_key;
    secure_token_key_file last.keys;
    secure_token_key_file lines.keys;
    try_files /film =404;
}
--- user_files eval
[
    ['film', "film\n"],
    ['../conf/lines.keys', "\r\nafter_empty\r\n\n  spaces  \n# no comment\n\$hostname\n\xE9t\xE9\xFF\x00key\nunix_line\n"],
    ['../conf/last.keys', 'no_line_end'],
]
--- request eval
our @rows = (
    [200, '/lines/a.ts?md5=qlgl4EmstN647hsjd5Uhog'],  # "4102444800/lines/ after_empty"
    [403, '/lines/a.ts?md5=FnH68KTW2rL6H-EFexS3ew'],  # "4102444800/lines/ after_empty\x0d"
    [200, '/lines/a.ts?md5=vW3MnzVRM1aTJu5Alea4zw'],  # "4102444800/lines/   spaces  "
    [403, '/lines/a.ts?md5=X7VqZxiZWuFCcxVJ2r6roA'],  # "4102444800/lines/ spaces"
    [200, '/lines/a.ts?md5=BBUQ7uZ8BmfHym-LUtuosw'],  # "4102444800/lines/ # no comment"
    [200, '/lines/a.ts?md5=OYu5FnQWeZrMouAMAFLBMQ'],  # "4102444800/lines/ $hostname"
    [403, '/lines/a.ts?md5=XJf4TT6TDuHyKEqUCLPCgQ'],  # "4102444800/lines/ localhost"
    [200, '/lines/a.ts?md5=oHX1-GFC7DCj9Bsys_YHdw'],  # "4102444800/lines/ \xE9t\xE9\xFF\x00key"
    [200, '/lines/a.ts?md5=5utoEBUahleXdB1u-N0Qkg'],  # "4102444800/lines/ unix_line"
    [403, '/lines/a.ts?md5=lX4gw2U2yTvhmctZ8zhTKA'],  # "4102444800/lines/ "
    [403, '/lines/a.ts?md5=DJlqEAKbjLwKnfpPv-B8Og'],  # "4102444800/lines/ server_key"
    [200, '/absolute/a.ts?md5=GUSQ6u7neEqmhGN-uZGD0A'],  # "4102444800/absolute/ no_line_end"
    [403, '/absolute/a.ts?md5=mAW-gNPgnj7wyje3IlnbOw'],  # "4102444800/absolute/ unix_line"
    [200, '/both/a.ts?md5=sIjaIJ0TApxeotFKwyma6Q'],  # "4102444800/both/ inline_key"
    [200, '/both/a.ts?md5=1PL_rkj6podMgKvOXOUmJA'],  # "4102444800/both/ no_line_end"
    [200, '/both/a.ts?md5=zSM1-A3itSBDByk6efR2LQ'],  # "4102444800/both/ unix_line"
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 3: a key for each host, by a map
--- http_config
map $host $site_key {
    one.example  first_site;
    two.example  second_site;
    tiny.example tiny;
    default      "";
}
--- config
location / {
    secure_token query;
    secure_token_key $site_key;
    try_files /film =404;
}
location /composed/ {
    secure_token query;
    secure_token_key "${host}_key";
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, 'one.example', '/vod/a.ts?md5=Zcf3M_pn9bzvXAGh7iUNGg'],  # "4102444800/vod/ first_site"
    [200, 'two.example', '/vod/a.ts?md5=IZhV4tWscw6LTWi_HDQezg'],  # "4102444800/vod/ second_site"
    [403, 'two.example', '/vod/a.ts?md5=Zcf3M_pn9bzvXAGh7iUNGg'],  # "4102444800/vod/ first_site"
    [200, 'two.example', '/composed/a.ts?md5=GDF-GUKB8rvS4YPIDDfwkA'],  # "4102444800/composed/ two.example_key"
);
[map { "GET $_->[2]&expires=4102444800" } @rows]
--- more_headers eval
[map { "Host: $_->[1]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- no_error_log
[error]



=== TEST 4: no key is left: nobody passes, and the administrator learns of it
--- request eval
our @rows = (
    # none, one that is too short, and tokens that would be right under these
    ['three.example', 'oMHRTcmMHEtsQG7u49lJJQ'],  # "4102444800/vod/ "
    ['three.example', 'Zcf3M_pn9bzvXAGh7iUNGg'],  # "4102444800/vod/ first_site"
    ['tiny.example',  '5UXXl5I9QwvFw3mw23PG_g'],  # "4102444800/vod/ tiny"
);
[map { "GET /vod/a.ts?md5=$_->[1]&expires=4102444800" } @rows]
--- more_headers eval
[map { "Host: $_->[0]" } our @rows]
--- error_code eval
[403, 403, 403]
--- response_headers eval
[('Cache-Control: no-store') x 3]
--- error_log eval
qr/\[error\] .*secure token invalid: .*no usable key/



=== TEST 5: a link that is malformed says nothing of keys
--- request
GET /vod/a.ts
--- more_headers
Host: three.example
--- error_code: 403
--- no_error_log
[error]



=== TEST 6: a key that is too short is passed over, others count
--- http_config
map $host $site_key {
    tiny.example tiny;
    default      "";
}
--- config
location / {
    secure_token query;
    secure_token_key $site_key;
    secure_token_key common_key;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, 'localhost',    'cx06Hl_75ebOmOXy5OpgDg'],  # "4102444800/vod/ common_key"
    [200, 'tiny.example', 'cx06Hl_75ebOmOXy5OpgDg'],  # "4102444800/vod/ common_key"
    [403, 'tiny.example', '5UXXl5I9QwvFw3mw23PG_g'],  # "4102444800/vod/ tiny"
    [403, 'localhost',    'oMHRTcmMHEtsQG7u49lJJQ'],  # "4102444800/vod/ "
);
[map { "GET /vod/a.ts?md5=$_->[2]&expires=4102444800" } @rows]
--- more_headers eval
[map { "Host: $_->[1]" } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- no_error_log
[error]



=== TEST 7: a key may depend on what the link says of itself
--- http_config
map $secure_token_id $key_of_id {
    one     key_of_one;
    two     key_of_two;
    default "";
}
map $secure_token_expires $key_of_time {
    4102444800 season_5;
    default    season_6;
}
--- config
location /films/ {
    secure_token path;
    secure_token_key $key_of_id;
    add_header X-Id $secure_token_id always;
    try_files /film =404;
}
location /composed/ {
    secure_token path;
    secure_token_key $secure_token_id-$secure_token_expires-key;
    try_files /film =404;
}
location /seasons/ {
    secure_token query;
    secure_token_key $key_of_time;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '/films/one/D3ZSlmc88Si-uXThJhQw1w/4102444800/a.ts?'],  # "one_key_of_one_4102444800_"
    [200, '/films/two/qTviY6ggYAGV7TyICPZp6Q/4102444800/a.ts?'],  # "two_key_of_two_4102444800_"
    [403, '/films/two/A_MBqobakHO3k0_PgQBZKw/4102444800/a.ts?'],  # "two_key_of_one_4102444800_"
    [403, '/films/three/K6iG0LvQEKOKneTRP9jpWA/4102444800/a.ts?'],  # "three__4102444800_"
    [200, '/seasons/a.ts?md5=G3lnOK9wpJA2r0g5g77Yeg&expires=4102444800'],  # "4102444800/seasons/ season_5"
    [403, '/seasons/a.ts?md5=Tyr1JvSUz0Za7LMsz32iJA&expires=4102444801'],  # "4102444801/seasons/ season_5"
    [200, '/composed/one/HrlXpz4gPVZuGOSmmtIkTg/4102444800/a.ts?'],  # "one_one-4102444800-key_4102444800_"
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- no_error_log
cycle
