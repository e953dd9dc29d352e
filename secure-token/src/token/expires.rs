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
    let mut time = 0;
    for &byte in text {
        let digit = u64::from(byte).wrapping_sub(u64::from(b'0'));
        if digit > 9 {
            return None;
        }
        time = time * 10 + digit;
    }
    Some(time)
}

/// Writes a time in seconds since 1970 the way a link does. Past [`MAX_EXPIRES`] the text is one
/// that no check accepts.
pub fn expires_text(time: u64) -> ExpiresText {
    let mut text = ExpiresText::EMPTY;
    // 20 bytes hold every u64.
    let _ = text.push_decimal(time);
    text
}
