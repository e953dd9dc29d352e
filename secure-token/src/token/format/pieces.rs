//! Cuts a string as nginx's own scripts do: text, and variables as `$name` or `${name}`.

use memchr::memchr;

/// The values that only a link and its key have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placeholder {
    Path,
    Id,
    Expires,
    Ip,
    Key,
}

/// One piece of a string; `raw` is how the string writes it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'a> {
    Text(&'a [u8]),
    Placeholder { which: Placeholder, raw: &'a [u8] },
    Variable { name: &'a [u8], raw: &'a [u8] },
}

/// What is wrong with a string to be hashed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A `$` without a name.
    #[error("invalid variable name in \"{0}\"")]
    VariableName(String),
    /// A `${` without its `}`.
    #[error("the closing bracket in \"{0}\" variable is missing")]
    Bracket(String),
    /// No secret in what is hashed.
    #[error("the string has no \"$secure_token_key\", only \"hmac-sha256\" does without it")]
    NoKey,
    /// No time in what is hashed.
    #[error("the string has no \"$secure_token_expires\", so that its links would never expire")]
    NoExpires,
    /// No address in what is hashed.
    #[error("the string has no \"$secure_token_ip\", which binding to the address needs")]
    NoIp,
}

/// Cuts `text` into pieces, none of them empty. After an error comes nothing.
pub(crate) fn pieces(text: &[u8]) -> impl Iterator<Item = Result<Piece<'_>, TemplateError>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let cut = match memchr(b'$', rest) {
            _ if rest.is_empty() => return None,
            Some(0) => variable(rest),
            Some(at) => Ok((Piece::Text(&rest[..at]), at)),
            None => Ok((Piece::Text(rest), rest.len())),
        };
        Some(match cut {
            Ok((piece, len)) => {
                rest = &rest[len..];
                Ok(piece)
            }
            Err(error) => {
                rest = b"";
                Err(error)
            }
        })
    })
}

/// The variable at the beginning of `text`, and its length there.
fn variable(text: &[u8]) -> Result<(Piece<'_>, usize), TemplateError> {
    let invalid = || TemplateError::VariableName(text.escape_ascii().to_string());
    let (name, len) = match text {
        // A capture of a regular expression: nginx reads one digit, whatever follows.
        [b'$', b'1'..=b'9', ..] => (&text[1..2], 2),
        [b'$', b'{', inside @ ..] => {
            let name = leading_name(inside);
            if inside.get(name.len()) != Some(&b'}') {
                return Err(TemplateError::Bracket(name.escape_ascii().to_string()));
            }
            (name, name.len() + 3)
        }
        [b'$', after @ ..] => {
            let name = leading_name(after);
            (name, name.len() + 1)
        }
        _ => return Err(invalid()),
    };
    if name.is_empty() {
        return Err(invalid());
    }
    let raw = &text[..len];
    let piece = match Placeholder::named(name) {
        Some(which) => Piece::Placeholder { which, raw },
        None => Piece::Variable { name, raw },
    };
    Ok((piece, len))
}

fn leading_name(text: &[u8]) -> &[u8] {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    &text[..text.iter().take_while(|byte| is_part(byte)).count()]
}

impl Placeholder {
    fn named(name: &[u8]) -> Option<Self> {
        const NAMES: [(&[u8], Placeholder); 5] = [
            (b"secure_token_path", Placeholder::Path),
            (b"secure_token_id", Placeholder::Id),
            (b"secure_token_expires", Placeholder::Expires),
            (b"secure_token_ip", Placeholder::Ip),
            (b"secure_token_key", Placeholder::Key),
        ];
        NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|&(_, which)| which)
    }
}

impl<'a> Piece<'a> {
    /// The name of the variable, be it a placeholder; `None` for text.
    pub(crate) fn variable(self) -> Option<&'a [u8]> {
        let (Self::Placeholder { raw, .. } | Self::Variable { raw, .. }) = self else {
            return None;
        };
        let name = raw.strip_prefix(b"$")?;
        let braced = name.strip_prefix(b"{").and_then(|name| name.strip_suffix(b"}"));
        Some(braced.unwrap_or(name))
    }

    /// How the string writes it.
    pub(crate) fn raw(self) -> &'a [u8] {
        match self {
            Self::Text(raw) | Self::Placeholder { raw, .. } | Self::Variable { raw, .. } => raw,
        }
    }
}
