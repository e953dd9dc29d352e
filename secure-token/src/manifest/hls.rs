//! HLS playlists (RFC 8216 and its successor): a scanner for their URLs.
//!
//! A line is told by its first bytes, so that most of a playlist is not looked into: comments and
//! EXTINF are skipped to the line's end, a URI line costs one pass, and only tags with an
//! attribute list are read. What lies between two insertions is written in one piece, straight
//! from the input. Only a URL that the input cuts in two is copied, and waits for its end; every
//! other state of the scanner is a handful of bytes. So the result cannot depend on how the
//! input was cut.

mod attributes;
mod define;
mod variables;

use std::mem;
use std::ops::Range;

use memchr::memchr;

use super::blocks::{before_line_end, before_quote, before_unusual};
use super::notes::Notes;
use super::params::Form;
use super::sink::{Error, OutOfMemory, Sink, append};
use super::url::{self, Context, MAX_URL_LEN, Refusal};
use attributes::{Attributes, Step, dull_len};
use variables::Variables;

/// How much input is read between two looks at the sink. A URL within one window is never too
/// long, since a window is no longer than the longest URL.
const WINDOW: usize = MAX_URL_LEN;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The one tag that has no attribute list but may look as if it had, and the most frequent one.
const EXTINF: &[u8] = b"#EXTINF:";

/// Reads a playlist in slices and writes it with the parameters in its URLs.
#[derive(Debug)]
pub struct Scanner {
    state: State,
    attributes: Attributes,
    /// The part of a URL that has been read but not written.
    held: Vec<u8>,
    variables: Variables,
    /// The URL that is being judged, its variables resolved.
    resolved: Vec<u8>,
    notes: Notes,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The document's first byte, or what follows so many bytes of a byte order mark.
    Start(u8),
    /// The first byte of a line.
    Line,
    /// A line of which nothing but white space has come.
    Indented,
    /// A URI line, or the rest of it.
    UriLine,
    /// A tag, or the rest of it.
    Tag,
    /// The quoted URL of a tag, or the rest of it.
    Quoted,
    /// The rest of a quoted URL that is too long.
    LongQuoted,
    /// The rest of a line that means nothing.
    Rest,
}

impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}

impl Scanner {
    /// A scanner at the beginning of a playlist. It allocates nothing.
    pub const fn new() -> Self {
        Self {
            state: State::Start(0),
            attributes: Attributes::NONE,
            held: Vec::new(),
            variables: Variables::NONE,
            resolved: Vec::new(),
            notes: Notes::NONE,
        }
    }

