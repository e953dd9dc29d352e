//! A request whose parameters are forwarded, and what holds for every manifest that it gets.

use std::convert::Infallible;

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use secure_token::manifest::{
    Context, Hosts, Keys, Kind, MAX_SNIFF_LEN, MAX_URL_LEN, Params, Rewriter, Rules, Sink, Targets,
};
use url::Url;

use crate::words::{QUERY, shown, text};

/// What is forwarded where it matters that nothing else looks like it.
pub const TOKEN: &str = "~token";

const INSERTED: &[u8] = b"~token=1";

/// Documents up to this length are held whole by the scanners, and so are held to more.
const SHORT: usize = MAX_SNIFF_LEN;

/// A request, what its location configures, and how a document comes and goes.
#[derive(Debug)]
pub struct Forwarding<'a> {
    rules: Rules,
    query: Vec<u8>,
    https: bool,
    /// The lengths of the pieces that a document is cut into, over and over.
    cuts: [u8; 4],
    /// How many bytes are taken at a time.
    room: u8,
    /// How the document begins.
    pub start: u8,
    /// The bytes of the rest of it, see [`text`].
    pub document: &'a [u8],
}

impl<'a> Arbitrary<'a> for Forwarding<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut rules = Rules::default();
        let hosts: [&[&[u8]]; 3] = [&[b"*"], &[b"x.test"], &[b"*.cdn.test", b"[::1]"]];
        rules.hosts = Hosts::new(u.choose(&hosts)?.iter().copied()).unwrap();
        let targets: [&[&[u8]]; 3] = [&[b"*"], &[b"m3u8"], &[b"ts", b"m4s"]];
        rules.targets = Targets::new(u.choose(&targets)?.iter().copied()).unwrap();
        let keys: [&[&[u8]]; 4] = [&[b"zz"], &[b"a", b"p"], &[b"md5", b"expires"], &[b"\xc3\xa9"]];
        if u.arbitrary()? {
            rules.only_keys = Some(Keys::new(u.choose(&keys)?.iter().copied()).unwrap());
        }
        if u.arbitrary()? {
            rules.except_keys = Keys::new(u.choose(&keys)?.iter().copied()).unwrap();
        }
        let (https, cuts, room) = (u.arbitrary()?, u.arbitrary()?, u.arbitrary()?);
        let start = u.arbitrary()?;
        let length = u.int_in_range(0..=24)?;
        let query = text(u.bytes(length.min(u.len()))?, QUERY);
        Ok(Self { rules, query, https, cuts, room, start, document: u.bytes(u.len())? })
    }
}

impl Forwarding<'_> {
    /// What holds for any document. `separators` are what may stand before what is inserted.
    pub fn check(&self, document: &[u8], separators: &[&[u8]]) {
        let Ok(params) = Params::new(&self.query, &self.rules) else { return };
        let cx = self.context(&params, &self.rules, &self.query);
        let whole = rewrite(&cx, [document], usize::MAX);
        for (how, out) in [
            ("cut", rewrite(&cx, pieces(document, &self.cuts), usize::MAX)),
            ("taken slowly", rewrite(&cx, [document], self.room.into())),
            ("cut and taken slowly", rewrite(&cx, pieces(document, &self.cuts), self.room.into())),
        ] {
            assert!(out == whole, "{how}: {} is not {}", shown(&out), shown(&whole));
        }
        if whole.len() <= SHORT {
            let twice = rewrite(&cx, [&whole[..]], usize::MAX);
            assert!(twice == whole, "twice: {} is not {}", shown(&twice), shown(&whole));
        }
        let marked = self.rewrite_marked(document);
        if !contains(document, TOKEN.as_bytes()) {
            let is_there = is_without_insertions(&marked, document, separators);
            assert!(is_there, "{} has become {}", shown(document), shown(&marked));
        }
    }

    /// What becomes of a document where all that is forwarded is [`TOKEN`].
    pub fn rewrite_marked(&self, document: &[u8]) -> Vec<u8> {
        let mut rules = self.rules.clone();
        (rules.only_keys, rules.except_keys) = (None, Keys::default());
        let params = Params::new(INSERTED, &rules).unwrap();
        // The rest of the query still gives variables their values.
        let query = [INSERTED, b"&", &self.query].concat();
        rewrite(&self.context(&params, &rules, &query), [document], usize::MAX)
    }

    /// The parameters of the request.
    pub fn query(&self) -> &[u8] {
        &self.query
    }

    /// Where the document was found.
    pub fn base(&self) -> Url {
        let base = if self.https { "https://own.test/v/m" } else { "http://own.test/v/m" };
        Url::parse(base).unwrap()
    }

    /// Whether `url` may have [`TOKEN`] in it.
    pub fn allows(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let has_host = host == "own.test" || self.rules.hosts.contain(host.as_bytes());
        has_host && (url.scheme() == "https" || (!self.https && url.scheme() == "http"))
    }

    /// Whether every host is allowed, as far as it is for the rules to say.
    pub fn allows_all(&self) -> bool {
        self.rules.hosts.are_all()
    }

    fn context<'a>(&self, params: &'a Params, rules: &'a Rules, query: &'a [u8]) -> Context<'a> {
        Context { rules, params, query, host: b"own.test", https: self.https, extension: b"" }
    }
}

