//! Which namespace a prefix stands for (Namespaces in XML 1.0), as far as an MPD's URLs need it.
//!
//! Of a namespace no more is kept than what it is to DASH, but for the root element's own: documents
//! written before the standard was name others.

use super::super::sink::{OutOfMemory, append};
use super::reference::{Site, Url};
use super::tag::{Attribute, Name, Tag};

const DASH: &[u8] = b"urn:mpeg:dash:schema:mpd:2011";
const PATCH: &[u8] = b"urn:mpeg:dash:schema:mpd-patch:2020";
const XLINK: &[u8] = b"http://www.w3.org/1999/xlink";

/// How many prefixes may be bound at a time, and how many bytes they may have.
const MAX_BINDINGS: usize = 64;
pub(super) const MAX_PREFIXES_LEN: usize = 1024;

/// What a namespace is to DASH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    Dash,
    XLink,
    Other,
}

/// Why the declarations of a tag cannot be followed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lost {
    /// There are too many, or one that cannot be read.
    Unreadable,
    OutOfMemory,
}

impl From<OutOfMemory> for Lost {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

/// The bindings in force.
#[derive(Debug)]
pub(super) struct Namespaces {
    /// The namespace of the root element.
    own: Vec<u8>,
    /// The prefixes, one after the other, in the order in which they were bound.
    prefixes: Vec<u8>,
    bindings: Vec<Binding>,
    /// The namespace of elements without a prefix.
    unprefixed: Space,
    /// A URI whose references are being resolved.
    resolved: Vec<u8>,
}

/// A prefix, by where it ends in the text of all of them, and its namespace.
#[derive(Clone, Copy, Debug)]
struct Binding {
    end: u16,
    space: Space,
}

impl Namespaces {
    pub(super) const NONE: Self = Self {
        own: Vec::new(),
        prefixes: Vec::new(),
        bindings: Vec::new(),
        unprefixed: Space::Other,
        resolved: Vec::new(),
    };

    /// How many bindings there are.
    pub(super) fn count(&self) -> u8 {
        // At most `MAX_BINDINGS`.
        self.bindings.len() as u8
    }

    /// Takes away all but the first `count` bindings.
    pub(super) fn truncate(&mut self, count: u8) {
        let count = usize::from(count);
        if count < self.bindings.len() {
            self.bindings.truncate(count);
            self.prefixes.truncate(self.start(count));
            self.unprefixed = self.find(b"");
        }
    }

    /// Adds what `tag` declares; `is_root` says that it is the root element's.
    pub(super) fn declare(&mut self, tag: Tag<'_>, is_root: bool) -> Result<(), Lost> {
        if is_root {
            self.declare_own(tag)?;
        }
        for attribute in tag.attributes() {
            let Some(prefix) = declared_prefix(&attribute) else { continue };
            let space = match read_uri(attribute.value, &mut self.resolved)? {
                DASH | PATCH => Space::Dash,
                XLINK => Space::XLink,
                uri if uri == self.own => Space::Dash,
                _ => Space::Other,
            };
            self.bind(prefix, space)?;
        }
        Ok(())
    }

    /// Keeps the namespace of the root element, whose tag this is.
    fn declare_own(&mut self, tag: Tag<'_>) -> Result<(), Lost> {
        let prefix = tag.name().prefix;
        let own = tag.attributes().find(|attribute| declared_prefix(attribute) == Some(prefix));
        match own {
            Some(own) => append(&mut self.own, read_uri(own.value, &mut self.resolved)?)?,
            // What nothing is said of is the root's own all the same.
            None => self.bind(prefix, Space::Dash)?,
        }
        Ok(())
    }

    fn bind(&mut self, prefix: &[u8], space: Space) -> Result<(), Lost> {
        let end = self.prefixes.len() + prefix.len();
        if self.bindings.len() == MAX_BINDINGS || end > MAX_PREFIXES_LEN {
            return Err(Lost::Unreadable);
        }
        append(&mut self.prefixes, prefix)?;
        self.bindings.try_reserve(1).map_err(OutOfMemory::from)?;
        self.bindings.push(Binding { end: end as u16, space });
        if prefix.is_empty() {
            self.unprefixed = space;
        }
        Ok(())
    }

    /// The namespace of an element.
    #[inline]
    pub(super) fn of_element(&self, name: Name<'_>) -> Space {
        if name.prefix.is_empty() { self.unprefixed } else { self.find(name.prefix) }
    }

    /// The namespace of an attribute with a prefix.
    pub(super) fn of_prefix(&self, prefix: &[u8]) -> Space {
        self.find(prefix)
    }

    fn find(&self, prefix: &[u8]) -> Space {
        let found = (0..self.bindings.len()).rev().find(|&index| self.prefix(index) == prefix);
        found.map_or(Space::Other, |index| self.bindings[index].space)
    }

    fn prefix(&self, index: usize) -> &[u8] {
        &self.prefixes[self.start(index)..self.bindings[index].end.into()]
    }

    /// Where the prefix of the binding with this index begins.
    fn start(&self, index: usize) -> usize {
        let before = index.checked_sub(1).and_then(|before| self.bindings.get(before));
        before.map_or(0, |binding| binding.end.into())
    }
}

/// The prefix that an attribute binds, empty for the default namespace, if it is a declaration.
fn declared_prefix<'a>(attribute: &Attribute<'a>) -> Option<&'a [u8]> {
    match attribute.name.strip_prefix(b"xmlns")? {
        [] => Some(b""),
        [b':', prefix @ ..] => Some(prefix),
        _ => None,
    }
}

fn read_uri<'a>(value: &'a [u8], resolved: &'a mut Vec<u8>) -> Result<&'a [u8], Lost> {
    let uri = Url::read(value, Site::Attribute, resolved)?.ok_or(Lost::Unreadable)?;
    Ok(uri.bytes)
}
