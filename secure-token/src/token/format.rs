//! The string that is hashed: literal text, placeholders, and pieces with variables of nginx.
//!
//! A configured string is cut once. What stands between two placeholders stays in one piece: text,
//! or, where it holds any `$variable`, a *foreign* piece, which nginx compiles and evaluates by
//! its own rules while this crate only knows where its value goes.

use super::{Algorithm, Mode};
use pieces::Placeholder;

mod pieces;

pub use pieces::TemplateError;
pub(crate) use pieces::{Piece, pieces};

/// The format of the string that is hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: Box<[u8]>,
    parts: Vec<Part>,
    foreign: Vec<Box<[u8]>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Placeholder(Placeholder),
    Text(Box<[u8]>),
    /// By its place among the foreign pieces.
    Foreign(usize),
}

/// The values that fill a template.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// `$secure_token_path`: the signed path.
    pub path: &'a [u8],
    /// `$secure_token_id`: the segment before the token in path mode.
    pub id: &'a [u8],
    /// `$secure_token_expires`, as the URL writes it.
    pub expires: &'a [u8],
    /// `$secure_token_ip`: empty unless the token is bound.
    pub ip: &'a [u8],
    /// `$secure_token_key`.
    pub key: &'a [u8],
    /// The value of each foreign piece; one that is missing counts as empty.
    pub foreign: &'a [&'a [u8]],
}

/// A string that can be hashed, but protects less than it seems to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateWarning {
    /// One token opens everything.
    #[error(
        "the string names neither \"$secure_token_path\" nor \"$secure_token_id\": one token opens every path"
    )]
    NoPathOrId,
    /// The value holds the token itself.
    #[error(
        "\"{0}\" holds the client's query, in query mode with the token itself: no token can be right"
    )]
    Arguments(String),
    /// `1` + `23` and `12` + `3` make one string.
    #[error(
        "nothing stands between \"{0}\" and \"{1}\": different values can make the same string"
    )]
    Adjacent(String, String),
}

impl Template {
    /// Cuts a configured string. Names of variables are compared as nginx does, without regard to
    /// ASCII case, and may stand in braces. What nginx could not read as a variable is an error.
    pub fn parse(text: &[u8]) -> Result<Self, TemplateError> {
        Ok(Self::assemble(text, pieces(text).collect::<Result<_, _>>()?))
    }

    /// The string of a configuration that names none.
    pub fn built_in(mode: Mode, algorithm: Algorithm) -> Self {
        let text = built_in_text(mode, algorithm);
        Self::assemble(text, pieces(text).flatten().collect())
    }

    fn assemble(text: &[u8], pieces: Vec<Piece<'_>>) -> Self {
        let mut template = Self { text: text.into(), parts: Vec::new(), foreign: Vec::new() };
        let mut pieces = pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            if let Piece::Placeholder { which, .. } = piece {
                template.parts.push(Part::Placeholder(which));
                continue;
            }
            let mut run = piece.raw().to_vec();
            let mut variable = matches!(piece, Piece::Variable { .. });
            while let Some(more) =
                pieces.next_if(|piece| !matches!(piece, Piece::Placeholder { .. }))
            {
                run.extend_from_slice(more.raw());
                variable |= matches!(more, Piece::Variable { .. });
            }
            template.parts.push(if variable {
                template.foreign.push(run.into());
                Part::Foreign(template.foreign.len() - 1)
            } else {
                Part::Text(run.into())
            });
        }
        template
    }

    /// The string as it was configured.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The pieces that hold variables of nginx, as configured and in order. Their values are
    /// handed in, in the same order, wherever the template is filled.
    pub fn foreign(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.foreign.iter().map(|piece| &**piece)
    }

    /// Whether the signed path is part of the string. In path mode whoever signs has to know the
    /// path before the token then.
    pub fn names_path(&self) -> bool {
        self.names(Placeholder::Path)
    }

    /// Gives `sink` each part of the string that the template makes of `fields`, in order.
    #[inline(always)]
    pub fn each(&self, fields: &Fields<'_>, mut sink: impl FnMut(&[u8])) {
        // In the order of `Placeholder`: a place in a table is found faster than a field.
        let values = [fields.path, fields.id, fields.expires, fields.ip, fields.key];
        for part in &self.parts {
            sink(match part {
                Part::Text(text) => text,
                Part::Placeholder(which) => values[*which as usize],
                Part::Foreign(index) => fields.foreign.get(*index).copied().unwrap_or_default(),
            });
        }
    }

    /// What makes the string useless for `algorithm`, and with or without binding.
    pub fn check(&self, algorithm: Algorithm, bound: bool) -> Result<(), TemplateError> {
        if !algorithm.is_keyed() && !self.names(Placeholder::Key) {
            return Err(TemplateError::NoKey);
        }
        if !self.names(Placeholder::Expires) {
            return Err(TemplateError::NoExpires);
        }
        if bound && !self.names(Placeholder::Ip) {
            return Err(TemplateError::NoIp);
        }
        Ok(())
    }

    /// What an administrator should know of the string. The built-in ones are as they are, for
    /// the sake of the links in use, and give none.
    pub fn warnings(&self, mode: Mode, algorithm: Algorithm) -> Vec<TemplateWarning> {
        let mut warnings = Vec::new();
        if *self.text == *built_in_text(mode, algorithm) {
            return warnings;
        }
        // In query mode no link has an identifier, and its placeholder is always empty.
        let has_id = mode == Mode::Path;
        let names_resource = self.names_path() || (has_id && self.names(Placeholder::Id));
        if !names_resource {
            warnings.push(TemplateWarning::NoPathOrId);
        }
        let mut before: Option<String> = None;
        for piece in pieces(&self.text).flatten() {
            let this = match piece {
                Piece::Placeholder { which: Placeholder::Id, .. } if !has_id => continue,
                // The key is the same in every string, so it separates as well as text does.
                Piece::Text(_) | Piece::Placeholder { which: Placeholder::Key, .. } => None,
                Piece::Placeholder { raw, .. } | Piece::Variable { raw, .. } => {
                    Some(raw.escape_ascii().to_string())
                }
            };
            if let (Piece::Variable { name, .. }, Some(raw)) = (piece, &this)
                && holds_arguments(name)
            {
                warnings.push(TemplateWarning::Arguments(raw.clone()));
            }
            if let (Some(before), Some(this)) = (before, &this) {
                warnings.push(TemplateWarning::Adjacent(before, this.clone()));
            }
            before = this;
        }
        warnings
    }

    fn names(&self, which: Placeholder) -> bool {
        self.parts.contains(&Part::Placeholder(which))
    }
}

fn built_in_text(mode: Mode, algorithm: Algorithm) -> &'static [u8] {
    match (mode, algorithm.is_keyed()) {
        (Mode::Query, false) => {
            b"$secure_token_expires$secure_token_path$secure_token_ip $secure_token_key"
        }
        (Mode::Path, false) => {
            b"${secure_token_id}_${secure_token_key}_${secure_token_expires}_$secure_token_ip"
        }
        (Mode::Query, true) => b"$secure_token_expires $secure_token_ip $secure_token_path",
        (Mode::Path, true) => b"$secure_token_expires $secure_token_ip $secure_token_id",
    }
}

/// Variables of nginx whose value contains the query.
fn holds_arguments(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 4] = [b"args", b"query_string", b"request", b"request_uri"];
    NAMES.iter().any(|with| name.eq_ignore_ascii_case(with))
}
