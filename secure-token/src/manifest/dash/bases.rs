//! The base URLs in force (ISO/IEC 23009-1, section 5.6): where a relative URL can lead.
//!
//! Of a base nothing matters but whether the parameters may go to its host, and whether they may
//! by its scheme. So the BaseURLs of an element are a few bits however many they are, and nothing
//! about them can grow. What is not understood counts as a host that is not allowed.

use super::super::short::Short;
use super::super::url::{Context, Reference};

/// The longest host that is told whole.
const MAX_HOST_LEN: usize = 64;

/// How many elements with bases of their own can stand in one another: the document and the four
/// of the standard, and room for what may come.
const MAX_SCOPES: usize = 8;

/// Parts of a URL that it may take from its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts(u8);

impl Parts {
    pub(super) const NONE: Self = Self(0);
    const HOST: Self = Self(1);
    const SCHEME: Self = Self(2);
    pub(super) const ALL: Self = Self(3);

    /// What a URL of this form takes from its base.
    pub(super) fn of(reference: Reference) -> Self {
        match reference {
            Reference::Absolute => Self::NONE,
            Reference::NetworkPath => Self::SCHEME,
            Reference::Relative => Self::ALL,
        }
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

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
    /// Whether a base of its own has been seen.
    is_based: bool,
    /// What its bases take from those outside.
    taken: Parts,
    /// What of its bases is not allowed.
    faults: Parts,
    /// The same for the elements below it.
    faults_below: Parts,
    /// A host of those faults.
    host: Short<MAX_HOST_LEN>,
    /// Whether there may be elements with bases below it.
    has_parts: bool,
    /// Whether URLs no longer wait for what stands in it.
    is_read: bool,
}

impl Scope {
    const NEW: Self = Self {
        is_based: false,
        taken: Parts::NONE,
        faults: Parts::NONE,
        faults_below: Parts::NONE,
        host: Short::EMPTY,
        has_parts: false,
        is_read: false,
    };

    fn blame(&mut self, host: &[u8]) {
        if self.host.as_slice().is_empty() {
            self.host.push(host);
        }
    }
}

/// The elements with bases that are open, and above them the document.
#[derive(Debug)]
pub(super) struct Bases {
    scopes: [Scope; MAX_SCOPES],
    level: u8,
}

/// What a BaseURL or a Location means for the URLs below it.
#[derive(Clone, Copy, Debug)]
struct Base<'a> {
    taken: Parts,
    faults: Parts,
    host: &'a [u8],
}

impl Bases {
    pub(super) const NONE: Self = Self { scopes: [Scope::NEW; MAX_SCOPES], level: 0 };

    /// The level of the innermost element.
    pub(super) fn level(&self) -> u8 {
        self.level
    }

    /// Opens an element. `false` if it is one too many: its bases are to count for the one outside.
    pub(super) fn push(&mut self, has_parts: bool) -> bool {
        let Some(scope) = self.scopes.get_mut(usize::from(self.level) + 1) else { return false };
        *scope = Scope { has_parts, ..Scope::NEW };
        self.level += 1;
        true
    }

    /// Closes the innermost element.
    pub(super) fn pop(&mut self) {
        self.level = self.level.saturating_sub(1);
    }

