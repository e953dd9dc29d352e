//! What is forwarded, and into which URLs of a manifest.
//!
//! A location's [`Rules`] and the client's query make the [`Params`] that are forwarded. What a
//! body is, is told by [`sniff()`] from its first bytes. A scanner ([`hls::Scanner`],
//! [`dash::Scanner`]) then reads the body in whatever slices it comes, finds the URLs, has each
//! judged ([`Context::judge`]), and writes everything into a [`Sink`], with the parameters where
//! they belong and every other byte as it was.

mod blocks;
mod coded;
pub mod dash;
pub mod hls;
mod notes;
mod params;
mod rewriter;
mod rules;
mod run;
mod sink;
mod sniff;
mod url;

pub use coded::{Coded, GivenUp};
pub use notes::Notes;
pub use params::{Form, MAX_PARAMS_LEN, Params, ParamsError};
pub use rewriter::{Kind, Rewriter};
pub use rules::{Hosts, Keys, Rules, RulesError, Sources, Targets};
pub use sink::{Error, OutOfMemory, Sink};
pub use sniff::{MAX_SNIFF_LEN, Sniff, sniff};
pub use url::{Context, MAX_URL_LEN, Place, Reference, Refusal, extension};
