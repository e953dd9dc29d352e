//! What the error log says of a request.

use core::fmt::{self, Write};

use ngx::ffi::{NGX_LOG_ALERT, NGX_LOG_ERR, NGX_LOG_INFO};
use secure_token::manifest::ParamsError;
use secure_token::token::Detail;

use crate::directives::check::CheckConf;
use crate::ngx::log;
use crate::ngx::request::Request;
use crate::request::Judged;

/// One line for each refusal. A configuration that leaves no key is an error by itself.
pub fn refusal(r: Request<'_>, conf: &CheckConf, judged: Judged<'_>) {
    let Judged { verdict, .. } = judged;
    let level = match verdict.detail {
        Detail::NoKey => NGX_LOG_ERR,
        _ => conf.log_level(),
    };
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

/// What must not be.
pub fn alert(r: Request<'_>, text: fmt::Arguments<'_>) {
    write(r, NGX_LOG_ALERT, text);
}

fn write(r: Request<'_>, level: u32, text: fmt::Arguments<'_>) {
    // SAFETY: the log of a valid request.
    unsafe { log::write(r.log(), level, text) };
}