    /// Adds a BaseURL to the innermost element; `is_child` says that it stands in that element
    /// itself, where it takes the place of the bases outside. `None` for one that is not known.
    pub(super) fn add(&mut self, cx: &Context<'_>, url: Option<&[u8]>, is_child: bool) {
        let Some(base) = Base::new(cx, url) else { return };
        let (inner, outer) = self.open_scopes();
        inner.is_based |= is_child;
        inner.taken = inner.taken.or(base.taken);
        inner.faults = inner.faults.or(base.faults);
        inner.blame(base.host);
        for scope in outer {
            scope.faults_below = scope.faults_below.or(base.faults);
            scope.blame(base.host);
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

    fn open_scopes(&mut self) -> (&mut Scope, &mut [Scope]) {
        let (outer, rest) = self.scopes.split_at_mut(self.level.into());
        (&mut rest[0], outer)
    }

    /// What the first element that a URL depends on has to say, by all that has been seen of it.
    pub(super) fn step(&self, url: Dependence) -> Step<'_> {
        let scope = &self.scopes[usize::from(url.level)];
        let faults = match url.relation {
            Relation::Inherited => scope.faults.or(scope.faults_below),
            Relation::Here | Relation::Link => scope.faults,
        };
        if faults.and(url.parts) != Parts::NONE {
            return Step::Foreign(scope.host.as_slice());
        }
        let parts = if scope.is_based && url.relation != Relation::Link {
            url.parts.and(scope.taken)
        } else {
            url.parts
        };
        if parts == Parts::NONE || url.level == 0 {
            return Step::Settled;
        }
        Step::Outwards(Dependence { parts, level: url.level - 1, relation: Relation::Here })
    }

    /// The host that is not allowed to which a URL can lead, by all that has been seen.
    pub(super) fn fault(&self, mut url: Dependence) -> Option<&[u8]> {
        if url.parts == Parts::NONE {
            return None;
        }
        loop {
            match self.step(url) {
                Step::Foreign(host) => return Some(host),
                Step::Settled => return None,
                Step::Outwards(next) => url = next,
            }
        }
    }

    /// Whether a URL waits for bases that come after it in a document whose elements are in the
    /// order of the standard.
    pub(super) fn are_awaited(&self, url: Dependence) -> bool {
        let scope = &self.scopes[usize::from(url.level)];
        let later = match url.relation {
            Relation::Here => false,
            Relation::Inherited => scope.has_parts,
            Relation::Link => true,
        };
        later && !scope.is_read
    }

    /// Lets no URL wait any longer for the rest of the element at `level`.
    pub(super) fn wait_no_more(&mut self, level: u8) {
        self.scopes[usize::from(level)].is_read = true;
    }
}

impl<'a> Base<'a> {
    /// `None` where it does not matter what it is.
    fn new(cx: &Context<'_>, url: Option<&'a [u8]>) -> Option<Self> {
        let Some(url) = url else {
            let unknown = Self { taken: Parts::NONE, faults: Parts::ALL, host: b"" };
            return (!cx.rules.hosts.are_all()).then_some(unknown);
        };
        // Without a path of its own it leads where the bases outside lead.
        if url.is_empty() || url.starts_with(b"#") {
            return Some(Self { taken: Parts::ALL, faults: Parts::NONE, host: b"" });
        }
        let after = |prefix: &[u8]| {
            url.split_at_checked(prefix.len())
                .filter(|(start, _)| start.eq_ignore_ascii_case(prefix))
                .map(|(_, rest)| rest)
        };
        let (reference, scheme, rest) = if let Some(rest) = after(b"https://") {
            (Reference::Absolute, Parts::NONE, rest)
        } else if let Some(rest) = after(b"http://") {
            (Reference::Absolute, if cx.https { Parts::SCHEME } else { Parts::NONE }, rest)
        } else if let Some(rest) = after(b"//") {
            (Reference::NetworkPath, Parts::NONE, rest)
        } else {
            (Reference::Relative, Parts::NONE, url)
        };
        // Its host may be allowed though its scheme is not, and the reverse.
        let any_scheme = Context { https: false, ..*cx };
        let faults = match reference {
            _ if any_scheme.judge_base(url).is_ok_and(|(judged, _)| judged == reference) => scheme,
            // Another scheme, or a form that clients disagree on.
            Reference::Relative => Parts::ALL,
            Reference::Absolute | Reference::NetworkPath => scheme.or(Parts::HOST),
        };
        let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#'));
        let host = &rest[..end.unwrap_or(rest.len())];
        let host = if faults.and(Parts::HOST) == Parts::NONE { b"" } else { host };
        Some(Self { taken: Parts::of(reference), faults, host })
    }
}