    /// What there is to tell the log so far.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// Reads `input`, which goes on where the last one ended, and writes into `sink` all of it but
    /// a URL that has not ended. Gives how many bytes were read: fewer than all when the sink is
    /// full, and the rest is to be given again. `cx` is to be the same in every call.
    ///
    /// After an error the scanner is in no defined state.
    pub fn feed<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        let mut read = 0;
        for window in input.chunks(WINDOW) {
            if sink.is_full() {
                break;
            }
            let length = self.scan(cx, window, sink)?;
            read += length;
            if length < window.len() {
                break;
            }
        }
        Ok(read)
    }

    /// Ends the playlist and writes what was held. `false` when the sink is full: the call is to
    /// be made again.
    pub fn finish<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        sink: &mut S,
    ) -> Result<bool, Error<S::Error>> {
        if sink.is_full() {
            return Ok(false);
        }
        let held = mem::take(&mut self.held);
        let mut run = Run { input: &held, start: 0, sink };
        // A line needs no line end, but a quoted string its quote.
        if self.state == State::UriLine {
            self.forward(cx, &mut run, 0, held.len(), url::plain(&held))?;
        }
        run.put_to(held.len())?;
        self.state = State::Rest;
        Ok(true)
    }

    /// `feed` for one window.
    fn scan<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        let mut run = Run { input, start: 0, sink };
        let mut state = self.state;
        let mut at = 0;
        while at < input.len() {
            if state == State::Line {
                at = usual_lines(cx, &mut run, at)?;
                if run.sink.is_full() {
                    break;
                }
            }
            let Some(rest @ [first, ..]) = input.get(at..) else { break };
            state = match state {
                State::Line => match first {
                    b'#' => match dull_len(&rest[1..]) {
                        Some(length) => {
                            at += 1 + length;
                            State::Line
                        }
                        None => {
                            at += 1;
                            self.attributes.begin();
                            State::Tag
                        }
                    },
                    b'\n' | b'\r' => {
                        at += 1;
                        State::Line
                    }
                    b' ' | b'\t' => State::Indented,
                    _ => State::UriLine,
                },
                State::Rest => {
                    at += before_line_end(rest);
                    match input.get(at) {
                        Some(_) => State::Line,
                        None => State::Rest,
                    }
                }
                State::UriLine => {
                    let plain = if self.held.is_empty() { url::plain(rest) } else { 0 };
                    let length = plain + before_line_end(&rest[plain..]);
                    if length < rest.len() {
                        self.end_url(cx, &mut run, at, at + length, plain)?;
                        at += length;
                        State::Line
                    } else {
                        let fits = self.hold(&mut run, at)?;
                        at = input.len();
                        if fits { State::UriLine } else { State::Rest }
                    }
                }
                State::Tag => {
                    let (step, length) =
                        self.attributes.read(rest, cx.query, &mut self.variables)?;
                    at += length;
                    match step {
                        Step::More => State::Tag,
                        Step::Url => State::Quoted,
                        Step::End => State::Rest,
                    }
                }
                State::Quoted => {
                    let plain = if self.held.is_empty() { url::plain(rest) } else { 0 };
                    let length = plain + before_quote(&rest[plain..]);
                    match rest.get(length) {
                        Some(b'"') => {
                            self.end_url(cx, &mut run, at, at + length, plain)?;
                            at += length + 1;
                            self.attributes.after_url();
                            if run.sink.is_full() {
                                state = State::Tag;
                                break;
                            }
                            State::Tag
                        }
                        Some(_) => {
                            self.let_go(&mut run)?;
                            at += length;
                            State::Rest
                        }
                        None => {
                            let fits = self.hold(&mut run, at)?;
                            at = input.len();
                            if fits { State::Quoted } else { State::LongQuoted }
                        }
                    }
                }
                State::LongQuoted => {
                    at += before_quote(rest);
                    match input.get(at) {
                        Some(b'"') => {
                            at += 1;
                            self.attributes.after_url();
                            State::Tag
                        }
                        Some(_) => State::Rest,
                        None => State::LongQuoted,
                    }
                }
                State::Indented => {
                    at += white_len(rest);
                    match input.get(at) {
                        None => State::Indented,
                        Some(b'#') => State::Rest,
                        Some(&byte) if is_line_end(byte) => State::Line,
                        Some(_) => State::UriLine,
                    }
                }
                State::Start(matched) => match BOM.get(usize::from(matched)) {
                    Some(byte) if byte == first => {
                        at += 1;
                        State::Start(matched + 1)
                    }
                    // What begins like the mark and goes on otherwise is no text at all.
                    Some(_) if matched > 0 => State::Rest,
                    _ => State::Line,
                },
            };
        }
        self.state = state;
        run.put_to(at)?;
        Ok(at)
    }

    /// Ends a URL whose last part stands at `from..to` in the window. `plain` is what [`url::plain`]
    /// says of that part, if it is the only one.
    #[inline]
    fn end_url<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        run: &mut Run<'_, S>,
        from: usize,
        to: usize,
        plain: usize,
    ) -> Result<(), Error<S::Error>> {
        if self.held.is_empty() {
            return self.forward(cx, run, from, to, plain);
        }
        self.end_held(cx, run, to)
    }

    /// `end_url` for a URL of which a part is held: the rest begins where the window begins.
    #[inline(never)]
    fn end_held<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        run: &mut Run<'_, S>,
        to: usize,
    ) -> Result<(), Error<S::Error>> {
        let part = &run.input[..to];
        if self.held.len() + part.len() > MAX_URL_LEN {
            return self.let_go(run);
        }
        let mut held = mem::take(&mut self.held);
        append(&mut held, part)?;
        let mut whole = Run { input: &held, start: 0, sink: &mut *run.sink };
        self.forward(cx, &mut whole, 0, held.len(), url::plain(&held))?;
        whole.put_to(held.len())?;
        run.start = to;
        held.clear();
        self.held = held;
        Ok(())
    }

    /// Holds what the window has of a URL from `from` on. `false`, and nothing is held, if the URL
    /// is too long.
    fn hold<S: Sink>(
        &mut self,
        run: &mut Run<'_, S>,
        from: usize,
    ) -> Result<bool, Error<S::Error>> {
        let part = &run.input[from..];
        if self.held.len() + part.len() > MAX_URL_LEN {
            self.let_go(run)?;
            return Ok(false);
        }
        run.put_to(from)?;
        append(&mut self.held, part)?;
        run.start = run.input.len();
        Ok(true)
    }

    /// Writes what is held as it is.
    fn let_go<S: Sink>(&mut self, run: &mut Run<'_, S>) -> Result<(), Error<S::Error>> {
        run.sink.put(&self.held).map_err(Error::Sink)?;
        self.held.clear();
        Ok(())
    }

    /// Writes what stands before the URL at `from..to` in the run's input, the URL up to where the
    /// parameters go, and the parameters. `plain` is what [`url::plain`] says of `from..to`.
    #[inline]
    fn forward<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        run: &mut Run<'_, S>,
        from: usize,
        to: usize,
        plain: usize,
    ) -> Result<(), Error<S::Error>> {
        let text = &run.input[from..to];
        let indent = white_len(text);
        let url = text[indent..].trim_ascii_end();
        let plain = if indent == 0 { plain.min(url.len()) } else { url::plain(url) };
        let (at, query) = if plain == url.len() || memchr(b'$', url).is_none() {
            let Ok(place) = cx.judge_from(url, plain, false) else { return Ok(()) };
            (place.at, place.query.map(|query| &url[query..place.at]))
        } else {
            let Some((at, query)) = self.judge_resolved(cx, url)? else { return Ok(()) };
            (at, query.map(|query| &self.resolved[query]))
        };
        run.put_to(from + indent + at)?;
        cx.params.put(Form::Plain, query, run.sink).map_err(Error::Sink)
    }

    /// Judges `url` by what it is once its variables are resolved. Gives the offset in `url` where
    /// the parameters go, and where its query stands in `self.resolved`.
    #[inline(never)]
    fn judge_resolved(
        &mut self,
        cx: &Context<'_>,
        url: &[u8],
    ) -> Result<Option<(usize, Option<Range<usize>>)>, OutOfMemory> {
        self.variables.resolve(url, &mut self.resolved)?;
        let plain = url::plain(&self.resolved);
        match cx.judge_from(&self.resolved, plain, true) {
            Ok(place) => {
                let query = place.query.map(|query| query..place.at);
                Ok(self.variables.locate(url, place.at).map(|at| (at, query)))
            }
            Err(refusal) => {
                if refusal == Refusal::Unknown
                    && let Some(name) = self.variables.first_unknown(url)
                {
                    self.notes.note_variable(name);
                }
                Ok(None)
            }
        }
    }
}

