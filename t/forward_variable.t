# $query_string_forward_args: what of the client's query is forwarded.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: the parameters as they would be inserted, whatever becomes of the request
--- config
set $early $query_string_forward_args;
add_header X-Early "<$early>";
add_header X-Args "<$query_string_forward_args>";

location / {
    query_string_forward on;
    query_string_forward_except_keys secret;
    return 200 "";
}
location /rewritten/ {
    query_string_forward on;
    rewrite ^ /elsewhere?other=1? last;
}
location /elsewhere { query_string_forward on; return 200 ""; }
location /off/ { return 200 ""; }
--- request eval
our @rows = (
    ['/a?md5=T&expires=9',      'md5=T&expires=9'],
    ['/a?b&&=c&d=&secret=1',    'b&d='],
    ["/a?q=\"<\$>",             'q=%22%3C%24%3E'],
    ['/a',                      ''],
    ['/a?_HLS_msn=1',           ''],
    ['/a?l=' . 'x' x 4094,      'l=' . 'x' x 4094],
    ['/a?l=' . 'x' x 4095,      ''],
    # the query as it first arrived
    ['/rewritten/?md5=T',       'md5=T'],
    ['/off/?md5=T',             ''],
);
[map { "GET $_->[0]" } @rows]
--- response_headers eval
our @rows;
[map { "X-Args: <$_->[1]>\nX-Early: <>" } @rows]
