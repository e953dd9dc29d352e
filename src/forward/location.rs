//! A redirect of a manifest's request: its `Location` gets the parameters as a URL in the body would.

use secure_token::manifest::{Context, Form, Params, Rules, extension};

use crate::ngx::OutOfMemory;
use crate::ngx::headers;
use crate::ngx::pool;
use crate::ngx::request::Request;
use crate::request::State;

/// Puts the parameters into the answer's `Location`, if it has one that may get them.
pub fn forward(
    r: Request<'_>,
    state: &State,
    rules: &Rules,
    params: &Params,
) -> Result<(), OutOfMemory> {
    let context = Context {
        rules,
        params,
        query: state.query(),
        host: r.host(),
        https: r.is_https(),
        extension: extension(state.path()),
    };
    let mut result = Ok(());
    headers::map_location(r, |url| match forwarded(r, &context, url) {
        Ok(url) => Some(url),
        Err(error) => {
            result = Err(error);
            None
        }
    });
    result
}

/// The URL with the parameters, in memory of the request.
fn forwarded<'r>(
    r: Request<'r>,
    context: &Context<'_>,
    url: &[u8],
) -> Result<&'r [u8], OutOfMemory> {
    let mut forwarded = Vec::new();
    context.forward(url, Form::Plain, &mut forwarded).map_err(|_| OutOfMemory)?;
    // SAFETY: the pool of a valid request is valid.
    unsafe { pool::concat(r.pool(), |put| put(&forwarded)) }.ok_or(OutOfMemory)
}
