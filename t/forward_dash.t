# DASH through nginx: MPDs, patches, and URLs that may lead elsewhere.

use Test::Nginx::Socket 'no_plan';

no_root_location();
no_shuffle();
run_tests();

__DATA__

=== TEST 1: an MPD, a patch and a remote element get the parameters where they belong
--- config
query_string_forward on;
location / { default_type application/dash+xml; }
--- user_files
>>> a.mpd
<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Location>/v/a.mpd</Location>
<Period><AdaptationSet><SegmentTemplate media="$Number$.m4s?x=1" initialization='i.mp4'/>
<Representation id="v"/></AdaptationSet></Period></MPD>
>>> a.mpp
<Patch xmlns="urn:mpeg:dash:schema:mpd-patch:2020"><replace sel="/MPD/PatchLocation[1]">n.mpp</replace></Patch>
>>> period.mpd
<Period xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>v.mp4</BaseURL></Period>
>>> smooth.mpd
<SmoothStreamingMedia><StreamIndex Url="Q({bitrate})/F(video={start time})"/></SmoothStreamingMedia>
--- request eval
[map { "GET /$_?md5=T&expires=9" } qw(a.mpd a.mpp period.mpd smooth.mpd)]
--- response_body eval
[
    '<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Location>/v/a.mpd?md5=T&amp;expires=9</Location>
<Period><AdaptationSet><SegmentTemplate media="$Number$.m4s?x=1&amp;md5=T&amp;expires=9" initialization=\'i.mp4?md5=T&amp;expires=9\'/>
<Representation id="v"/></AdaptationSet></Period></MPD>
',
    '<Patch xmlns="urn:mpeg:dash:schema:mpd-patch:2020"><replace sel="/MPD/PatchLocation[1]">n.mpp?md5=T&amp;expires=9</replace></Patch>
',
    '<Period xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>v.mp4?md5=T&amp;expires=9</BaseURL></Period>
',
    '<SmoothStreamingMedia><StreamIndex Url="Q({bitrate})/F(video={start time})"/></SmoothStreamingMedia>
',
]
--- no_error_log
[error]



=== TEST 2: a template that a later base URL takes to another host is left alone, and the log says why
--- config
query_string_forward on;
location / { }
--- user_files
>>> a.mpd
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet><SegmentTemplate media="$Number$.m4s"/><Representation id="v"><BaseURL>https://ads.example/a/</BaseURL></Representation></AdaptationSet></Period></MPD>
--- request
GET /a.mpd?t=1
--- response_body_like eval
qr/media="\$Number\$\.m4s"/
--- error_log
relative URLs that may lead to "ads.example": "query_string_forward_hosts" may allow it



=== TEST 3: with that host listed it gets them
--- config
query_string_forward on;
query_string_forward_hosts ads.example;
location / { }
--- user_files
>>> a.mpd
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet><SegmentTemplate media="$Number$.m4s"/><Representation id="v"><BaseURL>https://ads.example/a/</BaseURL></Representation></AdaptationSet></Period></MPD>
--- request
GET /a.mpd?t=1
--- response_body_like eval
qr/media="\$Number\$\.m4s\?t=1"/
--- no_error_log
may lead to



=== TEST 4: the result does not depend on where the answer is cut
--- config
query_string_forward on;
proxy_buffering off;
location / { proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1; }
--- tcp_listen: $TEST_NGINX_RAND_PORT_1
--- tcp_reply eval
my $mpd = '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><!-- a --><Period><AdaptationSet><SegmentTemplate media="$Time$.m4s"/>'
    . '<Representation id="v"/></AdaptationSet></Period></MPD>';
[split //, "HTTP/1.1 200 OK\r\nContent-Length: " . length($mpd) . "\r\n\r\n$mpd"]
--- request
GET /a.mpd?t=1
--- response_body chomp
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><!-- a --><Period><AdaptationSet><SegmentTemplate media="$Time$.m4s?t=1"/><Representation id="v"/></AdaptationSet></Period></MPD>
