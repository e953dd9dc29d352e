//! What a location of an nginx configuration says of its links.
//!
//! * `tree`: the files, with what they include, as blocks of directives
//! * `words`: the words of a directive, as nginx reads them
//! * `place`: the server and the location that are meant
//! * `directives`: what the directives in force there come to

mod directives;
mod place;
mod tree;
mod words;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use secure_token::explain::OtherKey;

pub use directives::Found;

/// Which location of which file.
#[derive(clap::Args)]
pub struct Place {
    /// nginx's configuration, to take the settings of a location from. Options that are given count
    /// in place of its directives
    #[arg(long, value_name = "FILE")]
    nginx_conf: Option<PathBuf>,

    /// The location in --nginx-conf, as it is written there: "/films/", "= /a", "~ \.m3u8$"; without
    /// it the settings of the server count
    #[arg(long, value_name = "LOCATION", requires = "nginx_conf")]
    location: Option<OsString>,

    /// The server in --nginx-conf, by one of its names, where several have the location
    #[arg(long, value_name = "NAME", requires = "nginx_conf")]
    server: Option<OsString>,
}

/// Why a configuration gives no settings.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read \"{}\": {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error(
        "\"{file}\", line {line}: {what}; where nginx reads it without an error, give the settings as options"
    )]
    Syntax { file: String, line: usize, what: String },
    #[error("\"{file}\", line {line}: {what}")]
    Directive { file: String, line: usize, what: String },
    #[error("--server: {0}")]
    Server(String),
    #[error("--location: {0}")]
    Location(String),
}

impl Place {
    /// Reads the configuration, if one is named: what is in force in the location, and the keys that
    /// stand elsewhere in it. Those of the location are left out where others are given. `path` is
    /// that of the link.
    pub fn read(
        &self,
        with_keys: bool,
        path: &[u8],
    ) -> Result<Option<(Found, Vec<OtherKey>)>, Error> {
        let Some(file) = &self.nginx_conf else { return Ok(None) };
        let tree = tree::read(file)?;
        let location = self.location.as_ref().map(|location| location.as_encoded_bytes());
        let server = self.server.as_ref().map(|server| server.as_encoded_bytes());
        let chosen = place::choose(&tree, server, location)?;
        let folder = file.parent().map(PathBuf::from).unwrap_or_default();
        let mut found = directives::in_force(&chosen.levels)?;
        if with_keys {
            directives::add_keys(&mut found, &chosen.levels, &folder)?;
        }
        if !chosen.may_have(path) {
            found.notes.push(
                "the path of the URL is not in this location, nginx judges it in another".into(),
            );
        }
        let others = directives::other_keys(&tree, &found, &folder);
        Ok(Some((found, others)))
    }
}
