//! The texts of elements that are URLs, and bases or locations besides.

use super::super::super::sink::OutOfMemory;
use super::super::super::url::Context;
use super::super::bases::{Dependence, Relation};
use super::super::patch::{self, Target};
use super::super::reference::{Site, Url, white_len};
use super::super::tag::Tag;
use super::super::vocabulary::Element;
use super::{Document, find};

/// The text of an element that is a URL, from its first byte on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Content {
    pub(super) start: usize,
    purpose: Purpose,
    /// Whether it is the text of a patch's operation, which may as well hold elements.
    is_operation: bool,
}

/// What a URL in the text of an element is, beside a URL.
#[derive(Clone, Copy, Debug)]
enum Purpose {
    /// A base; `is_child` says that it stands in the element whose base it is.
    Base {
        is_child: bool,
    },
    Location,
    Link,
}

impl Purpose {
    fn of(element: Element, is_child: bool) -> Option<Self> {
        match element {
            Element::BaseUrl => Some(Self::Base { is_child }),
            Element::Location => Some(Self::Location),
            Element::Link => Some(Self::Link),
            _ => None,
        }
    }
}

impl Document {
    /// Begins the text of `element`, whose start tag ends before `start`, if it is a URL. `is_child`
    /// says that it stands in an element that has bases.
    pub(super) fn begin_content(
        &mut self,
        tag: Tag<'_>,
        element: Element,
        is_child: bool,
        start: usize,
    ) -> Result<(), OutOfMemory> {
        let is_operation = element == Element::Change && self.elements.are_in_patch_root();
        let purpose = match is_operation {
            true => self.purpose_in_patch(tag)?,
            false => Purpose::of(element, is_child),
        };
        self.content = purpose.map(|purpose| Content { start, purpose, is_operation });
        Ok(())
    }

    /// What the text of a patch's operation with this tag is.
    fn purpose_in_patch(&mut self, tag: Tag<'_>) -> Result<Option<Purpose>, OutOfMemory> {
        let mut kind = Vec::new();
        let kind = match tag.value(b"type") {
            Some(value) => match Url::read(value, Site::Attribute, &mut kind)? {
                Some(kind) => Some(kind.bytes),
                None => return Ok(None),
            },
            None => None,
        };
        let sel = tag.value(b"sel").unwrap_or_default();
        let Some(sel) = Url::read(sel, Site::Attribute, &mut self.resolved)? else {
            return Ok(None);
        };
        Ok(match patch::target(sel.bytes, kind, &self.namespaces) {
            Some(Target::Url) => Some(Purpose::Link),
            Some(Target::Text(element)) => Purpose::of(element, false),
            None => None,
        })
    }

    /// Ends a text that is a URL before the end tag at `end`.
    pub(super) fn end_content(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        content: Content,
        end: usize,
    ) -> Result<(), OutOfMemory> {
        let text = &input[content.start..end];
        let url = Url::read(text, Site::Content, &mut self.resolved)?;
        let bytes = url.map(|url| url.bytes);
        let found = url.and_then(|url| find(cx, url, content.start));
        let mut level = self.bases.level();
        let mut is_useless = false;
        match content.purpose {
            Purpose::Base { is_child } => {
                self.bases.add(cx, bytes, is_child);
                // It is resolved against the bases outside.
                level -= u8::from(is_child);
                is_useless = bytes.is_some_and(|url| is_directory(cx, url));
            }
            Purpose::Location => self.bases.add_location(cx, bytes),
            Purpose::Link => {}
        }
        match found {
            Some((found, parts)) if !is_useless => {
                self.add(found, Dependence { parts, level, relation: Relation::Here })
            }
            _ => Ok(()),
        }
    }

    /// Gives up a text that was to be a URL, since an element begins in it after `before`.
    pub(super) fn break_content(&mut self, cx: &Context<'_>, before: &[u8]) {
        let Some(content) = self.content.take() else { return };
        let text = &before[content.start..];
        if !content.is_operation || white_len(text) < text.len() {
            self.lose_content(cx, content);
        }
    }

    pub(super) fn lose_content(&mut self, cx: &Context<'_>, content: Content) {
        match content.purpose {
            Purpose::Base { is_child } => self.bases.add(cx, None, is_child),
            Purpose::Location => self.bases.add_location(cx, None),
            Purpose::Link => {}
        }
    }
}

/// Whether a base's path names a directory: then its query is dropped when URLs are resolved
/// against it (RFC 3986, section 5.2.2).
fn is_directory(cx: &Context<'_>, url: &[u8]) -> bool {
    let path = cx.judge_base(url).map(|(_, path)| &url[path]).unwrap_or_default();
    matches!(path.rsplit(|&byte| byte == b'/').next(), None | Some(b"" | b"." | b".."))
}
