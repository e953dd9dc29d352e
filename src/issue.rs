//! The content handler that issues tokens: signs what the location is told to, for whoever asks.
//!
//! It is the last to see a request. Every access control of nginx has let it pass by then, and
//! without one anybody gets a token.

use std::net::IpAddr;
use std::rc::Rc;

use ngx::ffi::{ngx_http_request_t, ngx_int_t};
use secure_token::issue::{
    Answer, Arguments, Lifetimes, Prefixes, Refusal, SignedPath, Url, UrlTemplate,
    check_identifier, encode_path, is_covered, normalise_path, parse_address,
};
use secure_token::query::argument;
use secure_token::token::{Claim, TokenText, expires_text};

use crate::access::run;
use crate::directives::LocConf;
use crate::module::module;
use crate::ngx::OutOfMemory;
use crate::ngx::complex::ComplexValue;
use crate::ngx::request::Request;
use crate::ngx::status::INTERNAL_SERVER_ERROR;
use crate::ngx::{headers, pool, response};
use crate::policy::{KeySource, Policy};
use crate::report;

/// All that a location needs to issue tokens.
pub struct Issuer {
    /// How tokens are made; the first key signs.
    pub policy: Policy,
    /// What signs the bound token, where it is another key.
    pub key_ip: Option<Rc<KeySource>>,
    /// Parameters that a request must have.
    pub required: Rc<Arguments>,
    /// Parameters besides them that the URLs take as they are.
    pub optional: Arguments,
    /// What is signed.
    pub subject: Subject,
    /// For how long.
    pub lifetimes: Lifetimes,
    /// Whether the caller may name the address for the bound token.
    pub client_ip: bool,
    /// The URL with the token.
    pub url: UrlSource,
    /// The URL with the bound token, where it is not the same but for the token.
    pub url_ip: Option<UrlSource>,
}

/// What tokens are made for.
pub enum Subject {
    /// A path (query mode); one with variables must be allowed.
    Path(Rc<Text>, Option<Rc<Prefixes>>),
    /// An identifier (path mode).
    Id(Rc<Text>),
}

/// A string of the configuration.
pub struct Text {
    /// As nginx compiled it.
    pub value: ComplexValue,
    /// The parameters of the request that it takes as they are.
    pub arguments: Arguments,
    /// The one that is all of it.
    pub sole_argument: Option<Box<str>>,
}

/// A URL, and where the values of its variables come from.
pub struct UrlSource {
    /// All of it but these values.
    pub template: UrlTemplate,
    /// One for each of the template's variables.
    pub values: Vec<Rc<ComplexValue>>,
}

/// Why there is no token.
enum Failure<'a> {
    Refused(Refusal<'a>),
    OutOfMemory,
}

impl<'a> From<Refusal<'a>> for Failure<'a> {
    fn from(refusal: Refusal<'a>) -> Self {
        Self::Refused(refusal)
    }
}

