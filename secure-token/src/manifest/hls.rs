//! HLS playlists (RFC 8216 and its successor): a scanner for their URLs.
//!
//! A line is told by its first bytes, so that most of a playlist is not looked into: comments and
//! EXTINF are skipped to the line's end, a URI line costs one pass, and only tags that may have a
//! URL are read. Whole lines that need no thought are dealt with in `usual`, and what is here
//! could do without it. What lies between two insertions is written in one piece, straight from the
//! input. Only a URL that the input cuts in two is copied, and waits for its end; every other
//! state is a handful of bytes, so that the result cannot depend on how the input was cut.

mod attributes;
mod define;
mod urls;
mod usual;
mod variables;

use super::blocks::{before_line_end, before_quote};
use super::notes::Notes;
use super::run::Run;
use super::sink::{Error, Sink};
use super::url::{Context, MAX_URL_LEN};
use attributes::{Attributes, Step};
use urls::Urls;
use usual::pass_usual;

/// How much input is read between two looks at the sink. A URL that stands in one window is never
/// too long, since a window is no longer than the longest URL.
const WINDOW: usize = MAX_URL_LEN;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads a playlist in slices and writes it with the parameters in its URLs.
#[derive(Debug)]
pub struct Scanner {
    state: State,
    attributes: Attributes,
    urls: Urls,
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
        Self { state: State::Start(0), attributes: Attributes::NONE, urls: Urls::NONE }
    }

    /// What there is to tell the log so far.
    pub fn notes(&self) -> &Notes {
        &self.urls.notes
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
        // A URI line needs no line end, but a quoted string its quote.
        match self.state {
            State::UriLine => self.urls.end_line(cx, sink)?,
            _ => self.urls.let_go(sink)?,
        }
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
        sink.prepare().map_err(Error::Sink)?;
        let mut run = Run::new(input, sink);
        let mut state = self.state;
        let mut at = 0;
        while at < input.len() && !run.sink.is_full() {
            if state == State::Line {
                at = pass_usual(cx, &mut run, at);
            }
            let rest = &input[at..];
            let Some(&first) = rest.first() else { break };
            state = match state {
                State::Line => match first {
                    b'#' => {
                        let length = before_quote(rest);
                        // Without a quote there is nothing in it.
                        if rest.get(length).is_some_and(|&stop| stop != b'"') {
                            at += length + 1;
                            State::Line
                        } else {
                            at += 1;
                            self.attributes.begin();
                            State::Tag
                        }
                    }
                    b'\n' | b'\r' => {
                        at += 1;
                        State::Line
                    }
                    b' ' | b'\t' => State::Indented,
                    _ => State::UriLine,
                },
                State::Indented => {
                    at += white_len(rest);
                    match input.get(at) {
                        None => State::Indented,
                        Some(b'#') => State::Rest,
                        Some(b'\n' | b'\r') => State::Line,
                        Some(_) => State::UriLine,
                    }
                }
                State::UriLine => {
                    let plain = self.urls.plain(rest);
                    let end = at + plain + before_line_end(&rest[plain..]);
                    if end < input.len() {
                        self.urls.end(cx, &mut run, at, end, plain)?;
                        at = end;
                        State::Line
                    } else {
                        let fits = self.urls.hold(&mut run, at)?;
                        at = end;
                        if fits { State::UriLine } else { State::Rest }
                    }
                }
                State::Tag => {
                    let (step, length) =
                        self.attributes.read(rest, cx.query, &mut self.urls.variables)?;
                    at += length;
                    match step {
                        Step::More => State::Tag,
                        Step::Url => State::Quoted,
                        Step::End => State::Rest,
                    }
                }
                State::Quoted => {
                    let plain = self.urls.plain(rest);
                    let end = at + plain + before_quote(&rest[plain..]);
                    match input.get(end) {
                        Some(b'"') => {
                            self.urls.end(cx, &mut run, at, end, plain)?;
                            self.attributes.after_url();
                            at = end + 1;
                            State::Tag
                        }
                        Some(_) => {
                            self.urls.let_go(run.sink)?;
                            at = end;
                            State::Rest
                        }
                        None => {
                            let fits = self.urls.hold(&mut run, at)?;
                            at = end;
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
                State::Rest => {
                    at += before_line_end(rest);
                    if at < input.len() { State::Line } else { State::Rest }
                }
                State::Start(matched) => match BOM.get(usize::from(matched)) {
                    Some(&byte) if byte == first => {
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
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The length of the white space with which `text` begins.
fn white_len(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// `text` without the white space with which it ends.
fn without_white_end(text: &[u8]) -> &[u8] {
    let mut text = text;
    while let [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}
