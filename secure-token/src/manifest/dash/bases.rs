//! The base URLs in force (ISO/IEC 23009-1, section 5.6): where a relative URL can lead.
//!
//! The BaseURLs of an element are a few bits, however many they are, so that nothing about them can
//! grow. What is not understood counts as a host that is not allowed.

use super::super::url::Context;
use super::base::{Base, Parts};
use crate::inline::Inline;

/// The longest host that is told whole.
const MAX_HOST_LEN: usize = 64;

/// How many elements with bases of their own can stand in one another: the document and the four
/// of the standard, and room for what may come.
const MAX_SCOPES: usize = 8;

/// How a URL belongs to the element with bases in which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// It is resolved against the element's bases.
    Here,
    /// Against those of the elements below as well, which inherit it.
    Inherited,
    /// It is the XLink of that element: some clients resolve it against the bases outside, some
    /// against those that stand in the element.
    Link,
}

/// What a URL's fate depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dependence {
    /// What it takes from its base.
    pub(super) parts: Parts,
    /// The element whose bases are looked at first: 0 for the document, and so on inwards.
    pub(super) level: u8,
    pub(super) relation: Relation,
}

impl Dependence {
    /// Whether it depends on nothing.
    pub(super) fn is_settled(self) -> bool {
        self.parts == Parts::NONE
    }
}

/// What the bases of one element say to a URL.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    /// One of its bases is not allowed: it leads to this host.
    Foreign(&'a [u8]),
    /// All that the URL takes from its base is allowed.
    Settled,
    /// It depends on the bases of the element outside.
    Outwards(Dependence),
}

/// An element with its bases.
#[derive(Clone, Copy, Debug)]
struct Scope {
    role: Role,
    /// Whether it stands in an element with bases itself, and not in one that may mean anything.
    is_child: bool,
    /// Whether a base of its own has been seen.
    is_based: bool,
    /// What its bases take from those outside.
    taken: Parts,
    /// What of its bases is not allowed.
    faults: Parts,
    /// The elements below that have ended and inherit its segments, if there is any.
    heirs: Option<Heirs>,
    /// A host of all these faults.
    host: Inline<MAX_HOST_LEN>,
    /// Whether URLs no longer wait for what stands in it.
    is_read: bool,
}

/// What an element is to the segments that it holds, or that elements outside hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Role {
    /// Whether elements in it inherit its segments.
    pub(super) has_heirs: bool,
    /// Whether it inherits those of the elements outside.
    pub(super) is_heir: bool,
}

/// Elements that inherit segments, taken together.
#[derive(Clone, Copy, Debug)]
struct Heirs {
    /// What they take from the bases of the element whose heirs they are.
    taken: Parts,
    /// What of their bases is not allowed.
    faults: Parts,
}

impl Scope {
    const NEW: Self = Self {
        role: Role { has_heirs: false, is_heir: false },
        is_child: false,
        is_based: false,
        taken: Parts::NONE,
        faults: Parts::NONE,
        heirs: None,
        host: Inline::EMPTY,
        is_read: false,
    };

    fn blame(&mut self, host: &[u8]) {
        if self.host.is_empty() {
            self.host.push_some(host);
        }
    }

    fn add_heirs(&mut self, taken: Parts, faults: Parts) {
        let known = self.heirs.unwrap_or(Heirs { taken: Parts::NONE, faults: Parts::NONE });
        self.heirs = Some(Heirs { taken: known.taken.or(taken), faults: known.faults.or(faults) });
    }

    fn faults_of_heirs(&self) -> Parts {
        self.heirs.map_or(Parts::NONE, |heirs| heirs.faults)
    }

    /// What of `parts` is taken from the bases outside.
    fn passed(&self, parts: Parts) -> Parts {
        if self.is_based { parts.and(self.taken) } else { parts }
    }
}

/// The elements with bases that are open, and above them the document.
#[derive(Debug)]
pub(super) struct Bases {
    scopes: [Scope; MAX_SCOPES],
    level: u8,
}

impl Bases {
    pub(super) const NONE: Self = Self { scopes: [Scope::NEW; MAX_SCOPES], level: 0 };

    /// The level of the innermost element.
    pub(super) fn level(&self) -> u8 {
        self.level
    }

    /// Opens an element; `is_child` says that it stands in the innermost one itself. `false` if it is
    /// one too many: its bases are to count for the one outside.
    pub(super) fn push(&mut self, role: Role, is_child: bool) -> bool {
        let Some(scope) = self.scopes.get_mut(usize::from(self.level) + 1) else { return false };
        *scope = Scope { role, is_child, ..Scope::NEW };
        self.level += 1;
        true
    }

    /// Closes the innermost element.
    pub(super) fn pop(&mut self) {
        let inner = self.scopes[usize::from(self.level)];
        self.level = self.level.saturating_sub(1);
        if inner.role.is_heir {
            let taken = inner.heirs.map_or(Parts::ALL, |heirs| heirs.taken);
            let faults = inner.faults.and(taken).or(inner.faults_of_heirs());
            let passed = if inner.is_child { inner.passed(taken) } else { Parts::ALL };
            let outer = self.innermost();
            outer.add_heirs(passed, faults);
            outer.blame(&inner.host);
        }
    }

