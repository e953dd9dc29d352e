//! The links of `examples/sign/vectors.json`, which the scripts beside it make: the crate makes the
//! same tokens, and its check passes the links.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use secure_token::token::{Algorithm, Binding, Claim, Link, Mode, Policy, Status};
use serde_json::Value;

/// Before most of the links expire, and after the others have.
const NOW: u64 = 1_800_000_000;

struct Row(Value);

impl Row {
    fn all() -> Vec<Self> {
        let text = include_str!("../../examples/sign/vectors.json");
        let json: Value = serde_json::from_str(text).unwrap();
        let links = json["links"].as_array().unwrap();
        assert!(!links.is_empty());
        links.iter().cloned().map(Self).collect()
    }

    fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_default()
    }

    fn name(&self) -> String {
        ["mode", "algorithm", "why"].map(|field| self.text(field)).join(" ")
    }

    fn policy(&self) -> Policy {
        let mode = Mode::parse(self.text("mode").as_bytes()).unwrap();
        let algorithm = Algorithm::parse(self.text("algorithm").as_bytes()).unwrap();
        let mut policy = Policy::new(mode, algorithm);
        let network = self.text("network");
        if !network.is_empty() {
            let words: Vec<&[u8]> = network.split(' ').map(str::as_bytes).collect();
            policy.binding = Binding::parse(&words).unwrap();
        } else if self.address().is_some() {
            policy.binding = Binding::On;
        }
        policy
    }

    /// The client's, where the link is bound.
    fn address(&self) -> Option<IpAddr> {
        let texts = [self.text("client"), self.text("ip")];
        texts.into_iter().find(|text| !text.is_empty()).map(|text| text.parse().unwrap())
    }

    fn expires(&self) -> u64 {
        self.0["expires"].as_u64().unwrap()
    }

    /// The path that is signed; in path mode empty.
    fn path(&self) -> Vec<u8> {
        let hex = self.text("path_hex");
        let bytes = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        match hex {
            "" => self.text("path").into(),
            _ => (0..hex.len()).step_by(2).map(bytes).collect(),
        }
    }

    /// What the check says of the signed URL.
    fn status(&self, policy: &Policy, address: IpAddr) -> Status {
        let url = self.text("signed").split('#').next().unwrap();
        let (url, query) = url.split_once('?').unwrap_or((url, ""));
        let after_scheme = url.find("://").map_or(0, |at| at + 3);
        let path = after_scheme + url[after_scheme..].find('/').unwrap();
        let path: Vec<u8> = percent_decode_str(&url[path..]).collect();
        let link = Link { path: &path, query: query.as_bytes(), address: Some(address), now: NOW };
        policy.verify(&link, [self.text("key").as_bytes()], &[]).status()
    }
}

#[test]
fn signing_makes_their_tokens() {
    for row in Row::all() {
        let (path, expires) = (row.path(), row.expires().to_string());
        let (id, expires) = (row.text("id").as_bytes(), expires.as_bytes());
        let claim = Claim { path: &path, id, expires, address: row.address() };
        let token = row.policy().sign(&claim, row.text("key").as_bytes(), &[]).unwrap();
        assert_eq!(token.to_string(), row.text("token"), "{}", row.name());
        assert!(row.text("signed").contains(row.text("token")), "{}", row.name());
    }
}

#[test]
fn the_check_passes_them_for_whom_they_are() {
    let other: IpAddr = "198.51.100.7".parse().unwrap();
    for row in Row::all() {
        let right = if row.expires() > NOW { Status::Valid } else { Status::Expired };
        let policy = row.policy();
        let client = row.address();
        assert_eq!(row.status(&policy, client.unwrap_or(other)), right, "{}", row.name());
        let for_others = if client.is_some() { Status::Invalid } else { right };
        assert_eq!(row.status(&policy, other), for_others, "{}", row.name());
    }
}
