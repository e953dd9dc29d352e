//! The lines of which most playlists consist almost entirely, dealt with at the least cost.
//!
//! These are URI lines and tags that end well before the input does, with one URL at most, which is
//! a relative path and nothing else. The scanner would do the same with them, but slower: here is
//! one loop nearly without a call, so that all it needs stays in registers. Whatever else comes, or
//! is not certain, ends it, and is left to the scanner.

use super::super::blocks::{
    before_comma, before_name_end, before_quote, before_unusual, find_line_end, find_unusual,
    visit_low,
};
use super::super::params::Form;
use super::super::run::Run;
use super::super::sink::Sink;
use super::super::url::{Context, plain_extension};
use super::attributes::Use;
use super::is_line_end;

/// The most frequent tag, which never has an attribute list.
const EXTINF: &[u8] = b"#EXTINF:";

const DEFINE: &[u8] = b"#EXT-X-DEFINE";

/// How many bytes there have to be for a line to be looked at: its beginning is told, and searched,
/// without a look at its end.
const ENOUGH: usize = 32;

/// Deals with usual lines from `at` on, and gives the offset of the first line that is something
/// else, or that comes near the end of the run's input or of the sink's room.
#[inline(never)]
pub(super) fn pass_usual<S: Sink>(cx: &Context<'_>, run: &mut Run<'_, S>, at: usize) -> usize {
    let inserted = cx.params.inserted(Form::Plain);
    let mut unwritten = run.unwritten();
    let mut rest = run.input.get(at..).unwrap_or_default();
    while let Some(&[first, ..]) = rest.first_chunk::<ENOUGH>() {
        let length = if first >= b'0' {
            let Some(length) = find_unusual(rest).filter(|&at| is_line_end(rest[at])) else {
                break;
            };
            let url = &rest[..length];
            if cx.rules.reaches(move || plain_extension(url)) {
                let (piece, after) = unwritten.split_at(unwritten.len() - rest.len() + length);
                if !run.sink.put_if_room(piece, inserted) {
                    break;
                }
                unwritten = after;
            }
            length
        } else if let Some(after) = rest.strip_prefix(EXTINF) {
            let Some(length) = find_line_end(after) else { break };
            EXTINF.len() + length
        } else if first == b'#' {
            if let Some(length) = dull_len(rest) {
                length
            } else if let Some((length, after)) = pass_list(cx, run.sink, unwritten, rest) {
                unwritten = after;
                length
            } else {
                break;
            }
        } else if is_line_end(first) {
            0
        } else {
            break;
        };
        rest = &rest[length + 1..];
    }
    run.skip_to(run.input.len() - unwritten.len());
    run.input.len() - rest.len()
}

/// The length of the tag that `text` begins with, if it surely has nothing that a reader would
/// find: no quote after the end of a name that means something. For most tags that is told sooner
/// than they are read.
#[inline(always)]
fn dull_len(text: &[u8]) -> Option<usize> {
    visit_low(text, |at| match text[at] {
        b'"' if may_matter(&text[..at]) => Some(None),
        b'\n' | b'\r' => Some(Some(at)),
        _ => None,
    })
    .flatten()
}

/// Whether `text` may end with the name of an attribute that means something, and its `=`: most are
/// told by a byte or two. Those of EXT-X-DEFINE end like URI, LIST, NAME or QUERYPARAM.
#[inline(always)]
fn may_matter(text: &[u8]) -> bool {
    match text {
        [.., b'R', b'I', b'='] | [.., b'S', b'T', b'='] => true,
        [.., b'E' | b'M' | b'T', b'='] => text.starts_with(DEFINE),
        _ => false,
    }
}

/// Deals with the tag that `text` begins with, if it has an attribute list with one URL. Gives its
/// length, and what has not been written then: before, it is `unwritten`, which ends with `text`.
#[cold]
#[inline(never)]
fn pass_list<'a, S: Sink>(
    cx: &Context<'_>,
    sink: &mut S,
    unwritten: &'a [u8],
    text: &[u8],
) -> Option<(usize, &'a [u8])> {
    let name = text.strip_prefix(b"#EXT").filter(|_| !text.starts_with(DEFINE))?;
    let list = name.get(before_name_end(name)..)?.strip_prefix(b":")?;
    let mut at = text.len() - list.len();
    let mut url = None;
    loop {
        let rest = text.get(at..)?;
        let name = before_name_end(rest);
        let value = rest.get(name..)?.strip_prefix(b"=").filter(|_| name > 0)?;
        at += name + 1;
        at += match value.strip_prefix(b"\"") {
            None => before_comma(value),
            Some(quoted) => {
                let length = before_quote(quoted);
                if quoted.get(length) != Some(&b'"') {
                    return None;
                }
                let span = at + 1..at + 1 + length;
                if Use::of(&rest[..name], false) == Use::Url && url.replace(span).is_some() {
                    return None;
                }
                1 + length + 1
            }
        };
        match *text.get(at)? {
            b',' => at += 1,
            stop if is_line_end(stop) => break,
            _ => return None,
        }
    }
    let url = url.filter(|url| before_unusual(&text[url.start..]) == url.len())?;
    if !cx.judge_path(&text[url.clone()])? {
        return Some((at, unwritten));
    }
    let (piece, after) = unwritten.split_at(unwritten.len() - text.len() + url.end);
    sink.put_if_room(piece, cx.params.inserted(Form::Plain)).then_some((at, after))
}
