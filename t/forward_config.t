# Mistakes in the configuration of forwarding: nginx does not start, and says what is wrong and where.
#
# Each block is one mistake.

use Test::Nginx::Socket 'no_plan';
use Test::SiteConf;

no_root_location();
no_shuffle();
blocks_are_mistakes();
run_tests();

__DATA__

=== TEST 1: neither on nor off
--- config
query_string_forward yes;
--- error_log
"query_string_forward" directive: invalid value "yes", it must be "on" or "off" in site.conf:1



=== TEST 2: neither on nor off, but empty
--- config
query_string_forward "";
--- error_log
"query_string_forward" directive: invalid value "", it must be "on" or "off" in site.conf:1



=== TEST 3: neither of both
--- config
query_string_forward;
--- error_log
invalid number of arguments in "query_string_forward" directive in site.conf:1



=== TEST 4: both
--- config
query_string_forward on off;
--- error_log
invalid number of arguments in "query_string_forward" directive in site.conf:1



=== TEST 5: switched twice
--- config
location / {
    query_string_forward on;
    query_string_forward on;
}
--- error_log
"query_string_forward" directive is duplicate in site.conf:3



=== TEST 6: no playlists
--- config
query_string_forward_from;
--- error_log
invalid number of arguments in "query_string_forward_from" directive in site.conf:1



=== TEST 7: playlists by a pattern
--- config
query_string_forward_from m3u8 *.mpd;
--- error_log
"query_string_forward_from" directive: invalid extension "*.mpd", it must be letters, digits, "-", "_" and "~", with or without a dot in front in site.conf:1



=== TEST 8: every extension
--- config
query_string_forward_from *;
--- error_log
"query_string_forward_from" directive: invalid extension "*", it must be letters, digits, "-", "_" and "~", with or without a dot in front in site.conf:1



=== TEST 9: playlists between commas
--- config
query_string_forward_from m3u8,mpd;
--- error_log
"query_string_forward_from" directive: invalid extension "m3u8,mpd", it must be letters, digits, "-", "_" and "~", with or without a dot in front in site.conf:1



=== TEST 10: an extension that holds a dot
--- config
query_string_forward_from .tar.gz;
--- error_log
"query_string_forward_from" directive: invalid extension ".tar.gz", it must be letters, digits, "-", "_" and "~", with or without a dot in front in site.conf:1



=== TEST 11: a dot without an extension
--- config
query_string_forward_from .;
--- error_log
"query_string_forward_from" directive: invalid extension ".", it must be letters, digits, "-", "_" and "~", with or without a dot in front in site.conf:1



=== TEST 12: an empty extension
--- config
query_string_forward_from m3u8 "";
--- error_log
"query_string_forward_from" directive: invalid extension "", it must be letters, digits, "-", "_" and "~", with or without a dot in front in site.conf:1



=== TEST 13: a media type with parameters
--- config
query_string_forward_from "application/dash+xml; charset=utf-8";
--- error_log
"query_string_forward_from" directive: invalid media type "application/dash+xml; charset=utf-8", it must be like "application/dash+xml", without parameters in site.conf:1



=== TEST 14: half a media type
--- config
query_string_forward_from m3u8 application/;
--- error_log
"query_string_forward_from" directive: invalid media type "application/", it must be like "application/dash+xml", without parameters in site.conf:1



=== TEST 15: more than a media type
--- config
query_string_forward_from application/dash/xml;
--- error_log
"query_string_forward_from" directive: invalid media type "application/dash/xml", it must be like "application/dash+xml", without parameters in site.conf:1



=== TEST 16: a path
--- config
query_string_forward_from /live/a.m3u8;
--- error_log
"query_string_forward_from" directive: invalid media type "/live/a.m3u8", it must be like "application/dash+xml", without parameters in site.conf:1



=== TEST 17: playlists twice
--- config
query_string_forward_from m3u8;
query_string_forward_from mpd;
--- error_log
"query_string_forward_from" directive is duplicate in site.conf:2



=== TEST 18: no targets
--- config
query_string_forward_to;
--- error_log
invalid number of arguments in "query_string_forward_to" directive in site.conf:1



=== TEST 19: all targets and some
--- config
query_string_forward_to ts *;
--- error_log
"query_string_forward_to" directive: "*" must stand alone in site.conf:1



=== TEST 20: all targets twice over
--- config
query_string_forward_to * *;
--- error_log
"query_string_forward_to" directive: "*" must stand alone in site.conf:1



=== TEST 21: targets by a media type
--- config
# all that a player asks for
query_string_forward_to
    ts
    video/mp4
    m4s;
--- error_log
"query_string_forward_to" directive: invalid extension "video/mp4", it must be letters, digits, "-", "_" and "~", with or without a dot in front in site.conf:5



=== TEST 22: targets by a pattern
--- config
query_string_forward_to *.ts;
--- error_log
"query_string_forward_to" directive: invalid extension "*.ts", it must be letters, digits, "-", "_" and "~", with or without a dot in front in site.conf:1



=== TEST 23: targets by a variable
--- config
query_string_forward_to $arg_to;
--- error_log
"query_string_forward_to" directive: invalid extension "$arg_to", it must be letters, digits, "-", "_" and "~", with or without a dot in front in site.conf:1



