//! What a document's tags and texts mean: the URLs in them, and where each can lead.
//!
//! Offsets are those of the text that is held, which begins with the first URL on which nothing
//! has been decided, if there is one.

mod texts;
mod writing;

use std::ops::Range;

use super::super::notes::Notes;
use super::super::params::Form;
use super::super::sink::OutOfMemory;
use super::super::url::Context;
use super::base::Parts;
use super::bases::{Bases, Dependence, Relation};
use super::elements::{Elements, Open};
use super::namespaces::{Lost, Namespaces, Space};
use super::pending::{Fate, Found, Pending};
use super::reference::{Site, Url};
use super::tag::{Name, Tag};
use super::vocabulary::Element;
use texts::Content;

/// What is known of a document up to some place in it.
#[derive(Debug)]
pub(super) struct Document {
    elements: Elements,
    namespaces: Namespaces,
    bases: Bases,
    pub(super) pending: Pending,
    content: Option<Content>,
    /// The URL that is being judged, its references resolved.
    resolved: Vec<u8>,
    pub(super) notes: Notes,
}

impl Document {
    pub(super) const NEW: Self = Self {
        elements: Elements::NONE,
        namespaces: Namespaces::NONE,
        bases: Bases::NONE,
        pending: Pending::NONE,
        content: None,
        resolved: Vec::new(),
        notes: Notes::NONE,
    };

    /// Reads the start tag, or empty element, at `at` in `input`.
    pub(super) fn start_element(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        at: Range<usize>,
    ) -> Result<(), OutOfMemory> {
        self.break_content(cx, &input[..at.start]);
        let tag = Tag::new(&input[at.clone()]);
        let bindings = self.namespaces.count();
        let is_understood = self.elements.have_room()
            && match self.namespaces.declare(tag, self.elements.are_none()) {
                Ok(()) => true,
                Err(Lost::Unreadable) => false,
                Err(Lost::OutOfMemory) => return Err(OutOfMemory),
            };
        if !is_understood {
            self.namespaces.truncate(bindings);
            if !tag.is_empty() {
                self.start_opaque(cx);
            }
            return Ok(());
        }

        let name = tag.name();
        let is_dash = self.namespaces.of_element(name) == Space::Dash;
        let element = if is_dash { Element::of(name.local) } else { Element::Other };
        let is_payload = self.elements.are_in_event();
        let element = match element {
            Element::Presentation => element,
            _ if is_payload => Element::Other,
            _ => element,
        };
        let may_have_urls = match element {
            Element::Event => false,
            Element::Other => is_dash && !is_payload,
            _ => true,
        };
        let urls = self.pending.count();
        let is_child = self.elements.innermost().is_some_and(|outer| outer.has_bases);
        let has_bases = element.role().is_some_and(|role| self.bases.push(role, is_child));
        let open = Open { element, has_bases, bindings, urls };
        if may_have_urls {
            self.read_attributes(cx, tag, at.start, open)?;
        }
        if tag.is_empty() {
            if let Element::BaseUrl = element {
                self.bases.add(cx, Some(b""), is_child);
            }
            self.close(open);
            return Ok(());
        }
        self.begin_content(tag, element, is_child, at.end)?;
        self.elements.push(open);
        Ok(())
    }

    /// Reads the end tag at `at` in `input`.
    pub(super) fn end_element(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        at: usize,
    ) -> Result<(), OutOfMemory> {
        let Some(open) = self.elements.pop() else { return Ok(()) };
        if let Some(content) = self.content.take() {
            self.end_content(cx, input, content, at)?;
        }
        self.close(open);
        Ok(())
    }

    /// Begins an element that is not understood, so that its bases are not known.
    pub(super) fn start_opaque(&mut self, cx: &Context<'_>) {
        self.elements.push_opaque();
        self.lose_base(cx);
    }

    /// Notes that there may be a base which is not known.
    pub(super) fn lose_base(&mut self, cx: &Context<'_>) {
        self.bases.add(cx, None, false);
    }

    fn close(&mut self, open: Open) {
        self.namespaces.truncate(open.bindings);
        if open.has_bases {
            self.pending.end_element(open.urls, &self.bases, &mut self.notes);
            self.bases.pop();
        }
        if self.elements.are_none() {
            self.decide_all();
        }
    }

