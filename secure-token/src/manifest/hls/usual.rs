//! The lines of which most playlists consist almost entirely, dealt with at the least cost.
//!
//! These are tags without a URL, and URI lines that are a relative path and nothing else. They are
//! only a part of what the scanner deals with, which does the same with them, but slower: here is
//! one loop without a call, so that all it needs stays in registers, and whatever else comes, or is
//! not certain, ends it.

use super::super::blocks::{find_line_end, find_unusual, visit_low};
use super::super::params::Form;
use super::super::run::Run;
use super::super::sink::Sink;
use super::super::url::{Context, plain_extension};
use super::attributes::may_name_url;
use super::is_line_end;

/// The most frequent tag, which never has an attribute list.
const EXTINF: &[u8] = b"#EXTINF:";

/// How many bytes there have to be for a line to be looked at: its beginning is told, and searched,
/// without a look at its end.
const ENOUGH: usize = 32;

const DEFINE: &[u8] = b"#EXT-X-DEFINE";

/// Deals with usual lines from `at` on, and gives the offset of the first line that is something
/// else, or that comes near the end of the run's input or of the sink's room.
#[inline(never)]
pub(super) fn pass_usual<S: Sink>(cx: &Context<'_>, run: &mut Run<'_, S>, at: usize) -> usize {
    let inserted = cx.params.inserted(Form::Plain);
    let input = run.input;
    let mut rest = input.get(at..).unwrap_or_default();
    while let Some(&[first, ..]) = rest.first_chunk::<ENOUGH>() {
        let length = if first >= b'0' {
            let Some(length) = find_unusual(rest).filter(|&at| is_line_end(rest[at])) else {
                break;
            };
            let end = input.len() - rest.len() + length;
            let url = &rest[..length];
            if cx.rules.reaches(move || plain_extension(url)) && !run.insert_if_room(end, inserted)
            {
                break;
            }
            length
        } else if let Some(after) = rest.strip_prefix(EXTINF) {
            let Some(length) = find_line_end(after) else { break };
            EXTINF.len() + length
        } else if first == b'#' {
            let Some(length) = dull_len(rest) else { break };
            length
        } else if is_line_end(first) {
            0
        } else {
            break;
        };
        rest = &rest[length + 1..];
    }
    input.len() - rest.len()
}

/// The length of the tag that `text` begins with, if it surely has nothing that a reader would
/// find: no quote after the end of a name that means something. For most tags that is told sooner
/// than they are read.
#[inline(always)]
fn dull_len(text: &[u8]) -> Option<usize> {
    if text.starts_with(DEFINE) {
        return None;
    }
    visit_low(text, |at| match text[at] {
        b'"' if text[..at].strip_suffix(b"=").is_some_and(may_name_url) => Some(None),
        b'\n' | b'\r' => Some(Some(at)),
        _ => None,
    })
    .flatten()
}
