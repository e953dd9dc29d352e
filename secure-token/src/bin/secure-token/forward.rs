//! `secure-token forward`: a manifest from standard input to standard output, with parameters in its
//! URLs.

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Write};

use clap::ArgGroup;
use secure_token::coding::{Coding, UnknownCoding};
use secure_token::manifest::{
    Context, Hosts, Keys, Notes, Params, ParamsError, Rules, RulesError, Sources, Targets,
    extension,
};

use crate::exit::Exit;
use crate::pipe::{self, Passed};
use crate::url::{self, Url, decode_path};

const EXAMPLES: &str = "\
Examples:
  What nginx makes of this playlist for a viewer with this link:
    secure-token forward < master.m3u8 \\
        --manifest-url 'https://cdn.example.com/coffee_run/master.m3u8?md5=TOKEN&expires=1893456000'

  As configured by query_string_forward_only_keys and query_string_forward_to:
    curl -s https://origin.example.com/film.mpd | secure-token forward \\
        --manifest-url https://cdn.example.com/film.mpd --query 'md5=TOKEN&expires=1893456000' \\
        --only md5 expires --to mpd mp4 m4s

  URLs of other hosts, too:
    secure-token forward --query 'md5=TOKEN&expires=1893456000' --host '*.cdn.example.com' < master.m3u8

Exit status:
  0    the whole input has gone through, be it a manifest or not
  64   the command was called wrongly
  74   standard input could not be read or decoded, or the output not be written
  141  who reads the output has stopped";

/// Copy parameters into the URLs of a manifest
///
/// Reads an HLS playlist or a DASH manifest from standard input and writes it to standard output,
/// as the module sends it to a client with the given URL. What is no manifest goes through
/// unchanged. The options mean what the directives query_string_forward_... mean, and have the same
/// defaults. Whatever there is to remark goes to standard error.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(group = ArgGroup::new("client").args(["query", "manifest_url"]).required(true).multiple(true))]
pub struct Forward {
    /// The client's query, whose parameters are copied; by default that of --manifest-url
    #[arg(long)]
    query: Option<OsString>,

    /// URL by which the client has asked for the manifest: it gives the own host, the scheme, and the
    /// extension of URLs without a path. Without a host, URLs with a host get nothing, unless
    /// --host allows it; without a scheme it counts as https, and http URLs get nothing
    #[arg(long, value_name = "URL")]
    manifest_url: Option<OsString>,

    /// Extensions of manifests: URLs that have them get the parameters, whatever --to says
    /// [default: m3u8 m3u mpd mpp]
    #[arg(long, value_name = "EXT", num_args = 1..)]
    from: Vec<OsString>,

    /// Extensions of URLs that get the parameters [default: *]
    #[arg(long, value_name = "EXT", num_args = 1..)]
    to: Vec<OsString>,

    /// Parameters that are copied [default: all]
    #[arg(long, value_name = "KEY", num_args = 1..)]
    only: Vec<OsString>,

    /// Parameters that are not
    #[arg(long, value_name = "KEY", num_args = 1..)]
    except: Vec<OsString>,

    /// Hosts, besides the own, whose URLs may get the parameters: a name, *.NAME, or *
    #[arg(long, value_name = "HOST", num_args = 1..)]
    host: Vec<OsString>,

    /// Content coding in which the manifest comes: gzip, deflate, br or zstd
    #[arg(long, value_name = "CODING", default_value = "identity", value_parser = coding)]
    content_encoding: Coding,
}

/// Options of which nothing can be made.
#[derive(Debug, thiserror::Error)]
enum Unsuited {
    #[error("{option}: {error}")]
    Rules { option: &'static str, error: RulesError },
    #[error("--manifest-url: {0}")]
    Url(#[from] url::Error),
}

impl Forward {
    /// Rewrites the input.
    pub fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let rules = self.rules()?;
        let url = self.manifest_url.as_ref().map(|url| url.as_encoded_bytes());
        let url = url.map(Url::parse).transpose().map_err(Unsuited::Url)?;
        let path = url.map(|url| decode_path(url.path)).transpose().map_err(Unsuited::Url)?;
        let query = self.query.as_ref().map(|query| query.as_encoded_bytes());
        let query = query.map(|query| query.strip_prefix(b"?").unwrap_or(query));
        let query = query.or(url.and_then(|url| url.query)).unwrap_or_default();

        let params = match Params::new(query, &rules) {
            Ok(params) => params,
            Err(error @ ParamsError::TooLong) => {
                remark(format_args!("{error}: nothing is copied"));
                Params::default()
            }
            Err(error @ ParamsError::OutOfMemory) => return Err(error.into()),
        };
        if params.is_empty() {
            pipe::copy()?;
            remark(format_args!(
                "there was no parameter to copy, the input went through unchanged"
            ));
            return Ok(Exit::Success);
        }
        let context = Context {
            rules: &rules,
            params: &params,
            query,
            host: url.map_or(b"", |url| url.host()),
            https: url.is_none_or(|url| url.is_https()),
            extension: path.as_deref().map_or(b"m3u8", extension),
        };
        match pipe::rewrite(&context, self.content_encoding)? {
            Passed::Manifest(notes) => explain(&notes),
            Passed::Other(None) => remark(format_args!(
                "the input is no HLS playlist and no DASH manifest, it went through unchanged"
            )),
            Passed::Other(Some(reason)) => remark(format_args!(
                "the input shows no manifest, it went through unchanged: {reason}"
            )),
        }
        Ok(Exit::Success)
    }

    fn rules(&self) -> Result<Rules, Unsuited> {
        let mut rules = Rules::default();
        set("--from", &self.from, Sources::new, |sources| rules.sources = sources)?;
        set("--to", &self.to, Targets::new, |targets| rules.targets = targets)?;
        set("--only", &self.only, Keys::new, |keys| rules.only_keys = Some(keys))?;
        set("--except", &self.except, Keys::new, |keys| rules.except_keys = keys)?;
        set("--host", &self.host, Hosts::new, |hosts| rules.hosts = hosts)?;
        Ok(rules)
    }
}

/// Reads the words of an option that is given.
fn set<'a, T>(
    option: &'static str,
    words: &'a [OsString],
    read: impl FnOnce(Vec<&'a [u8]>) -> Result<T, RulesError>,
    keep: impl FnOnce(T),
) -> Result<(), Unsuited> {
    if !words.is_empty() {
        let words = words.iter().map(OsString::as_os_str).map(OsStr::as_encoded_bytes).collect();
        keep(read(words).map_err(|error| Unsuited::Rules { option, error })?);
    }
    Ok(())
}

/// Why URLs were left alone that perhaps should not be.
fn explain(notes: &Notes) {
    if let Some(host) = notes.foreign_host() {
        let host = host.escape_ascii();
        remark(format_args!(
            "relative URLs that may lead to \"{host}\" were left alone: \"--host {host}\" may allow it"
        ));
    }
    if let Some(name) = notes.unknown_variable() {
        let name = name.escape_ascii();
        remark(format_args!(
            "URLs with the variable \"{name}\", whose value is not known, were left alone: \
             \"--host *\" may allow it"
        ));
    }
    if notes.look_ahead_exceeded() {
        remark(format_args!(
            "an element of the manifest is too long to look for its base URLs ahead: what was seen \
             until then has decided"
        ));
    }
}

/// A remark that cannot be made is no reason to stop.
fn remark(text: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "secure-token: {text}");
}

fn coding(word: &str) -> Result<Coding, UnknownCoding> {
    Coding::parse(word.as_bytes())
}