/// Input on its way to the sink, in pieces as large as can be.
struct Run<'a, S> {
    input: &'a [u8],
    /// Where what has not been written begins.
    start: usize,
    sink: &'a mut S,
}

impl<S: Sink> Run<'_, S> {
    /// Writes what stands before `end`.
    #[inline]
    fn put_to(&mut self, end: usize) -> Result<(), Error<S::Error>> {
        let piece = &self.input[self.start..end];
        self.start = end;
        self.sink.put(piece).map_err(Error::Sink)
    }
}

/// Deals with lines from `at` on as long as they are of the two kinds of which most playlists
/// consist almost entirely: EXTINF, and a URI line that is a relative path and nothing else. Gives
/// the offset of the first line that is not, or that does not end in the window, or at which the
/// sink is full.
#[inline(never)]
fn usual_lines<S: Sink>(
    cx: &Context<'_>,
    run: &mut Run<'_, S>,
    mut at: usize,
) -> Result<usize, Error<S::Error>> {
    while let Some(rest) = run.input.get(at..) {
        if let Some(after) = rest.strip_prefix(EXTINF) {
            let length = before_line_end(after);
            if length == after.len() {
                break;
            }
            at += EXTINF.len() + length + 1;
            continue;
        }
        let mut length = before_unusual(rest);
        if rest.get(length) != Some(&b'\n') {
            length = url::plain(rest);
            let is_whole = matches!(rest.get(length), Some(b'\n' | b'\r'));
            if !is_whole || rest[..length].ends_with(b" ") {
                break;
            }
        }
        let url = &rest[..length];
        let Some(placed) = cx.judge_path(url) else { break };
        if placed {
            run.put_to(at + length)?;
            cx.params.put(Form::Plain, None, run.sink).map_err(Error::Sink)?;
        }
        at += length + 1;
        if run.sink.is_full() {
            break;
        }
    }
    Ok(at)
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn white_len(text: &[u8]) -> usize {
    text.iter().position(|&byte| !is_white(byte)).unwrap_or(text.len())
}
