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
    [200, '/inherited/a.ts?md5=XO8Iq_4AU690wTf-jXK1Mg'],  # "1893456000/inherited/ first_key"
    [200, '/inherited/a.ts?md5=uowXV33xdAnuWkgkImeYIA'],  # "1893456000/inherited/ second_key"
    [403, '/inherited/a.ts?md5=F4esO1g8PZM2laAH9DpU3A'],  # "1893456000/inherited/ third_key"
    [403, '/inherited/a.ts?md5=gkl95rgDRTNdwAEp4SSwLg'],  # "1893456000/inherited/ "
    [403, '/replaced/a.ts?md5=CVHKsRRmD64djvAlcAwyDQ'],  # "1893456000/replaced/ first_key"
    [403, '/replaced/a.ts?md5=gR8fHyfUYcQVsxHz-gM9CA'],  # "1893456000/replaced/ second_key"
    [200, '/replaced/a.ts?md5=IYQtEV9LknfHthsKaJJPgQ'],  # "1893456000/replaced/ third_key"
    [403, '/repeated/a.ts?md5=JnyH_5DTveM6TuBMuzYw-g'],  # "1893456000/repeated/ first_key"
    [200, '/repeated/a.ts?md5=cgRKf2LAdS2xTlVBSkmmgA'],  # "1893456000/repeated/ second_key"
    [200, '/repeated/below/a.ts?md5=0G2sfF-E6PbXV67nAUwORQ'],  # "1893456000/repeated/below/ third_key"
    [403, '/repeated/below/a.ts?md5=qTw3Uh7jPOyLvyH8UQ0zCw'],  # "1893456000/repeated/below/ first_key"
    [200, '/hmac/a.ts?md5=FyqB02ijD2osH5S2cc5J1T69Uq5chgcVukJsTmVfiNM'],  # "1893456000  /hmac/", key second_key
    [403, '/hmac/a.ts?md5=MIB4llFszWs-pzdAHCHOjB6-CuYeDWiRzpbd0QaQ9as'],  # "1893456000  /hmac/", key third_key
    [200, '/path/film/D8buprO2bGM2Sw32njKq_g/1893456000/a.ts?'],  # "film_second_key_1893456000_"
    [200, '/quoted/a.ts?md5=Wu9M70JJ6Rlzl4-0LQn6Ng'],  # "1893456000/quoted/ a key; in quotes"
    # right under the second key, and expired
    [410, '/inherited/a.ts?md5=vooE9xWUtZYC4xQiBQw_vQ&expires=1'],  # "1/inherited/ second_key"
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
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
    [200, '/lines/a.ts?md5=pqwMWwGMx1tFaUOKn8bxmA'],  # "1893456000/lines/ after_empty"
    [403, '/lines/a.ts?md5=B9fxhlH7ff3V06v9aRH_tg'],  # "1893456000/lines/ after_empty\x0d"
    [200, '/lines/a.ts?md5=WRmrZkVi7pNSNhmKzVZKDQ'],  # "1893456000/lines/   spaces  "
    [403, '/lines/a.ts?md5=1vBWqgPeV5Upw0Z_DYsGrw'],  # "1893456000/lines/ spaces"
    [200, '/lines/a.ts?md5=ToTPpvRE8aQgTmVnpeaRWw'],  # "1893456000/lines/ # no comment"
    [200, '/lines/a.ts?md5=JuNX3yQvhEtQWpOyoxC95w'],  # "1893456000/lines/ $hostname"
    [403, '/lines/a.ts?md5=ORDsi1IViZEdNwUujE9zTQ'],  # "1893456000/lines/ localhost"
    [200, '/lines/a.ts?md5=cCvMwDgFQHiPcSx6c1j6yA'],  # "1893456000/lines/ \xE9t\xE9\xFF\x00key"
    [200, '/lines/a.ts?md5=uFMsFcpe_Gu1AkHceoZCWg'],  # "1893456000/lines/ unix_line"
    [403, '/lines/a.ts?md5=ODtKk4YxpqLKzAJRbEZ5Kw'],  # "1893456000/lines/ "
    [403, '/lines/a.ts?md5=BlWHLc87c4zWYGTCluCq0A'],  # "1893456000/lines/ server_key"
    [200, '/absolute/a.ts?md5=EoDGJolJE-34gRcc1ieVjw'],  # "1893456000/absolute/ no_line_end"
    [403, '/absolute/a.ts?md5=BrrrAKwyfdVpwW1a2SflQA'],  # "1893456000/absolute/ unix_line"
    [200, '/both/a.ts?md5=VIjI1fjJgOtcNHnwBK895A'],  # "1893456000/both/ inline_key"
    [200, '/both/a.ts?md5=UPfQaDkzufeO4VQ9d0qGMg'],  # "1893456000/both/ no_line_end"
    [200, '/both/a.ts?md5=1T-M4Wzm0o-uTkusXTN59A'],  # "1893456000/both/ unix_line"
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
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
    [200, 'one.example', '/vod/a.ts?md5=q7LbkmtuA_zsBMAaafI0SA'],  # "1893456000/vod/ first_site"
    [200, 'two.example', '/vod/a.ts?md5=PiwSGhGGyWDKAmRVJ6kL0Q'],  # "1893456000/vod/ second_site"
    [403, 'two.example', '/vod/a.ts?md5=q7LbkmtuA_zsBMAaafI0SA'],  # "1893456000/vod/ first_site"
    [200, 'two.example', '/composed/a.ts?md5=dEO650X2lCzVsozXcdnCSg'],  # "1893456000/composed/ two.example_key"
);
[map { "GET $_->[2]&expires=1893456000" } @rows]
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
    ['three.example', 'K7e46SpRMSn179g22h1vCw'],  # "1893456000/vod/ "
    ['three.example', 'q7LbkmtuA_zsBMAaafI0SA'],  # "1893456000/vod/ first_site"
    ['tiny.example',  'qloJQN2tKWGY105hqpvKfQ'],  # "1893456000/vod/ tiny"
);
[map { "GET /vod/a.ts?md5=$_->[1]&expires=1893456000" } @rows]
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
    [200, 'localhost',    'NVB5pyisYVM5kzcChf8rug'],  # "1893456000/vod/ common_key"
    [200, 'tiny.example', 'NVB5pyisYVM5kzcChf8rug'],  # "1893456000/vod/ common_key"
    [403, 'tiny.example', 'qloJQN2tKWGY105hqpvKfQ'],  # "1893456000/vod/ tiny"
    [403, 'localhost',    'K7e46SpRMSn179g22h1vCw'],  # "1893456000/vod/ "
);
[map { "GET /vod/a.ts?md5=$_->[2]&expires=1893456000" } @rows]
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
    1893456000 season_5;
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
    [200, '/films/one/Kkqs31XlJoV5lZhz3ON1CQ/1893456000/a.ts?'],  # "one_key_of_one_1893456000_"
    [200, '/films/two/Eby_VmKvn_tKh8wlqGmK8g/1893456000/a.ts?'],  # "two_key_of_two_1893456000_"
    [403, '/films/two/kJtLeQlYwKJ2OMX4lWbgmQ/1893456000/a.ts?'],  # "two_key_of_one_1893456000_"
    [403, '/films/three/Lm4tWni5ckjXPg6Zg4Kn7A/1893456000/a.ts?'],  # "three__1893456000_"
    [200, '/seasons/a.ts?md5=abhS0YbH-iNa7kuFs5Pryw&expires=1893456000'],  # "1893456000/seasons/ season_5"
    [403, '/seasons/a.ts?md5=llEq-N3KK481wXr_8BELyQ&expires=1893456001'],  # "1893456001/seasons/ season_5"
    [200, '/composed/one/Q30vLfi1Xn0xKs44Rk-k2g/1893456000/a.ts?'],  # "one_one-1893456000-key_1893456000_"
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- no_error_log
cycle
