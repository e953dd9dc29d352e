//! What is no business of nginx: what a link says and whether it is right, and which URLs of a
//! manifest get which parameters.
//!
//! The nginx module and the command `secure-token` are two thin users of this crate, so that
//! what one signs the other accepts.
//!
//! * [`query`]: the one parser of query strings, used by check, strip and forwarding
//! * [`token`]: formats of tokens, signing, and the verdict on a link
//! * [`coding`]: content codings that a manifest may arrive in, and how each is taken off
//! * [`issue`]: what a caller may have signed, and the answer with the tokens
//! * [`manifest`]: what is forwarded, and into which URLs of HLS playlists and DASH MPDs
//! * `explain`: what a signer has done wrong, for the command alone (feature `cli`)
#![forbid(unsafe_code)]

pub mod coding;
#[cfg(feature = "cli")]
pub mod explain;
mod inline;
pub mod issue;
pub mod manifest;
pub mod query;
pub mod token;
