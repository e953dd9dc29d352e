# No log and no answer tells a key, nor a right token that the client did not send.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: refusals of every kind, in the most talkative log
--- log_level: debug
--- config
secure_token_key secret_key;
secure_token_log_level error;
add_header X-All "$secure_token_status $secure_token_expires $secure_token_path $secure_token_id $secure_token_ip $secure_token_request" always;

location / { secure_token query; secure_token_scope file directory tree; }
location /string/ {
    secure_token query;
    secure_token_string "$secure_token_expires:$secure_token_path:$secure_token_key";
}
location /bound/ { secure_token query; secure_token_bind_ip on; }
location /hmac/ { secure_token query; secure_token_algorithm hmac-sha256; }
location /file/ { secure_token query; secure_token_key_file films.keys; }
location /any/ { secure_token query; satisfy any; deny all; }
location /dry/ { secure_token query; secure_token_dry_run on; }
location /lifetime/ { secure_token query; secure_token_max_lifetime 1d; }
location /videos/ { secure_token path; }
--- user_files
>>> ../conf/films.keys
key_of_a_file
--- request eval
our $wrong = 'md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1893456000';
our @rows = (
    [403, '/vod/a.ts'],
    [403, '/vod/a.ts?expires=1893456000'],
    [403, '/vod/a.ts?md5=x&expires=1893456000'],
    [403, "/vod/a.ts?$wrong"],
    [403, '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1'],
    [403, "/string/a.ts?$wrong"],
    [403, "/bound/a.ts?$wrong"],
    [403, '/hmac/a.ts?md5=' . 'A' x 43 . '&expires=1893456000'],
    [403, "/file/a.ts?$wrong"],
    [403, "/any/a.ts?$wrong"],
    [410, '/any/a.ts?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    [404, "/dry/a.ts?$wrong"],
    [403, "/lifetime/a.ts?$wrong"],
    [403, '/videos/film/AAAAAAAAAAAAAAAAAAAAAA/1861919999/a.ts'],
    [403, '/videos/film/AAAAAAAAAAAAAAAAAAAAAA/1/a.ts'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- raw_response_headers_unlike eval
[('secret_key|key_of_a_file') x our @rows]
--- no_error_log eval
[
    'secret_key',
    'key_of_a_file',
    # what would have been right
    'kihiOboIbX6rppk3iNEWIg', 'OJHE_xDNxDKUVnkWFReIfA', 'geHI6QUjYInT2TgKAsWT3Q', '5_GXAmUdOddBAXXHxBp6PQ',
    'HOnCVTaU9RsXNxEsEW4Y7A', '3JlEtetEozg8211q8DQAkA',
    'VnNm6wSVQzSLGF6xPgv6QQ', 'twBe4tqB4fG0yGmYKQWAYw', 'o1Jo2ICRUQVI4O85k8vCbQ',
    'w34LH5Xwlrpt6cMnt4pUp-QY10lM10negwdKeZX-x-o', 'aUffdC_OSfWXK7U8gnWvBdknNB1OZr13OkjY64cubJk',
    '1WtFsQAGCufUenMkD3gz-Q', '9KPVfi-F3I53Ty3BTID7fQ',
    'uME9L3NBf4NE6RehtMkomA', 'BRi0OOnI5-lEFQJteUbk-g', 'LIPvmYLUmWmrbMTVrLKueQ', 'acvW8FOIWxMJXpNBpcfBNg', 't7yGxPKlqG40SHcCFcbMyg', 'j2oBRn-_qyT4Mv-7gMom5A',
    map { s{/.*}{}r } 'sLg7ns2-K7PZRyKCImIYiQ/1861919999', 'AiAf1yt5873ro-BvYE5jjA/1',
]



=== TEST 2: a key that is too short at its time, and one that is no key
--- log_level: debug
--- config
location /short/ { secure_token query; secure_token_key "$arg_key"; }
location /string/ {
    secure_token query;
    secure_token_key secret_key;
    secure_token_string "$secure_token_path $secure_token_expires $http_x_none $secure_token_key";
}
--- request eval
['GET /short/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1893456000', 'GET /string/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1893456000']
--- error_code eval
[403, 403]
--- no_error_log
secret_key
IoO_JtuUXB-_6BLiwpT-RA
