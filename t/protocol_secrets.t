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
our $wrong = 'md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800';
our @rows = (
    [403, '/vod/a.ts'],
    [403, '/vod/a.ts?expires=4102444800'],
    [403, '/vod/a.ts?md5=x&expires=4102444800'],
    [403, "/vod/a.ts?$wrong"],
    [403, '/vod/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1'],
    [403, "/string/a.ts?$wrong"],
    [403, "/bound/a.ts?$wrong"],
    [403, '/hmac/a.ts?md5=' . 'A' x 43 . '&expires=4102444800'],
    [403, "/file/a.ts?$wrong"],
    [403, "/any/a.ts?$wrong"],
    [410, '/any/a.ts?md5=8K-TPvOe8EVJ9DixQFjSPw&expires=1'],
    [404, "/dry/a.ts?$wrong"],
    [403, "/lifetime/a.ts?$wrong"],
    [403, '/videos/film/AAAAAAAAAAAAAAAAAAAAAA/4102444800/a.ts'],
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
    'F5lDnH4v5P4dAiVzt-Shig', '-XdkJZdRwIwiTy3FTA8iag', 'VCE9CDSVPIHf8YrX3eQbdQ', '5_GXAmUdOddBAXXHxBp6PQ',
    'XvcKn__UFrbpNebUZumTbQ', 'TSOE0wGc7yezIlzZCJsRNg',
    'Rc2XzUeRc3xgEbBkAB913A', '6cDYYSW1dJ-m9cd1Lvilvw', '9qwEgymRth5XTEe87RHYdA',
    'jJaJA-9Kt94IiLq0VOqR_FcVXwhi2MBbtorqrJW_ra0', 'OTQutrI4BOvjAs1qZ1RZfLYyknIC2V9_g5-HtX8CXuM',
    'NSK9kt03TZ82GRJooUxLTA', '-y_CvI9ymHWK1UWUYhHrEg',
    '_l2Ms5kDFKfTJVkkT5yyIQ', 'HcHiAOFkBFJDeiIkcwe6Xw', 'NmhTYJMMOVl3xvvpBLOLNA', 'nUvrMbetSbd4XcRxMKbbUw', 'TzKPc5Ju-zOdspV-z-swUw', 'RsATq_uLQqA1JtczLciWgA',
    map { s{/.*}{}r } 'ZUo4V0GOnLuwlCc_93vDig/4102444800', 'AiAf1yt5873ro-BvYE5jjA/1',
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
['GET /short/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800', 'GET /string/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800']
--- error_code eval
[403, 403]
--- no_error_log
secret_key
q67XtZraO-xpBmW8AcLM_Q
