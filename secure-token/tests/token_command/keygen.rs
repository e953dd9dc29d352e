//! `secure-token keygen`: what it prints is a key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::support::{file, run};

#[test]
fn a_key_is_32_bytes_in_base64url() {
    let answer = run(&["keygen"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""));
    let key = answer.stdout.strip_suffix('\n').unwrap();
    assert_eq!(URL_SAFE_NO_PAD.decode(key).unwrap().len(), 32);
}

#[test]
fn no_two_keys_are_equal() {
    assert_ne!(run(&["keygen"]).stdout, run(&["keygen"]).stdout);
}

#[test]
fn a_key_signs_and_verifies() {
    let keys = file("generated_keys", run(&["keygen"]).stdout.as_bytes());
    let signed = run(&["sign", "--key-file", &keys, "--url", "/a/b.ts"]);
    let answer = run(&["verify", "--key-file", &keys, signed.stdout.trim_end()]);
    assert_eq!(answer.code, Some(0), "{}", answer.stdout);
}
