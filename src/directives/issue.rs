//! The directives of token issuing.

mod issuer;

use core::fmt;
use std::rc::Rc;

use secure_token::issue::{
    Arguments, Lifetimes, Prefixes, UrlTemplate, argument_name, argument_names, sole_variable,
};
use secure_token::token::Mode;

use super::LocConf;
use super::check::{CheckConf, read_key, read_key_file, seconds};
use crate::issue::{self, Issuer, Text};
use crate::ngx::complex::ComplexValue;
use crate::ngx::conf::{Conf, Error, Place, flag, inherit, once};
use crate::ngx::string::str_of;
use crate::policy::KeySource;

/// What a location says of issuing, and once it is merged, what it inherits.
#[derive(Default)]
pub struct IssueConf {
    mode: Option<Said<Mode>>,
    args: Option<Rc<Arguments>>,
    path: Option<Said<Configured>>,
    allow: Option<Said<Rc<Prefixes>>>,
    id: Option<Said<Configured>>,
    url: Option<Said<ConfiguredUrl>>,
    url_ip: Option<Said<ConfiguredUrl>>,
    key_ip: Option<Rc<KeySource>>,
    lifetimes: Option<Lifetimes>,
    client_ip: Option<bool>,
    issuer: Option<Rc<Issuer>>,
}

/// What a directive says, and where it stands.
#[derive(Clone)]
struct Said<T> {
    value: T,
    directive: &'static str,
    place: Place,
}

/// A string, as it stands in the configuration and compiled.
#[derive(Clone)]
struct Configured {
    source: &'static [u8],
    text: Rc<Text>,
}

/// A URL, and its variables compiled one by one.
#[derive(Clone)]
struct ConfiguredUrl {
    template: UrlTemplate,
    variables: Vec<Rc<ComplexValue>>,
}

impl IssueConf {
    /// How tokens are issued; `None` for a location that issues none.
    pub fn issuer(&self) -> Option<&Issuer> {
        self.issuer.as_deref()
    }

    /// Takes from the surrounding level what this one does not say, and makes the issuer of a
    /// location that issues tokens. `check` is what the same location says of the check, merged.
    pub fn merge(&mut self, cf: Conf, prev: &Self, check: &CheckConf) -> Result<(), Error> {
        if let Some(mode) = &self.mode {
            self.refuse_strangers(cf, mode.value)?;
        }
        inherit(&mut self.args, &prev.args);
        inherit(&mut self.path, &prev.path);
        inherit(&mut self.allow, &prev.allow);
        inherit(&mut self.id, &prev.id);
        inherit(&mut self.url, &prev.url);
        inherit(&mut self.url_ip, &prev.url_ip);
        inherit(&mut self.key_ip, &prev.key_ip);
        inherit(&mut self.lifetimes, &prev.lifetimes);
        inherit(&mut self.client_ip, &prev.client_ip);

        if let Some(mode) = &self.mode {
            self.issuer = Some(Rc::new(self.make_issuer(cf, mode, check)?));
        } else if cf.is_part_of_location() {
            self.issuer.clone_from(&prev.issuer);
            if self.issuer.is_some() {
                cf.inherit_content_handler(issue::handler);
            }
        }
        Ok(())
    }

    /// Refuses what only tokens of the other mode have, where it stands beside the mode.
    fn refuse_strangers(&self, cf: Conf, mode: Mode) -> Result<(), Error> {
        let refuse = |(directive, place)| {
            let mode = name_of(mode);
            let text =
                format_args!("\"{directive}\" means nothing to \"secure_token_issue {mode}\"");
            Err(refusal(cf, place, text))
        };
        let stranger = match mode {
            Mode::Query => whereabouts(&self.id),
            Mode::Path => whereabouts(&self.path).or(whereabouts(&self.allow)),
        };
        stranger.map_or(Ok(()), refuse)
    }
}

const fn name_of(mode: Mode) -> &'static str {
    match mode {
        Mode::Query => "query",
        Mode::Path => "path",
    }
}

impl<T> Said<T> {
    fn new(cf: Conf, directive: &'static str, value: T) -> Self {
        Self { value, directive, place: cf.place() }
    }

    /// The error that the directive is wrong, at its own line.
    fn refusal(&self, cf: Conf, text: impl fmt::Display) -> Error {
        let directive = self.directive;
        refusal(cf, self.place, format_args!("\"{directive}\" directive: {text}"))
    }
}

