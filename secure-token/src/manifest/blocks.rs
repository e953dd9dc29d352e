//! Searches in short texts, sixteen bytes at a time.
//!
//! Most lines, names and URLs of a playlist end before a search that is made for long texts has
//! begun. Here a block is looked at with vector instructions where there are any, and what is
//! searched for is said once, for blocks and for the bytes that are left at the end. Each search
//! gives the length of the text before the first byte that it is for: all of it, if there is none.

use wide::i8x16;

/// How many bytes are looked at together.
const BLOCK: usize = 16;

/// The length of `text` before the first byte that `marks` marks in a block, by all of its bits.
#[inline(always)]
fn len_before(text: &[u8], marks: impl Fn(i8x16) -> i8x16) -> usize {
    match find(text, &marks) {
        Some(length) => length,
        None => len_before_in_end(text, marks),
    }
}

/// `len_before` where there is no such byte, or only in what follows the last whole block.
#[cold]
#[inline(never)]
fn len_before_in_end(text: &[u8], marks: impl Fn(i8x16) -> i8x16) -> usize {
    let end = text.as_chunks::<BLOCK>().1;
    let mut block = [0; BLOCK];
    block[..end.len()].copy_from_slice(end);
    let found = places(&block, marks).trailing_zeros() as usize;
    text.len() - end.len() + found.min(end.len())
}

/// `len_before` if there is such a byte in one of the whole blocks of `text`. There are no calls in
/// here, nor much else: it is for loops in which each instruction counts.
#[inline(always)]
fn find(text: &[u8], marks: impl Fn(i8x16) -> i8x16) -> Option<usize> {
    let look = |at: usize| Some(places(text.get(at..)?.first_chunk()?, &marks));
    let at_in = |found: u32| found.trailing_zeros() as usize;
    // What is searched for mostly stands in the first two blocks.
    let found = look(0)?;
    if found != 0 {
        return Some(at_in(found));
    }
    let found = look(BLOCK)?;
    if found != 0 {
        return Some(BLOCK + at_in(found));
    }
    let mut at = 2 * BLOCK;
    loop {
        let found = look(at)?;
        if found != 0 {
            return Some(at + at_in(found));
        }
        at += BLOCK;
    }
}

/// One bit for each byte of a block: whether it is marked.
#[inline(always)]
fn places(block: &[u8; BLOCK], marks: impl Fn(i8x16) -> i8x16) -> u32 {
    marks(vector(block)).to_bitmask()
}

/// A block as the instructions take it: SSE2 compares signed bytes only.
#[inline(always)]
fn vector(block: &[u8; BLOCK]) -> i8x16 {
    i8x16::new(block.map(u8::cast_signed))
}

#[inline(always)]
fn each(block: i8x16, byte: u8) -> i8x16 {
    block.simd_eq(i8x16::splat(byte.cast_signed()))
}

/// Marks each byte from `first` to `last`, which goes on after 255 at 0 where `last` is less. All
/// are moved so that `last` is the greatest of all: then one comparison is enough.
#[inline(always)]
fn each_within(block: i8x16, first: u8, last: u8) -> i8x16 {
    let moved = |byte: u8| byte.wrapping_sub(last).wrapping_add(i8::MAX.cast_unsigned());
    let below_first = moved(first.wrapping_sub(1)).cast_signed();
    (block + i8x16::splat(moved(0).cast_signed())).simd_gt(i8x16::splat(below_first))
}

/// Before a byte that is not from `%` to `z`, or is one of `:;<=>?` and `\`. Most paths consist of
/// others.
#[inline]
pub(super) fn before_unusual(text: &[u8]) -> usize {
    len_before(text, each_unusual)
}

/// [`before_unusual`], if there is such a byte in one of the whole blocks of `text`.
#[inline(always)]
pub(super) fn find_unusual(text: &[u8]) -> Option<usize> {
    find(text, each_unusual)
}

#[inline(always)]
fn each_unusual(block: i8x16) -> i8x16 {
    each_within(block, b'{', b'$') | each_within(block, b':', b'?') | each(block, b'\\')
}

/// Before a line end: LF or CR.
#[inline]
pub(super) fn before_line_end(text: &[u8]) -> usize {
    len_before(text, each_line_end)
}

/// [`before_line_end`], if there is such a byte in one of the whole blocks of `text`.
#[inline(always)]
pub(super) fn find_line_end(text: &[u8]) -> Option<usize> {
    find(text, each_line_end)
}

