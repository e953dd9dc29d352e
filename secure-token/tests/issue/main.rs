//! Token issuing from outside: tables of what goes in, what must come out, and why; then
//! properties.

mod answer;
mod arguments;
mod lifetime;
mod path;
mod properties;
mod url;

use secure_token::issue::{Answer, Refusal, Url, UrlTemplate};

const TOKEN: &str = "rI12aaaaaaaaaaaaaaaaaQ";
const TOKEN_IP: &str = "9y9nbbbbbbbbbbbbbbbbbA";
const EXPIRES: &str = "1700000060";

/// The answer with this URL, whose variables have these values.
fn answer(
    template: &UrlTemplate,
    values: &[&[u8]],
    path: &[u8],
) -> Result<Vec<u8>, Refusal<'static>> {
    write(&Answer {
        token: TOKEN.as_bytes(),
        token_ip: TOKEN_IP.as_bytes(),
        client_ip: b"203.0.113.42",
        expires: EXPIRES.as_bytes(),
        path,
        url: Url { template, values },
        url_ip: None,
    })
}

/// The bytes of an answer, which must be as many as it announces.
fn write(answer: &Answer<'_>) -> Result<Vec<u8>, Refusal<'static>> {
    let mut out = vec![0; answer.size()];
    let len = answer.write(&mut out)?;
    assert_eq!(len, out.len());
    Ok(out)
}

/// The fields `url` and `url_ip` of an answer.
fn urls(answer: &[u8]) -> (String, String) {
    let fields: serde_json::Value = serde_json::from_slice(answer).unwrap();
    let field = |name: &str| fields[name].as_str().unwrap().to_owned();
    (field("url"), field("url_ip"))
}
