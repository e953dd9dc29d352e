//! What is to be said of a link besides its token's being right or wrong.

use secure_token::explain::{Case, Said};
use secure_token::manifest::extension;
use secure_token::token::{Detail, Link, Mode, Verdict};
use serde::Serialize;

use crate::settings::Settled;

/// A sentence, with a word for programs.
#[derive(Serialize)]
pub struct Sentence {
    name: &'static str,
    pub text: String,
}

impl From<Said> for Sentence {
    fn from(said: Said) -> Self {
        Self { name: said.name, text: said.text }
    }
}

/// Extensions of files that name others, which need a token too.
const MANIFESTS: [&[u8]; 3] = [b"m3u8", b"m3u", b"mpd"];

/// An expiry below this, which was in 2001, is rather a number of seconds from now on.
const EARLIEST: u64 = 1_000_000_000;

/// All remarks on a link.
pub fn remarks(
    settled: &Settled,
    case: &Case<'_>,
    url: &[u8],
    link: &Link<'_>,
    verdict: &Verdict<'_>,
) -> Vec<Sentence> {
    let mut remarks = Vec::new();
    let mut add = |name, text: &str| remarks.push(Sentence { name, text: text.to_owned() });
    match verdict.detail {
        Detail::Expired { ago } if link.now - ago < EARLIEST => add(
            "lifetime",
            &format!(
                "the token is right, and its expiry \"{}\" looks like a lifetime: sign for the present Unix time and so many seconds",
                link.now - ago
            ),
        ),
        Detail::Expired { .. } => {
            add("expired", "the token is right, and comes too late: sign a new link");
        }
        Detail::Overlong { .. } => add(
            "overlong",
            "the token is right, and good for longer than \"secure_token_max_lifetime\" allows: sign for less",
        ),
        _ => {}
    }
    let is_right = verdict.key.is_some();
    if verdict.key.is_some_and(|key| key > 0) {
        add("old-key", "the key is not the first one, which signs: the link ends with that key");
    }
    let is_manifest = MANIFESTS.iter().any(|it| it.eq_ignore_ascii_case(extension(link.path)));
    if is_right && settled.policy.mode == Mode::Query && verdict.path == link.path && is_manifest {
        add(
            "manifest-alone",
            "the token is of the manifest alone, and does not open what the manifest names: sign the directory for that",
        );
    }
    if is_right && has_padding(settled, case) {
        add("padding", "the token has padding, which is let pass: leave \"=\" off");
    }
    let has_key = |key: &&secure_token::token::Key| contains(url, key.bytes());
    if case.keys.iter().any(|key| has_key(&key)) {
        add("key-in-url", "the URL holds a key, and whoever has the link can sign: change the key");
    }
    for warning in settled.policy.template.warnings(settled.policy.mode, settled.policy.algorithm) {
        add("string", &warning.to_string());
    }
    remarks
}

fn has_padding(settled: &Settled, case: &Case<'_>) -> bool {
    let token = match settled.policy.mode {
        Mode::Query => settled.policy.names.find(case.url.query.unwrap_or_default()).token,
        Mode::Path => None,
    };
    token.is_some_and(|token| {
        let token = token.to_ascii_uppercase();
        token.ends_with(b"=") || token.ends_with(b"%3D")
    })
}

fn contains(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|window| window == what)
}