#[inline(always)]
fn each_line_end(block: i8x16) -> i8x16 {
    each(block, b'\n') | each(block, b'\r')
}

/// Before `"`, or a line end.
#[inline]
pub(super) fn before_quote(text: &[u8]) -> usize {
    len_before(text, each_quote)
}

#[inline(always)]
fn each_quote(block: i8x16) -> i8x16 {
    each(block, b'"') | each_line_end(block)
}

/// Before `,` or `"`, or a line end.
#[inline]
pub(super) fn before_comma(text: &[u8]) -> usize {
    len_before(text, |block| each(block, b',') | each_quote(block))
}

/// Before a byte that no name of a tag or an attribute has: `:`, `=`, and all up to `,`, among
/// which are white space, quotes and line ends.
#[inline]
pub(super) fn before_name_end(text: &[u8]) -> usize {
    len_before(text, |block| each_within(block, 0, b',') | each(block, b':') | each(block, b'='))
}

/// Before a byte that is not from `&` to `z`, or is one of `'<>\^` and the grave accent: among these
/// is all that a parameter may not hold where it is inserted, or that may stand for something else.
#[inline]
pub(super) fn before_unsafe(text: &[u8]) -> usize {
    len_before(text, |block| {
        let is = |byte| each(block, byte);
        let is_punctuation = is(b'\'') | is(b'<') | is(b'>') | is(b'\\') | is(b'^') | is(b'`');
        each_within(block, b'{', b'%') | is_punctuation
    })
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
        each_within(block, b'{', b'\'') | each_within(block, b':', b'?') | each(block, b'\\')
    })
}

/// Gives the offset of each byte up to `"` in the whole blocks of `text` to `visit`, until that
/// gives something: of quotes and line ends, and of little else that a tag has.
#[inline(always)]
pub(super) fn visit_low<R>(text: &[u8], mut visit: impl FnMut(usize) -> Option<R>) -> Option<R> {
    let low =
        |block: &[u8]| Some(places(block.first_chunk()?, |block| each_within(block, 0, b'"')));
    for (index, blocks) in text.as_chunks::<{ 2 * BLOCK }>().0.iter().enumerate() {
        let (first, second) = blocks.split_at(BLOCK);
        let mut low = low(first)? | low(second)? << BLOCK;
        while low != 0 {
            let found = visit(index * 2 * BLOCK + low.trailing_zeros() as usize);
            if found.is_some() {
                return found;
            }
            low &= low - 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A search, and the bytes that it is for.
    type Row = (fn(&[u8]) -> usize, fn(u8) -> bool);

    #[test]
    fn a_search_finds_each_byte_that_it_is_for_and_no_other() {
        let rows: [Row; 8] = [
            (before_unusual, |byte| {
                !(b'%'..=b'z').contains(&byte) || (b':'..=b'?').contains(&byte) || byte == b'\\'
            }),
            (before_unusual_in_markup, |byte| {
                !(b'('..=b'z').contains(&byte) || (b':'..=b'?').contains(&byte) || byte == b'\\'
            }),
            (before_unsafe, |byte| !(b'&'..=b'z').contains(&byte) || b"'<>\\^`".contains(&byte)),
            (before_open, |byte| byte == b'<'),
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
                assert_eq!(find_line_end(&text), Some(first), "and {second}");
            }
        }
    }

    #[test]
    fn a_search_of_whole_blocks_leaves_the_end() {
        for length in 0..4 * BLOCK {
            assert_eq!(find_line_end(&vec![b'a'; length]), None, "none in {length}");
            for at in 0..length {
                let mut text = vec![b'a'; length];
                text[at] = b'\n';
                let found = (at < length - length % BLOCK).then_some(at);
                assert_eq!(find_line_end(&text), found, "{at} in {length}");
            }
        }
    }

    #[test]
    fn each_low_byte_of_whole_blocks_is_visited_until_one_is_enough() {
        let text: Vec<u8> = (0..=u8::MAX).rev().chain(*b"\"").collect();
        let mut visited = Vec::new();
        let all = visit_low::<()>(&text, |at| {
            visited.push(text[at]);
            None
        });
        assert_eq!((all, visited), (None, (0..=b'"').rev().collect()));
        let found = visit_low(&text, |at| (text[at] == b'\n').then_some(at));
        assert_eq!(found, Some(usize::from(u8::MAX - b'\n')));
    }
}
