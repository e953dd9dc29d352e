//! Tokens that signers in use make: signed and checked, in both modes and by every algorithm.

use secure_token::token::{
    Algorithm, Binding, Claim, Fields, Link, Mode, Policy, Status, Template,
};

use crate::{KEY, NOW, address};

use Algorithm::{HmacSha256, Md5, Sha1, Sha256};
use Mode::{Path, Query};

struct Vector {
    algorithm: Algorithm,
    mode: Mode,
    /// The path in query mode, the identifier in path mode.
    signed: &'static str,
    expires: &'static str,
    /// The client, and the networks that its token is bound to.
    bound: Option<(&'static str, Binding)>,
    token: &'static str,
}

const fn vector(
    algorithm: Algorithm,
    mode: Mode,
    signed: &'static str,
    expires: &'static str,
    bound: Option<(&'static str, Binding)>,
    token: &'static str,
) -> Vector {
    Vector { algorithm, mode, signed, expires, bound, token }
}

const NETWORKS: Binding = Binding::Networks { v4: 24, v6: 64 };

#[rustfmt::skip]
const VECTORS: &[Vector] = &[
    // A file, bound to one address, and not.
    vector(Md5, Query, "/images/1.jpg", "2147483647", Some(("1.2.3.4", Binding::On)), "14nsJ0zrjGipdIbehZ1tRw"),
    vector(Md5, Query, "/images/1.jpg", "2147483647", None, "vHEnxR8VaxpEDgyNzJuWwA"),
    // A directory, bound to a network, and not.
    vector(Md5, Query, "/coffee_run/", "1893456000", None, "dKpE_AclElpmnGXgQu1r2w"),
    vector(Md5, Query, "/coffee_run/", "1893456000", Some(("203.0.113.42", NETWORKS)), "v_o-hnnkTCkIYZkwm4nXGA"),
    // An identifier.
    vector(Md5, Path, "2675_3dk4NsRt6vWsffEr", "1861919999", None, "Tt_nDCOq0upfhVjMbAzI3g"),
    vector(Md5, Path, "2675_3dk4NsRt6vWsffEr", "1861919999", Some(("203.0.113.42", Binding::On)), "lHJgCxaVOTjx-cNbzwzIOw"),
    // An IPv4-mapped address is the IPv4 address.
    vector(Md5, Path, "2675_3dk4NsRt6vWsffEr", "1861919999", Some(("::ffff:203.0.113.42", Binding::On)), "lHJgCxaVOTjx-cNbzwzIOw"),
    // The keyed algorithm has a string of its own.
    vector(HmacSha256, Query, "/coffee_run/", "1893456000", None, "tJmLxn3L_fWFYzWHiMi_r_wlnRDyIGOXCTjCUCV-MAg"),
    vector(HmacSha256, Query, "/coffee_run/", "1893456000", Some(("203.0.113.42", NETWORKS)), "6bi-WpJW8a1qkiAr68HEkFuEXGMhxBnS2iH9HnlYiH4"),
    vector(HmacSha256, Path, "2675_3dk4NsRt6vWsffEr", "1861919999", Some(("2001:db8:0:1:2::3", NETWORKS)), "uHMtcUoR7zQZiaOYVKq-PfbCglVicnFxp1Bcch5hQh4"),
    // The other two hash the string that MD5 does.
    vector(Sha1, Query, "/coffee_run/", "1893456000", None, "Wml7xZCjtLQUsLLGhyxdVgPuKVg"),
    vector(Sha256, Query, "/coffee_run/", "1893456000", None, "af91PDu5l41WX_FgjBUKaOIZgoCvk-wui1r5NjExgo4"),
];

impl Vector {
    fn policy(&self) -> Policy {
        let mut policy = Policy::new(self.mode, self.algorithm);
        policy.binding = self.bound.map_or(Binding::Off, |(_, binding)| binding);
        policy
    }

    fn name(&self) -> String {
        let client = self.bound.map_or("everyone", |(client, _)| client);
        format!("{} of {} for {client}", self.algorithm.name(), self.signed)
    }
}

#[test]
fn signing_makes_them() {
    for vector in VECTORS {
        let (path, id): (&[u8], &[u8]) = match vector.mode {
            Query => (vector.signed.as_bytes(), b""),
            Path => (b"", vector.signed.as_bytes()),
        };
        let claim = Claim {
            path,
            id,
            expires: vector.expires.as_bytes(),
            address: vector.bound.map(|(client, _)| address(client)),
        };
        let token = vector.policy().sign(&claim, KEY, &[]).unwrap();
        assert_eq!(token.to_string(), vector.token, "{}", vector.name());
    }
}

#[test]
fn the_check_accepts_them() {
    for vector in VECTORS {
        let Vector { signed, expires, token, .. } = vector;
        let (path, query) = match vector.mode {
            Query => (signed.to_string(), format!("md5={token}&expires={expires}")),
            Path => (format!("/videos/{signed}/{token}/{expires}/master.m3u8"), String::new()),
        };
        let link = Link {
            path: path.as_bytes(),
            query: query.as_bytes(),
            address: vector.bound.map(|(client, _)| address(client)),
            now: NOW,
        };
        let verdict = vector.policy().verify(&link, [KEY], &[]);
        assert_eq!(verdict.status(), Status::Valid, "{}: {}", vector.name(), verdict.detail);
        assert_eq!(verdict.expires, expires.as_bytes());
        assert_eq!(verdict.key, Some(0));
        let (path, id): (&[u8], &[u8]) = match vector.mode {
            Query => (signed.as_bytes(), b""),
            Path => (&link.path[.."/videos/".len() + signed.len() + 1], signed.as_bytes()),
        };
        assert_eq!((verdict.path, verdict.id), (path, id), "{}", vector.name());
    }
}

#[test]
fn the_string_that_is_hashed_is_as_documented() {
    let strings = [
        (Query, Md5, "EPIP KEY"),
        (Path, Md5, "ID_KEY_E_IP"),
        (Query, HmacSha256, "E IP P"),
        (Path, HmacSha256, "E IP ID"),
    ];
    for (mode, algorithm, right) in strings {
        let mut string = Vec::new();
        let fields =
            Fields { path: b"P", id: b"ID", expires: b"E", ip: b"IP", key: b"KEY", foreign: &[] };
        Template::built_in(mode, algorithm).each(&fields, |part| string.extend_from_slice(part));
        assert_eq!(string, right.as_bytes(), "{mode:?} {algorithm:?}");
    }
}
