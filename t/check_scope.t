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
    [200, '/hls/movie/playlist.m3u8?md5=-rMTcgzeFpsQgivU5yCb9A'],  # "4102444800/hls/movie/playlist.m3u8 secret_key"
    [403, '/hls/movie/seg-1.ts?md5=-rMTcgzeFpsQgivU5yCb9A'],  # "4102444800/hls/movie/playlist.m3u8 secret_key"
    # signed for the directory
    [200, '/hls/movie/playlist.m3u8?md5=MAtEeJlKYZdlMJsRBu2uxQ'],
    [200, '/hls/movie/seg-1.ts?md5=MAtEeJlKYZdlMJsRBu2uxQ'],
    # a directory without its last slash is a file
    [403, '/hls/movie/seg-1.ts?md5=ERPBBj4zKasCyRZkouo2Wg'],  # "4102444800/hls/movie secret_key"
    # what lies below the directory, and beside it
    [200, '/vod/film/master.m3u8?md5=AUTJJbUWKc9_c7XXSLnJKg'],
    [403, '/vod/film/720p/index.m3u8?md5=AUTJJbUWKc9_c7XXSLnJKg'],  # "4102444800/vod/film/ secret_key"
    [403, '/vod/common/sub.m3u8?md5=AUTJJbUWKc9_c7XXSLnJKg'],  # "4102444800/vod/film/ secret_key"
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
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
    [200, '/file/a/b.ts?md5=3ArAMme3kI7cSbgTXA-5fA'],  # "4102444800/file/a/b.ts secret_key"
    [403, '/file/a/b.ts?md5=WbikZx8cdzS_usXzwqgIEg'],
    # the path of a directory is a path, too
    [200, '/file/a/?md5=WbikZx8cdzS_usXzwqgIEg'],

    [200, '/directory/a/b.ts?md5=EHIpxtEef1sLO8EbX-yPOA'],
    [200, '/directory/a/?md5=EHIpxtEef1sLO8EbX-yPOA'],
    [403, '/directory/a/b.ts?md5=DAd3fAqFAMyvu1Ld7NPQBw'],  # "4102444800/directory/a/b.ts secret_key"
    [403, '/directory/a/b.ts?md5=RrePFXqqaBnACevq-UL-EA'],  # "4102444800/directory/ secret_key"

    [200, '/tree/a/b/c.ts?md5=i1HchjhtX-nEPbXNkmh3mw'],
    [200, '/tree/a/b/c.ts?md5=Gx5Zk_GUVnO9sjtrUyThFg'],  # "4102444800/tree/a/ secret_key"
    [200, '/tree/a/b/c.ts?md5=ZgGk2-xYOKmViB2tvJRkdw'],  # "4102444800/tree/ secret_key"
    [200, '/tree/a/b/c.ts?md5=VCE9CDSVPIHf8YrX3eQbdQ'],  # "4102444800/ secret_key"
    [403, '/tree/a/b/c.ts?md5=jdOdzDAzeE4lwooVbtwaIA'],  # "4102444800/tree/a/b/c.ts secret_key"
    [403, '/tree/a/b/c.ts?md5=6HNnd6p-BHYOAq-msMXwBg'],  # "4102444800/tree/a secret_key"
    [403, '/tree/common/c.ts?md5=Gx5Zk_GUVnO9sjtrUyThFg'],  # "4102444800/tree/a/ secret_key"
    [403, '/tree/ab/c.ts?md5=Gx5Zk_GUVnO9sjtrUyThFg'],  # "4102444800/tree/a/ secret_key"
    # sixteen directories are tried, the root is the last of these, and not of seventeen
    [200, '/tree/2/3/4/5/6/7/8/9/10/11/12/13/14/15/c.ts?md5=VCE9CDSVPIHf8YrX3eQbdQ'],  # "4102444800/ secret_key"
    [403, '/tree/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/c.ts?md5=VCE9CDSVPIHf8YrX3eQbdQ'],  # "4102444800/ secret_key"
    [200, '/tree/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/c.ts?md5=ZgGk2-xYOKmViB2tvJRkdw'],  # "4102444800/tree/ secret_key"

    [200, '/all/a/b.ts?md5=op2mFlsulvZz6CtPZ8u0iw'],  # "4102444800/all/a/b.ts secret_key"
    [200, '/all/a/b.ts?md5=8ysagVLzmmV-k3wfihTAog'],
    [200, '/all/a/b.ts?md5=_VdSqsSLJLOc1C63BKS5Dg'],  # "4102444800/all/ secret_key"
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
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
our $uno  = 'md5=MXwfw5daMHN_baqdTo-7Iw';  # "4102444800/vod/v\xC3\xADdeo uno/seg#1.ts secret_key"
our $plus = 'md5=ePyYR8LAsLVfCPYRrv5niw';  # "4102444800/a+b/c.ts secret_key"
our $film = 'md5=PyiDwQM2s_z53CjJb1fHhQ';  # "4102444800/vod/film.ts secret_key"
our $cafe = 'md5=OXxdcFbIiAXKTrex_QPZDw';  # "4102444800/caf\xE9/x.ts secret_key"
our @rows = (
    # UTF-8, a space, a number sign
    [200, "/vod/v%C3%ADdeo%20uno/seg%231.ts?$uno"],
    [200, "/vod/v%c3%addeo%20uno/seg%231.ts?$uno"],
    [200, "/vod/v\xC3\xADdeo%20uno/%73eg%231.ts?$uno"],
    [403, "/vod/v%C3%ADdeo%20uno/seg%231.ts?md5=QEAje_YAx99DMb2wVzaNUw"],  # "4102444800/vod/v%C3%ADdeo%20uno/seg%231.ts secret_key"
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
    [200, '/vod/what%3F.ts?md5=-Jv-8UDhh_vgXdqw0mIT6Q'],  # "4102444800/vod/what?.ts secret_key"
    # a percent sign: decoded once
    [200, '/vod/100%25.ts?md5=4TjRmFYJ2AxGBPjXD0r9dQ'],  # "4102444800/vod/100%.ts secret_key"
    [200, '/vod/%2541.ts?md5=mqDWucDJpIbfgfTzU4Jonw'],  # "4102444800/vod/%41.ts secret_key"
    [403, '/vod/%2541.ts?md5=h299DGUdCh7OfgOLY4Q9dA'],  # "4102444800/vod/A.ts secret_key"
    # detours
    [200, "//vod//film.ts?$film"],
    [200, "/./vod/././film.ts?$film"],
    [200, "/live/../vod/film.ts?$film"],
    [200, "/live/%2E%2e/vod/film.ts?$film"],
    [200, "/vod%2Ffilm.ts?$film"],
    [200, "http://localhost/vod/film.ts?$film"],
    # the way out of a directory
    [403, '/vod/../secret/film.ts?md5=F5lDnH4v5P4dAiVzt-Shig'],  # "4102444800/vod/ secret_key"
    [403, '/vod/%2e%2e/secret/film.ts?md5=F5lDnH4v5P4dAiVzt-Shig'],  # "4102444800/vod/ secret_key"
    [403, '/vod/..%2fsecret/film.ts?md5=F5lDnH4v5P4dAiVzt-Shig'],  # "4102444800/vod/ secret_key"
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
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
    [200, '//vod//film.ts?md5=FTI0wHR1t_NoFbVOZOblCA'],
    [403, '//vod//film.ts?md5=F5lDnH4v5P4dAiVzt-Shig'],  # "4102444800/vod/ secret_key"
    [200, '/vod/film.ts?md5=F5lDnH4v5P4dAiVzt-Shig'],
);
[map { "GET $_->[1]&expires=4102444800" } @rows]
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
    [200, 'GET /vd/a.m3u8?md5=6L6lUX96PpaTE0QhM1K9lg'],
    [200, 'GET /vd/a.ts?md5=6L6lUX96PpaTE0QhM1K9lg'],
    # with alias the path is still the client's
    [200, 'GET /alias/a.ts?md5=DsatFbsB4cQHbXQl5p6AXA'],
    [403, 'GET /alias/a.ts?md5=6L6lUX96PpaTE0QhM1K9lg'],  # "4102444800/vd/ secret_key"
    # blocks that nginx gives a configuration of their own
    [403, 'GET /limited/a.ts?'],
    [403, 'POST /limited/a.ts?'],
    [405, 'POST /limited/a.ts?md5=MuUv_8R1LcitoZtv-DNQsQ'],
    [403, 'GET /condition/a.ts?download=1'],
    [200, 'GET /condition/a.ts?download=1&md5=Qsjn4AjsMcRaOXSotNKFtA'],
);
[map { "$_->[1]&expires=4102444800" } @rows]
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
        [200, "$path?md5=$valid&expires=4102444800"],
        [403, "$path?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800"],
        # the time alone makes no link last longer
        [403, "$path?md5=$expired&expires=4102444800"],
        [410, "$path?md5=$expired&expires=1"],
    )
} (
    ['/vd/a.m3u8',     '6L6lUX96PpaTE0QhM1K9lg', 'xf4NHXsLVt6C5Ksw1U97JA'],  # "4102444800/vd/ secret_key"; "1/vd/ secret_key"
    ['/vd/inner/a.ts', 'V3gYcIxnkPdawafSTvvGTg', 'Ias60z2QMxSjNgpJtXtKRA'],  # "4102444800/vd/inner/ secret_key"; "1/vd/inner/ secret_key"
    ['/regex/a.ts',    'OemOTDy8pPpwM8fOFUZNgg', 'roduang7z67XsFfZMkrd_w'],  # "4102444800/regex/ secret_key"; "1/regex/ secret_key"
    ['/alias/a.ts',    'DsatFbsB4cQHbXQl5p6AXA', '3WDldZ7Wv8o0vC91kLhPWQ'],  # "4102444800/alias/ secret_key"; "1/alias/ secret_key"
    ['/exact/a.ts',    'jURZ8Zj1KxbUA19nE9I4AA', '86ouUzcMX_YgyPBX5EzSpw'],  # "4102444800/exact/ secret_key"; "1/exact/ secret_key"
    ['/limited/a.ts',  'MuUv_8R1LcitoZtv-DNQsQ', 'jd03HaSA4r5Q2WPb1_nmTA'],  # "4102444800/limited/ secret_key"; "1/limited/ secret_key"
    ['/excepted/a.ts', 'DGm3K8mT7zfkKKul3i9_sQ', 'TfgJKyTG8OdRW8VpJR8Seg'],  # "4102444800/excepted/ secret_key"; "1/excepted/ secret_key"
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
    'DELETE /limited/a.ts?md5=MuUv_8R1LcitoZtv-DNQsQ&expires=4102444800',
    'DELETE /limited/a.ts?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=4102444800',
    'DELETE /limited/a.ts?md5=jd03HaSA4r5Q2WPb1_nmTA&expires=1',
]
--- error_code eval
[403, 403, 410]
--- response_headers eval
['! Cache-Control', 'Cache-Control: no-store', 'Cache-Control: no-store']
