//! The inside of a SegmentTimeline, by far the longest part of many MPDs, and without a URL.
//!
//! Nothing in it matters, so that its tags are not read: the next occurrence of its name is
//! searched for, about as fast as memory is read. In a document that is well-formed that is its end
//! tag, or stands in a comment, a CDATA section or a processing instruction, which begin with `<!`
//! and `<?`. Of all these one byte is searched for that stands nowhere else in most timelines.

use memchr::{memchr, memchr3, memrchr};

use super::namespaces::MAX_PREFIXES_LEN;
use super::tag::is_white;

const NAME_START: &[u8] = b"Segment";
const NAME_END: &[u8] = b"Timeline";

/// The longest that stands before the name in a tag: `</`, a prefix that can be bound, a colon.
const MAX_BEFORE_LEN: usize = MAX_PREFIXES_LEN + 3;

/// How much of a tag tells that it is the one that is looked for.
const MAX_TAG_LEN: usize = MAX_BEFORE_LEN + NAME_START.len() + NAME_END.len() + 1;

/// What comes next in a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Its end tag, at this offset.
    End(usize),
    /// A comment, a CDATA section or a processing instruction at this offset.
    Markup(usize),
    /// A timeline within the timeline.
    Nested,
    /// Nothing before this offset, from which more is needed.
    More(usize),
}

/// Looks for what ends the timeline, or may hide its end, in `text` from `from` on.
pub(super) fn find(text: &[u8], from: usize) -> Found {
    let mut at = from;
    while let Some(length) = memchr3(NAME_END[0], b'!', b'?', &text[at..]) {
        at += length;
        let before = &text[from..at];
        if text[at] != NAME_END[0] {
            if before.ends_with(b"<") {
                return Found::Markup(at - 1);
            }
        } else if text[at..].starts_with(NAME_END)
            && let Some(before) = before.strip_suffix(NAME_START)
            && let Some(open) = memrchr(b'<', before)
            && let Some(&next) = text.get(at + NAME_END.len())
            && before.len() - open <= MAX_BEFORE_LEN
            && (is_white(next) || matches!(next, b'/' | b'>'))
        {
            match &before[open + 1..] {
                [b'/', prefix @ ..] if is_prefix(prefix) => return Found::End(from + open),
                prefix if is_prefix(prefix) => return Found::Nested,
                _ => {}
            }
        }
        at += 1;
    }
    // A tag that is cut in two may be the one that is looked for, unless it is longer.
    let cut = memrchr(b'<', &text[from..]).map(|length| from + length);
    let cut = cut
        .filter(|&open| text.len() - open <= MAX_TAG_LEN && memchr(b'>', &text[open..]).is_none());
    Found::More(cut.unwrap_or(text.len()))
}

/// Whether `text` may stand before the local part of a name.
fn is_prefix(text: &[u8]) -> bool {
    match text {
        [] => true,
        [prefix @ .., b':'] => {
            !prefix.iter().any(|&byte| is_white(byte) || b"<>/=\"':".contains(&byte))
        }
        _ => false,
    }
}
