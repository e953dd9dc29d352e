//! What a document's tags and texts mean: the URLs in them, and where each can lead.
//!
//! Offsets are those of the text that is held, which begins with the first URL on which nothing
//! has been decided, if there is one.

use std::ops::Range;

use super::super::notes::Notes;
use super::super::params::Form;
use super::super::run::Run;
use super::super::sink::{Error, OutOfMemory, Sink};
use super::super::url::Context;
use super::bases::{Bases, Dependence, Parts, Relation};
use super::elements::{Elements, Open};
use super::namespaces::{Lost, Namespaces, Space};
use super::patch::{self, Target};
use super::pending::{Fate, Found, Pending};
use super::reference::{Site, Url, white_len};
use super::tag::{Name, Tag};
use super::vocabulary::Element;

/// What is known of a document up to some place in it.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) elements: Elements,
    pub(super) namespaces: Namespaces,
    bases: Bases,
    pub(super) pending: Pending,
    content: Option<Content>,
    /// The URL that is being judged, its references resolved.
    resolved: Vec<u8>,
    pub(super) notes: Notes,
}

/// The text of an element that is a URL, from its first byte on.
#[derive(Clone, Copy, Debug)]
struct Content {
    start: usize,
    role: Role,
    /// Whether it is the text of a patch's operation, which may as well hold elements.
    is_operation: bool,
}

/// What a URL in the text of an element is, beside a URL.
#[derive(Clone, Copy, Debug)]
enum Role {
    /// A base; `is_child` says that it stands in the element whose base it is.
    Base {
        is_child: bool,
    },
    Location,
    Nothing,
}

impl Role {
    fn of(element: Element, is_child: bool) -> Option<Self> {
        match element {
            Element::BaseUrl => Some(Self::Base { is_child }),
            Element::Location => Some(Self::Location),
            Element::Link => Some(Self::Nothing),
            _ => None,
        }
    }
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
        let has_bases = element.has_bases() && self.bases.push(element.has_parts());
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
        let (role, is_operation) = match element {
            Element::Change if self.elements.are_in_patch_root() => {
                (self.role_in_patch(tag)?, true)
            }
            _ => (Role::of(element, is_child), false),
        };
        self.content = role.map(|role| Content { start: at.end, role, is_operation });
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

    /// What the text of a patch's operation with this tag is.
    fn role_in_patch(&mut self, tag: Tag<'_>) -> Result<Option<Role>, OutOfMemory> {
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
            Some(Target::Url) => Some(Role::Nothing),
            Some(Target::Text(element)) => Role::of(element, false),
            None => None,
        })
    }

    /// Ends a text that is a URL before the end tag at `end`.
    fn end_content(
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
        match content.role {
            Role::Base { is_child } => {
                self.bases.add(cx, bytes, is_child);
                // It is resolved against the bases outside.
                level -= u8::from(is_child);
                is_useless = bytes.is_some_and(|url| is_directory(cx, url));
            }
            Role::Location => self.bases.add_location(cx, bytes),
            Role::Nothing => {}
        }
        match found {
            Some((found, parts)) if !is_useless => {
                self.add(found, Dependence { parts, level, relation: Relation::Here })
            }
            _ => Ok(()),
        }
    }

    /// Gives up a text that was to be a URL, since an element begins in it after `before`.
    fn break_content(&mut self, cx: &Context<'_>, before: &[u8]) {
        let Some(content) = self.content.take() else { return };
        let text = &before[content.start..];
        if !content.is_operation || white_len(text) < text.len() {
            self.lose_content(cx, content);
        }
    }

    fn lose_content(&mut self, cx: &Context<'_>, content: Content) {
        match content.role {
            Role::Base { is_child } => self.bases.add(cx, None, is_child),
            Role::Location => self.bases.add_location(cx, None),
            Role::Nothing => {}
        }
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
            && !self.is_in_timeline()
    }

    /// Whether a text is being read that may be a URL.
    pub(super) fn is_in_content(&self) -> bool {
        self.content.is_some()
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

    /// Whether nothing that has been read is needed.
    pub(super) fn needs_nothing(&self) -> bool {
        self.pending.is_empty() && self.content.is_none()
    }

    /// The offset from which on the text is needed, if it is.
    pub(super) fn needed(&self) -> Option<usize> {
        let first = self.pending.first().map(|(found, _)| found.start as usize);
        first.or(self.content.map(|content| content.start))
    }

    /// Counts offsets from `by` on.
    pub(super) fn move_back(&mut self, by: usize) {
        self.pending.move_back(by as u32);
        if let Some(content) = &mut self.content {
            content.start -= by;
        }
    }

    /// Writes the URLs on which has been decided, up to the first on which has not. `false` if the
    /// sink is full.
    pub(super) fn write<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        run: &mut Run<'_, S>,
    ) -> Result<bool, Error<S::Error>> {
        while let Some(&(found, fate)) = self.pending.first() {
            match fate {
                Fate::Wait(_) => break,
                Fate::Leave => {}
                Fate::Insert => {
                    if !run.is_near(found.at as usize) && !run.put_within(found.start as usize)? {
                        return Ok(false);
                    }
                    self.insert(cx, run, found)?;
                }
            }
            self.pending.pop();
            if run.sink.is_full() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn insert<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        run: &mut Run<'_, S>,
        found: Found,
    ) -> Result<(), Error<S::Error>> {
        run.put_to(found.at as usize)?;
        let text = &run.input[found.start as usize..found.end as usize];
        let url = match found.has_query {
            true => Url::read(text, found.site, &mut self.resolved)?,
            false => None,
        };
        let query = url.and_then(|url| {
            let place = cx.judge(url.bytes).ok()?;
            Some(&url.bytes[place.query?..place.at])
        });
        cx.params.put(found.form, query, run.sink).map_err(Error::Sink)
    }

    /// Lets go of what has been held for long enough. `false` if there is nothing that could be.
    pub(super) fn let_go(&mut self, cx: &Context<'_>) -> bool {
        if let Some(&(_, Fate::Wait(url))) = self.pending.first() {
            if self.pending.trusts_order() {
                self.bases.wait_no_more(url.level);
                self.notes.note_exceeded();
            }
            self.pending.trust_order(&self.bases, &mut self.notes);
            return true;
        }
        let Some(content) = self.content.take() else { return false };
        self.lose_content(cx, content);
        true
    }

    /// Decides on all URLs by what has been seen.
    pub(super) fn decide_all(&mut self) {
        self.pending.decide_all(&self.bases, &mut self.notes);
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

/// Whether a base's path names a directory: then its query is dropped when URLs are resolved
/// against it (RFC 3986, section 5.2.2).
fn is_directory(cx: &Context<'_>, url: &[u8]) -> bool {
    let path = cx.judge_base(url).map(|(_, path)| &url[path]).unwrap_or_default();
    matches!(path.rsplit(|&byte| byte == b'/').next(), None | Some(b"" | b"." | b".."))
}
