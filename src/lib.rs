//! The nginx module: links that expire, and their parameters carried through manifests.
//!
//! In the order in which a request meets them:
//!
//! * [`phases`]: where in nginx's work on a request the module has its place
//! * [`directives`]: what the configuration says, read and checked when nginx starts
//! * [`request`]: what the client first sent, and the verdicts on it
//! * [`policy`]: what a location asks of a link
//! * [`access`]: the check, and the answer to a link that is not right
//! * [`refusal`]: what may follow a refusal
//! * [`strip`]: takes a valid token off the request
//! * [`preflight`]: answers a browser that asks whether it may ask
//! * [`report`]: what the error log says of a request
//! * [`variables`]: what the check found, for `log_format`, `map` and others
//! * [`forward`]: the filters that put the client's parameters into the URLs of manifests
//! * [`issue`]: signs new links for players that refresh them
//! * [`ngx`]: safe faces of nginx itself
//!
//! Whatever needs no nginx lives in the crate `secure-token`.

mod access;
mod directives;
mod forward;
mod issue;
mod module;
mod ngx;
mod phases;
mod policy;
mod preflight;
mod refusal;
mod report;
mod request;
mod strip;
mod variables;
