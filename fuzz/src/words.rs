//! Bytes as text in which one byte may stand for a whole word: a few random bytes are then a
//! document with much in it that means something, and a real document stands for itself.

/// What is in playlists.
pub const HLS: &[&str] = &[
    "\n#EXTINF:6,\n",
    "\n#EXT-X-MAP:URI=\"",
    "\n#EXT-X-KEY:METHOD=AES-128,URI=\"",
    "\n#EXT-X-MEDIA:TYPE=AUDIO,URI=\"",
    "\n#EXT-X-DATERANGE:ID=\"",
    "\n#EXT-X-CONTENT-STEERING:SERVER-URI=\"",
    "\n#EXT-X-DEFINE:NAME=\"p\",VALUE=\"",
    "\n#EXT-X-DEFINE:NAME=\"q\",VALUE=\"",
    "\n#EXT-X-DEFINE:IMPORT=\"q\"\n",
    "\n#EXT-X-DEFINE:QUERYPARAM=\"p\"\n",
    "\n#EXT",
    "\n# ",
    "\n ",
    "\r\n",
    "\"\n",
    "\",URI=\"",
    "\",X-ASSET-LIST=\"",
    ",VALUE=\"",
    "{$p}",
    "{$q}",
    "{$other}",
    "{$",
    "%7B$p%7D",
    "https://own.test",
    "http://own.test/",
    "https://x.cdn.test/",
    "https://evil.test/",
    "\nhttps://evil.test/",
    "//evil.test/",
    "/\\evil.test/",
    "own.test",
    ".evil.test",
    "@evil.test",
    "https:",
    "HTTPS://",
    "data:",
    ":443",
    "a.ts",
    "b.m3u8",
    "v/",
    "../",
    "?a=1",
    "&a=1",
    "?~token=1",
    "a%3D",
    "$Number$",
    "\u{feff}",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{e9}",
];

/// What is in MPDs and MPD patches.
pub const DASH: &[&str] = &[
    "<MPD>",
    "</MPD>",
    "<Patch>",
    "</Patch>",
    "<Period>",
    "</Period>",
    "<Period l:href=\"",
    "<AdaptationSet>",
    "</AdaptationSet>",
    "<Representation>",
    "</Representation>",
    "<Representation/>",
    "<d:Representation>",
    "<BaseURL>",
    "</BaseURL>",
    "<BaseURL/>",
    "<BaseURL>https://evil.test/</BaseURL>",
    "<BaseURL>https://own.test/d/</BaseURL>",
    "<Location>",
    "</Location>",
    "<PatchLocation>",
    "</PatchLocation>",
    "<SegmentTemplate media=\"",
    "<SegmentTemplate index='",
    "<SegmentTemplate media=\"a\" initialization=\"b\"/>",
    "<SegmentBase><Initialization sourceURL=\"",
    "</SegmentBase>",
    "<SegmentList>",
    "</SegmentList>",
    "<SegmentURL media=\"a\"/>\n",
    "<SegmentURL media=\"",
    "<SegmentTimeline>",
    "</SegmentTimeline>",
    "<S d=\"1\"/>",
    "<EventStream>",
    "</EventStream>",
    "<Event>",
    "</Event>",
    "<replace sel=\"/MPD/BaseURL/text()\">",
    "</replace>",
    "<add sel=\"",
    "/SegmentTemplate\" type=\"@media\">",
    "</add>",
    "<x>",
    "</x>",
    "<x ",
    "\" index=\"",
    "\"/>",
    "'/>",
    "\">",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?x ",
    "?>",
    "<!DOCTYPE MPD [",
    "<!ENTITY b \"",
    "]>",
    "&b;",
    "&amp;",
    "&#63;",
    "&#x2f;",
    "&#9;",
    " xmlns=\"urn:x\"",
    " xmlns:d=\"urn:mpeg:dash:schema:mpd:2011\"",
    "https://own.test/",
    "https://x.cdn.test/",
    "https://evil.test/",
    "//evil.test/",
    "https:",
    "/\\evil.test/",
    "$Number$",
    "a.m4s",
    "v/",
    "../",
    "?a=1",
    "&amp;a=1",
    "\u{feff}",
    "\u{e9}",
];

