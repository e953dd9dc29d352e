//! A request with its configuration, and the ways in which a body can be fed and taken.

use secure_token::manifest::{
    Context, Error, Form, Hosts, Keys, OutOfMemory, Params, Rules, Sink, Sources, Targets, dash,
    hls,
};

/// What is forwarded unless a test says otherwise.
pub const QUERY: &str = "md5=T&expires=9";

/// A request and what its location configures.
pub struct Request {
    pub rules: Rules,
    pub query: String,
    pub host: String,
    pub https: bool,
    pub extension: String,
    /// What reads the body.
    pub scanner: fn() -> Box<dyn Scanner>,
}

impl Default for Request {
    /// `https://own.test/v/m.m3u8?md5=T&expires=9`, and the defaults of the configuration.
    fn default() -> Self {
        Self {
            rules: Rules::default(),
            query: QUERY.into(),
            host: "own.test".into(),
            https: true,
            extension: "m3u8".into(),
            scanner: || Box::new(hls::Scanner::new()),
        }
    }
}

impl Request {
    pub fn with_query(query: &str) -> Self {
        Self { query: query.into(), ..Self::default() }
    }

    /// The same request for `m.mpd`.
    pub fn for_mpd(query: &str) -> Self {
        Self {
            extension: "mpd".into(),
            scanner: || Box::new(dash::Scanner::new()),
            ..Self::with_query(query)
        }
    }

    /// Lists extensions of URLs, separated by spaces.
    pub fn to(mut self, extensions: &str) -> Self {
        self.rules.targets = Targets::new(words(extensions)).unwrap();
        self
    }

    /// Lists extensions and media types of manifests, separated by spaces.
    pub fn from(mut self, sources: &str) -> Self {
        self.rules.sources = Sources::new(words(sources)).unwrap();
        self
    }

    /// Lists hosts, separated by spaces.
    pub fn hosts(mut self, hosts: &str) -> Self {
        self.rules.hosts = Hosts::new(words(hosts)).unwrap();
        self
    }

    pub fn only_keys(mut self, keys: &str) -> Self {
        self.rules.only_keys = Some(Keys::new(words(keys)).unwrap());
        self
    }

    pub fn except_keys(mut self, keys: &str) -> Self {
        self.rules.except_keys = Keys::new(words(keys)).unwrap();
        self
    }

    pub fn params(&self) -> Params {
        Params::new(self.query.as_bytes(), &self.rules).unwrap()
    }

    pub fn context<'a>(&'a self, params: &'a Params) -> Context<'a> {
        Context {
            rules: &self.rules,
            params,
            query: self.query.as_bytes(),
            host: self.host.as_bytes(),
            https: self.https,
            extension: self.extension.as_bytes(),
        }
    }

    /// What `url` becomes, as a header carries it.
    pub fn forward(&self, url: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let params = self.params();
        self.context(&params).forward(url, Form::Plain, &mut out).unwrap();
        out
    }

    /// What a document becomes that is fed in `pieces` into a sink of `patience`.
    pub fn rewrite<'a>(
        &self,
        pieces: impl IntoIterator<Item = &'a [u8]>,
        patience: Patience,
    ) -> Vec<u8> {
        let params = self.params();
        let cx = self.context(&params);
        let mut sink = Reader { taken: Vec::new(), patience, is_full: false };
        let mut scanner = (self.scanner)();
        for piece in pieces {
            let mut rest = piece;
            while !rest.is_empty() {
                let (read, taken) = (rest.len(), sink.taken.len());
                rest = &rest[scanner.feed(&cx, rest, &mut sink).unwrap()..];
                assert!(
                    rest.len() < read || sink.taken.len() > taken,
                    "nothing was read or written"
                );
                sink.is_full = false;
            }
        }
        while !scanner.finish(&cx, &mut sink).unwrap() {
            sink.is_full = false;
        }
        sink.taken
    }

    /// What the document `body` becomes, which must be the same however it is cut and taken.
    pub fn rewrite_all_ways(&self, body: &[u8]) -> Vec<u8> {
        let whole = self.rewrite([body], Patience::Endless);
        let same = |pieces: &mut dyn Iterator<Item = &[u8]>, patience, how: &str| {
            let other = self.rewrite(pieces, patience);
            assert_eq!(text(&other), text(&whole), "{how} of {:?}", text(body));
        };
        same(&mut [body].into_iter(), Patience::OnePut, "whole, into a sink that is always full,");
        same(&mut body.chunks(1), Patience::Endless, "byte by byte");
        same(
            &mut body.chunks(1),
            Patience::OnePut,
            "byte by byte, into a sink that is always full,",
        );
        for at in 1..body.len() {
            let (first, second) = body.split_at(at);
            same(&mut [first, second].into_iter(), Patience::Endless, "split in two");
            same(&mut [first, second].into_iter(), Patience::OnePut, "split in two, slowly,");
        }
        whole
    }
}

