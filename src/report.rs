//! What the error log says of a request.

use core::fmt::{self, Write};

use ngx::ffi::{NGX_LOG_ALERT, NGX_LOG_ERR, NGX_LOG_INFO};
use secure_token::coding::{DecodeError, UnknownCoding};
use secure_token::issue::Refusal;
use secure_token::manifest::{GivenUp, Notes, ParamsError};
use secure_token::token::{Detail, SignError};

use crate::directives::check::CheckConf;
use crate::ngx::log;
use crate::ngx::request::Request;
use crate::request::Judged;

/// One line for each refusal. A configuration that leaves no key is an error by itself.
#[inline]
pub fn refusal(r: Request<'_>, conf: &CheckConf, judged: Judged<'_>) {
    let Judged { verdict, .. } = judged;
    let level = match verdict.detail {
        Detail::NoKey => NGX_LOG_ERR,
        _ => conf.log_level(),
    };
    if takes(r, level) {
        write_refusal(r, conf, judged, level);
    }
}

#[cold]
#[inline(never)]
fn write_refusal(r: Request<'_>, conf: &CheckConf, judged: Judged<'_>, level: u32) {
    let Judged { verdict, .. } = judged;
    let url = Masked { url: r.unparsed_uri(), judged };
    let (status, detail) = (verdict.status().name(), verdict.detail);
    let dry_run = if conf.dry_run() { ", let through by \"secure_token_dry_run\"" } else { "" };
    let address = r.client_address().escape_ascii();
    write(
        r,
        level,
        format_args!("secure token {status}: \"{url}\" from {address}: {detail}{dry_run}"),
    );
}

/// A URL for a line of the log: without the token, and without what would break the line.
struct Masked<'a> {
    url: &'a [u8],
    judged: Judged<'a>,
}

impl fmt::Display for Masked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Judged { policy, verdict } = self.judged;
        let token = verdict.pair.as_ref().map(|pair| pair.token);
        let mut result = Ok(());
        policy.rules.mask(self.url, token, |piece| {
            for &byte in piece {
                result = result.and_then(|()| match byte {
                    b' '..=b'~' if byte != b'"' && byte != b'\\' => f.write_char(byte.into()),
                    _ => write!(f, "\\x{byte:02X}"),
                });
            }
        });
        result
    }
}

/// The client's parameters are too many to be forwarded.
pub fn not_forwarded(r: Request<'_>, error: &ParamsError) {
    write(r, NGX_LOG_INFO, format_args!("query string not forwarded: {error}"));
}

/// Why URLs of a manifest were left alone that the administrator may want the parameters in.
pub fn left_alone(r: Request<'_>, notes: &Notes) {
    if let Some(host) = notes.foreign_host() {
        let host = host.escape_ascii();
        write(
            r,
            NGX_LOG_INFO,
            format_args!(
                "query string not forwarded into relative URLs that may lead to \"{host}\": \
                 \"query_string_forward_hosts\" may allow it"
            ),
        );
    }
    if let Some(name) = notes.unknown_variable() {
        let name = name.escape_ascii();
        write(
            r,
            NGX_LOG_INFO,
            format_args!(
                "query string not forwarded into URLs with the variable \"{name}\", whose value is \
                 not known: \"query_string_forward_hosts *\" may allow it"
            ),
        );
    }
    if notes.look_ahead_exceeded() {
        write(
            r,
            NGX_LOG_INFO,
            format_args!(
                "an element of the manifest is too long to look for its base URLs ahead: what was \
                 seen until then has decided"
            ),
        );
    }
}

/// A manifest in a content coding that cannot be taken off.
pub fn unknown_coding(r: Request<'_>, error: &UnknownCoding) {
    write(r, NGX_LOG_INFO, format_args!("query string not forwarded: {error}"));
}

/// A body in a content coding that shows no manifest.
pub fn given_up(r: Request<'_>, reason: GivenUp) {
    write(r, NGX_LOG_INFO, format_args!("query string not forwarded: {reason}"));
}

/// A manifest that cannot be completed.
pub fn broken(r: Request<'_>, error: &DecodeError) {
    write(r, NGX_LOG_ERR, format_args!("cannot decode the manifest: {error}"));
}

/// No token is issued, by the caller's own fault.
pub fn not_issued(r: Request<'_>, refusal: Refusal<'_>) {
    write(r, NGX_LOG_INFO, format_args!("secure token not issued: {refusal}"));
}

/// No token is issued, since the configuration gives no key for it.
pub fn no_key(r: Request<'_>, error: &SignError) {
    write(r, NGX_LOG_ERR, format_args!("secure token not issued: {error}"));
}

/// What must not be.
pub fn alert(r: Request<'_>, text: fmt::Arguments<'_>) {
    write(r, NGX_LOG_ALERT, text);
}

/// Whether the log takes this level, for what is costly to say.
fn takes(r: Request<'_>, level: u32) -> bool {
    // SAFETY: the log of a valid request.
    unsafe { log::takes(r.log(), level) }
}

fn write(r: Request<'_>, level: u32, text: fmt::Arguments<'_>) {
    // SAFETY: the log of a valid request.
    unsafe { log::write(r.log(), level, text) };
}
