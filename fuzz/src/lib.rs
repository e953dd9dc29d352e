//! What the fuzz targets share: how bytes become policies, requests and documents, and who judges
//! the outcome.
//!
//! * `words`: bytes as text in which a byte may stand for a word
//! * `policy`: what is asked of a link
//! * `link`: a link, and the same one signed
//! * `forwarding`: a request that forwards its parameters, and what holds for each kind of manifest
//! * `hls` and `dash`: readers of manifests that see where a token would go
//! * `xml`: the reader of XML of the tests

pub mod dash;
pub mod encoding;
pub mod forwarding;
pub mod hls;
pub mod issuer;
pub mod link;
pub mod policy;
pub mod words;
#[path = "../../secure-token/tests/dash/xml.rs"]
pub mod xml;
