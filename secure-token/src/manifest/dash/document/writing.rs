//! What is written of a document, and what of it is needed until then.

use super::super::super::run::Run;
use super::super::super::sink::{Error, Sink};
use super::super::super::url::Context;
use super::super::pending::{Fate, Found};
use super::super::reference::Url;
use super::Document;

impl Document {
    /// Whether nothing that has been read is needed.
    pub(in super::super) fn needs_nothing(&self) -> bool {
        self.pending.is_empty() && self.content.is_none()
    }

    /// The offset from which on the text is needed, if it is.
    pub(in super::super) fn needed(&self) -> Option<usize> {
        let first = self.pending.first().map(|(found, _)| found.start as usize);
        first.or(self.content.map(|content| content.start))
    }

    /// Counts offsets from `by` on.
    pub(in super::super) fn move_back(&mut self, by: usize) {
        self.pending.move_back(by as u32);
        if let Some(content) = &mut self.content {
            content.start -= by;
        }
    }

    /// Writes the URLs on which has been decided, up to the first on which has not. `false` if the
    /// sink is full.
    pub(in super::super) fn write<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        run: &mut Run<'_, S>,
    ) -> Result<bool, Error<S::Error>> {
        while let Some(&(found, fate)) = self.pending.first() {
            match fate {
                Fate::Wait(_) => break,
                Fate::Leave => {}
                Fate::Insert => {
                    if !run.is_near(found.at as usize) && !run.put_within(found.start as usize)? {
                        return Ok(false);
                    }
                    self.insert(cx, run, found)?;
                }
            }
            self.pending.pop();
            if run.sink.is_full() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn insert<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        run: &mut Run<'_, S>,
        found: Found,
    ) -> Result<(), Error<S::Error>> {
        let text = &run.input[found.start as usize..found.end as usize];
        let url = match found.has_query {
            true => Url::read(text, found.site, &mut self.resolved)?,
            false => None,
        };
        let query = url.and_then(|url| {
            let place = cx.judge(url.bytes).ok()?;
            Some(&url.bytes[place.query?..place.at])
        });
        run.insert(found.at as usize, cx.params, found.form, query)
    }

    /// Lets go of what has been held for long enough. `false` if there is nothing that could be.
    pub(in super::super) fn let_go(&mut self, cx: &Context<'_>) -> bool {
        if let Some(&(_, Fate::Wait(url))) = self.pending.first() {
            if self.pending.trusts_order() {
                self.bases.wait_no_more(url.level);
                self.notes.note_exceeded();
            }
            self.pending.trust_order(&self.bases, &mut self.notes);
            return true;
        }
        let Some(content) = self.content.take() else { return false };
        self.lose_content(cx, content);
        true
    }

    /// Decides on all URLs by what has been seen.
    pub(in super::super) fn decide_all(&mut self) {
        self.pending.decide_all(&self.bases, &mut self.notes);
    }
}
