//! Token issuing: what a caller may ask for, and the answer that it gets.
//!
//! An endpoint signs URLs for players that refresh tokens of a short life. What it signs is the
//! configuration's business, and often has parts that the caller names: nothing that comes from
//! there is trusted. In the order in which a request meets them:
//!
//! * `arguments`: the query parameters that it must have
//! * `path` and `identifier`: what may be signed
//! * `lifetime`: for how long
//! * `address`: for which client, where the caller may name another one
//! * `url`: the URLs that carry the token
//! * `answer`: all of it as JSON, and `refusal`: what the caller reads instead
//!
//! What a configuration says in strings with variables is read by `script`.

mod address;
mod answer;
mod arguments;
mod identifier;
mod lifetime;
mod path;
mod refusal;
mod script;
mod uri;
mod url;

pub use address::parse_address;
pub use answer::Answer;
pub use arguments::{Arguments, ArgumentsError, MAX_ARGUMENT_LEN};
pub use identifier::{IdentifierError, check_identifier};
pub use lifetime::{ABSOLUTE_AFTER, Lifetimes, LifetimesError, MAX_LIFETIME};
pub use path::{
    PathError, Prefixes, PrefixesError, SignedPath, check_path, is_covered, normalise_path,
};
pub use refusal::Refusal;
pub use script::{argument_name, argument_names, sole_variable};
pub use uri::encode_path;
pub use url::{Url, UrlTemplate, UrlTemplateError, Variable};
