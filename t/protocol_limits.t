# Request lines of the greatest length, and bytes that are seldom seen in one.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Digest::MD5 qw(md5);
use MIME::Base64 qw(encode_base64url);

use Test::Nginx::Socket 'no_plan';

sub signed { return encode_base64url(md5($_[0])) }

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: tokens, times and queries of many kilobytes
--- http_config
large_client_header_buffers 4 64k;
--- config
secure_token_key secret_key;
add_header X-Status $secure_token_status always;

location / { secure_token query; try_files /film =404; }
location /videos/ { secure_token path; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our $valid = 'md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800';
our $pair = 'ZUo4V0GOnLuwlCc_93vDig/4102444800';
our @rows = (
    [403, 'malformed', '/vod/a.ts?expires=4102444800&md5=' . 'A' x 16_384],
    [403, 'malformed', '/vod/a.ts?expires=4102444800&md5=F5lDnH4v5P4dAiVzt-Shig' . '=' x 16_384],
    [403, 'malformed', '/vod/a.ts?expires=4102444800&md5=F5lDnH4v5P4dAiVzt-Shig' . '%3D' x 16_384],
    [403, 'malformed', '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=' . '1' x 16_384],
    [403, 'malformed', '/vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=' . '0' x 16_384 . '4102444800'],
    [200, 'valid',     "/vod/a.ts?$valid&a=" . 'A' x 65_000],
    [200, 'valid',     "/vod/a.ts?" . 'a&' x 30_000 . $valid],
    [200, 'valid',     "/vod/a.ts?$valid" . '&md5' x 16_000],
    [200, 'valid',     "/vod/a.ts?" . '&' x 65_000 . $valid],
    [403, 'missing',   '/vod/a.ts?' . 'md5=&' x 13_000],
    [403, 'missing',   '/vod/a.ts?' . 'expires=1&' x 6_000],
    [403, 'invalid',   '/' . 'a/' x 32_000 . "a.ts?$valid"],
    [200, 'valid',     '/' . 'a/../' x 13_000 . "vod/a.ts?$valid"],
    [200, 'valid',     '/vod/' . 'a' x 65_000 . "?$valid"],
    [200, 'valid',     "/videos/film/$pair/" . 'a/' x 32_000],
    [200, 'valid',     '/videos/' . 'a/' x 32_000 . "film/$pair/a.ts"],
    [200, 'valid',     '/videos/' . 'abcdefghijklmnopqrstuv/' x 2_800 . "film/$pair/a.ts"],
    [200, 'valid',     '/videos/' . '4102444800/' x 5_900 . "film/$pair/a.ts"],
    [403, 'invalid',   '/videos' . '/abcdefghijklmnopqrstuv/1' x 2_500 . "/film/$pair/a.ts"],
    [403, 'missing',   '/videos/film/' . 'A' x 16_384 . '/4102444800/a.ts'],
    [403, 'missing',   '/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800' . '1' x 16_384 . '/a.ts'],
    [403, 'missing',   '/videos/' . 'a' x 65_000],
    [403, 'invalid',   '/videos/' . 'a' x 65_000 . "/$pair/a.ts"],
);
[map { "GET $_->[2]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_headers eval
[map { "X-Status: $_->[1]" } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^film$' : '403 Forbidden' } our @rows]
--- no_error_log
F5lDnH4v5P4dAiVzt-ShigF5lDnH4v5P4dAiVzt-Shig
secret_key



=== TEST 2: what is longer than nginx reads is refused by nginx
--- request eval
['GET /vod/' . 'a' x 66_000, 'GET /vod/a.ts?md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800&a=' . 'a' x 66_000]
--- error_code eval
[414, 414]
--- error_log
client sent too long URI



=== TEST 3: the line that is logged of it is one, and shows no token
--- request eval
'GET /vod/a.ts?expires=4102444800&md5=' . 'F5lDnH4v5P4dAiVzt-Shig' x 700
--- error_code: 403
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out
secure token malformed: "/vod/a.ts?expires=4102444800&md5=***" from 127.0.0.1: token has 15400 characters, md5 has 22



=== TEST 4: bytes that are part of a path once they are decoded
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
    try_files /film =404;
}
location /videos/ {
    secure_token path;
    secure_token_key secret_key;
    try_files /film =404;
}
--- user_files
>>> film
film
--- request eval
our $valid = 'md5=F5lDnH4v5P4dAiVzt-Shig&expires=4102444800';
our @rows = (
    [200, "/vod/%0A.ts?$valid"],
    [200, "/vod/%0D%0AX-Injected:%20yes%0D%0A.ts?$valid"],
    [200, "/vod/%01%1F%7F%FF.ts?$valid"],
    [200, "/vod/%C3%28%E2%82.ts?$valid"],
    [403, "/vod%0A/a.ts?$valid"],
    [400, "/vod/a.ts%00?$valid"],
    [400, "/vod/%00/../a.ts?$valid"],
    [200, '/videos/film/ZUo4V0GOnLuwlCc_93vDig/4102444800/%0A%0D%FF.ts'],
    # what a signer hashes is the decoded path
    [200, '/a%0Ab/c.ts?md5=' . main::signed("4102444800/a\nb/ secret_key") . '&expires=4102444800'],
    [200, '/videos/a%0Ab/' . main::signed("a\nb_secret_key_4102444800_") . '/4102444800/c.ts'],
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
[map { $_->[0] == 200 ? '^film$' : $_->[0] } our @rows]
--- response_headers eval
[('! X-Injected') x our @rows]



=== TEST 5: a line that a client would like to see in the log
--- request
GET /vod/%0A%0D2026/01/01%2000:00:00%20[alert]%201:%20forged
--- error_code: 403
--- grep_error_log eval
qr/secure token .*?(?=, client:)/
--- grep_error_log_out
secure token missing: "/vod/%0A%0D2026/01/01%2000:00:00%20[alert]%201:%20forged" from 127.0.0.1: no token
