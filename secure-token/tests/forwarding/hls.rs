//! Playlists: which lines and attributes are URLs. Also each kind of fault that users of other
//! modules and players have met.

use crate::support::{Request, check_lines};

#[test]
fn uri_lines() {
    check_lines(
        &Request::with_query("t=1"),
        &[
            ("a.ts^\n", "a URI line"),
            ("a.ts^", "without a line end"),
            ("a.ts^\r\nb.ts^\rc.ts^\n", "each of the line ends"),
            ("\r\n\n\r\r\na^\n", "empty lines"),
            (" \t a.ts^ \t\nb^ \r\n", "white space around"),
            ("a b  c.ts^\n", "white space within"),
            (" \t\n \n\t", "white space alone"),
            (" \t", "white space at the end"),
            ("# a\n #a\n\t# b\n#", "comments, wherever they begin"),
            ("a^#b\n", "`#` elsewhere begins no comment"),
            ("\"a\"^\n", "quotes mean nothing in a line"),
            ("URI=\"a\"^\n", "nor do attributes"),
            ("{\"a\":1}^\n", "whatever it is"),
            (
                "#EXT-X-ENDLIST\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n",
                "tags without attributes",
            ),
            ("a\u{c}\nb\u{b}c\n", "controls are no white space"),
            ("\u{feff}a\n", "a mark elsewhere than at the start is dropped by some"),
            ("#EXTINF:6,\na.ts^\n#EXTINF:6\nb.ts^\n#EXTINF:6,\n#EXT-X-GAP\nc.ts^", "segments"),
        ],
    );
}

#[test]
fn quoted_attributes() {
    check_lines(
        &Request::with_query("t=1"),
        &[
            ("#EXT-X-MEDIA:TYPE=AUDIO,URI=\"a.m3u8^\",NAME=\"b\"\n", "a rendition"),
            ("#EXT-X-I-FRAME-STREAM-INF:URI=\"a^\"\n", "trick play"),
            ("#EXT-X-IMAGE-STREAM-INF:URI=\"a^\"\n", "images"),
            (
                "#EXT-X-MAP:URI=\"a^\"\n#EXT-X-MAP:BYTERANGE=\"9@0\",URI=\"b^\"\n",
                "initialization sections",
            ),
            ("#EXT-X-KEY:METHOD=AES-128,URI=\"a^\"\n#EXT-X-SESSION-KEY:URI=\"b^\"\n", "keys"),
            ("#EXT-X-SESSION-DATA:DATA-ID=\"x\",URI=\"a.json^\"\n", "session data"),
            (
                "#EXT-X-PART:DURATION=1,URI=\"a^\"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"b^\"\n#EXT-X-RENDITION-REPORT:URI=\"c^\"\n",
                "low latency",
            ),
            (
                "#EXT-X-DATERANGE:ID=\"i\",X-ASSET-URI=\"a^\",X-ASSET-LIST=\"b^\",X-URI=\"c^\"\n",
                "interstitials",
            ),
            ("#EXT-X-CONTENT-STEERING:SERVER-URI=\"a^\"\n", "steering"),
            ("#EXT-X-NEW:A=1,URI=\"a^\"\n#EXTNEW:URI=\"b^\"\n", "tags not known yet"),
            ("#EXT-X-A: URI=\"a^\", \t URI=\"b^\"\n", "white space before a name"),
            ("#EXT-X-A:X=\"\",Y=,Z=a b,URI=\"a^\"", "empty values, and one with a space"),
            ("#EXT-X-A:x-lower=1,URI=\"a^\",", "names of other kinds, and a comma at the end"),
            (
                "#EXT-X-A:URI=\" https://other.test/a\",URI=\"\thttps://own.test/a^\"\n",
                "before an absolute URL too",
            ),
            ("#EXT-X-A:URI=\" a^ \"\r\n", "white space within the quotes"),
            ("#EXT-X-A:URI=\"a^\" \r\nb^", "white space after them"),
            ("#EXT-X-A:URI=\"a^\",URI=\"https://other.test/\",URI=\"b^\"\n", "each on its own"),
            ("#EXT-X-A:URI=\"a^#f\"\n", "a fragment"),
            ("#EXT-X-A:URI=\"\",X-URI=\" \",SERVER-URI=\"#f\"\n", "nothing to insert into"),
            (
                "#EXT-X-A:uri=\"a\",MY-URI=\"b\",XURI=\"c\",URIS=\"d\",URI-X=\"e\",LIST=\"f\",X-ASSET-LIST2=\"g\"\n",
                "names are exact",
            ),
            ("#EXT-X-A:A-NAME-THAT-IS-LONGER-URI=\"a\"\n", "however long"),
            ("#EXT-X-A:URI=a\n#EXT-X-A:URI='a'\n", "no double quotes"),
            ("#EXT-X-A:X=\"URI=\",Y=\",URI=\"\n", "what looks so within others"),
            ("#EXT-X-A:URI=\"a\n# \"\n#EXT-X-A:URI=\"a", "a quoted string without an end"),
            ("#EXT-X-A:URI=\"a\nb^\n", "the line ends all the same"),
            ("#EXT-X-A:X=\"a\"b,URI=\"c\"\n", "what follows a quote"),
            ("#EXT-X-A:X=a\"b\",URI=\"c\"\n", "a quote within a value"),
            (
                "#EXT-X-A:X,URI=\"a\"\n#EXT-X-A:,URI=\"a\"\n#EXT-X-A:=1,URI=\"a\"\n#EXT-X-A:X =1,URI=\"a\"\n#EXT-X-A:X Y=1,URI=\"a\"\n",
                "no attribute list",
            ),
            ("#EXT-X-A:URI=\"a^\"b,URI=\"c\"\n", "up to there it is one"),
            (
                "#EXT-X-A URI=\"a\"\n#EXT X:URI=\"a\"\n#EXT-X-A;URI=\"a\"\n",
                "no colon after the tag's name",
            ),
            ("#EXTINF:6,URI=\"a\"\n#EXTINF:URI=\"a\"\n", "EXTINF has a title"),
            ("#EXTINFO:URI=\"a^\"\n", "another tag"),
            (
                "#ext-x-map:URI=\"a\"\n#EX-MAP:URI=\"a\"\n# EXT-X-MAP:URI=\"a\"\n#:URI=\"a\"\n",
                "comments",
            ),
            (" #EXT-X-MAP:URI=\"a\"\n", "a tag begins the line"),
        ],
    );
}

