//! Searches in short texts, sixteen bytes at a time.
//!
//! Most lines, names and URLs of a playlist end before a search that is made for long texts has
//! begun. Here a block is looked at with vector instructions where there are any, and what is
//! searched for is said once, for blocks and for the bytes that are left at the end. Each search
//! gives the length of the text before the first byte that it is for: all of it, if there is none.

use wide::u8x16;

/// How many bytes are looked at together.
const BLOCK: usize = 16;

/// The length of `text` before the first byte that `marks` marks in a block, by all of its bits.
#[inline(always)]
fn len_before(text: &[u8], marks: impl Fn(u8x16) -> u8x16) -> usize {
    let places = |block: &[u8; BLOCK]| marks(u8x16::new(*block)).to_bitmask();
    // What is searched for mostly stands in the first two blocks.
    if let Some(blocks) = text.first_chunk::<{ 2 * BLOCK }>()
        && let (Some(first), Some(second)) = (blocks.first_chunk(), blocks.last_chunk())
    {
        let found = places(first);
        if found != 0 {
            return found.trailing_zeros() as usize;
        }
        let found = places(second);
        if found != 0 {
            return BLOCK + found.trailing_zeros() as usize;
        }
    }
    len_before_far(text, marks)
}

/// `len_before` in texts of any length.
#[inline(never)]
fn len_before_far(text: &[u8], marks: impl Fn(u8x16) -> u8x16) -> usize {
    let mut rest = text;
    while let Some((block, after)) = rest.split_first_chunk::<BLOCK>() {
        let found = marks(u8x16::new(*block)).to_bitmask();
        if found != 0 {
            return text.len() - rest.len() + found.trailing_zeros() as usize;
        }
        rest = after;
    }
    let mut block = [0; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    let found = marks(u8x16::new(block)).to_bitmask().trailing_zeros() as usize;
    text.len() - rest.len() + found.min(rest.len())
}

#[inline(always)]
fn each(block: u8x16, byte: u8) -> u8x16 {
    block.simd_eq(u8x16::splat(byte))
}

#[inline(always)]
fn each_within(block: u8x16, first: u8, last: u8) -> u8x16 {
    let moved = block - u8x16::splat(first);
    moved.min(u8x16::splat(last - first)).simd_eq(moved)
}

/// Before a byte that is not from `%` to `z`, or is one of `:;<=>?` and `\`. Most paths consist of
/// others.
#[inline]
pub(super) fn before_unusual(text: &[u8]) -> usize {
    len_before(text, |block| {
        !each_within(block, b'%', b'z') | each_within(block, b':', b'?') | each(block, b'\\')
    })
}

/// Before a line end: LF or CR.
#[inline]
pub(super) fn before_line_end(text: &[u8]) -> usize {
    len_before(text, |block| each(block, b'\n') | each(block, b'\r'))
}

/// Before `"`, or a line end.
#[inline]
pub(super) fn before_quote(text: &[u8]) -> usize {
    len_before(text, each_quote)
}

#[inline(always)]
fn each_quote(block: u8x16) -> u8x16 {
    each(block, b'"') | each(block, b'\n') | each(block, b'\r')
}

/// Gives the offset of each `"` and of each line end in `text` to `visit`, until that gives
/// something.
#[inline]
pub(super) fn visit_quotes<R>(text: &[u8], mut visit: impl FnMut(usize) -> Option<R>) -> Option<R> {
    let (mut at, mut rest) = (0, text);
    loop {
        let mut block = [0; BLOCK];
        let after = match rest.split_first_chunk::<BLOCK>() {
            Some((whole, after)) => {
                block = *whole;
                after
            }
            None => {
                block[..rest.len()].copy_from_slice(rest);
                &[]
            }
        };
        let mut places = each_quote(u8x16::new(block)).to_bitmask();
        while places != 0 {
            let found = visit(at + places.trailing_zeros() as usize);
            if found.is_some() {
                return found;
            }
            places &= places - 1;
        }
        if after.is_empty() {
            return None;
        }
        (at, rest) = (at + BLOCK, after);
    }
}

/// Before `,` or `"`, or a line end.
#[inline]
pub(super) fn before_comma(text: &[u8]) -> usize {
    len_before(text, |block| {
        each(block, b',') | each(block, b'"') | each(block, b'\n') | each(block, b'\r')
    })
}

/// Before a byte that no name of a tag or an attribute has: `:`, `=`, and all up to `,`, among
/// which are white space, quotes and line ends.
#[inline]
pub(super) fn before_name_end(text: &[u8]) -> usize {
    len_before(text, |block| each_within(block, 0, b',') | each(block, b':') | each(block, b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A search, and the bytes that it is for.
    type Row = (fn(&[u8]) -> usize, fn(u8) -> bool);

    #[test]
    fn a_search_finds_each_byte_that_it_is_for_and_no_other() {
        let rows: [Row; 5] = [
            (before_unusual, |byte| {
                !(b'%'..=b'z').contains(&byte) || (b':'..=b'?').contains(&byte) || byte == b'\\'
            }),
            (before_line_end, |byte| b"\n\r".contains(&byte)),
            (before_quote, |byte| b"\"\n\r".contains(&byte)),
            (before_comma, |byte| b",\"\n\r".contains(&byte)),
            (before_name_end, |byte| byte <= b',' || b":=".contains(&byte)),
        ];
        for (number, (search, is_found)) in rows.into_iter().enumerate() {
            for length in [0, 1, BLOCK, 2 * BLOCK - 1, 2 * BLOCK, 3 * BLOCK + 1] {
                let mut text = vec![b'a'; length];
                assert_eq!(search(&text), length, "search {number}, none in {length}");
                for at in 0..length {
                    for byte in 0..=u8::MAX {
                        text[at] = byte;
                        let expected = if is_found(byte) { at } else { length };
                        assert_eq!(search(&text), expected, "search {number}, {byte:#x} at {at}");
                    }
                    text[at] = b'a';
                }
            }
        }
    }

    #[test]
    fn a_search_finds_the_first() {
        for first in 0..2 * BLOCK {
            for second in first + 1..3 * BLOCK {
                let mut text = [b'a'; 3 * BLOCK];
                (text[first], text[second]) = (b'\r', b'\n');
                assert_eq!(before_line_end(&text), first, "and {second}");
            }
        }
    }
}

/// Before `<`.
#[inline]
pub(super) fn before_open(text: &[u8]) -> usize {
    len_before(text, |block| each(block, b'<'))
}

/// Before a byte that is not from `(` to `z`, or is one of `:;<=>?` and `\`: among these is all that
/// ends a value in XML, or is written as something else there.
#[inline]
pub(super) fn before_unusual_in_markup(text: &[u8]) -> usize {
    len_before(text, |block| {
        !each_within(block, b'(', b'z') | each_within(block, b':', b'?') | each(block, b'\\')
    })
}
