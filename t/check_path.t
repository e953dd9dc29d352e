# Path mode: the token and its time as two segments of the path.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the segment before the token is signed, and everything below the pair is covered
--- config
location / {
    secure_token path;
    secure_token_key secret_key;
    add_header X-Status $secure_token_status always;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our $pair = '98ivXHL63ou-CEVB98mrBA/4102444800';  # "2675_3dk4NsRt6vWsffEr_secret_key_4102444800_"
our @rows = (
    [200, 'valid',   "/videos/2675_3dk4NsRt6vWsffEr/$pair/master.m3u8"],
    [200, 'valid',   "/videos/2675_3dk4NsRt6vWsffEr/$pair/720p/a/b/segment-1.ts"],
    [200, 'valid',   "/videos/2675_3dk4NsRt6vWsffEr/$pair/"],
    [200, 'valid',   "/videos/2675_3dk4NsRt6vWsffEr/$pair"],
    # what stands before the identifier is not signed
    [200, 'valid',   "/2675_3dk4NsRt6vWsffEr/$pair/master.m3u8"],
    [200, 'valid',   "/a/b/c/2675_3dk4NsRt6vWsffEr/$pair/master.m3u8"],
    # the query does not count
    [200, 'valid',   "/videos/2675_3dk4NsRt6vWsffEr/$pair/master.m3u8?md5=x&expires=1"],
    [403, 'invalid', "/videos/2675_3dk4NsRt6vWsffEs/$pair/master.m3u8"],
    [403, 'invalid', "/videos/2675_3dk4NsRt6vWsffEr/" . ($pair =~ s/0$/1/r) . '/master.m3u8'],
    [403, 'invalid', "/videos/2675_3dk4NsRt6vWsffEr/W0S_cUeLWsdM-iSEh0yLmg/4102444800/a.ts"],  # "2675_3dk4NsRt6vWsffEr_another_key_4102444800_"
    [403, 'missing', "/videos/2675_3dk4NsRt6vWsffEr/master.m3u8"],
    # the pair needs a segment before it
    [403, 'missing', "/$pair/master.m3u8"],
    [403, 'missing', "/videos/2675_3dk4NsRt6vWsffEr/98ivXHL63ou-CEVB98mrBA/master.m3u8"],
    [403, 'missing', "/videos/2675_3dk4NsRt6vWsffEr/master.m3u8?md5=1C9q_V7pbHEtS46yFypiRA&expires=4102444800"],
    [410, 'expired', "/videos/2675_3dk4NsRt6vWsffEr/v1EKu1nN_hRZhjKLziE_zw/1/master.m3u8"],
    [403, 'invalid', "/videos/2675_3dk4NsRt6vWsffEr/$pair/../1/master.m3u8"],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" } our @rows]
--- no_error_log
[error]



=== TEST 2: the first pair that has the shape of token and time is the one that counts
--- config
location / {
    secure_token path;
    secure_token_key secret_key;
    add_header X-Status $secure_token_status always;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our $pair = 'ZUo4V0GOnLuwlCc_93vDig/4102444800';  # "film_secret_key_4102444800_"
our $like = 'abcdefghijklmnopqrstuv';
our @rows = (
    [200, 'valid',   "/v/film/$pair/other/$like/4102444800/a.ts"],
    [403, 'invalid', "/v/other/$like/4102444800/film/$pair/a.ts"],
    # a segment of a token's length, but no time after it
    [200, 'valid',   "/v/$like/film/$pair/a.ts"],
    [200, 'valid',   "/v/$like/4102444800000/film/$pair/a.ts"],
    # a time, but no token before it
    [200, 'valid',   "/v/2024/film/$pair/a.ts"],
    [200, 'valid',   "/v/${like}x/2024/film/$pair/a.ts"],
    # the token of a file that has a number for a name
    [200, 'valid',   "/v/film/$pair/4102444800"],
    # padding, plain and percent-encoded, which the path's decoding makes plain
    [200, 'valid',   '/v/film/' . ($pair =~ s{/}{==/}r) . '/a.ts'],
    [200, 'valid',   '/v/film/' . ($pair =~ s{/}{%3D%3D/}r) . '/a.ts'],
    [403, 'missing', '/v/film/' . ($pair =~ s{/}{===/}r) . '/a.ts'],
    # detours and spellings of the path
    [200, 'valid',   "/v//film///$pair//a.ts"],
    [200, 'valid',   "/v/x/../film/$pair/a.ts"],
    [200, 'valid',   "/v/%66ilm/$pair/a.ts"],
    [200, 'valid',   '/v/film/' . ($pair =~ s{/}{%2F}r) . '/a.ts'],
    # identifiers are bytes
    [200, 'valid',   '/v/caf%E9%20%2B/6N0vXF59WYbxVYC3P5wJTw/4102444800/a.ts'],  # "caf\xE9 +_secret_key_4102444800_"
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" } our @rows]



=== TEST 3: other algorithms make tokens of other lengths, and other strings
--- config
secure_token path;
secure_token_key secret_key;

location /sha1/ { secure_token_algorithm sha1; try_files /film =404; }
location /sha256/ { secure_token_algorithm sha256; try_files /film =404; }
location /hmac/ { secure_token_algorithm hmac-sha256; try_files /film =404; }
location /string/ {
    secure_token_string "$secure_token_path|$secure_token_id|$secure_token_expires|$secure_token_key";
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '/sha1/film/x0x-0LMOm2yLWrlzlKq0Wpy6FVs/4102444800/a.ts'],
    [200, '/sha256/film/aj60a7EOXYGVyBggfUAumRxHKXlRB3wJAczUgrPos_0/4102444800/a.ts'],
    [200, '/hmac/film/yZomW0r4QIJMh_V05G-3AUJ8QOhKlXNtQuk8sALfjVw/4102444800/a.ts'],  # "4102444800  film", key secret_key
    [403, '/hmac/film/VaCd149cXQGId5f4_Ed2TqOPNqwdzKhnCfKDs-Dz0tM/4102444800/a.ts'],  # "4102444800  film", key another_key
    [403, '/sha1/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts'],
    # the path before the token, with its last slash
    [200, '/string/x/film/Xl8uNfYfQRT5vm7g-nKIig/4102444800/a.ts'],  # "/string/x/film/|film|4102444800|secret_key"
    [403, '/string/y/film/Xl8uNfYfQRT5vm7g-nKIig/4102444800/a.ts'],  # "/string/x/film/|film|4102444800|secret_key"
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 4: a rewrite does not change what is checked
--- config
location / {
    secure_token path;
    secure_token_key secret_key;
    rewrite ^(/videos/[^/]+)/[^/]+/\d+/(.*)$ $1/$2 break;
}
--- user_files
>>> videos/film/a.ts
film
--- request eval
[
    'GET /videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/a.ts',
    'GET /videos/film/G7SdsVIcfvWepOCrfWCmug/4102444800/a.ts',  # "film_another_key_4102444800_"
    'GET /videos/film/a.ts',
]
--- error_code eval
[200, 403, 403]
--- response_body_like eval
['^film$', '403 Forbidden', '403 Forbidden']
