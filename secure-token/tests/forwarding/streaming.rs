//! Bodies of any size in bounded memory: long URLs, full sinks, what is written when.

use secure_token::manifest::hls::Scanner;
use secure_token::manifest::{MAX_URL_LEN, OutOfMemory, Sink};

use crate::support::{Patience, Request, text};

#[test]
fn a_long_url_goes_through_as_it_is() {
    let request = Request::with_query("t=1");
    for (length, mark) in [(MAX_URL_LEN - 1, "?t=1"), (MAX_URL_LEN, "?t=1"), (MAX_URL_LEN + 1, "")]
    {
        let url = "u".repeat(length);
        for (before, after) in [
            ("", "\nb^\n"),
            ("", ""),
            ("#EXT-X-MAP:URI=\"", "\",X-URI=\"b^\"\nc^\n"),
            ("#EXT-X-MAP:URI=\"", "\nc^\n"),
            ("#EXT-X-MAP:URI=\"", ""),
        ] {
            let is_whole = before.is_empty() || after.starts_with('"');
            let body = |mark: &str, other: &str| {
                format!("#EXTM3U\n  {before}{url}{mark}{after}").replace('^', other)
            };
            let body = |mark: &str, other: &str| body(mark, other).replace("  #", "#");
            let input = body("", "");
            let expected = body(if is_whole { mark } else { "" }, "?t=1");
            for size in [1, 1000, MAX_URL_LEN, usize::MAX] {
                for patience in [Patience::Endless, Patience::OnePut] {
                    let out = request.rewrite(input.as_bytes().chunks(size), patience);
                    assert!(
                        text(&out) == expected,
                        "{length} bytes after {before:?}, cut to {size}"
                    );
                }
            }
        }
    }
}

/// A sink that is full from `limit` bytes on.
struct Limited {
    taken: Vec<u8>,
    limit: usize,
}

impl Sink for Limited {
    type Error = OutOfMemory;

    fn put(&mut self, bytes: &[u8]) -> Result<(), OutOfMemory> {
        self.taken.put(bytes)
    }

    fn is_full(&self) -> bool {
        self.taken.len() >= self.limit
    }
}

#[test]
fn a_full_sink_is_given_no_more_than_a_bounded_piece() {
    let value = "v".repeat(4000);
    let request = Request::with_query(&format!("t={value}"));
    let params = request.params();
    let cx = request.context(&params);
    let bodies = [
        "a\n".repeat(50_000),
        "# comment\n".repeat(50_000),
        "#".repeat(500_000),
        "#EXT-X-MAP:URI=\"a\"\n".repeat(10_000),
        format!("{}\n", "u".repeat(16_000)).repeat(30),
        "\n".repeat(500_000),
    ];
    for body in bodies {
        let mut scanner = Scanner::new();
        let mut sink = Limited { taken: Vec::new(), limit: 10_000 };
        let mut rest = body.as_bytes();
        while !rest.is_empty() {
            let read = scanner.feed(&cx, rest, &mut sink).unwrap();
            assert!(read > 0, "an empty sink takes something");
            let most = 10_000 + 2 * MAX_URL_LEN + value.len() + 3;
            assert!(sink.taken.len() <= most, "{} bytes", sink.taken.len());
            rest = &rest[read..];
            if sink.is_full() {
                assert_eq!(
                    scanner.feed(&cx, rest, &mut sink).unwrap(),
                    0,
                    "a full sink takes nothing"
                );
            }
            sink.taken.clear();
        }
    }
}

#[test]
fn what_can_be_written_is_written() {
    let request = Request::with_query("t=1");
    let params = request.params();
    let cx = request.context(&params);
    let rows = [
        ("#EXTM3U\n#EXT-X-KEY:METHOD=AES", "#EXTM3U\n#EXT-X-KEY:METHOD=AES", "a tag"),
        ("#EXTM3U\n#EXT-X-MAP:URI=\"a", "#EXTM3U\n#EXT-X-MAP:URI=\"", "a tag with a URL"),
        (
            "#EXTM3U\n#EXT-X-MAP:X-URI=\"a\",BYTE",
            "#EXTM3U\n#EXT-X-MAP:X-URI=\"a?t=1\",BYTE",
            "a tag after its URL",
        ),
        ("#EXTM3U\n  a", "#EXTM3U\n  ", "a URI line"),
        ("#EXTM3U\na\n", "#EXTM3U\na?t=1\n", "a URI line with its end"),
        ("#EXTM3U\na\r", "#EXTM3U\na?t=1\r", "half of its end"),
        ("#EXTM3U\n# comm", "#EXTM3U\n# comm", "a comment"),
        ("\u{feff}#EXTM3U", "\u{feff}#EXTM3U", "the header"),
    ];
    for (input, expected, why) in rows {
        let (mut scanner, mut out) = (Scanner::new(), Vec::new());
        assert_eq!(scanner.feed(&cx, input.as_bytes(), &mut out).unwrap(), input.len());
        assert_eq!(text(&out), expected, "{why}");
    }
}

#[test]
fn a_mark_is_known_only_at_the_start() {
    let request = Request::with_query("t=1");
    let rows: [(&[u8], &[u8], &str); 5] = [
        (b"\xef\xbb\xbf#EXTM3U\na", b"\xef\xbb\xbf#EXTM3U\na?t=1", "a mark and the header"),
        (b"\xef\xbb\xbfa", b"\xef\xbb\xbfa?t=1", "a mark and a URI line"),
        (b"\xef\xbb\xbf\n\xef\xbb\xbfa", b"\xef\xbb\xbf\n\xef\xbb\xbfa", "a second mark"),
        (b"\xef\xbba\nb", b"\xef\xbba\nb?t=1", "half a mark"),
        (b"\xef\nb", b"\xef\nb?t=1", "a third of one"),
    ];
    let params = request.params();
    let cx = request.context(&params);
    for (input, expected, why) in rows {
        for cut in 0..input.len() {
            let (mut scanner, mut out) = (Scanner::new(), Vec::new());
            scanner.feed(&cx, &input[..cut], &mut out).unwrap();
            scanner.feed(&cx, &input[cut..], &mut out).unwrap();
            assert!(scanner.finish(&cx, &mut out).unwrap());
            assert_eq!(text(&out), text(expected), "{why}, cut at {cut}");
        }
    }
}
