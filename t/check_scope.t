# Scopes, and the path that a link is checked for: which files a token opens.
#
# The string that was hashed for a token stands after it, unless it is the plain one: that of the
# path's directory (of the identifier, in path mode) under the key secret_key.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: by default a token is for one file, or for the files in one directory
--- config
location / {
    secure_token query;
    secure_token_key secret_key;
}
--- user_files
>>> hls/movie/playlist.m3u8
#EXTM3U
seg-1.ts
>>> hls/movie/seg-1.ts
segment
>>> vod/film/master.m3u8
#EXTM3U
720p/index.m3u8
../common/sub.m3u8
>>> vod/film/720p/index.m3u8
#EXTM3U
>>> vod/common/sub.m3u8
#EXTM3U
--- request eval
our @rows = (
    # signed for the playlist: its segments stay closed
    [200, '/hls/movie/playlist.m3u8?md5=yMgqqY3jZhAep3EdmYhg3w'],  # "1893456000/hls/movie/playlist.m3u8 secret_key"
    [403, '/hls/movie/seg-1.ts?md5=yMgqqY3jZhAep3EdmYhg3w'],  # "1893456000/hls/movie/playlist.m3u8 secret_key"
    # signed for the directory
    [200, '/hls/movie/playlist.m3u8?md5=uz9IeUt4ZhABnnH_GUuiuA'],
    [200, '/hls/movie/seg-1.ts?md5=uz9IeUt4ZhABnnH_GUuiuA'],
    # a directory without its last slash is a file
    [403, '/hls/movie/seg-1.ts?md5=FKr2gGXgOuJKrCVpUWJd0g'],  # "1893456000/hls/movie secret_key"
    # what lies below the directory, and beside it
    [200, '/vod/film/master.m3u8?md5=4cGv4Czh4YBH1Gu4ULv0Rw'],
    [403, '/vod/film/720p/index.m3u8?md5=4cGv4Czh4YBH1Gu4ULv0Rw'],  # "1893456000/vod/film/ secret_key"
    [403, '/vod/common/sub.m3u8?md5=4cGv4Czh4YBH1Gu4ULv0Rw'],  # "1893456000/vod/film/ secret_key"
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 2: each scope, and several
--- config
secure_token query;
secure_token_key secret_key;

location /file/ { secure_token_scope file; try_files /film =404; }
location /directory/ { secure_token_scope directory; try_files /film =404; }
location /tree/ { secure_token_scope tree; try_files /film =404; }
location /all/ { secure_token_scope tree directory file; try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '/file/a/b.ts?md5=EvAqHWT3F_e7v9lej6Yrkw'],  # "1893456000/file/a/b.ts secret_key"
    [403, '/file/a/b.ts?md5=LLTx27Bh_Re25vpJXBqYsA'],
    # the path of a directory is a path, too
    [200, '/file/a/?md5=LLTx27Bh_Re25vpJXBqYsA'],

    [200, '/directory/a/b.ts?md5=Ujd1n_3AubxzkcVLJu_piw'],
    [200, '/directory/a/?md5=Ujd1n_3AubxzkcVLJu_piw'],
    [403, '/directory/a/b.ts?md5=p5pS9MfXPKv5vfXAOuWRTA'],  # "1893456000/directory/a/b.ts secret_key"
    [403, '/directory/a/b.ts?md5=n-mNbkwewhx8iU1I_W2wow'],  # "1893456000/directory/ secret_key"

    [200, '/tree/a/b/c.ts?md5=ra130ngbAjnNPJFWfY5HRg'],
    [200, '/tree/a/b/c.ts?md5=_yLSbh6Pjl-QitjNZEAsPw'],  # "1893456000/tree/a/ secret_key"
    [200, '/tree/a/b/c.ts?md5=wO7JmuzoPedOOj5tVIeQ7w'],  # "1893456000/tree/ secret_key"
    [200, '/tree/a/b/c.ts?md5=geHI6QUjYInT2TgKAsWT3Q'],  # "1893456000/ secret_key"
    [403, '/tree/a/b/c.ts?md5=8Piv9_hE9f8LLyOVrqxRNA'],  # "1893456000/tree/a/b/c.ts secret_key"
    [403, '/tree/a/b/c.ts?md5=ON-Hg-2LpHdH1xeif5H8DQ'],  # "1893456000/tree/a secret_key"
    [403, '/tree/common/c.ts?md5=_yLSbh6Pjl-QitjNZEAsPw'],  # "1893456000/tree/a/ secret_key"
    [403, '/tree/ab/c.ts?md5=_yLSbh6Pjl-QitjNZEAsPw'],  # "1893456000/tree/a/ secret_key"
    # sixteen directories are tried, the root is the last of these, and not of seventeen
    [200, '/tree/2/3/4/5/6/7/8/9/10/11/12/13/14/15/c.ts?md5=geHI6QUjYInT2TgKAsWT3Q'],  # "1893456000/ secret_key"
    [403, '/tree/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/c.ts?md5=geHI6QUjYInT2TgKAsWT3Q'],  # "1893456000/ secret_key"
    [200, '/tree/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/c.ts?md5=wO7JmuzoPedOOj5tVIeQ7w'],  # "1893456000/tree/ secret_key"

    [200, '/all/a/b.ts?md5=lMFuJTnPrlnT1W-hoLSfgw'],  # "1893456000/all/a/b.ts secret_key"
    [200, '/all/a/b.ts?md5=qan-qk4nMBJcEvZOQ20gSg'],
    [200, '/all/a/b.ts?md5=I2jmUS48ATgylMFJWTYnYg'],  # "1893456000/all/ secret_key"
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 3: what is signed is the decoded and normalised path, byte by byte
--- config
secure_token query;
secure_token_key secret_key;
location / { try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our $uno  = 'md5=J2jde8rn_AcRXbAn7ZX6Ow';  # "1893456000/vod/v\xC3\xADdeo uno/seg#1.ts secret_key"
our $plus = 'md5=S0qrpNZ9L312nNY_ml_1NQ';  # "1893456000/a+b/c.ts secret_key"
our $film = 'md5=yeq1wRI7BhscKZv_nJipBg';  # "1893456000/vod/film.ts secret_key"
our $cafe = 'md5=gPybJOGOzFnPENeRrjcfpA';  # "1893456000/caf\xE9/x.ts secret_key"
our @rows = (
    # UTF-8, a space, a number sign
    [200, "/vod/v%C3%ADdeo%20uno/seg%231.ts?$uno"],
    [200, "/vod/v%c3%addeo%20uno/seg%231.ts?$uno"],
    [200, "/vod/v\xC3\xADdeo%20uno/%73eg%231.ts?$uno"],
    [403, "/vod/v%C3%ADdeo%20uno/seg%231.ts?md5=46OzFSGctodKg2bZ5XW9ZQ"],  # "1893456000/vod/v%C3%ADdeo%20uno/seg%231.ts secret_key"
    # a plus is a plus
    [200, "/a+b/c.ts?$plus"],
    [200, "/a%2Bb/c.ts?$plus"],
    [403, "/a%20b/c.ts?$plus"],
    # not UTF-8
    [200, "/caf%E9/x.ts?$cafe"],
    [200, "/caf%e9/x.ts?$cafe"],
    [200, "/caf\xE9/x.ts?$cafe"],
    [403, "/caf%C3%A9/x.ts?$cafe"],
    # a question mark that is part of the path
    [200, '/vod/what%3F.ts?md5=jGSccC8kH6EMZYq88j7CUg'],  # "1893456000/vod/what?.ts secret_key"
    # a percent sign: decoded once
    [200, '/vod/100%25.ts?md5=IiWvRVGlFS5UMiEUtfhhFg'],  # "1893456000/vod/100%.ts secret_key"
    [200, '/vod/%2541.ts?md5=9ZW3I82OkKCBGUzgukC6NQ'],  # "1893456000/vod/%41.ts secret_key"
    [403, '/vod/%2541.ts?md5=9fpxkHcLNlVTEbciorBVvg'],  # "1893456000/vod/A.ts secret_key"
    # detours
    [200, "//vod//film.ts?$film"],
    [200, "/./vod/././film.ts?$film"],
    [200, "/live/../vod/film.ts?$film"],
    [200, "/live/%2E%2e/vod/film.ts?$film"],
    [200, "/vod%2Ffilm.ts?$film"],
    [200, "http://localhost/vod/film.ts?$film"],
    # the way out of a directory
    [403, '/vod/../secret/film.ts?md5=kihiOboIbX6rppk3iNEWIg'],  # "1893456000/vod/ secret_key"
    [403, '/vod/%2e%2e/secret/film.ts?md5=kihiOboIbX6rppk3iNEWIg'],  # "1893456000/vod/ secret_key"
    [403, '/vod/..%2fsecret/film.ts?md5=kihiOboIbX6rppk3iNEWIg'],  # "1893456000/vod/ secret_key"
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 4: slashes that nginx does not merge are signed as they are
--- config
merge_slashes off;
secure_token query;
secure_token_key secret_key;
location / { try_files /film =404; }
--- user_files
>>> film
film
--- request eval
our @rows = (
    [200, '//vod//film.ts?md5=UX5hacXnIBwYmfnM8BKUIw'],
    [403, '//vod//film.ts?md5=kihiOboIbX6rppk3iNEWIg'],  # "1893456000/vod/ secret_key"
    [200, '/vod/film.ts?md5=kihiOboIbX6rppk3iNEWIg'],
);
[map { "GET $_->[1]&expires=1893456000" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 5: nested and regex locations inherit the check, and one of them may switch it off
--- config
location /vd/ {
    secure_token query;
    secure_token_key secret_key;

    location ~ \.m3u8$ { }
    location ~ \.vtt$ { secure_token off; }
}
location ~ ^/alias/(?<name>.+\.ts)$ {
    secure_token query;
    secure_token_key secret_key;
    alias $TEST_NGINX_HTML_DIR/vd/$name;
}
location /limited/ {
    secure_token query;
    secure_token_key secret_key;
    limit_except GET { allow all; }
    alias $TEST_NGINX_HTML_DIR/vd/;
}
location /condition/ {
    secure_token query;
    secure_token_key secret_key;
    alias $TEST_NGINX_HTML_DIR/vd/;
    if ($arg_download) { add_header Content-Disposition attachment; }
}
--- user_files
>>> vd/a.m3u8
#EXTM3U
>>> vd/a.ts
segment
>>> vd/a.vtt
WEBVTT
--- request eval
our @rows = (
    [403, 'GET /vd/a.m3u8?'],
    [403, 'GET /vd/a.ts?'],
    [200, 'GET /vd/a.vtt?'],
    [200, 'GET /vd/a.m3u8?md5=x3h26rdkb_38MiF29GHKtQ'],
    [200, 'GET /vd/a.ts?md5=x3h26rdkb_38MiF29GHKtQ'],
    # with alias the path is still the client's
    [200, 'GET /alias/a.ts?md5=OjWS_8tXI6hL6Mj-2TZ3KQ'],
    [403, 'GET /alias/a.ts?md5=x3h26rdkb_38MiF29GHKtQ'],  # "1893456000/vd/ secret_key"
    # blocks that nginx gives a configuration of their own
    [403, 'GET /limited/a.ts?'],
    [403, 'POST /limited/a.ts?'],
    [405, 'POST /limited/a.ts?md5=0Ll6goFhUhuQruZGy4dFRg'],
    [403, 'GET /condition/a.ts?download=1'],
    [200, 'GET /condition/a.ts?download=1&md5=YZcEX8CV4qqQdXLpSXc5Rg'],
);
[map { "$_->[1]&expires=1893456000" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]



=== TEST 6: links that are wrong, or have expired, in each kind of location
--- config
secure_token_key secret_key;
location /vd/ {
    secure_token query;

    location ~ \.m3u8$ { }
    location /vd/inner/ { }
}
location ~ ^/regex/(?<name>.+\.ts)$ { secure_token query; alias $TEST_NGINX_HTML_DIR/vd/$name; }
location /alias/ { secure_token query; alias $TEST_NGINX_HTML_DIR/vd/; }
location = /exact/a.ts { secure_token query; alias $TEST_NGINX_HTML_DIR/vd/a.ts; }
location /limited/ {
    secure_token query;
    limit_except GET { deny all; }
    alias $TEST_NGINX_HTML_DIR/vd/;
}
location /excepted/ {
    secure_token query;
    limit_except POST { allow all; }
    alias $TEST_NGINX_HTML_DIR/vd/;
}
--- user_files
>>> vd/a.m3u8
film
>>> vd/a.ts
film
>>> vd/inner/a.ts
film
--- request eval
our @rows = map {
    my ($path, $valid, $expired) = @$_;
    (
        [200, "$path?md5=$valid&expires=1893456000"],
        [403, "$path?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1893456000"],
        # the time alone makes no link last longer
        [403, "$path?md5=$expired&expires=1893456000"],
        [410, "$path?md5=$expired&expires=1"],
    )
} (
    ['/vd/a.m3u8',     'x3h26rdkb_38MiF29GHKtQ', 'xf4NHXsLVt6C5Ksw1U97JA'],  # "1893456000/vd/ secret_key"; "1/vd/ secret_key"
    ['/vd/inner/a.ts', 'rayWZj8EQRtekLn5s6snXQ', 'Ias60z2QMxSjNgpJtXtKRA'],  # "1893456000/vd/inner/ secret_key"; "1/vd/inner/ secret_key"
    ['/regex/a.ts',    'bL9KOGH-WcOvzR3KrCoGVg', 'roduang7z67XsFfZMkrd_w'],  # "1893456000/regex/ secret_key"; "1/regex/ secret_key"
    ['/alias/a.ts',    'OjWS_8tXI6hL6Mj-2TZ3KQ', '3WDldZ7Wv8o0vC91kLhPWQ'],  # "1893456000/alias/ secret_key"; "1/alias/ secret_key"
    ['/exact/a.ts',    'byESSsOdzPee3UWw-ycmPg', '86ouUzcMX_YgyPBX5EzSpw'],  # "1893456000/exact/ secret_key"; "1/exact/ secret_key"
    ['/limited/a.ts',  '0Ll6goFhUhuQruZGy4dFRg', 'jd03HaSA4r5Q2WPb1_nmTA'],  # "1893456000/limited/ secret_key"; "1/limited/ secret_key"
    ['/excepted/a.ts', 'zPqZdff4iGlZdXQNvCydvA', 'TfgJKyTG8OdRW8VpJR8Seg'],  # "1893456000/excepted/ secret_key"; "1/excepted/ secret_key"
);
[map { "GET $_->[1]" } @rows]
--- error_code eval
[map { $_->[0] } our @rows]
--- response_body_like eval
my %body = (200 => '^film$', 403 => '403 Forbidden', 410 => '410 Gone');
[map { $body{ $_->[0] } } our @rows]



=== TEST 7: a method that limit_except does not let through: the check comes first
--- request eval
[
    'DELETE /limited/a.ts?md5=0Ll6goFhUhuQruZGy4dFRg&expires=1893456000',
    'DELETE /limited/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1893456000',
    'DELETE /limited/a.ts?md5=jd03HaSA4r5Q2WPb1_nmTA&expires=1',
]
--- error_code eval
[403, 403, 410]
--- response_headers eval
['! Cache-Control', 'Cache-Control: no-store', 'Cache-Control: no-store']