impl From<OutOfMemory> for Failure<'_> {
    fn from(OutOfMemory: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

const JSON: &[u8] = b"application/json";

/// Answers with a token, or with what is wrong.
pub unsafe extern "C" fn handler(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    unsafe { run(r, respond) }
}

fn respond(r: Request<'_>) -> Result<ngx_int_t, OutOfMemory> {
    // SAFETY: the module's configuration of a location is this type.
    let conf = unsafe { &r.location::<LocConf>(module()).issue };
    // The blocks of a location (`if`, `limit_except`) have the issuer of the location.
    let Some(issuer) = conf.issuer() else { return Ok(INTERNAL_SERVER_ERROR) };
    let (status, json) = match issuer.answer(r) {
        Ok(json) => (200, json),
        Err(Failure::Refused(refusal)) => (refusal.status(), refuse(r, refusal)?),
        Err(Failure::OutOfMemory) => return Err(OutOfMemory),
    };
    // SAFETY: both answers were written to memory of the request.
    Ok(unsafe { response::send(r, status, JSON, json) })
}

/// The answer to a request that gets no token.
fn refuse<'r>(r: Request<'r>, refusal: Refusal<'_>) -> Result<&'r [u8], OutOfMemory> {
    match refusal {
        Refusal::Method => headers::push(r, b"Allow", b"GET, HEAD")?,
        // What is wrong there is in the log already.
        Refusal::Internal => {}
        _ => report::not_issued(r, refusal),
    }
    // SAFETY: the pool of a valid request is valid.
    let json = unsafe { pool::concat(r.pool(), |put| refusal.json().into_iter().for_each(put)) };
    json.ok_or(OutOfMemory)
}

impl Issuer {
    /// The answer with the tokens, in memory of the request.
    fn answer<'r>(&'r self, r: Request<'r>) -> Result<&'r [u8], Failure<'r>> {
        if !r.is_get_or_head() {
            return Err(Refusal::Method.into());
        }
        // As it stands now: `$arg_` variables take their values from there, too.
        let query = r.bytes(r.args());
        self.required.require(query)?;
        self.optional.permit(query)?;
        let none = SignedPath { path: b"", is_plain: true };
        let (signed, id): (_, &[u8]) = match &self.subject {
            Subject::Path(text, allow) => (self.path(r, query, text, allow.as_deref())?, b""),
            Subject::Id(text) => (none, identifier(r, query, text)?),
        };
        let address = self.address(r, query)?;
        let expires = expires_text(self.lifetimes.expires(r.now(), argument(query, b"expire")));

        let foreign = self.policy.foreign_values(r)?;
        let key = self.policy.keys.first();
        let plain = Claim { path: signed.path, id, expires: &expires, address: None };
        let bound = Claim { address: Some(address), ..plain };
        let token = self.sign(r, &plain, key, foreign)?;
        let token_ip = self.sign(r, &bound, self.key_ip.as_ref().or(key), foreign)?;

        let answer = Answer {
            token: &token,
            token_ip: &token_ip,
            client_ip: &self.policy.rules.binding.text(address),
            expires: &expires,
            path: encoded(r, signed)?,
            url: self.url.fill(r)?,
            url_ip: self.url_ip.as_ref().map(|url| url.fill(r)).transpose()?,
        };
        // SAFETY: the pool of a valid request is valid.
        let out = unsafe { pool::bytes(r.pool(), answer.size()) }.ok_or(OutOfMemory)?;
        let len = answer.write(out)?;
        Ok(out.get(..len).ok_or(OutOfMemory)?)
    }

    /// The path that is signed: a constant one was looked at when the configuration was read.
    fn path<'r>(
        &self,
        r: Request<'r>,
        query: &'r [u8],
        text: &'r Text,
        allow: Option<&Prefixes>,
    ) -> Result<SignedPath<'r>, Failure<'r>> {
        if let Some(path) = text.value.constant() {
            // No variable of a URL stands for it, so that it is never encoded.
            return Ok(SignedPath { path, is_plain: true });
        }
        let raw = text.evaluate(r, query)?;
        let mut out_of_memory = false;
        let path = normalise_path(raw, |len| {
            // SAFETY: the pool of a valid request is valid.
            let room = unsafe { pool::bytes(r.pool(), len) };
            out_of_memory = room.is_none();
            room
        });
        if out_of_memory {
            return Err(OutOfMemory.into());
        }
        let allowed = |signed: &SignedPath<'_>| {
            allow.is_some_and(|prefixes| prefixes.allow(signed.path))
                && is_covered(signed.path, self.policy.rules.scope)
        };
        Ok(path.filter(allowed).ok_or_else(|| text.arguments.blame(query, "path"))?)
    }

    /// The address for the bound token: the client's own, unless it may name another one.
    fn address(&self, r: Request<'_>, query: &[u8]) -> Result<IpAddr, Refusal<'static>> {
        const NAME: &str = "client_ip";
        if !self.client_ip {
            return r.address().ok_or(Refusal::NoAddress);
        }
        match argument(query, NAME.as_bytes()) {
            Some(value) => parse_address(value).ok_or(Refusal::Invalid(NAME)),
            None => r.address().ok_or(Refusal::Missing(NAME)),
        }
    }

    fn sign<'r>(
        &self,
        r: Request<'r>,
        claim: &Claim<'_>,
        key: Option<&'r Rc<KeySource>>,
        foreign: &[&[u8]],
    ) -> Result<TokenText, Refusal<'static>> {
        let key = key.map_or(b"".as_slice(), |key| key.bytes(r));
        self.policy.rules.sign(claim, key, foreign).map_err(|error| {
            report::no_key(r, &error);
            Refusal::Internal
        })
    }
}

fn identifier<'r>(
    r: Request<'r>,
    query: &'r [u8],
    text: &'r Text,
) -> Result<&'r [u8], Failure<'r>> {
    let id = text.evaluate(r, query)?;
    match check_identifier(id) {
        Ok(()) => Ok(id),
        Err(_) => Err(text.arguments.blame(query, "identifier").into()),
    }
}

impl Text {
    /// The value for a request with this query. What is nothing but a parameter is read from there,
    /// which nginx's scripts would copy.
    fn evaluate<'r>(&self, r: Request<'r>, query: &'r [u8]) -> Result<&'r [u8], OutOfMemory> {
        match &self.sole_argument {
            Some(name) => Ok(argument(query, name.as_bytes()).unwrap_or_default()),
            None => self.value.evaluate(r).ok_or(OutOfMemory),
        }
    }
}

impl UrlSource {
    /// The URL with the values of its variables, in memory of the request.
    fn fill<'r>(&'r self, r: Request<'r>) -> Result<Url<'r>, OutOfMemory> {
        let values = self.values.iter().map(|value| value.evaluate(r));
        // SAFETY: the pool of a valid request is valid.
        let values = unsafe { pool::collect(r.pool(), values) };
        Ok(Url { template: &self.template, values: values.ok_or(OutOfMemory)? })
    }
}

/// The path as a URL writes it: nearly always as it is.
fn encoded<'r>(r: Request<'r>, signed: SignedPath<'r>) -> Result<&'r [u8], OutOfMemory> {
    let SignedPath { path, is_plain } = signed;
    if is_plain {
        return Ok(path);
    }
    let pieces = |put: &mut dyn FnMut(&[u8])| {
        encode_path(path).for_each(|piece| put(piece.as_bytes()));
    };
    // SAFETY: the pool of a valid request is valid.
    unsafe { pool::concat(r.pool(), pieces) }.ok_or(OutOfMemory)
}
