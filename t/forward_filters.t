# The filter's place among nginx's own: after all that make the body, before what compresses it.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: URLs that sub_filter, SSI and addition put in are rewritten
--- config
query_string_forward on;
location /sub/ {
    alias $TEST_NGINX_HTML_DIR/;
    sub_filter_types *;
    sub_filter 'a.ts' 'b.ts';
}
location /ssi/ { alias $TEST_NGINX_HTML_DIR/; ssi on; ssi_types *; }
location /addition/ { alias $TEST_NGINX_HTML_DIR/; addition_types *; add_after_body /more.txt; }
location / { }
--- user_files
>>> a.m3u8
#EXTM3U
a.ts
>>> s.m3u8
#EXTM3U
<!--# include virtual="/more.txt" -->
last.ts
>>> more.txt
more.ts
--- request eval
[map { "GET $_?t=1" } qw(/sub/a.m3u8 /ssi/s.m3u8 /addition/a.m3u8)]
--- response_body eval
[
    "#EXTM3U\nb.ts?t=1\n",
    "#EXTM3U\nmore.ts?t=1\n\nlast.ts?t=1\n",
    "#EXTM3U\na.ts?t=1\nmore.ts?t=1\n",
]
--- no_error_log
[error]



=== TEST 2: ranges that nginx would make of an upstream's answer are none for a manifest
--- config
query_string_forward on;
location / {
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    proxy_force_ranges on;
}
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub { "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n#EXTM3U\na.ts\n" }
--- more_headers
Range: bytes=2-4
--- request eval
['GET /a.m3u8?t=1', 'GET /a.m3u8', 'GET /a.ts?t=1']
--- error_code eval
[200, 206, 206]
--- response_body eval
["#EXTM3U\na.ts?t=1\n", 'XTM', 'XTM']



=== TEST 3: files that are read by threads, around the page cache, or sent by the kernel
--- config
query_string_forward on;
location /threads/ { alias $TEST_NGINX_HTML_DIR/; aio threads; sendfile on; }
location /direct/ { alias $TEST_NGINX_HTML_DIR/; directio 1; output_buffers 2 512; }
location /kernel/ { alias $TEST_NGINX_HTML_DIR/; sendfile on; sendfile_max_chunk 1k; }
location /small/ { alias $TEST_NGINX_HTML_DIR/; sendfile off; output_buffers 1 100; postpone_output 0; }
--- user_files eval
[['a.m3u8' => "#EXTM3U\n" . "#EXTINF:6,\na.ts\n" x 5000]]
--- request eval
[map { "GET $_/a.m3u8?t=1" } qw(/threads /direct /kernel /small)]
--- response_body eval
[("#EXTM3U\n" . "#EXTINF:6,\na.ts?t=1\n" x 5000) x 4]
--- no_error_log
[error]



=== TEST 4: an error's page takes the place of an answer whose headers wait
--- config
query_string_forward on;
location / {
    proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    error_page 502 504 /sorry.txt;
}
location = /sorry.txt { }
--- user_files
>>> sorry.txt
sorry
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
sub { $_[0] =~ m{/cut} ? "HTTP/1.1 200 OK\r\nContent-Le" : "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone" }
--- request eval
['GET /cut.m3u8?t=1', 'GET /none.m3u8?t=1']
--- error_code eval
[502, 404]
--- response_body eval
["sorry\n", 'none']
