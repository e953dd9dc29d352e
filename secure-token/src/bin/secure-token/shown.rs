//! Bytes of a URL as a terminal shows them: printable ASCII only, and no key among them.

use std::io::{self, Write};

use secure_token::explain::masked;
use secure_token::token::Key;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Text in which nothing commands a terminal: other bytes than printable ASCII, and quotes, as
/// `\xHH` and the like. A key that stands in it is shown as `***`.
pub fn shown(bytes: &[u8], keys: &[Key]) -> String {
    masked(bytes, keys).escape_ascii().to_string()
}

/// One line of JSON, in printable ASCII.
pub fn json(value: &impl Serialize) -> serde_json::Result<String> {
    let mut out = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut out, Printable))?;
    out.push(b'\n');
    Ok(out.into_iter().map(char::from).collect())
}

/// The compact form, with `\u` for all that a terminal might take for more than a character.
struct Printable;

impl Formatter for Printable {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for character in fragment.chars() {
            match character {
                ' '..='~' => out.write_all(&[character as u8])?,
                _ => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        write!(out, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }
}
