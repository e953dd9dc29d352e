//! The URL that a scanner is at: held while it is cut in two, resolved, judged, and written.

use std::mem;

use memchr::{memchr, memmem};

use super::super::notes::Notes;
use super::super::params::Form;
use super::super::run::Run;
use super::super::sink::{Error, OutOfMemory, Sink, append};
use super::super::url::{self, Context, MAX_URL_LEN, Place, Refusal};
use super::variables::Variables;
use super::{white_len, without_white_end};

/// What the URLs of one playlist have in common, and the part of one that waits for its end.
#[derive(Debug)]
pub(super) struct Urls {
    /// The part of a URL that has been read but not written.
    held: Vec<u8>,
    /// The URL that is being judged, its variables resolved.
    resolved: Vec<u8>,
    pub(super) variables: Variables,
    pub(super) notes: Notes,
}

impl Urls {
    pub(super) const NONE: Self = Self {
        held: Vec::new(),
        resolved: Vec::new(),
        variables: Variables::NONE,
        notes: Notes::NONE,
    };

    /// [`url::plain`] of the URL that begins, or goes on, with `text`; nothing is known of one that
    /// goes on.
    #[inline]
    pub(super) fn plain(&self, text: &[u8]) -> usize {
        if self.held.is_empty() { url::plain(text) } else { 0 }
    }

    /// Ends the URL whose last part stands at `from..to` in the run's input: writes it up to where
    /// the parameters go, and the parameters. `plain` is what [`Urls::plain`] says of it.
    #[inline]
    pub(super) fn end<S: Sink>(
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

    /// `end` for a URL of which a part is held: the rest begins where the input begins.
    #[inline(never)]
    fn end_held<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        run: &mut Run<'_, S>,
        to: usize,
    ) -> Result<(), Error<S::Error>> {
        let part = &run.input[..to];
        if self.held.len() + part.len() > MAX_URL_LEN {
            return self.let_go(run.sink);
        }
        append(&mut self.held, part)?;
        run.skip_to(to);
        self.end_line(cx, run.sink)
    }

    /// Ends the URL that is held, if there is one.
    pub(super) fn end_line<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        sink: &mut S,
    ) -> Result<(), Error<S::Error>> {
        let mut held = mem::take(&mut self.held);
        let mut run = Run::new(&held, sink);
        self.forward(cx, &mut run, 0, held.len(), url::plain(&held))?;
        run.put_to(held.len())?;
        held.clear();
        self.held = held;
        Ok(())
    }

    /// Holds what the run's input has of a URL from `from` on. `false` if the URL is too long: then
    /// nothing is held.
    pub(super) fn hold<S: Sink>(
        &mut self,
        run: &mut Run<'_, S>,
        from: usize,
    ) -> Result<bool, Error<S::Error>> {
        let part = &run.input[from..];
        if self.held.len() + part.len() > MAX_URL_LEN {
            self.let_go(run.sink)?;
            return Ok(false);
        }
        run.put_to(from)?;
        append(&mut self.held, part)?;
        run.skip_to(run.input.len());
        Ok(true)
    }

    /// Writes what is held as it is.
    pub(super) fn let_go<S: Sink>(&mut self, sink: &mut S) -> Result<(), Error<S::Error>> {
        sink.put(&self.held).map_err(Error::Sink)?;
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
        let url = without_white_end(&text[indent..]);
        let plain = if indent == 0 { plain.min(url.len()) } else { url::plain(url) };
        let (at, judged, place) = if plain == url.len() || memchr(b'$', url).is_none() {
            let Ok(place) = cx.judge_from(url, plain, false) else { return Ok(()) };
            (place.at, url, place)
        } else {
            let Some((at, place)) = self.judge_resolved(cx, url)? else { return Ok(()) };
            (at, &self.resolved[..], place)
        };
        let query = place.query.map(|query| &judged[query..place.at]);
        run.insert(from + indent + at, cx.params, Form::Plain, query)
    }

    /// Judges `url` by what it is once its variables are resolved. Gives the offset in `url` where
    /// the parameters go, and their place in `self.resolved`.
    #[inline(never)]
    fn judge_resolved(
        &mut self,
        cx: &Context<'_>,
        url: &[u8],
    ) -> Result<Option<(usize, Place)>, OutOfMemory> {
        self.variables.resolve(url, &mut self.resolved)?;
        if !cx.rules.hosts.are_all() && !ends_alike(url, &self.resolved) {
            return Ok(None);
        }
        match cx.judge_from(&self.resolved, url::plain(&self.resolved), true) {
            Ok(place) => Ok(self.variables.locate(url, place.at).map(|at| (at, place))),
            Err(Refusal::Unknown) => {
                if let Some(name) = self.variables.first_unknown(url) {
                    self.notes.note_variable(name);
                }
                Ok(None)
            }
            Err(Refusal::Rules) => Ok(None),
        }
    }
}

/// Whether a client that knows no variables, for which `url` stands as it is written, comes to the
/// domain of the host in `resolved`, or to a name that nobody can have since a reference ends it.
fn ends_alike(url: &[u8], resolved: &[u8]) -> bool {
    let host = authority(url);
    let ends = [&b"}"[..], b"%7D", b"%7d"].map(|end| Some(memmem::rfind(host, end)? + end.len()));
    let after = ends.into_iter().max().flatten();
    let Some(rest) = after.and_then(|at| host.get(at..)) else { return true };
    let judged = authority(resolved);
    judged.len() >= rest.len() && judged[judged.len() - rest.len()..].eq_ignore_ascii_case(rest)
}

/// What some client may take for the authority of a URL; empty for a relative one.
fn authority(url: &[u8]) -> &[u8] {
    let is_slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    let scheme = [&b"https:"[..], b"http:"].into_iter().find(|scheme| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let after = &url[scheme.map_or(0, <[u8]>::len)..];
    let slashes = after.iter().take_while(|byte| is_slash(byte)).count();
    if scheme.is_none() && slashes < 2 {
        return &[];
    }
    let rest = &after[slashes..];
    let end = rest.iter().position(|byte| is_slash(byte) || matches!(byte, b'?' | b'#'));
    &rest[..end.unwrap_or(rest.len())]
}
