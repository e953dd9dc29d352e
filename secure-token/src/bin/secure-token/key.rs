//! Where the command takes its keys from: never from an argument, which every user of the machine
//! can read in the list of processes, and never into a message.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::ArgGroup;
use secure_token::token::{Key, KeyError, KeyFileError, parse_key_file};

/// The source of the keys: one of the three, where a command says that it needs `key`.
#[derive(clap::Args)]
#[group(multiple = false)]
pub struct KeySource {
    /// File with the key, as secure_token_key_file reads it (one a line, the first one signs)
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,

    /// Name of an environment variable that holds the key
    #[arg(long, value_name = "NAME")]
    key_env: Option<OsString>,

    /// Read the key from standard input, in the form of a key file
    #[arg(long)]
    key_stdin: bool,
}

const OPTIONS: [&str; 3] = ["key_file", "key_env", "key_stdin"];

/// Says of a command that it does not work without a key.
pub fn required() -> ArgGroup {
    ArgGroup::new("key").args(OPTIONS).required(true)
}

/// The same, but a configuration of nginx may have the key.
pub fn required_or_in_configuration() -> ArgGroup {
    ArgGroup::new("key").args(OPTIONS).arg("nginx_conf").required(true).multiple(true)
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read the key file \"{}\": {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("cannot read the key from standard input: {0}")]
    Input(#[source] io::Error),
    // Without the name: who wrote "$KEY" for "KEY" has put the key itself there.
    #[error("--key-env takes the name of an environment variable, and there is none of that name")]
    NoVariable,
    #[error("in the environment variable of --key-env {0}")]
    Variable(KeyError),
    #[error("in the key file \"{}\" {error}", path.display())]
    FileContent { path: PathBuf, error: KeyFileError },
    #[error("on standard input {0}")]
    InputContent(KeyFileError),
}

impl KeySource {
    /// Whether any of them is named.
    pub fn is_given(&self) -> bool {
        self.key_file.is_some() || self.key_env.is_some() || self.key_stdin
    }

    /// Reads the keys: one at least.
    pub fn read(&self) -> Result<Vec<Key>, Error> {
        if let Some(path) = &self.key_file {
            return read_file(path);
        }
        if let Some(name) = &self.key_env {
            let value = std::env::var_os(name).ok_or(Error::NoVariable)?;
            let key = Key::new(value.as_encoded_bytes()).map_err(Error::Variable)?;
            return Ok(vec![key]);
        }
        let mut text = Vec::new();
        io::stdin().read_to_end(&mut text).map_err(Error::Input)?;
        parse_key_file(&text).map_err(Error::InputContent)
    }
}

/// The keys of a key file.
pub fn read_file(path: &Path) -> Result<Vec<Key>, Error> {
    let text = fs::read(path).map_err(|error| Error::File { path: path.into(), error })?;
    parse_key_file(&text).map_err(|error| Error::FileContent { path: path.into(), error })
}
