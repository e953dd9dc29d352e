//! The directives of the check.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::rc::Rc;

use ngx::ffi::{
    NGX_LOG_ERR, NGX_LOG_INFO, NGX_LOG_NOTICE, NGX_LOG_WARN, ngx_int_t, ngx_parse_time, ngx_str_t,
};
use secure_token::query::Names;
use secure_token::token::{
    self, Algorithm, Binding, Key, Mode, ScopeSet, Status, Template, parse_key_file,
};

use crate::ngx::complex::ComplexValue;
use crate::ngx::conf::{Conf, Error, Place, flag, once};
use crate::ngx::status;
use crate::policy::{KeySource, Policy};

/// What a location says of the check, and once it is merged, what it inherits.
#[derive(Default)]
pub struct CheckConf {
    switch: Option<Switch>,
    keys: Vec<Rc<KeySource>>,
    scope: Option<ScopeSet>,
    binding: Option<Binding>,
    names: Option<Rc<Names>>,
    algorithm: Option<Algorithm>,
    string: Option<Rc<HashedString>>,
    leeway: Option<u64>,
    /// The inner `None` for `off`.
    max_lifetime: Option<Option<u64>>,
    strip: Option<bool>,
    answers: Option<Answers>,
    dry_run: Option<bool>,
    log_level: Option<u32>,
    policy: Option<Rc<Policy>>,
}

/// Whether tokens are checked, and the line that says so.
#[derive(Clone, Copy)]
struct Switch {
    mode: Option<Mode>,
    place: Place,
}

/// `secure_token_string`, and the line where it stands.
struct HashedString {
    template: Template,
    foreign: Rc<[ComplexValue]>,
    place: Place,
}

/// The statuses of refusals.
#[derive(Clone, Copy)]
struct Answers {
    invalid: ngx_int_t,
    expired: ngx_int_t,
}

impl Default for Answers {
    fn default() -> Self {
        Self { invalid: 403, expired: 410 }
    }
}

impl CheckConf {
    /// What is asked of a link; `None` where the check is off.
    pub fn policy(&self) -> Option<&Policy> {
        self.policy.as_deref()
    }

    /// Whether a valid token is taken off the request.
    pub fn strip(&self) -> bool {
        self.strip.unwrap_or(true)
    }

    /// The status with which a verdict other than a valid one is answered.
    pub fn answer(&self, status: Status) -> ngx_int_t {
        let answers = self.answers.unwrap_or_default();
        if status == Status::Expired { answers.expired } else { answers.invalid }
    }

    /// Whether every request is let through, whatever the verdict.
    pub fn dry_run(&self) -> bool {
        self.dry_run.unwrap_or(false)
    }

    /// The level at which refusals are logged.
    pub fn log_level(&self) -> u32 {
        self.log_level.unwrap_or(NGX_LOG_INFO)
    }

    /// Takes from the surrounding level what this one does not say, and makes the policy.
    pub fn merge(&mut self, cf: Conf, prev: &Self) -> Result<(), Error> {
        self.strip = self.strip.or(prev.strip);
        self.answers = self.answers.or(prev.answers);
        self.dry_run = self.dry_run.or(prev.dry_run);
        self.log_level = self.log_level.or(prev.log_level);

        let is_new = self.says_anything_of_the_policy();
        self.switch = self.switch.or(prev.switch);
        if self.keys.is_empty() {
            self.keys.clone_from(&prev.keys);
        }
        self.scope = self.scope.or(prev.scope);
        self.binding = self.binding.or(prev.binding);
        self.names = self.names.take().or_else(|| prev.names.clone());
        self.algorithm = self.algorithm.or(prev.algorithm);
        self.string = self.string.take().or_else(|| prev.string.clone());
        self.leeway = self.leeway.or(prev.leeway);
        self.max_lifetime = self.max_lifetime.or(prev.max_lifetime);

        self.policy = match self.switch {
            Some(Switch { mode: Some(_), .. }) if !is_new && prev.policy.is_some() => {
                prev.policy.clone()
            }
            Some(Switch { mode: Some(mode), place }) => {
                Some(Rc::new(self.make_policy(cf, mode, place)?))
            }
            _ => None,
        };
        Ok(())
    }

    fn says_anything_of_the_policy(&self) -> bool {
        self.switch.is_some()
            || !self.keys.is_empty()
            || self.scope.is_some()
            || self.binding.is_some()
            || self.names.is_some()
            || self.algorithm.is_some()
            || self.string.is_some()
            || self.leeway.is_some()
            || self.max_lifetime.is_some()
    }

    fn make_policy(&self, cf: Conf, mode: Mode, place: Place) -> Result<Policy, Error> {
        self.require_key(cf, "secure_token", place)?;
        self.policy_for(cf, mode, self.binding.is_some_and(Binding::is_on))
    }

