//! A playlist comes out the same however it is cut and taken, is itself but for what was inserted,
//! and no URL with a token leads to a foreign host.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secure_token_fuzz::forwarding::{Forwarding, TOKEN, contains};
use secure_token_fuzz::hls::leaks;
use secure_token_fuzz::words::{HLS, text};

/// What playlists begin with.
const STARTS: [&str; 3] = ["#EXTM3U\n", "\u{feff}#EXTM3U\r\n", "\n #EXTM3U\r"];

fuzz_target!(|request: Forwarding<'_>| {
    let start = STARTS[usize::from(request.start) % STARTS.len()];
    let playlist = [start.as_bytes(), &text(request.document, HLS)].concat();
    request.check(&playlist, &[b"?", b"&"]);
    if request.allows_all() || contains(&playlist, TOKEN.as_bytes()) {
        return;
    }
    let out = request.rewrite_marked(&playlist);
    let leaks = leaks(&request, &String::from_utf8_lossy(&out));
    assert!(leaks.is_empty(), "{leaks:?} in {}", out.escape_ascii());
});
