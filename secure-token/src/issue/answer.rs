//! The answer with the tokens: an object of JSON (RFC 8259).
//!
//! Nothing in it is ever escaped. Tokens, times and addresses have no character that would have to
//! be, and a URL that had one would be no URL, and is refused.

use std::mem::take;

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
        let head = self.head().iter().map(|part| part.len()).sum::<usize>();
        let url = self.url.size(&self.fields(self.token));
        let url_ip = self.url_ip().size(&self.fields(self.token_ip));
        head + url + BETWEEN_URLS.len() + url_ip + END.len()
    }

    /// Writes the answer, and gives its number of bytes. It is refused where a value makes a URL
    /// none, or one that leads elsewhere. `out` has room for [`size`](Self::size) bytes.
    pub fn write(&self, out: &mut [u8]) -> Result<usize, Refusal<'static>> {
        let mut writer = Writer { size: out.len(), rest: &mut *out };
        self.head().into_iter().for_each(|part| writer.put(part));
        let start = writer.len();
        self.url.each(&self.fields(self.token), |part| writer.put(part));
        let url = start..writer.len();
        writer.put(BETWEEN_URLS);
        let start = writer.len();
        self.url_ip().each(&self.fields(self.token_ip), |part| writer.put(part));
        let url_ip = start..writer.len();
        writer.put(END);
        let len = writer.len();

        // Another token in the same URL makes no difference.
        let sound = self.url.is_sound(&out[url])
            && self.url_ip.is_none_or(|other| other.is_sound(&out[url_ip]));
        if sound { Ok(len) } else { Err(Refusal::Unusable("url")) }
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

    /// The URL that gets the bound token.
    fn url_ip(&self) -> Url<'_> {
        self.url_ip.unwrap_or(self.url)
    }

    fn fields<'t>(&'t self, token: &'t [u8]) -> UrlFields<'t> {
        UrlFields { token, expires: self.expires, path: self.path }
    }
}

/// Bytes that are written one after the other.
struct Writer<'o> {
    size: usize,
    /// The room that is left of `size` bytes.
    rest: &'o mut [u8],
}

impl Writer<'_> {
    /// The number of bytes written.
    fn len(&self) -> usize {
        self.size - self.rest.len()
    }

    /// Appends `part`; past the end of the room nothing is written any more.
    fn put(&mut self, part: &[u8]) {
        if let Some((room, rest)) = take(&mut self.rest).split_at_mut_checked(part.len()) {
            room.copy_from_slice(part);
            self.rest = rest;
        }
    }
}
