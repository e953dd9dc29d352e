//! A body in a content coding gives the same text however it is cut and taken, no more of it than is
//! allowed, and what an encoder has made gives what it was made of.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use secure_token::coding::Coding;
use secure_token_fuzz::encoding::{LONG, decode, encode};
use secure_token_fuzz::words::{HLS, text};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    coding: u8,
    /// The encoder's.
    setting: u16,
    slice: u16,
    room: u16,
    /// How often what was encoded is repeated.
    times: u8,
    /// Which bytes of what was encoded are changed, and how.
    damage: [(u16, u8); 2],
    body: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let coding = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd]
        [usize::from(input.coding) % 4];
    let (slice, room) = (usize::from(input.slice).max(1), usize::from(input.room).max(1));
    let same = |body: &[u8]| {
        let whole = decode(coding, [body], LONG);
        if whole.as_ref().is_ok_and(|text| text.len() < LONG) {
            assert_eq!(decode(coding, body.chunks(slice), room), whole);
        } else if let Err(error) = whole {
            assert_eq!(decode(coding, body.chunks(slice), room), Err(error));
        }
        whole
    };
    let _ = same(input.body);

    // Members of gzip and frames of zstd may follow each other; runs and many of them are a bomb.
    let plain = text(input.body, HLS);
    let times = match coding {
        Coding::Gzip | Coding::Zstd if input.setting.is_multiple_of(128) => {
            usize::from(input.times).max(1)
        }
        _ => 1,
    };
    let mut body = encode(coding, &plain, input.setting).repeat(times);
    let decoded = same(&body);
    assert!(plain.len() * times >= LONG || decoded == Ok(plain.repeat(times)), "{body:?}");
    for (at, by) in input.damage {
        let length = body.len();
        body[usize::from(at) % length] ^= by;
    }
    let _ = same(&body);
});