=== TEST 24: targets twice
--- config
query_string_forward_to ts;
query_string_forward_to ts;
--- error_log
"query_string_forward_to" directive is duplicate in site.conf:2



=== TEST 25: no keys
--- config
query_string_forward_only_keys;
--- error_log
invalid number of arguments in "query_string_forward_only_keys" directive in site.conf:1



=== TEST 26: an empty key among those to be forwarded
--- config
query_string_forward_only_keys md5 "";
--- error_log
"query_string_forward_only_keys" directive: a parameter's name is empty in site.conf:1



=== TEST 27: keys to be forwarded twice
--- config
query_string_forward_only_keys md5;
query_string_forward_only_keys expires;
--- error_log
"query_string_forward_only_keys" directive is duplicate in site.conf:2



=== TEST 28: no exceptions
--- config
query_string_forward_except_keys;
--- error_log
invalid number of arguments in "query_string_forward_except_keys" directive in site.conf:1



=== TEST 29: an empty key among the exceptions
--- config
query_string_forward_except_keys "";
--- error_log
"query_string_forward_except_keys" directive: a parameter's name is empty in site.conf:1



=== TEST 30: exceptions twice
--- config
query_string_forward_except_keys md5;
query_string_forward_except_keys md5;
--- error_log
"query_string_forward_except_keys" directive is duplicate in site.conf:2



=== TEST 31: no hosts
--- config
query_string_forward_hosts;
--- error_log
invalid number of arguments in "query_string_forward_hosts" directive in site.conf:1



=== TEST 32: all hosts and one
--- config
query_string_forward_hosts * cdn.example;
--- error_log
"query_string_forward_hosts" directive: "*" must stand alone in site.conf:1



=== TEST 33: a URL
--- config
query_string_forward_hosts keys.example https://cdn.example;
--- error_log
"query_string_forward_hosts" directive: invalid host "https://cdn.example", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 34: a host with a port
--- config
query_string_forward_hosts keys.example cdn.example:8443;
--- error_log
"query_string_forward_hosts" directive: invalid host "cdn.example:8443", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 35: a host with a path
--- config
query_string_forward_hosts keys.example cdn.example/vod;
--- error_log
"query_string_forward_hosts" directive: invalid host "cdn.example/vod", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 36: a host with a name and a password
--- config
query_string_forward_hosts keys.example user@cdn.example;
--- error_log
"query_string_forward_hosts" directive: invalid host "user@cdn.example", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 37: a dot in front
--- config
query_string_forward_hosts keys.example .cdn.example;
--- error_log
"query_string_forward_hosts" directive: invalid host ".cdn.example", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 38: a dot at the end
--- config
query_string_forward_hosts keys.example cdn.example.;
--- error_log
"query_string_forward_hosts" directive: invalid host "cdn.example.", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 39: two dots in a row
--- config
query_string_forward_hosts keys.example cdn..example;
--- error_log
"query_string_forward_hosts" directive: invalid host "cdn..example", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 40: a star within a name
--- config
query_string_forward_hosts keys.example a.*.example;
--- error_log
"query_string_forward_hosts" directive: invalid host "a.*.example", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 41: a star as a part of a label
--- config
query_string_forward_hosts keys.example *cdn.example;
--- error_log
"query_string_forward_hosts" directive: invalid host "*cdn.example", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 42: a star and a dot
--- config
query_string_forward_hosts keys.example *.;
--- error_log
"query_string_forward_hosts" directive: invalid host "*.", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 43: a regular expression
--- config
query_string_forward_hosts keys.example ~^cdn;
--- error_log
"query_string_forward_hosts" directive: invalid host "~^cdn", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 44: a variable
--- config
query_string_forward_hosts keys.example $host;
--- error_log
"query_string_forward_hosts" directive: invalid host "$host", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 45: an empty host
--- config
query_string_forward_hosts keys.example "";
--- error_log
"query_string_forward_hosts" directive: invalid host "", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 46: an IPv6 address without brackets
--- config
query_string_forward_hosts keys.example 2001:db8::1;
--- error_log
"query_string_forward_hosts" directive: invalid host "2001:db8::1", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 47: brackets round what is no IPv6 address
--- config
query_string_forward_hosts keys.example [2001:db8::g];
--- error_log
"query_string_forward_hosts" directive: invalid host "[2001:db8::g]", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 48: a host with other letters than those of ASCII
--- config
query_string_forward_hosts média.example;
--- error_log
"query_string_forward_hosts" directive: invalid host "m\xc3\xa9dia.example", it must be a name like "cdn.example.com", "*.example.com", or an address, without scheme, port and path in site.conf:1



=== TEST 49: hosts twice
--- config
query_string_forward_hosts a.example;
query_string_forward_hosts b.example;
--- error_log
"query_string_forward_hosts" directive is duplicate in site.conf:2



=== TEST 50: forwarding on a condition
--- config
location / {
    if ($arg_md5) {
        query_string_forward on;
    }
}
--- error_log
"query_string_forward" directive is not allowed here in site.conf:3



=== TEST 51: forwarding for some methods
--- config
location / {
    limit_except GET {
        query_string_forward_to ts;
    }
}
--- error_log
"query_string_forward_to" directive is not allowed here in site.conf:3
