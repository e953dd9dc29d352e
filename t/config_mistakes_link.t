# Mistakes in how a link is read, and a wrong one answered: nginx does not start, and says what is
# wrong and where.
#
# Each block is one mistake.

use Test::Nginx::Socket 'no_plan';
use Test::SiteConf;

no_root_location();
no_shuffle();
blocks_are_mistakes();
run_tests();

__DATA__

=== TEST 1: one parameter for both
--- config
secure_token_args token token;
--- error_log
"secure_token_args" directive: the names of token and expires are equal: "token" in site.conf:1



=== TEST 2: names that differ in case alone
--- config
secure_token_args token TOKEN;
--- error_log
"secure_token_args" directive: the names of token and expires are equal: "token" in site.conf:1



=== TEST 3: an empty name
--- config
secure_token_args token "";
--- error_log
"secure_token_args" directive: a parameter's name is empty in site.conf:1



=== TEST 4: a name that no parameter can have
--- config
secure_token_args "to&ken" expires;
--- error_log
"secure_token_args" directive: invalid parameter name "to&ken", it must consist of letters, digits, "-", ".", "_" and "~" in site.conf:1



=== TEST 5: one name
--- config
secure_token_args token;
--- error_log
invalid number of arguments in "secure_token_args" directive in site.conf:1



=== TEST 6: names twice
--- config
secure_token_args token expires;
secure_token_args token expires;
--- error_log
"secure_token_args" directive is duplicate in site.conf:2



=== TEST 7: a strip that is neither on nor off
--- config
secure_token_strip yes;
--- error_log
"secure_token_strip" directive: invalid value "yes", it must be "on" or "off" in site.conf:1



=== TEST 8: the strip twice
--- config
secure_token_strip off;
secure_token_strip on;
--- error_log
"secure_token_strip" directive is duplicate in site.conf:2



=== TEST 9: no strip
--- config
secure_token_strip;
--- error_log
invalid number of arguments in "secure_token_strip" directive in site.conf:1



=== TEST 10: a status that refuses nothing
--- config
secure_token_status invalid=200;
--- error_log
"secure_token_status" directive: invalid status in "invalid=200", it must be between 400 and 599 in site.conf:1



=== TEST 11: a status below the range
--- config
secure_token_status expired=399;
--- error_log
"secure_token_status" directive: invalid status in "expired=399", it must be between 400 and 599 in site.conf:1



=== TEST 12: a status above the range
--- config
secure_token_status invalid=404 expired=600;
--- error_log
"secure_token_status" directive: invalid status in "expired=600", it must be between 400 and 599 in site.conf:1



=== TEST 13: a status that is no number
--- config
secure_token_status invalid=+403;
--- error_log
"secure_token_status" directive: invalid status in "invalid=+403", it must be between 400 and 599 in site.conf:1



=== TEST 14: an empty status
--- config
secure_token_status invalid=;
--- error_log
"secure_token_status" directive: invalid status in "invalid=", it must be between 400 and 599 in site.conf:1



=== TEST 15: a status of nothing
--- config
secure_token_status 403;
--- error_log
"secure_token_status" directive: invalid parameter "403", it must be "invalid=CODE" or "expired=CODE" in site.conf:1



=== TEST 16: a status twice
--- config
secure_token_status invalid=403 invalid=404;
--- error_log
"secure_token_status" directive: duplicate parameter "invalid=404" in site.conf:1



=== TEST 17: three statuses
--- config
secure_token_status invalid=403 expired=410 missing=404;
--- error_log
invalid number of arguments in "secure_token_status" directive in site.conf:1



=== TEST 18: statuses twice
--- config
secure_token_status invalid=403;
secure_token_status expired=410;
--- error_log
"secure_token_status" directive is duplicate in site.conf:2



=== TEST 19: a leeway that is no time
--- config
secure_token_leeway soon;
--- error_log
"secure_token_leeway" directive: invalid value "soon", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 20: a leeway of less than nothing
--- config
secure_token_leeway -5s;
--- error_log
"secure_token_leeway" directive: invalid value "-5s", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 21: a leeway in parts of a second
--- config
secure_token_leeway 500ms;
--- error_log
"secure_token_leeway" directive: invalid value "500ms", it must be a time such as "30s" or "1h" in site.conf:1



=== TEST 22: the leeway twice
--- config
secure_token_leeway 1s;
secure_token_leeway 1s;
--- error_log
"secure_token_leeway" directive is duplicate in site.conf:2



=== TEST 23: a lifetime that is no time
--- config
secure_token_max_lifetime 1h30x;
--- error_log
"secure_token_max_lifetime" directive: invalid value "1h30x", it must be "off" or a time such as "30s" or "1h" in site.conf:1



=== TEST 24: an empty lifetime
--- config
secure_token_max_lifetime "";
--- error_log
"secure_token_max_lifetime" directive: invalid value "", it must be "off" or a time such as "30s" or "1h" in site.conf:1



=== TEST 25: a lifetime longer than any clock
--- config
secure_token_max_lifetime 99999999999999999999y;
--- error_log
"secure_token_max_lifetime" directive: invalid value "99999999999999999999y", it must be "off" or a time such as "30s" or "1h" in site.conf:1



=== TEST 26: the lifetime twice
--- config
secure_token_max_lifetime 1h;
secure_token_max_lifetime 2h;
--- error_log
"secure_token_max_lifetime" directive is duplicate in site.conf:2



=== TEST 27: a dry run that is neither on nor off
--- config
secure_token_dry_run yes;
--- error_log
"secure_token_dry_run" directive: invalid value "yes", it must be "on" or "off" in site.conf:1



=== TEST 28: the dry run twice
--- config
secure_token_dry_run on;
secure_token_dry_run on;
--- error_log
"secure_token_dry_run" directive is duplicate in site.conf:2



=== TEST 29: a level that does not exist here
--- config
secure_token_log_level debug;
--- error_log
"secure_token_log_level" directive: invalid value "debug", it must be "info", "notice", "warn" or "error" in site.conf:1



=== TEST 30: the level twice
--- config
secure_token_log_level info;
secure_token_log_level info;
--- error_log
"secure_token_log_level" directive is duplicate in site.conf:2
