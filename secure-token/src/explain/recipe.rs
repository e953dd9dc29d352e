//! How a token is made, in parts that can be exchanged one by one: the right way and each wrong one.

use super::hash::Hash;
use crate::token::{Mode, Policy, Template, pieces};

/// One part of the string that is hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(Vec<u8>),
    Path,
    Id,
    Expires,
    Ip,
    Key,
}

/// The order of the parts, and what stands between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout(pub(super) Vec<Part>);

impl Layout {
    /// That of a template; `None` where it has variables that only nginx knows.
    pub(super) fn of(template: &Template) -> Option<Self> {
        let parts = pieces(template.text()).map(|piece| {
            let piece = piece.ok()?;
            let Some(name) = piece.variable() else { return Some(Part::Text(piece.raw().into())) };
            match name.to_ascii_lowercase().as_slice() {
                b"secure_token_path" => Some(Part::Path),
                b"secure_token_id" => Some(Part::Id),
                b"secure_token_expires" => Some(Part::Expires),
                b"secure_token_ip" => Some(Part::Ip),
                b"secure_token_key" => Some(Part::Key),
                _ => None,
            }
        });
        parts.collect::<Option<_>>().map(Self)
    }

    /// That of the string that a configuration has which names none.
    pub(super) fn built_in(mode: Mode, hash: Hash) -> Self {
        // A built-in string has no variables but the module's own.
        Self::of(&Template::built_in(mode, hash.kin())).unwrap_or(Self(Vec::new()))
    }

    /// The parts that vary, in their order.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Part> {
        self.0.iter().filter(|part| !matches!(part, Part::Text(_)))
    }
}

/// A key, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyText {
    pub(super) bytes: Vec<u8>,
    pub(super) shown: &'static str,
}

impl KeyText {
    pub(super) fn plain(bytes: &[u8]) -> Self {
        Self { bytes: bytes.into(), shown: "***" }
    }
}

/// All that makes a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recipe {
    /// Where the link carries the token.
    pub(super) mode: Mode,
    pub(super) layout: Layout,
    pub(super) hash: Hash,
    pub(super) path: Vec<u8>,
    pub(super) id: Vec<u8>,
    pub(super) expires: Vec<u8>,
    pub(super) ip: Vec<u8>,
    pub(super) key: KeyText,
}

impl Recipe {
    pub(super) fn digest(&self) -> Vec<u8> {
        self.hash.digest(&self.key.bytes, &self.string(&self.key.bytes))
    }

    /// The string that is hashed, with `***` for the key.
    pub(super) fn shown(&self) -> Vec<u8> {
        self.string(self.key.shown.as_bytes())
    }

    fn string(&self, key: &[u8]) -> Vec<u8> {
        let parts = self.layout.0.iter().map(|part| match part {
            Part::Text(text) => text.as_slice(),
            Part::Path => &self.path,
            Part::Id => &self.id,
            Part::Expires => &self.expires,
            Part::Ip => &self.ip,
            Part::Key => key,
        });
        parts.collect::<Vec<_>>().concat()
    }
}

/// The layout that a policy asks for in `mode`, be it not its own.
pub(super) fn layout_in(policy: &Policy, mode: Mode) -> Option<Layout> {
    if mode == policy.mode {
        Layout::of(&policy.template)
    } else {
        Some(Layout::built_in(mode, Hash::of(policy.algorithm)))
    }
}