#[test]
fn faults_that_others_have_met() {
    check_lines(
        &Request::default(),
        &[
            (
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"A\",URI=\"a.m3u8^\"\n#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"a\"\nv.m3u8^\n",
                "a query reaches nothing below a multivariant playlist by itself",
            ),
            (
                "#EXT-X-KEY:METHOD=AES-128,URI=\"k.key^\"\n#EXT-X-MAP:URI=\"i.mp4^\"\n#EXTINF:4,\n1.m4s^\n#EXTINF:4,\n2.m4s^\n",
                "nor below a media playlist",
            ),
            (
                "#EXT-X-MAP:URI=\"init.mp4^\",BYTERANGE=\"720@0\"\n#EXT-X-MAP:BYTERANGE=\"720@0\",URI=\"init.mp4^\"\n",
                "the initialization section was forgotten",
            ),
            (
                "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=9,CODECS=\"avc1.4d401f,mp4a\",URI=\"if.m3u8^\"\n",
                "trick play was forgotten, or a comma in quotes misled",
            ),
            (
                "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://drm?assetId=9\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI=\"data:text/plain;base64,QUJD\"\n",
                "identifiers of keys were destroyed",
            ),
            (
                "#EXT-X-KEY:METHOD=AES-128,URI=\"https://own.test/get_key/^\"\n",
                "a key server whose path ends in a slash was left out",
            ),
            ("playlist/214325?type=video~\nseg^\n", "URLs without an extension were passed by"),
            (
                "#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1,RESOLUTION=2x2,CODECS=\"jpeg\",URI=\"t.m3u8^\"\n#EXT-X-IMAGES-ONLY\n#EXTINF:6,\n#EXT-X-TILES:RESOLUTION=2x2,LAYOUT=2x2,DURATION=1\ntile1.jpg^\n",
                "thumbnails were refused",
            ),
            (
                "x.m3u8&h_UA=V/2^\nx.m3u8|User-Agent=V^\n",
                "what IPTV lists append is not quite a query",
            ),
            (
                "t.ts?start=0&end=9&md5=T&expires=9\nu.ts?start=0&end=9~\n",
                "what another module has added is not added again",
            ),
            (
                "#EXT-X-KEY:METHOD=AES-128,URI=\"https://keys.test/k.key\"\n",
                "a key on another host of the same owner needs a word",
            ),
            (
                "#EXT-X-DATERANGE:ID=\"a\",CLASS=\"com.apple.hls.interstitial\",X-ASSET-LIST=\"https://ads.test/l.json\"\n#EXT-X-DATERANGE:ID=\"b\",CLASS=\"com.apple.hls.interstitial\",X-ASSET-LIST=\"/l.json^\"\n",
                "tokens were sent to advertisers",
            ),
            (
                "https://own.test@ads.test/a\nhttps://own.test.ads.test/a\nhttps://own.test./a\n/\\ads.test/a\n//ads.test/a\nHTTPS://OWN.TEST/a^\nhttps://own.test:8443/a^\n",
                "hosts that look like the own one",
            ),
        ],
    );
}
