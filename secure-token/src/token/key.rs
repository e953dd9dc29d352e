//! Keys: what signs links, and the files that hold them.

use std::fmt;

/// The least number of bytes of a key.
pub const MIN_KEY_LEN: usize = 6;

/// A key. What is printed of it, for whatever purpose, is its length.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Box<[u8]>);

/// A key that is too short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key is {0} bytes long, it must be at least {MIN_KEY_LEN}")]
pub struct KeyError(pub usize);

/// Why a file gives no keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// Nothing but empty lines.
    #[error("there is no key, it must have one a line")]
    Empty,
    /// A line that is too short for a key.
    #[error("the key in line {line} is {len} bytes long, it must be at least {MIN_KEY_LEN}")]
    Short {
        /// The number of the line, from 1.
        line: usize,
        /// The line's length in bytes.
        len: usize,
    },
}

impl Key {
    /// Takes a key of [`MIN_KEY_LEN`] bytes or more, whatever the bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() < MIN_KEY_LEN { Err(KeyError(bytes.len())) } else { Ok(Self(bytes.into())) }
    }

    /// The secret itself.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({} bytes)", self.0.len())
    }
}

/// Reads the text of a key file: one key a line, in the order in which they count. Lines are
/// literal and end in LF or CRLF; empty ones are skipped, nothing is trimmed, and there are no
/// comments. An error names the line and its length, never a key.
pub fn parse_key_file(text: &[u8]) -> Result<Vec<Key>, KeyFileError> {
    let mut keys = Vec::new();
    for (index, line) in text.split_inclusive(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r\n").or_else(|| line.strip_suffix(b"\n")).unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let short = |KeyError(len)| KeyFileError::Short { line: index + 1, len };
        keys.push(Key::new(line).map_err(short)?);
    }
    if keys.is_empty() { Err(KeyFileError::Empty) } else { Ok(keys) }
}
