//! Path mode: where the pair of segments `TOKEN/EXPIRES` stands in a path, and the path without it.

use std::ops::Range;

use super::{Algorithm, parse_expires, spelling};

/// The pair of segments of a link in path mode, and the segment before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathToken<'a> {
    /// The segment before the token: what is signed.
    pub id: &'a [u8],
    /// The token as the path writes it.
    pub token: &'a [u8],
    /// The time of expiry as the path writes it.
    pub expires: &'a [u8],
    /// From the token's first byte to past the last one of `expires`.
    pub place: Range<usize>,
}

impl<'a> PathToken<'a> {
    /// Finds the first two neighbouring segments of `path` (decoded and normalised) that have the
    /// shape of a token of `algorithm` and of a time, after a segment that is not empty.
    pub fn locate(path: &'a [u8], algorithm: Algorithm) -> Option<Self> {
        let (mut id, mut token): (&[u8], &[u8]) = (b"", b"");
        let mut start = 0;
        for expires in path.split(|&byte| byte == b'/') {
            if !id.is_empty()
                && parse_expires(expires).is_some()
                && spelling::has_shape(token, algorithm)
            {
                let place = start - 1 - token.len()..start + expires.len();
                return Some(Self { id, token, expires, place });
            }
            (id, token) = (token, expires);
            start += expires.len() + 1;
        }
        None
    }

    /// The two parts of `path` that, joined, are the path without the pair: `/a/id/rest` for
    /// `/a/id/TOKEN/EXPIRES/rest`, `/a/id/` where nothing follows.
    ///
    /// `path` is the one in which the pair was located, or what a rewrite made of it: `None` where
    /// the two segments no longer stand in it side by side.
    pub fn strip<'p>(&self, path: &'p [u8]) -> Option<[&'p [u8]; 2]> {
        let place = if self.stands_at(path, self.place.start) {
            self.place.start
        } else {
            let mut start = 0;
            path.split(|&byte| byte == b'/').find_map(|segment| {
                let here = start;
                start += segment.len() + 1;
                self.stands_at(path, here).then_some(here)
            })?
        };
        let (before, after) = (&path[..place], &path[place + self.place.len()..]);
        Some([before, after.strip_prefix(b"/").unwrap_or(after)])
    }

    /// Whether the two segments, and not the ends or beginnings of longer ones, are at `start`.
    fn stands_at(&self, path: &[u8], start: usize) -> bool {
        let Some((before, pair)) = path.split_at_checked(start) else { return false };
        (before.is_empty() || before.ends_with(b"/"))
            && pair
                .strip_prefix(self.token)
                .and_then(|rest| rest.strip_prefix(b"/"))
                .and_then(|rest| rest.strip_prefix(self.expires))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    }
}