/// What is in queries of links.
pub const QUERY: &[&str] = &[
    "md5=",
    "Md5=",
    "md5",
    "expires=",
    "expires=1893456000",
    "&",
    "&&",
    "a=1",
    "a=2",
    "x=",
    "&x=#",
    "&x=/..",
    "&x=\"",
    "&expire=",
    "&expire=99999999",
    "client_ip=203.0.113.4",
    "&a",
    "p=//evil.test/",
    "zz",
    "_HLS_msn=3",
    "CMCD=x",
    "%3D",
    "%26",
    "&amp;",
    "https://",
    "\u{e9}",
];

/// What is in paths and in the strings of policies.
pub const PATH: &[&str] = &[
    "/",
    "//",
    "/../",
    "/./",
    "films/",
    "/films/",
    "/films/a",
    "/films",
    "coffee_run",
    "master.m3u8",
    "%2F",
    "%2e",
    "%25",
    "%00",
    "%0a",
    "?",
    "#",
    "@evil.test",
    "https://",
    "\\",
    "\"",
    "$secure_token_path",
    "$secure_token_id",
    "$secure_token_expires",
    "$secure_token_ip",
    "$secure_token_key",
    "$host",
    "1893456000",
    "AAAAAAAAAAAAAAAAAAAAAA",
    "\u{e9}",
];

/// A byte after which the next one stands for itself.
const LITERAL: u8 = 0xff;

/// A byte after which the next one says how long a run is of what means nothing.
const RUN: u8 = 0xfe;

/// Reads bytes as text: those of ASCII are themselves, the others words.
pub fn text(bytes: &[u8], words: &[&str]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut bytes = bytes.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            ..0x80 => text.push(byte),
            LITERAL => text.extend(bytes.next()),
            RUN => {
                let length = 1 << (bytes.next().unwrap_or(0) % 16);
                text.extend(std::iter::repeat_n(b'x', length));
            }
            _ => text.extend_from_slice(words[usize::from(byte - 0x80) % words.len()].as_bytes()),
        }
    }
    text
}

/// Elements of MPDs that have others in them.
const OUTER: [&str; 9] = [
    "Period",
    "AdaptationSet",
    "AdaptationSet",
    "Representation",
    "Representation",
    "EventStream",
    "SegmentList",
    "SegmentBase",
    "x",
];

/// Elements with a URL in them.
const INNER: [&str; 9] = [
    "<BaseURL>^</BaseURL>",
    "<BaseURL><![CDATA[^]]></BaseURL>",
    "<Location>^</Location>",
    "<PatchLocation ttl='1'>^<!-- --></PatchLocation>",
    "<SegmentTemplate media=\"^\" index='a'/>",
    "<SegmentURL media=\"^\"/>",
    "<Initialization sourceURL=\"^\"/>",
    "<Event><ReplacePresentation uri='^'/></Event>",
    "<Period l:href=\"^\"/>",
];

const URLS: [&str; 20] = [
    "a",
    "d/",
    "../",
    "",
    "?x=1",
    "#f",
    "$Number$.m4s",
    "https://own.test/d/",
    "https://x.cdn.test",
    "//x.cdn.test/",
    "https://evil.test/",
    "https://evil.test",
    "//evil.test/a",
    "https:a",
    "https:/evil.test/",
    "/\\evil.test/",
    "&#47;/evil.test/",
    " //evil.test/ ",
    "&b;",
    "data:,a",
];

/// How deep elements stand in each other: far deeper ones are not understood, and no MPD has them.
const DEEPEST: usize = 12;

/// Reads bytes as elements of an MPD, which all end: most of what [`text`] gives is no XML.
pub fn elements(bytes: &[u8]) -> String {
    let (mut text, mut open) = (String::new(), Vec::new());
    let mut bytes = bytes.iter().map(|byte| usize::from(*byte));
    while let Some(byte) = bytes.next() {
        match byte % 4 {
            0 if open.len() < DEEPEST => {
                let name = OUTER[byte / 4 % OUTER.len()];
                text += &format!("<{name}>");
                open.push(name);
            }
            0 | 1 => text += &open.pop().map(|name| format!("</{name}>")).unwrap_or_default(),
            _ => {
                let url = URLS[bytes.next().unwrap_or(0) % URLS.len()];
                text += &INNER[byte / 4 % INNER.len()].replace('^', url);
            }
        }
    }
    open.iter().rev().for_each(|name| text += &format!("</{name}>"));
    text
}

/// Bytes as a message shows them.
pub fn shown(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}
