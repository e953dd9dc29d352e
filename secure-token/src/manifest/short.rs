//! A few bytes kept in place, without memory of their own: names that are recognised later.

/// The first `N` bytes of what was pushed. `N` is at most 255.
#[derive(Clone, Copy, Debug)]
pub(super) struct Short<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Short<N> {
    pub(super) const EMPTY: Self = Self { bytes: [0; N], len: 0 };

    /// Appends as much of `more` as there is room for.
    pub(super) fn push(&mut self, more: &[u8]) {
        let len = usize::from(self.len);
        let taken = more.len().min(N - len);
        self.bytes[len..len + taken].copy_from_slice(&more[..taken]);
        // `N` is at most 255, and the length at most `N`.
        self.len += taken as u8;
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}