/// Takes a number of bytes, and then no more until it is emptied, as buffers of nginx do.
struct Buffer {
    taken: Vec<u8>,
    room: usize,
    /// How many bytes there is room for, and how many were taken beyond that.
    left: usize,
    excess: usize,
}

impl Sink for Buffer {
    type Error = Infallible;

    fn put(&mut self, bytes: &[u8]) -> std::result::Result<(), Infallible> {
        self.taken.extend_from_slice(bytes);
        self.excess += bytes.len().saturating_sub(self.left);
        self.left = self.left.saturating_sub(bytes.len());
        Ok(())
    }

    fn put_if_room(&mut self, first: &[u8], second: &[u8]) -> bool {
        let fits = first.len() + second.len() < self.left;
        if fits {
            let Ok(()) = self.put(first).and_then(|()| self.put(second));
        }
        fits
    }

    fn is_full(&self) -> bool {
        self.left == 0
    }
}

impl Buffer {
    /// Makes room. What was taken must not have been much more than was wanted.
    fn empty(&mut self) {
        assert!(self.excess <= 8 * MAX_URL_LEN, "{} bytes too many", self.excess);
        (self.left, self.excess) = (self.room, 0);
    }
}

fn rewrite<'a>(
    cx: &Context<'_>,
    pieces: impl IntoIterator<Item = &'a [u8]>,
    room: usize,
) -> Vec<u8> {
    let room = room.max(1);
    let mut sink = Buffer { taken: Vec::new(), room, left: room, excess: 0 };
    let mut rewriter = Rewriter::new();
    for mut rest in pieces {
        while !rest.is_empty() {
            let taken = sink.taken.len();
            let read = rewriter.feed(cx, rest, &mut sink).unwrap();
            assert!(read > 0 || sink.taken.len() > taken, "nothing was read or written");
            rest = &rest[read..];
            sink.empty();
        }
    }
    while !rewriter.finish(cx, &mut sink).unwrap() {
        sink.empty();
    }
    assert_eq!(rewriter.kind(), Kind::Manifest);
    sink.taken
}

fn pieces<'a>(document: &'a [u8], lengths: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = document;
    // Long documents would fall into too many.
    let least = 1 + document.len() / 1024;
    lengths.iter().cycle().map_while(move |&length| {
        let (piece, after) = rest.split_at((least * usize::from(length).max(1)).min(rest.len()));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Whether `out` is `input` but for the insertions, each with or without one of the separators.
fn is_without_insertions(out: &[u8], input: &[u8], separators: &[&[u8]]) -> bool {
    let (mut places, mut rest) = (vec![0], out);
    while let Some(at) = find(rest, INSERTED) {
        let before = &rest[..at];
        let kept = separators.iter().filter_map(|separator| before.strip_suffix(*separator));
        let kept: Vec<&[u8]> = kept.chain([before]).collect();
        let ends = |place: usize| {
            kept.iter()
                .filter(move |kept| input[place..].starts_with(kept))
                .map(move |kept| place + kept.len())
        };
        places = places.iter().flat_map(|&place| ends(place)).collect();
        places.sort_unstable();
        places.dedup();
        rest = &rest[at + INSERTED.len()..];
    }
    places.iter().any(|&place| input[place..] == *rest)
}

/// Where `part` begins in `text`.
pub fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// Whether `part` stands anywhere in `text`.
pub fn contains(text: &[u8], part: &[u8]) -> bool {
    find(text, part).is_some()
}
