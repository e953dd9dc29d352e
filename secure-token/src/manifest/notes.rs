//! What a scanner has to tell the log, once a manifest.

use crate::inline::Inline;

/// The longest name that is told whole.
const MAX_NAME_LEN: usize = 64;

/// URLs that were left alone though the administrator may want the parameters in them.
#[derive(Clone, Copy, Debug)]
pub struct Notes {
    variable: Option<Inline<MAX_NAME_LEN>>,
    host: Option<Inline<MAX_NAME_LEN>>,
    exceeded: bool,
}

impl Notes {
    pub(super) const NONE: Self = Self { variable: None, host: None, exceeded: false };

    /// The first variable whose value is not known and may have decided on the host of a URL, or
    /// on its separator. (`hosts *` allows the former.) Names longer than 64 bytes are cut.
    pub fn unknown_variable(&self) -> Option<&[u8]> {
        self.variable.as_deref()
    }

    /// The first host, in an MPD, to which a relative URL that was left alone may lead, and that is
    /// not among those that get the parameters. Hosts longer than 64 bytes are cut.
    pub fn foreign_host(&self) -> Option<&[u8]> {
        self.host.as_deref()
    }

    /// Whether an element of an MPD was too long to be looked through for base URLs before its
    /// templates were written, so that it is not certain to which hosts they lead.
    pub fn look_ahead_exceeded(&self) -> bool {
        self.exceeded
    }

    pub(super) fn note_variable(&mut self, name: &[u8]) {
        note(&mut self.variable, name);
    }

    pub(super) fn note_host(&mut self, host: &[u8]) {
        if !host.is_empty() {
            note(&mut self.host, host);
        }
    }

    pub(super) fn note_exceeded(&mut self) {
        self.exceeded = true;
    }
}

/// Only the first is told.
fn note(note: &mut Option<Inline<MAX_NAME_LEN>>, name: &[u8]) {
    if note.is_none() {
        note.insert(Inline::EMPTY).push_some(name);
    }
}