    /// What a location that issues tokens signs by, be the check on or off there. `place` is the line
    /// that makes it issue. A string that takes no address is refused: there are always bound tokens.
    pub fn signing_policy(&self, cf: Conf, mode: Mode, place: Place) -> Result<Policy, Error> {
        self.require_key(cf, "secure_token_issue", place)?;
        self.policy_for(cf, mode, true)
    }

    fn require_key(&self, cf: Conf, directive: &str, place: Place) -> Result<(), Error> {
        if !self.keys.is_empty() {
            return Ok(());
        }
        cf.at(place, || {
            cf.emerg(format_args!(
                "\"{directive}\" is on, but there is no \"secure_token_key\" or \
                 \"secure_token_key_file\""
            ));
        });
        Err(Error::Logged)
    }

    /// `bound` tells whether some token will be bound to an address.
    fn policy_for(&self, cf: Conf, mode: Mode, bound: bool) -> Result<Policy, Error> {
        let mut rules = token::Policy::new(mode, self.algorithm.unwrap_or(Algorithm::Md5));
        rules.scope = self.scope.unwrap_or(rules.scope);
        rules.binding = self.binding.unwrap_or(rules.binding);
        rules.names = self.names.as_deref().cloned().unwrap_or(rules.names);
        rules.leeway = self.leeway.unwrap_or(rules.leeway);
        rules.max_lifetime = self.max_lifetime.flatten();
        let mut foreign: Rc<[ComplexValue]> = Rc::new([]);
        if let Some(string) = &self.string {
            rules.template = string.template.clone();
            foreign = Rc::clone(&string.foreign);
            cf.at(string.place, || check_string(cf, &rules, bound))?;
        }
        Ok(Policy { rules, keys: self.keys.clone(), foreign })
    }
}

/// Refuses a string that cannot protect anything, and warns of one that protects less than it seems.
fn check_string(cf: Conf, rules: &token::Policy, bound: bool) -> Result<(), Error> {
    if let Err(error) = rules.template.check(rules.algorithm, bound) {
        cf.emerg(format_args!("\"secure_token_string\" directive: {error}"));
        return Err(Error::Logged);
    }
    for warning in rules.template.warnings(rules.mode, rules.algorithm) {
        cf.warn(format_args!("\"secure_token_string\" directive: {warning}"));
    }
    Ok(())
}

/// `secure_token off | query | path`
pub fn cmd_secure_token(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    let word = cf.bytes(cf.word());
    let mode = match (word, Mode::parse(word)) {
        (b"off", _) => None,
        (_, Some(mode)) => Some(mode),
        _ => {
            return Err(Error::Text(format!(
                "invalid value \"{}\", it must be \"off\", \"query\" or \"path\"",
                word.escape_ascii()
            )));
        }
    };
    once(&mut conf.check.switch, Switch { mode, place: cf.place() })
}

/// `secure_token_key KEY`
pub fn cmd_key(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    conf.check.keys.push(Rc::new(read_key(cf)?));
    Ok(())
}

/// The key that is the word of a directive.
pub(super) fn read_key(cf: Conf) -> Result<KeySource, Error> {
    let value = ComplexValue::compile(cf, cf.word())?;
    Ok(match value.constant() {
        Some(bytes) => KeySource::Constant(Key::new(bytes)?),
        None => KeySource::Variable(value),
    })
}

/// `secure_token_key_file FILE`
pub fn cmd_key_file(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    conf.check.keys.extend(read_key_file(cf)?.map(Rc::new));
    Ok(())
}

/// The keys in the file that is the word of a directive; there is one at least.
pub(super) fn read_key_file(cf: Conf) -> Result<impl Iterator<Item = KeySource>, Error> {
    let name = cf.full_name(cf.word())?;
    let shown = name.escape_ascii();
    let text = std::fs::read(OsStr::from_bytes(name))
        .map_err(|error| Error::Text(format!("cannot read \"{shown}\": {error}")))?;
    let keys =
        parse_key_file(&text).map_err(|error| Error::Text(format!("\"{shown}\": {error}")))?;
    Ok(keys.into_iter().map(KeySource::Constant))
}

/// `secure_token_scope file | directory | tree ...`
pub fn cmd_scope(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    let scope = ScopeSet::parse(cf.words().iter().map(|&word| cf.bytes(word)))?;
    once(&mut conf.check.scope, scope)
}

/// `secure_token_bind_ip off | on | /V4 [/V6]`
pub fn cmd_bind_ip(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    let words: Vec<&[u8]> = cf.words().iter().map(|&word| cf.bytes(word)).collect();
    once(&mut conf.check.binding, Binding::parse(&words)?)
}

