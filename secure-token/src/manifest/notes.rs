//! What a scanner has to tell the log, once a manifest.

use super::short::Short;

/// The longest name that is told whole.
const MAX_NAME_LEN: usize = 64;

/// URLs that were left alone though the administrator may want the parameters in them.
#[derive(Clone, Copy, Debug)]
pub struct Notes {
    variable: Option<Short<MAX_NAME_LEN>>,
}

impl Notes {
    pub(super) const NONE: Self = Self { variable: None };

    /// The first variable whose value is not known and may have decided on the host of a URL, or
    /// on its separator. (`hosts *` allows the former.) Names longer than 64 bytes are cut.
    pub fn unknown_variable(&self) -> Option<&[u8]> {
        self.variable.as_ref().map(Short::as_slice)
    }

    pub(super) fn note_variable(&mut self, name: &[u8]) {
        if self.variable.is_none() {
            let mut note = Short::EMPTY;
            note.push(name);
            self.variable = Some(note);
        }
    }
}
