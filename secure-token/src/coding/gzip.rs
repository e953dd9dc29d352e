//! The coding `gzip`: members of the gzip file format, one after the other (RFC 1952 section 2.2).

use flate2::Decompress;

use super::inflate::{WINDOW_BITS, inflate};
use super::{DecodeError, Step};

/// Decodes members. Zeros after the last one are padding, as for gzip(1).
///
/// Anything else that follows is an error, as it is for nginx's own gunzip filter and for curl.
/// Browsers drop such bytes; but a body that goes on where it should have ended is more likely two
/// answers mixed up than one with something behind it, and half an answer must not pass for one.
pub(super) struct Gzip {
    /// Checks header, CRC-32 and length of a member.
    member: Decompress,
    at: At,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// In a member, or before the first.
    Member,
    /// After a member.
    End,
    /// Among zeros after the last.
    Padding,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self { member: Decompress::new_gzip(WINDOW_BITS), at: At::Member }
    }

    pub(super) fn step(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<Option<Step>, DecodeError> {
        match (self.at, input.first()) {
            (At::Member, _) => {}
            (_, None) => return Ok(None),
            (_, Some(0)) => {
                self.at = At::Padding;
                let read = input.iter().take_while(|&&byte| byte == 0).count();
                return Ok(Some(Step { read, written: 0 }));
            }
            (At::Padding, Some(_)) => {
                return Err(DecodeError::Corrupt("data after the padding"));
            }
            (At::End, Some(_)) => {
                self.member.reset(true);
                self.at = At::Member;
            }
        }
        let inflated = inflate(&mut self.member, input, output)?;
        if let Some((_, true)) = inflated {
            self.at = At::End;
        }
        Ok(inflated.map(|(step, _)| step))
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at != At::Member
    }
}
