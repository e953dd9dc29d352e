//! A few bytes kept in place, without memory of their own: tokens, times, addresses, names.

use std::fmt;
use std::ops::Deref;

/// At most `N` bytes (`N` below 256), kept in place. Reads as a byte slice.
#[derive(Clone, Copy)]
pub struct Inline<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Inline<N> {
    /// No bytes.
    pub const EMPTY: Self = Self { bytes: [0; N], len: 0 };

    /// Lets `write` write into the whole buffer, and keeps as many bytes as it says it wrote.
    #[inline(always)]
    pub(crate) fn fill(&mut self, write: impl FnOnce(&mut [u8; N]) -> usize) {
        self.len = write(&mut self.bytes).min(N) as u8;
    }

    /// Appends `more`; what would not fit is left out as a whole.
    pub(crate) fn push(&mut self, more: &[u8]) -> Result<(), Overflow> {
        let start = usize::from(self.len);
        let end = start + more.len();
        self.bytes.get_mut(start..end).ok_or(Overflow)?.copy_from_slice(more);
        self.len = end as u8;
        Ok(())
    }

    /// Appends as much of `more` as there is room for.
    pub(crate) fn push_some(&mut self, more: &[u8]) {
        let len = usize::from(self.len);
        let taken = more.len().min(N - len);
        self.bytes[len..len + taken].copy_from_slice(&more[..taken]);
        // `N` is below 256, and the length at most `N`.
        self.len += taken as u8;
    }

    /// Takes all bytes away.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }
}

/// More bytes than an [`Inline`] holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overflow;

impl<const N: usize> Deref for Inline<N> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

impl<const N: usize> fmt::Write for Inline<N> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text.as_bytes()).map_err(|Overflow| fmt::Error)
    }
}

impl<const N: usize> fmt::Display for Inline<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.escape_ascii().fmt(f)
    }
}

impl<const N: usize> fmt::Debug for Inline<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl<const N: usize> PartialEq for Inline<N> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<const N: usize> Eq for Inline<N> {}