    /// Finds the URLs in the attributes of `tag`, which begins at `start`.
    fn read_attributes(
        &mut self,
        cx: &Context<'_>,
        tag: Tag<'_>,
        start: usize,
        open: Open,
    ) -> Result<(), OutOfMemory> {
        for attribute in tag.attributes() {
            let name = Name::new(attribute.name);
            let relation = if name.prefix.is_empty() {
                if !open.element.has_url(name.local) {
                    continue;
                }
                Relation::Here
            } else {
                if name.local != b"href" || self.namespaces.of_prefix(name.prefix) != Space::XLink {
                    continue;
                }
                if open.has_bases { Relation::Link } else { Relation::Here }
            };
            let relation = if open.element.is_inherited() { Relation::Inherited } else { relation };
            let url = Url::read(attribute.value, Site::Attribute, &mut self.resolved)?;
            if let Some((found, parts)) = url.and_then(|url| find(cx, url, start + attribute.start))
            {
                self.add(found, Dependence { parts, level: self.bases.level(), relation })?;
            }
        }
        Ok(())
    }

    fn add(&mut self, found: Found, url: Dependence) -> Result<(), OutOfMemory> {
        let fate = self.pending.fate(url, &self.bases, &mut self.notes);
        self.push(found, fate)
    }

    fn push(&mut self, found: Found, fate: Fate) -> Result<(), OutOfMemory> {
        if matches!(fate, Fate::Leave) { Ok(()) } else { self.pending.push(found, fate) }
    }

    /// Whether the parameters go at once into a segment's URL here that is a relative path.
    pub(super) fn inserts_segments_now(&self) -> bool {
        self.pending.is_empty() && self.pending.is_sure(self.segment(), &self.bases)
    }

    /// Adds a segment's URL that is a relative path, and an attribute's value as it stands. `fate`
    /// is what becomes of such URLs here, once it is known.
    #[inline(never)]
    pub(super) fn add_segment(
        &mut self,
        url: Range<usize>,
        fate: &mut Option<Fate>,
    ) -> Result<(), OutOfMemory> {
        let fate = *fate
            .get_or_insert_with(|| self.pending.fate(self.segment(), &self.bases, &mut self.notes));
        let found = Found {
            start: url.start as u32,
            end: url.end as u32,
            at: url.end as u32,
            site: Site::Attribute,
            form: Form::Markup,
            has_query: false,
        };
        self.push(found, fate)
    }

    /// What a segment's URL here depends on if it is a relative path.
    fn segment(&self) -> Dependence {
        let level = self.bases.level();
        Dependence { parts: Parts::ALL, level, relation: Relation::Inherited }
    }

    /// Whether the URLs of segments are to be looked for here, in tags without a prefix.
    pub(super) fn takes_segments(&self) -> bool {
        self.content.is_none()
            && self.namespaces.of_element(Name::new(b"")) == Space::Dash
            && !self.elements.are_in_event()
            && !self.elements.are_opaque()
            && !self.elements.are_none()
            && self.elements.have_room()
            && !self.is_in_timeline()
    }

    /// Whether a text is being read that may be a URL.
    pub(super) fn is_in_content(&self) -> bool {
        self.content.is_some()
    }

    /// Whether what stands here is not understood.
    pub(super) fn is_opaque(&self) -> bool {
        self.elements.are_opaque()
    }

    /// Whether what stands here is the inside of a SegmentTimeline.
    pub(super) fn is_in_timeline(&self) -> bool {
        let innermost = self.elements.innermost();
        innermost.is_some_and(|open| open.element == Element::SegmentTimeline)
            && !self.elements.are_opaque()
    }

    /// Whether the root element has ended.
    pub(super) fn has_ended(&self) -> bool {
        self.elements.are_none() && !self.elements.are_opaque()
    }
}

/// A URL that may get the parameters if its base allows it, and what it takes from that. Its text
/// begins at `start`.
fn find(cx: &Context<'_>, url: Url<'_>, start: usize) -> Option<(Found, Parts)> {
    let place = cx.judge(url.bytes).ok()?;
    let (at, form) = url.locate(place.at);
    // What is held is far shorter than 4 GiB.
    let found = Found {
        start: start as u32,
        end: (start + url.text.len()) as u32,
        at: (start + at) as u32,
        site: url.site,
        form,
        has_query: place.query.is_some(),
    };
    Some((found, Parts::of(place.reference)))
}
