# Query mode: which spellings of a link pass, and what is said of those that do not.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: each algorithm makes the tokens that signers make
--- config
secure_token query;
secure_token_key secret_key;

location /coffee_run/ { try_files /film =404; }
location /images/ { try_files /film =404; }
location = /coffee_run/sha1.ts { secure_token_algorithm sha1; try_files /film =404; }
location = /coffee_run/sha256.ts { secure_token_algorithm sha256; try_files /film =404; }
location = /coffee_run/hmac-sha256.ts { secure_token_algorithm hmac-sha256; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    # a file, and a directory
    [200, '/images/1.jpg?md5=vHEnxR8VaxpEDgyNzJuWwA&expires=2147483647'],  # "2147483647/images/1.jpg secret_key"
    [200, '/coffee_run/master.m3u8?md5=Fbm8HXRDhPGkIiqt4qLFhw&expires=4102444800'],
    [200, '/coffee_run/sha1.ts?md5=ClkoWEwqK58uoAmGEPFCB4a0vNM&expires=4102444800'],
    [200, '/coffee_run/sha256.ts?md5=u5LfdKRbPiuDJS-C1CMbghsjXFZv8mlcx3L0b7-_RJI&expires=4102444800'],
    [200, '/coffee_run/hmac-sha256.ts?md5=L6AXQXRx2RjGjqsQ1J5lhMnYp7QWzKvTU4B2KjFpQ7k&expires=4102444800'],  # "4102444800  /coffee_run/", key secret_key
    # a right token of another algorithm
    [403, '/coffee_run/sha1.ts?md5=Fbm8HXRDhPGkIiqt4qLFhw&expires=4102444800'],
    [403, '/coffee_run/hmac-sha256.ts?md5=u5LfdKRbPiuDJS-C1CMbghsjXFZv8mlcx3L0b7-_RJI&expires=4102444800'],
    [403, '/coffee_run/master.m3u8?md5=u5LfdKRbPiuDJS-C1CMbghsjXFZv8mlcx3L0b7-_RJI&expires=4102444800'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^film$' : '403 Forbidden' } our @rows]
--- no_error_log
[error]



=== TEST 2: missing, malformed and wrong tokens are refused, right ones expire
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Status $secure_token_status always;
location / { try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our $token = 'F5lDnH4v5P4dAiVzt-Shig';  # "4102444800/vod/ secret_key"
our @rows = (
    [200, 'valid',     "md5=$token&expires=4102444800"],
    [200, 'valid',     "expires=4102444800&md5=$token"],
    [200, 'valid',     "a=b&&md5=$token&c&=d&expires=4102444800&"],
    # names are compared as those of $arg_ variables
    [200, 'valid',     "MD5=$token&Expires=4102444800"],
    # the first one counts, and a bare key is none
    [200, 'valid',     "md5&md5=$token&expires&expires=4102444800&md5=x&expires=1"],
    [403, 'malformed', "md5=x&md5=$token&expires=4102444800"],
    [403, 'invalid',   "expires=1700000000&signature=x&md5=$token&expires=4102444800"],
    [403, 'missing',   ''],
    [403, 'missing',   "md5=$token"],
    [403, 'missing',   'expires=4102444800'],
    [403, 'missing',   "xmd5=$token&md5x=$token&expires=4102444800"],
    # only & separates
    [403, 'missing',   "md5=$token;expires=4102444800"],
    # hash and time in one parameter
    [403, 'missing',   "secure=$token==,4102444800"],
    # values are not percent-decoded
    [403, 'malformed', 'md5=%' . unpack('H2', $token) . substr($token, 1) . '&expires=4102444800'],
    [403, 'malformed', "md5=$token&expires=%34102444800"],
    # another key, another path, another time
    [403, 'invalid',   'md5=I2DmfxvkhBG5bkYExM70sw&expires=4102444800'],  # "4102444800/vod/ secret_kez"
    [403, 'invalid',   'md5=tlAuip9eAymZXxwzcyLafA&expires=4102444800'],  # "4102444800/vol/ secret_key"
    [403, 'invalid',   "md5=$token&expires=4102444801"],
    # right, but too old; too old, and wrong as well
    [410, 'expired',   'md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1'],  # "1/vod/ secret_key"
    [410, 'expired',   'md5=QB2XV1UGKzzzgRoEnEsIhQ&expires=0'],  # "0/vod/ secret_key"
    [403, 'invalid',   "md5=$token&expires=1"],
);
[map { "GET /vod/film.ts?$_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" } our @rows]
--- no_error_log
[error]



=== TEST 3: a time is 1 to 12 digits, and hashed as the link writes it
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Status $secure_token_status always;
location / { try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, 'valid',     'md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800'],  # "4102444800/vod/ secret_key"
    [200, 'valid',     'md5=-sxVEpLNDBolTEP7V6azRg&expires=999999999999'],  # "999999999999/vod/ secret_key"
    [200, 'valid',     'md5=TmJi4sOPHl8YZCM35rDiqw&expires=004102444800'],  # "004102444800/vod/ secret_key"
    [403, 'invalid',   'md5=F5lDnH4v5P4dAiVzt-Shig&expires=004102444800'],  # "4102444800/vod/ secret_key"
    # milliseconds
    [403, 'malformed', 'md5=CRuDKCsYy4DZTWHJqZjO9w&expires=4102444800000'],  # "4102444800000/vod/ secret_key"
    [403, 'malformed', 'md5=xmPJWh8H9-UJQ1kQKPEONw&expires=0004102444800'],  # "0004102444800/vod/ secret_key"
    [403, 'malformed', 'md5=TNJ4sj_kmxH-Qwa9hi9YlA&expires=99999999999999999999'],  # "99999999999999999999/vod/ secret_key"
    [403, 'malformed', 'md5=DGczYWUeccRp88m2OFQ5RA&expires='],  # "/vod/ secret_key"
    [403, 'malformed', 'md5=h-Q-nzWuuLjlqk7s42Z6Yg&expires=-1'],  # "-1/vod/ secret_key"
    [403, 'malformed', 'md5=wHd1dqWBoGPJrCVQypHWxw&expires=+4102444800'],  # "+4102444800/vod/ secret_key"
    [403, 'malformed', 'md5=hIRCXkzwPNw1rWWn2RmE5A&expires=4102444800.5'],  # "4102444800.5/vod/ secret_key"
    [403, 'malformed', 'md5=tdiXr3_pfrfSF0MgNHrhqQ&expires=0xf4865700'],  # "0xf4865700/vod/ secret_key"
);
[map { "GET /vod/film.ts?$_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" } our @rows]



=== TEST 4: a token has the length of its algorithm, its alphabet, and one spelling but for padding
--- config
secure_token query;
secure_token_key secret_key;
add_header X-Status $secure_token_status always;
location / { try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our $token = 'Ij43FlTr9VSS6zT_UtKpfw';  # "4102444800/coffee_bar/ secret_key"
our @rows = (
    [200, 'valid',     $token],
    [200, 'valid',     "$token="],
    [200, 'valid',     "$token=="],
    [200, 'valid',     "$token%3D"],
    [200, 'valid',     "$token%3d%3D"],
    [200, 'valid',     "$token=%3D"],
    [403, 'malformed', "$token==="],
    [403, 'malformed', "$token%3D%3D%3D"],
    [403, 'malformed', "=$token"],
    [403, 'malformed', "$token "],
    [403, 'malformed', ''],
    [403, 'malformed', '=='],
    [403, 'malformed', substr $token, 1],
    [403, 'malformed', substr $token, 0, -1],
    [403, 'malformed', "A$token"],
    [403, 'malformed', "${token}A"],
    # base64 in place of base64url, and hexadecimal digits
    [403, 'malformed', $token =~ tr{_}{/}r],
    [403, 'malformed', $token =~ s{_}{%2F}r],
    [403, 'malformed', unpack 'H*', 'sixteen bytes ok'],
    # another last character with the same bits that count
    [403, 'invalid',   substr($token, 0, -1) . 'x'],
    [403, 'invalid',   lc $token],
);
[map { 'GET /coffee_bar/film.ts?md5=' . s/ /%20/r . '&expires=4102444800' } map { $_->[2] } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" } our @rows]



=== TEST 5: the parameters' names are configured
--- config
secure_token query;
secure_token_key secret_key;
secure_token_args token e-t.1;
add_header X-Status $secure_token_status always;
location / { try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our $token = 'F5lDnH4v5P4dAiVzt-Shig';  # "4102444800/vod/ secret_key"
our @rows = (
    [200, 'valid',   "token=$token&e-t.1=4102444800"],
    [200, 'valid',   "TOKEN=$token&E-T.1=4102444800"],
    [200, 'valid',   "expires=1700000000&md5=x&token=$token&e-t.1=4102444800"],
    [403, 'missing', "md5=$token&expires=4102444800"],
    [403, 'missing', "token=$token&e_t.1=4102444800"],
);
[map { "GET /vod/film.ts?$_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" } our @rows]



=== TEST 6: the string that is hashed is configured, with placeholders and variables
--- config
secure_token query;
secure_token_key secret_key;

location /braces/ {
    secure_token_string "${secure_token_key}:$secure_token_path:${SECURE_TOKEN_EXPIRES}";
    try_files /film =404;
}
location /browser/ {
    secure_token_string "$secure_token_expires$secure_token_path $http_user_agent|$secure_token_key";
    try_files /film =404;
}
location /query/ {
    secure_token_algorithm hmac-sha256;
    secure_token_string "$secure_token_path $secure_token_expires $arg_quality";
    try_files /film =404;
}
--- user_files
>>> film
film
--- more_headers
User-Agent: Player/1.0
--- request eval
our @rows = (
    [200, '/braces/a?md5=K5auR98auXXhntiqR0N3Ag&expires=4102444800'],  # "secret_key:/braces/:4102444800"
    [403, '/braces/a?md5=VBuvDpG4t30ny_b31oqO6w&expires=4102444800'],
    [200, '/browser/a?md5=wFjl9ymVY1Y9JD6f40AGcg&expires=4102444800'],  # "4102444800/browser/ Player/1.0|secret_key"
    [403, '/browser/a?md5=wY3BTcqtaLFqNwvenPN_5g&expires=4102444800'],  # "4102444800/browser/ Player/2.0|secret_key"
    [200, '/query/a?quality=hd&md5=1teNrpwHOVZvclvyifb4rr7MfjEjByJdH8u4K1CZQwM&expires=4102444800'],  # "/query/ 4102444800 hd", key secret_key
    [403, '/query/a?quality=sd&md5=1teNrpwHOVZvclvyifb4rr7MfjEjByJdH8u4K1CZQwM&expires=4102444800'],  # "/query/ 4102444800 hd", key secret_key
    # a variable without a value is empty
    [200, '/query/a?md5=bBJZrghe1vWWYMad3iwcyKUGINrBnkXd0R4cAAOcnKg&expires=4102444800'],  # "/query/ 4102444800 ", key secret_key
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 7: every method is checked, and a range of a valid link is served
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
}
--- user_files
>>> vod/film.ts 202001010000
0123456789
--- request eval
our $link = '/vod/film.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800';
our @rows = (
    [200, 'GET',     $link,          '',                    '0123456789'],
    [206, 'GET',     $link,          'Range: bytes=2-4',    '234'],
    [304, 'GET',     $link,          'If-Modified-Since: Wed, 01 Jan 2020 00:00:00 GMT', ''],
    [200, 'HEAD',    $link,          '',                    ''],
    [405, 'POST',    $link,          '',                    '405 Not Allowed'],
    [403, 'GET',     '/vod/film.ts', 'Range: bytes=2-4',    '403 Forbidden'],
    [403, 'GET',     '/vod/film.ts', 'If-Modified-Since: Wed, 01 Jan 2020 00:00:00 GMT', '403'],
    [403, 'HEAD',    '/vod/film.ts', '',                    ''],
    [403, 'POST',    '/vod/film.ts', '',                    '403 Forbidden'],
    # not a preflight: those have Origin and Access-Control-Request-Method
    [403, 'OPTIONS', '/vod/film.ts', 'Origin: https://player.example', '403 Forbidden'],
);
[map { "$_->[1] $_->[2]" } @rows]
--- more_headers eval
[map { $_->[3] } our @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[4] eq '' ? '^$' : $_->[4] } our @rows]



=== TEST 8: HTTP/2
--- http2
--- config
location /vod/ {
    secure_token query;
    secure_token_key secret_key;
}
--- user_files
>>> vod/film.ts
film
--- request eval
[
    'GET /vod/film.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800',
    'GET /vod/film.ts?md5=5_GXAmUdOddBAXXHxBp6PQ&expires=1',
    'GET /vod/film.ts',
]
--- error_code eval
[200, 410, 403]
--- response_headers eval
['! Cache-Control', 'Cache-Control: no-store', 'Cache-Control: no-store']