fn whereabouts<T>(said: &Option<Said<T>>) -> Option<(&'static str, Place)> {
    said.as_ref().map(|said| (said.directive, said.place))
}

fn refusal(cf: Conf, place: Place, text: fmt::Arguments<'_>) -> Error {
    cf.at(place, || cf.emerg(text));
    Error::Logged
}

/// `secure_token_issue query | path`
pub fn cmd_issue(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    let word = cf.bytes(cf.word());
    let mode = Mode::parse(word).ok_or_else(|| {
        Error::Text(format!(
            "invalid value \"{}\", it must be \"query\" or \"path\"",
            word.escape_ascii()
        ))
    })?;
    once(&mut conf.issue.mode, Said::new(cf, "secure_token_issue", mode))?;
    cf.set_content_handler(issue::handler);
    Ok(())
}

/// `secure_token_issue_args NAME ...`
pub fn cmd_args(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.issue.args, Rc::new(Arguments::new(cf.texts())?))
}

/// `secure_token_issue_path STRING`
pub fn cmd_path(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.issue.path, Said::new(cf, "secure_token_issue_path", configured(cf)?))
}

/// `secure_token_issue_allow PREFIX ...`
pub fn cmd_allow(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    let prefixes = Rc::new(Prefixes::new(cf.texts())?);
    once(&mut conf.issue.allow, Said::new(cf, "secure_token_issue_allow", prefixes))
}

/// `secure_token_issue_id STRING`
pub fn cmd_id(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.issue.id, Said::new(cf, "secure_token_issue_id", configured(cf)?))
}

/// `secure_token_issue_url STRING`
pub fn cmd_url(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.issue.url, Said::new(cf, "secure_token_issue_url", configured_url(cf)?))
}

/// `secure_token_issue_url_ip STRING`
pub fn cmd_url_ip(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.issue.url_ip, Said::new(cf, "secure_token_issue_url_ip", configured_url(cf)?))
}

/// `secure_token_issue_key_ip KEY`
pub fn cmd_key_ip(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    set_key_ip(conf, read_key(cf)?)
}

/// `secure_token_issue_key_ip_file FILE`: the first key of the file.
pub fn cmd_key_ip_file(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    read_key_file(cf)?.next().map_or(Ok(()), |key| set_key_ip(conf, key))
}

fn set_key_ip(conf: &mut LocConf, key: KeySource) -> Result<(), Error> {
    once(&mut conf.issue.key_ip, Rc::new(key)).map_err(|_| {
        Error::Text(
            "there is a key already, by \"secure_token_issue_key_ip\" or \
             \"secure_token_issue_key_ip_file\": one of them signs the bound tokens"
                .to_owned(),
        )
    })
}

/// `secure_token_issue_lifetime DEFAULT [max=TIME]`
pub fn cmd_lifetime(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    let max = cf.texts().nth(1).map(|word| {
        let time = word.strip_prefix(b"max=").ok_or_else(|| {
            let word = word.escape_ascii();
            Error::Text(format!("invalid parameter \"{word}\", it must be \"max=TIME\""))
        })?;
        seconds(cf, str_of(time))
    });
    let default = seconds(cf, cf.word())?;
    once(&mut conf.issue.lifetimes, Lifetimes::new(default, max.transpose()?)?)
}

/// `secure_token_issue_client_ip on | off`
pub fn cmd_client_ip(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.issue.client_ip, flag(cf)?)
}

fn configured(cf: Conf) -> Result<Configured, Error> {
    let source = cf.bytes(cf.word());
    let value = ComplexValue::compile(cf, cf.word())?;
    let mut arguments = Arguments::default();
    argument_names(source).for_each(|name| arguments.add(name));
    let sole_argument = sole_variable(source).and_then(argument_name).map(Box::from);
    Ok(Configured { source, text: Rc::new(Text { value, arguments, sole_argument }) })
}

fn configured_url(cf: Conf) -> Result<ConfiguredUrl, Error> {
    let template = UrlTemplate::parse(cf.bytes(cf.word()))?;
    let compile = |text: &[u8]| Ok::<_, Error>(Rc::new(ComplexValue::compile(cf, cf.keep(text)?)?));
    let variables =
        template.variables().map(|variable| compile(&variable.text)).collect::<Result<_, _>>()?;
    Ok(ConfiguredUrl { template, variables })
}
