//! Runs the built command, and makes tokens by other means than it does.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use md5::{Digest, Md5};

pub const KEY: &str = "secret_key";

/// Where the command finds that key.
pub const KEY_ENV: [&str; 2] = ["--key-env", "SECURE_TOKEN_KEY"];

/// What came of a call.
pub struct Answer {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Answer {
    /// What was printed, where it is JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

/// The command with nothing in its environment but `key`.
pub fn command<S: AsRef<OsStr>>(arguments: &[S], key: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_secure-token"));
    command
        .args(arguments)
        .env_clear()
        .env("SECURE_TOKEN_KEY", key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs the command with `key` in the environment and `input` as standard input.
pub fn run_with<S: AsRef<OsStr>>(arguments: &[S], key: &str, input: &[u8]) -> Answer {
    let mut child = command(arguments, key).spawn().unwrap();
    // A command that has found its mistake early does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Answer {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The same with the usual key and no input.
pub fn run<S: AsRef<OsStr>>(arguments: &[S]) -> Answer {
    run_with(arguments, KEY, b"")
}

/// The arguments of a line without quotes.
pub fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// A file with `text`, for the test that names it.
pub fn file(name: &str, text: &[u8]) -> String {
    let path = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&path, text).unwrap();
    path
}

/// The token that the MD5 of `string` is.
pub fn md5(string: &str) -> String {
    token(&Md5::digest(string))
}

/// The token that these bytes are.
pub fn token(digest: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest)
}
