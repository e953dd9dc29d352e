//! URLs that have been found and are not written yet: what becomes of each, as far as it is known.
//!
//! A base URL may come after the URLs that it is the base of, so that some of them wait for the end
//! of an element. What is written goes in the document's order, so that those behind them wait
//! too, whatever has been decided on them.

use super::super::notes::Notes;
use super::super::params::Form;
use super::super::sink::OutOfMemory;
use super::bases::{Bases, Dependence, Step};
use super::reference::Site;

/// A URL in the text that is held, by its offsets there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Where the parameters go.
    pub(super) at: u32,
    pub(super) site: Site,
    /// How `&` is written there.
    pub(super) form: Form,
    pub(super) has_query: bool,
}

/// What becomes of a URL.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// It gets the parameters.
    Insert,
    /// It is left alone.
    Leave,
    /// That depends on bases which may still come.
    Wait(Dependence),
}

/// URLs in the order of the document.
#[derive(Debug)]
pub(super) struct Pending {
    queue: Vec<(Found, Fate)>,
    /// How many at the start of the queue have been written.
    written: usize,
    /// How many have left the queue.
    gone: usize,
    /// Whether the elements are taken to be in the order of the standard. In a document that is
    /// short enough it does not matter in which order they are.
    trusts_order: bool,
}

impl Pending {
    pub(super) const NONE: Self =
        Self { queue: Vec::new(), written: 0, gone: 0, trusts_order: false };

    pub(super) fn is_empty(&self) -> bool {
        self.written == self.queue.len()
    }

    /// The first URL that has not been written.
    #[inline]
    pub(super) fn first(&self) -> Option<&(Found, Fate)> {
        self.queue.get(self.written)
    }

    /// Takes away the first URL.
    #[inline]
    pub(super) fn pop(&mut self) {
        self.written += 1;
        if self.is_empty() {
            self.forget_written();
        }
    }

    fn forget_written(&mut self) {
        self.queue.drain(..self.written);
        self.gone = self.gone.wrapping_add(self.written);
        self.written = 0;
    }

    /// How many have been added so far.
    pub(super) fn count(&self) -> usize {
        self.gone.wrapping_add(self.queue.len())
    }

    /// Adds a URL.
    pub(super) fn push(&mut self, found: Found, fate: Fate) -> Result<(), OutOfMemory> {
        self.queue.try_reserve(1)?;
        self.queue.push((found, fate));
        Ok(())
    }

    /// What becomes of a URL by what is known now.
    pub(super) fn fate(&self, url: Dependence, bases: &Bases, notes: &mut Notes) -> Fate {
        if self.waits(url, bases) && bases.final_fault(url).is_none() {
            return Fate::Wait(url);
        }
        decide(url, bases, notes)
    }

    /// Whether a URL gets the parameters whatever comes.
    pub(super) fn is_sure(&self, url: Dependence, bases: &Bases) -> bool {
        !self.waits(url, bases) && bases.fault(url).is_none()
    }

    fn waits(&self, url: Dependence, bases: &Bases) -> bool {
        !url.is_settled() && (!self.trusts_order || bases.are_awaited(url))
    }

    /// Ends the innermost element, in which URLs have been found since there were `count`: they
    /// depend no longer on what comes in it.
    pub(super) fn end_element(&mut self, count: usize, bases: &Bases, notes: &mut Notes) {
        let trusts_order = self.trusts_order;
        self.update(count, |url| {
            if url.level != bases.level() {
                return Fate::Wait(url);
            }
            match bases.step(url) {
                Step::Outwards(outside) if trusts_order => decide(outside, bases, notes),
                Step::Outwards(outside) => Fate::Wait(outside),
                Step::Settled => Fate::Insert,
                Step::Foreign(host) => {
                    notes.note_host(host);
                    Fate::Leave
                }
            }
        });
    }

    /// Lets URLs wait no longer for bases in an order that is not the standard's.
    pub(super) fn trust_order(&mut self, bases: &Bases, notes: &mut Notes) {
        self.trusts_order = true;
        self.update(self.gone, |url| {
            if bases.are_awaited(url) { Fate::Wait(url) } else { decide(url, bases, notes) }
        });
    }

    pub(super) fn trusts_order(&self) -> bool {
        self.trusts_order
    }

    /// Decides on all URLs by what is known now.
    pub(super) fn decide_all(&mut self, bases: &Bases, notes: &mut Notes) {
        self.update(self.gone, |url| decide(url, bases, notes));
    }

    /// Decides again on those URLs that wait and were found since there were `count`.
    fn update(&mut self, count: usize, mut fate: impl FnMut(Dependence) -> Fate) {
        // Those that are gone are before it.
        let since = count.wrapping_sub(self.gone);
        let since = if since > self.queue.len() { self.written } else { since.max(self.written) };
        // Most of them depend on the same.
        let mut last = None;
        for (_, old) in &mut self.queue[since..] {
            let Fate::Wait(url) = *old else { continue };
            *old = match last {
                Some((known, fate)) if known == url => fate,
                _ => fate(url),
            };
            last = Some((url, *old));
        }
    }

    /// Counts offsets from `by` on, after what is held has lost so many bytes at its start.
    pub(super) fn move_back(&mut self, by: u32) {
        self.forget_written();
        for (found, _) in &mut self.queue {
            found.start -= by;
            found.end -= by;
            found.at -= by;
        }
    }
}

fn decide(url: Dependence, bases: &Bases, notes: &mut Notes) -> Fate {
    match bases.fault(url) {
        None => Fate::Insert,
        Some(host) => {
            notes.note_host(host);
            Fate::Leave
        }
    }
}
