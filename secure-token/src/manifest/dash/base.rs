//! What one base URL means: of a base nothing matters but whether the parameters may go to its host,
//! and whether they may by its scheme.

use super::super::url::{Context, Reference, without_port};

/// Parts of a URL that it may take from its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts(u8);

impl Parts {
    pub(super) const NONE: Self = Self(0);
    pub(super) const HOST: Self = Self(1);
    pub(super) const SCHEME: Self = Self(2);
    pub(super) const ALL: Self = Self(3);

    /// What a URL of this form takes from its base.
    pub(super) fn of(reference: Reference) -> Self {
        match reference {
            Reference::Absolute => Self::NONE,
            Reference::NetworkPath => Self::SCHEME,
            Reference::Relative => Self::ALL,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a BaseURL or a Location means for the URLs below it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Base<'a> {
    /// What they take from the bases outside.
    pub(super) taken: Parts,
    /// What is not allowed of it.
    pub(super) faults: Parts,
    /// The host that is not allowed, if that is what is wrong.
    pub(super) host: &'a [u8],
}

impl<'a> Base<'a> {
    /// What `url` means, which is `None` where it is not known. Gives `None` where it does not matter.
    pub(super) fn new(cx: &Context<'_>, url: Option<&'a [u8]>) -> Option<Self> {
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
        let authority = rest.split(|byte| matches!(byte, b'/' | b'?' | b'#')).next();
        let host = authority.and_then(|authority| authority.rsplit(|&byte| byte == b'@').next());
        // Another scheme is no matter of the host, nor is a form that is not understood.
        let host = host.map(without_port).filter(|host| {
            reference != Reference::Relative && faults != scheme && !cx.allows(host)
        });
        Some(Self { taken: Parts::of(reference), faults, host: host.unwrap_or_default() })
    }
}
