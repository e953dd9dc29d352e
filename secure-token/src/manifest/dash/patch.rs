//! What an operation of an MPD patch replaces by its text (RFC 5261; ISO/IEC 23009-1, 5.15).
//!
//! The selector is an XPath, of which the last steps tell: `.../SegmentTemplate/@media`,
//! `.../BaseURL[1]/text()`, or an element and the attribute that `type` names.

use super::namespaces::{Namespaces, Space};
use super::tag::Name;
use super::vocabulary::Element;

/// The element whose text the operation replaces, or one of its attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Text(Element),
    Url,
}

/// What is replaced by the operation with this `sel` and `type`, both without references, if it is
/// a URL or the text of an element.
pub(super) fn target(sel: &[u8], kind: Option<&[u8]>, namespaces: &Namespaces) -> Option<Target> {
    let (outer, last) = last_steps(sel);
    match kind {
        Some(kind) => url_attribute(last, kind.strip_prefix(b"@")?, namespaces),
        None => match last {
            [b'@', attribute @ ..] => url_attribute(outer, attribute, namespaces),
            b"text()" => Some(Target::Text(element(outer))),
            _ => Some(Target::Text(element(last))),
        },
    }
}

fn url_attribute(owner: &[u8], attribute: &[u8], namespaces: &Namespaces) -> Option<Target> {
    let name = Name::new(attribute);
    let is_link = name.local == b"href" && namespaces.of_prefix(name.prefix) == Space::XLink;
    let is_url = is_link || name.prefix.is_empty() && element(owner).has_url(name.local);
    is_url.then_some(Target::Url)
}

/// The element that a step names.
fn element(step: &[u8]) -> Element {
    Element::of(Name::new(step).local)
}

/// The last two steps of a path, without their predicates.
fn last_steps(path: &[u8]) -> (&[u8], &[u8]) {
    let (mut outer, mut last) = (&b""[..], &b""[..]);
    let mut start = 0;
    // Where the step's predicates begin.
    let mut predicates = None;
    let mut depth = 0_u32;
    let mut quote = None;
    for (at, &byte) in path.iter().chain(b"/").enumerate() {
        match (quote, byte) {
            (Some(open), _) => quote = Some(open).filter(|_| byte != open),
            (None, b'"' | b'\'') if depth > 0 => quote = Some(byte),
            (None, b'[') => {
                depth += 1;
                predicates.get_or_insert(at);
            }
            (None, b']') => depth = depth.saturating_sub(1),
            (None, b'/') if depth == 0 => {
                outer = last;
                last = path.get(start..predicates.unwrap_or(at)).unwrap_or_default().trim_ascii();
                start = at + 1;
                predicates = None;
            }
            _ => {}
        }
    }
    (outer, last)
}