/// A scanner of either kind of manifest.
pub trait Scanner {
    fn feed(&mut self, cx: &Context<'_>, input: &[u8], sink: &mut Reader) -> Result<usize, Fault>;

    fn finish(&mut self, cx: &Context<'_>, sink: &mut Reader) -> Result<bool, Fault>;
}

type Fault = Error<OutOfMemory>;

impl Scanner for hls::Scanner {
    fn feed(&mut self, cx: &Context<'_>, input: &[u8], sink: &mut Reader) -> Result<usize, Fault> {
        self.feed(cx, input, sink)
    }

    fn finish(&mut self, cx: &Context<'_>, sink: &mut Reader) -> Result<bool, Fault> {
        self.finish(cx, sink)
    }
}

impl Scanner for dash::Scanner {
    fn feed(&mut self, cx: &Context<'_>, input: &[u8], sink: &mut Reader) -> Result<usize, Fault> {
        self.feed(cx, input, sink)
    }

    fn finish(&mut self, cx: &Context<'_>, sink: &mut Reader) -> Result<bool, Fault> {
        self.finish(cx, sink)
    }
}

/// When a sink is full.
#[derive(Clone, Copy)]
pub enum Patience {
    /// Never.
    Endless,
    /// After every piece that it takes.
    OnePut,
}

/// A sink that keeps what it takes.
pub struct Reader {
    taken: Vec<u8>,
    patience: Patience,
    is_full: bool,
}

impl Sink for Reader {
    type Error = OutOfMemory;

    fn put(&mut self, bytes: &[u8]) -> Result<(), OutOfMemory> {
        self.is_full |= matches!(self.patience, Patience::OnePut) && !bytes.is_empty();
        self.taken.put(bytes)
    }

    fn put_if_room(&mut self, first: &[u8], second: &[u8]) -> bool {
        let has_room = matches!(self.patience, Patience::Endless);
        if has_room {
            self.taken.extend([first, second].concat());
        }
        has_room
    }

    fn is_full(&self) -> bool {
        self.is_full
    }
}

/// Lines of a playlist and what is to be seen in what becomes of them. `^` marks where `?` and the
/// parameters come in, `~` where `&` and the parameters do; all other bytes stay as they are.
pub type Row = (&'static str, &'static str);

/// What makes a playlist long enough for its lines to be looked at a block of bytes at a time.
const MORE: &str = "\n#EXTINF:6.00600,\n# and then nothing else\n\n";

/// Checks rows for `request`, each in a playlist of its own, which ends there or goes on, fed in
/// every way.
pub fn check_lines(request: &Request, rows: &[Row]) {
    for (lines, why) in rows {
        for more in ["", MORE] {
            let with = |question: &str, ampersand: &str| {
                let lines = lines.replace('^', question).replace('~', ampersand);
                format!("#EXTM3U\n{lines}{more}")
            };
            let query = &request.query;
            let out = request.rewrite_all_ways(with("", "").as_bytes());
            assert_eq!(text(&out), with(&format!("?{query}"), &format!("&{query}")), "{why}");
        }
    }
}

/// Bytes as a message shows them.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn words(list: &str) -> impl Iterator<Item = &[u8]> {
    list.split_whitespace().map(str::as_bytes)
}

/// Cuts `body` into pieces of the given lengths, over and over.
pub fn pieces<'a>(body: &'a [u8], lengths: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = body;
    lengths.iter().cycle().map_while(move |&length| {
        let (piece, after) = rest.split_at(length.min(rest.len()));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// What `out` is without what was inserted into it, each time `inserted` with or without one of
/// the `separators` in front. `input` tells separators that were there from those that were not.
pub fn without(out: &str, inserted: &str, separators: &[&str], input: &str) -> String {
    let (mut rest, mut kept) = (out, String::new());
    while let Some(next) = rest.chars().next() {
        let is_there = |separator: &str| input[kept.len()..].starts_with(separator);
        let found = separators.iter().find(|separator| rest.starts_with(**separator));
        let separator = found.filter(|separator| !is_there(separator)).map_or(0, |it| it.len());
        match rest[separator..].strip_prefix(inserted) {
            Some(after) => rest = after,
            None => {
                kept.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
        if !input.starts_with(&kept) {
            break;
        }
    }
    kept
}
