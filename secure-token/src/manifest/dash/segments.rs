//! SegmentURL elements as nearly all of them are: one URL in double quotes, and nothing else.
//!
//! A SegmentList may have tens of thousands of them. This is what [`Document::start_element`] does,
//! in one pass over the URL and without a look at what cannot matter; at the first element that is
//! anything else it stops. What stands between two URLs is nearly always the same, so that it is
//! compared with what stood there before.

use super::super::blocks::{before_open, before_unusual_in_markup};
use super::super::params::Form;
use super::super::run::Run;
use super::super::sink::{Error, Sink};
use super::super::url::Context;
use super::document::Document;

const START: &[u8] = b"<SegmentURL media=\"";

/// How much is compared at once of what stands between two URLs.
const BLOCK: usize = 16;

/// Deals with elements of that kind from `at` on. Gives the offset at which something else begins,
/// or the sink is full.
#[inline(never)]
pub(super) fn read<S: Sink>(
    document: &mut Document,
    cx: &Context<'_>,
    run: &mut Run<'_, S>,
    at: usize,
) -> Result<usize, Error<S::Error>> {
    let input = run.input;
    let at = at + before_open(&input[at..]);
    if !input[at..].starts_with(START) {
        return Ok(at);
    }
    let mut start = at + START.len();
    let mut gap = &b""[..];
    // Nothing that is read here changes where they lead.
    let inserts_now = document.inserts_segments_now();
    let mut fate = None;
    loop {
        let rest = &input[start..];
        let length = before_unusual_in_markup(rest);
        let (url, after) = rest.split_at(length);
        let end = start + length;
        let next = if begins_with(after, gap) {
            end + gap.len()
        } else {
            let tag_end = match after {
                [b'"', b'/', b'>', ..] => 3,
                [b'"', b' ', b'/', b'>', ..] => 4,
                _ => return Ok(start - START.len()),
            };
            let text = &after[tag_end..];
            let length = tag_end + before_open(text) + START.len();
            gap = after.get(..length).filter(|gap| gap.ends_with(START)).unwrap_or_default();
            end + if gap.is_empty() { tag_end } else { length }
        };
        let Some(reaches) = cx.judge_path(url) else { return Ok(start - START.len()) };
        if reaches && inserts_now {
            run.insert(end, cx.params, Form::Markup, None)?;
        } else if reaches {
            document.add_segment(start..end, &mut fate)?;
        }
        if gap.is_empty() {
            return Ok(next);
        }
        if run.sink.is_full() {
            return Ok(next - START.len());
        }
        start = next;
    }
}

/// Whether `text` begins with `gap`, if that is about as long as what stands between two URLs.
#[inline]
fn begins_with(text: &[u8], gap: &[u8]) -> bool {
    let blocks = |text: &[u8]| Some((*text.first_chunk::<BLOCK>()?, *text.last_chunk::<BLOCK>()?));
    gap.len() <= 2 * BLOCK
        && blocks(gap).is_some_and(|gap_blocks| {
            text.get(..gap.len()).and_then(blocks).is_some_and(|blocks| blocks == gap_blocks)
        })
}