    /// Adds a BaseURL to the innermost element; `is_child` says that it stands in that element
    /// itself, where it takes the place of the bases outside. `None` for one that is not known.
    pub(super) fn add(&mut self, cx: &Context<'_>, url: Option<&[u8]>, is_child: bool) {
        let Some(base) = Base::new(cx, url) else { return };
        let inner = self.innermost();
        inner.is_based |= is_child;
        inner.taken = inner.taken.or(base.taken);
        inner.faults = inner.faults.or(base.faults);
        inner.blame(base.host);
        if !is_child {
            // It may be that of an heir, of which nothing more is known.
            inner.add_heirs(Parts::ALL, base.faults);
        }
    }

    /// Adds a Location: some clients take it for the URL of the document.
    pub(super) fn add_location(&mut self, cx: &Context<'_>, url: Option<&[u8]>) {
        if let Some(base) = Base::new(cx, url) {
            let document = &mut self.scopes[0];
            document.faults = document.faults.or(base.faults);
            document.blame(base.host);
        }
    }

    fn innermost(&mut self) -> &mut Scope {
        &mut self.scopes[usize::from(self.level)]
    }

    /// What the first element that a URL depends on has to say to it, now that it ends.
    pub(super) fn step(&self, url: Dependence) -> Step<'_> {
        let scope = &self.scopes[usize::from(url.level)];
        let heirs = scope.heirs.filter(|_| url.relation == Relation::Inherited);
        match heirs {
            Some(heirs) if heirs.faults.and(url.parts) != Parts::NONE => Step::Foreign(&scope.host),
            // Each of them may have bases of its own, which take the place of the element's.
            Some(heirs) => self.step_in_scope(url, url.parts.and(heirs.taken)),
            None => self.step_in_scope(url, url.parts),
        }
    }

    /// `step` for a URL that takes `parts` from the element's own bases.
    fn step_in_scope(&self, url: Dependence, parts: Parts) -> Step<'_> {
        let scope = &self.scopes[usize::from(url.level)];
        if scope.faults.and(parts) != Parts::NONE {
            return Step::Foreign(&scope.host);
        }
        let parts = if url.relation == Relation::Link { parts } else { scope.passed(parts) };
        if parts == Parts::NONE || url.level == 0 {
            return Step::Settled;
        }
        Step::Outwards(Dependence { parts, level: url.level - 1, relation: Relation::Here })
    }

    /// The host that is not allowed to which a URL can lead, by all that has been seen, and as if
    /// its heirs had no bases of their own.
    pub(super) fn fault(&self, mut url: Dependence) -> Option<&[u8]> {
        if url.relation == Relation::Inherited
            && let Some(host) = self.fault_of_heirs(url)
        {
            return Some(host);
        }
        while !url.is_settled() {
            match self.step_in_scope(url, url.parts) {
                Step::Foreign(host) => return Some(host),
                Step::Settled => return None,
                Step::Outwards(outside) => url = outside,
            }
        }
        None
    }

    /// The same because of an heir that has ended, or that is open.
    fn fault_of_heirs(&self, url: Dependence) -> Option<&[u8]> {
        let level = usize::from(url.level);
        let (first, open) = self.scopes[..=usize::from(self.level)].get(level..)?.split_first()?;
        let is_at_fault = |faults: Parts| faults.and(url.parts) != Parts::NONE;
        if is_at_fault(first.faults_of_heirs()) {
            return Some(&first.host);
        }
        open.iter()
            .take_while(|scope| scope.role.is_heir)
            .find(|scope| is_at_fault(scope.faults.or(scope.faults_of_heirs())))
            .map(|scope| &*scope.host)
    }

    /// Whether nothing that comes in the element can save a URL from being left alone, and the host
    /// to which it leads.
    pub(super) fn final_fault(&self, url: Dependence) -> Option<&[u8]> {
        let scope = &self.scopes[usize::from(url.level)];
        if url.relation != Relation::Inherited || !scope.role.has_heirs {
            return self.fault(url);
        }
        let is_final = scope.faults_of_heirs().and(url.parts) != Parts::NONE;
        is_final.then_some(&*scope.host)
    }

    /// Whether a URL waits for bases that come after it in a document whose elements are in the
    /// order of the standard.
    pub(super) fn are_awaited(&self, url: Dependence) -> bool {
        let scope = &self.scopes[usize::from(url.level)];
        let later = match url.relation {
            Relation::Here => false,
            Relation::Inherited => scope.role.has_heirs,
            Relation::Link => true,
        };
        later && !scope.is_read
    }

    /// Lets no URL wait any longer for the rest of the element at `level`.
    pub(super) fn wait_no_more(&mut self, level: u8) {
        self.scopes[usize::from(level)].is_read = true;
    }
}