/// `secure_token_args TOKEN EXPIRES`
pub fn cmd_args(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    let [token, expires] = cf.words() else { return Err(Error::Logged) };
    let names = Names::new(cf.bytes(*token), cf.bytes(*expires))?;
    once(&mut conf.check.names, Rc::new(names))
}

/// `secure_token_algorithm md5 | sha1 | sha256 | hmac-sha256`
pub fn cmd_algorithm(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    once(&mut conf.check.algorithm, Algorithm::parse(cf.bytes(cf.word()))?)
}

/// `secure_token_string STRING`
pub fn cmd_string(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    let template = Template::parse(cf.bytes(cf.word()))?;
    let foreign = template
        .foreign()
        .map(|piece| ComplexValue::compile(cf, cf.keep(piece)?))
        .collect::<Result<_, _>>()?;
    let string = HashedString { template, foreign, place: cf.place() };
    once(&mut conf.check.string, Rc::new(string))
}

/// `secure_token_strip on | off`
pub fn cmd_strip(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    once(&mut conf.check.strip, flag(cf)?)
}

/// `secure_token_status [invalid=CODE] [expired=CODE]`
pub fn cmd_status(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    let (mut invalid, mut expired) = (None, None);
    for word in cf.words().iter().map(|&word| cf.bytes(word)) {
        let (slot, code) = match (word.strip_prefix(b"invalid="), word.strip_prefix(b"expired=")) {
            (Some(code), _) => (&mut invalid, code),
            (_, Some(code)) => (&mut expired, code),
            _ => {
                return Err(Error::Text(format!(
                    "invalid parameter \"{}\", it must be \"invalid=CODE\" or \"expired=CODE\"",
                    word.escape_ascii()
                )));
            }
        };
        let code = status_code(code).ok_or_else(|| {
            Error::Text(format!(
                "invalid status in \"{}\", it must be between 400 and 599",
                word.escape_ascii()
            ))
        })?;
        if slot.replace(code).is_some() {
            let word = word.escape_ascii();
            return Err(Error::Text(format!("duplicate parameter \"{word}\"")));
        }
    }
    let default = Answers::default();
    let answers = Answers {
        invalid: invalid.unwrap_or(default.invalid),
        expired: expired.unwrap_or(default.expired),
    };
    once(&mut conf.check.answers, answers)
}

fn status_code(digits: &[u8]) -> Option<ngx_int_t> {
    let code = core::str::from_utf8(digits).ok()?.parse().ok()?;
    (digits.len() == 3 && (400..=599).contains(&code)).then_some(code)
}

/// `secure_token_leeway TIME`
pub fn cmd_leeway(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    once(&mut conf.check.leeway, seconds(cf, cf.word())?)
}

/// `secure_token_max_lifetime off | TIME`
pub fn cmd_max_lifetime(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    let lifetime = match cf.bytes(cf.word()) {
        b"off" => None,
        _ => Some(time(cf, cf.word(), "\"off\" or a time")?),
    };
    once(&mut conf.check.max_lifetime, lifetime)
}

/// A time as nginx writes it, in seconds: `30s`, `1h 30m`.
pub(super) fn seconds(cf: Conf, word: ngx_str_t) -> Result<u64, Error> {
    time(cf, word, "a time")
}

/// The same for a directive that allows what `allowed` says.
fn time(cf: Conf, word: ngx_str_t, allowed: &str) -> Result<u64, Error> {
    let mut text = word;
    // SAFETY: a word of the configuration; it is only read.
    let time = unsafe { ngx_parse_time(&mut text, 1) };
    if time == status::ERROR {
        return Err(Error::Text(format!(
            "invalid value \"{}\", it must be {allowed} such as \"30s\" or \"1h\"",
            cf.bytes(word).escape_ascii()
        )));
    }
    u64::try_from(time).map_err(Error::from)
}

/// `secure_token_dry_run on | off`
pub fn cmd_dry_run(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    once(&mut conf.check.dry_run, flag(cf)?)
}

/// `secure_token_log_level info | notice | warn | error`
pub fn cmd_log_level(cf: Conf, conf: &mut super::LocConf) -> Result<(), Error> {
    let level = match cf.bytes(cf.word()) {
        b"info" => NGX_LOG_INFO,
        b"notice" => NGX_LOG_NOTICE,
        b"warn" => NGX_LOG_WARN,
        b"error" => NGX_LOG_ERR,
        other => {
            return Err(Error::Text(format!(
                "invalid value \"{}\", it must be \"info\", \"notice\", \"warn\" or \"error\"",
                other.escape_ascii()
            )));
        }
    };
    once(&mut conf.check.log_level, level)
}
