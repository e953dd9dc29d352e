//! `expires`: a Unix time in seconds, 1 to 12 ASCII digits and nothing else.

use super::Inline;

/// The last time that a link can name: 12 digits. Thirteen are milliseconds in every link of our
/// days, and a link that is good for 60,000 years is a mistake.
pub const MAX_EXPIRES: u64 = 999_999_999_999;

const MAX_DIGITS: usize = 12;

/// A time as a link writes it, made by [`expires_text`].
pub type ExpiresText = Inline<20>;

/// Reads a link's `expires`, in seconds since 1970; `None` where it is not 1 to 12 digits.
pub fn parse_expires(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > MAX_DIGITS {
        return None;
    }
    // Times of our days have ten digits.
    let (mut time, rest) = match text.split_first_chunk() {
        Some((eight, rest)) => (eight_digits(*eight)?, rest),
        None => (0, text),
    };
    for &byte in rest {
        let digit = u64::from(byte).wrapping_sub(u64::from(b'0'));
        if digit > 9 {
            return None;
        }
        time = time * 10 + digit;
    }
    Some(time)
}

/// Reads eight digits side by side in one word; the first of them is in its lowest byte.
fn eight_digits(text: [u8; 8]) -> Option<u64> {
    let digits = u64::from_le_bytes(text) ^ u64::from_le_bytes([b'0'; 8]);
    // What is more than 9 sets the highest bit of its byte, with or without the sum.
    if (digits | digits.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let twos = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos * 100 + (twos >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) & 0xffff_ffff)
}

/// Writes a time in seconds since 1970 the way a link does. Past [`MAX_EXPIRES`] the text is one
/// that no check accepts.
pub fn expires_text(time: u64) -> ExpiresText {
    let mut text = ExpiresText::EMPTY;
    // 20 bytes hold every u64.
    let _ = text.push(itoa::Buffer::new().format(time).as_bytes());
    text
}
