//! Identifiers: the segment before the token, which tokens in the path sign.

use super::uri::is_segment_byte;

/// A text that cannot be an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "invalid identifier \"{0}\", it must be a segment of a path, neither \".\" nor \"..\", of letters, digits and \"-._~!$&'()*+,;=:@\""
)]
pub struct IdentifierError(String);

/// Whether a token may be signed for `id`: one or more of the characters that a segment of a URL's
/// path holds as they are (`pchar` without percent-encoding in RFC 3986, section 3.3), so that the
/// same bytes stand in the URL and in the path that nginx decodes, but no dot segment.
pub fn check_identifier(id: &[u8]) -> Result<(), IdentifierError> {
    let right = !matches!(id, b"" | b"." | b"..") && id.iter().all(|&byte| is_segment_byte(byte));
    if right { Ok(()) } else { Err(IdentifierError(id.escape_ascii().to_string())) }
}
