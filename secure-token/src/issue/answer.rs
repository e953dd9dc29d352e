//! The answer with the tokens: an object of JSON (RFC 8259).
//!
//! Nothing in it is ever escaped. Tokens, times and addresses have no character that would have to
//! be, and a URL that had one would be no URL, and is refused.

use super::url::UrlFields;
use super::{Refusal, Url};

/// All that the answer says.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The token that is not bound.
    pub token: &'a [u8],
    /// The token that is bound to a client's address.
    pub token_ip: &'a [u8],
    /// The address or network that it is bound to.
    pub client_ip: &'a [u8],
    /// The expiry of both, in seconds since 1970.
    pub expires: &'a [u8],
    /// The signed path as URLs write it.
    pub path: &'a [u8],
    /// The URL that gets the token.
    pub url: Url<'a>,
    /// The URL that gets the bound token, where it is another one.
    pub url_ip: Option<Url<'a>>,
}

const BETWEEN_URLS: &[u8] = br#"","url_ip":""#;
const END: &[u8] = br#""}"#;

impl Answer<'_> {
    /// The number of bytes of the answer.
    pub fn size(&self) -> usize {
        let mut size = BETWEEN_URLS.len() + END.len();
        let mut add = |part: &[u8]| size += part.len();
        self.head().into_iter().for_each(&mut add);
        self.each_of_url(&mut add);
        self.each_of_url_ip(&mut add);
        size
    }

    /// Writes the answer, and gives its number of bytes. It is refused where a value makes a URL
    /// none, or one that leads elsewhere. `out` has room for [`size`](Self::size) bytes.
    pub fn write(&self, out: &mut [u8]) -> Result<usize, Refusal<'static>> {
        let mut out = Writer { out, len: 0 };
        self.head().into_iter().for_each(|part| out.put(part));
        let start = out.len;
        self.each_of_url(|part| out.put(part));
        let sound = self.url.is_sound(out.since(start));
        out.put(BETWEEN_URLS);
        let start = out.len;
        self.each_of_url_ip(|part| out.put(part));
        // Another token in the same URL makes no difference.
        let sound = sound && self.url_ip.is_none_or(|url| url.is_sound(out.since(start)));
        out.put(END);
        if sound { Ok(out.len) } else { Err(Refusal::Unusable("url")) }
    }

    /// All that stands before the first URL.
    fn head(&self) -> [&[u8]; 9] {
        [
            br#"{"token":""#,
            self.token,
            br#"","token_ip":""#,
            self.token_ip,
            br#"","client_ip":""#,
            self.client_ip,
            br#"","expires":"#,
            self.expires,
            br#","url":""#,
        ]
    }

    fn each_of_url(&self, put: impl FnMut(&[u8])) {
        self.url.each(&self.fields(self.token), put);
    }

    fn each_of_url_ip(&self, put: impl FnMut(&[u8])) {
        self.url_ip.unwrap_or(self.url).each(&self.fields(self.token_ip), put);
    }

    fn fields<'t>(&'t self, token: &'t [u8]) -> UrlFields<'t> {
        UrlFields { token, expires: self.expires, path: self.path }
    }
}

/// Bytes that are written one after the other.
struct Writer<'o> {
    out: &'o mut [u8],
    len: usize,
}

impl Writer<'_> {
    /// Appends `part`; past the end of the room nothing is written any more.
    fn put(&mut self, part: &[u8]) {
        let end = self.len + part.len();
        if let Some(room) = self.out.get_mut(self.len..end) {
            room.copy_from_slice(part);
            self.len = end;
        }
    }

    /// What was written since there were `start` bytes.
    fn since(&self, start: usize) -> &[u8] {
        &self.out[start..self.len]
    }
}
