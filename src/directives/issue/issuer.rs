//! Makes the issuer of a location from what its directives say, or says what is missing or does
//! not fit.

use std::rc::Rc;

use secure_token::issue::{
    Arguments, argument_names, check_identifier, check_path, is_covered, sole_variable,
};
use secure_token::token::{self, Mode, ScopeSet};

use super::{Configured, ConfiguredUrl, IssueConf, Said, name_of, refusal};
use crate::directives::check::CheckConf;
use crate::issue::{Issuer, Subject, UrlSource};
use crate::ngx::conf::{Conf, Error};

impl IssueConf {
    /// `check` is what the same location says of the check, which is what it signs by.
    pub(super) fn make_issuer(
        &self,
        cf: Conf,
        mode: &Said<Mode>,
        check: &CheckConf,
    ) -> Result<Issuer, Error> {
        let policy = check.signing_policy(cf, mode.value, mode.place)?;
        let required = self.args.clone().unwrap_or_default();
        let (signed, subject) = match mode.value {
            Mode::Query => {
                let path = needed(cf, mode, &self.path, "secure_token_issue_path")?;
                check_signed_path(cf, path, policy.rules.scope, self.allow.is_some())?;
                let allow = self.allow.as_ref().map(|allow| Rc::clone(&allow.value));
                (path, Subject::Path(Rc::clone(&path.value.text), allow))
            }
            Mode::Path => {
                let id = needed(cf, mode, &self.id, "secure_token_issue_id")?;
                check_signed_id(cf, id, &required, &policy.rules)?;
                (id, Subject::Id(Rc::clone(&id.value.text)))
            }
        };

        let url = needed(cf, mode, &self.url, "secure_token_issue_url")?;
        let mut optional = Arguments::default();
        let mut source = |url: &Said<ConfiguredUrl>| {
            let source = url_source(cf, url, &signed.value, &policy.rules)?;
            for name in source.template.argument_names() {
                // What is signed is looked at in a way of its own.
                if !required.contains(name) && !signed.value.text.arguments.contains(name) {
                    optional.add(name);
                }
            }
            Ok::<_, Error>(source)
        };
        let (url, url_ip) = (source(url)?, self.url_ip.as_ref().map(source).transpose()?);

        let mut lifetimes = self.lifetimes.unwrap_or_default();
        if let Some(max) = policy.rules.max_lifetime {
            // What the check of the same location refuses is not worth issuing.
            lifetimes = lifetimes.limited_to(max);
        }
        Ok(Issuer {
            policy,
            key_ip: self.key_ip.clone(),
            required,
            optional,
            subject,
            lifetimes,
            client_ip: self.client_ip.unwrap_or(false),
            url,
            url_ip,
        })
    }
}

/// A path with variables must be allowed; one without is looked at here, once for all.
fn check_signed_path(
    cf: Conf,
    path: &Said<Configured>,
    scope: ScopeSet,
    some_are_allowed: bool,
) -> Result<(), Error> {
    let Some(constant) = path.value.text.value.constant() else {
        if some_are_allowed {
            return Ok(());
        }
        return Err(path.refusal(
            cf,
            "a path with variables needs \"secure_token_issue_allow\", the prefixes of paths that \
             may be signed",
        ));
    };
    check_path(constant).map_err(|error| path.refusal(cf, error))?;
    if !is_covered(constant, scope) {
        let shown = constant.escape_ascii();
        return Err(path.refusal(
            cf,
            format_args!(
                "\"{shown}\" is the path of a file, but \"secure_token_scope\" has no \"file\""
            ),
        ));
    }
    Ok(())
}

/// What a caller names as a part of the identifier must be one of the parameters that are looked at.
fn check_signed_id(
    cf: Conf,
    id: &Said<Configured>,
    required: &Arguments,
    rules: &token::Policy,
) -> Result<(), Error> {
    if rules.template.names_path() {
        return Err(id.refusal(
            cf,
            "an identifier is all that is signed, but \"secure_token_string\" has \
             \"$secure_token_path\", too",
        ));
    }
    let Configured { source, text } = &id.value;
    if let Some(name) = argument_names(source).find(|name| !required.contains(name)) {
        let text = format_args!(
            "\"$arg_{name}\" needs \"{name}\" to be one of \"secure_token_issue_args\""
        );
        return Err(id.refusal(cf, text));
    }
    match text.value.constant() {
        Some(constant) => check_identifier(constant).map_err(|error| id.refusal(cf, error)),
        None => Ok(()),
    }
}

/// The URL, with the path that was signed for the variable that is all of `signed`.
fn url_source(
    cf: Conf,
    url: &Said<ConfiguredUrl>,
    signed: &Configured,
    rules: &token::Policy,
) -> Result<UrlSource, Error> {
    let ConfiguredUrl { template, variables } = &url.value;
    let path = sole_variable(signed.source).filter(|_| rules.mode == Mode::Query);
    let is_path = |name: &[u8]| path.is_some_and(|path| path.eq_ignore_ascii_case(name));
    let others = template.variables().zip(variables).filter(|(name, _)| !is_path(&name.name));
    let values = others.map(|(_, value)| Rc::clone(value)).collect();
    let template = match path {
        Some(path) => template.clone().with_path(path).map_err(|error| url.refusal(cf, error))?,
        None => template.clone(),
    };
    template.check_host(&signed.text.arguments).map_err(|error| url.refusal(cf, error))?;
    if !template.is_found_by(rules) {
        let needs = match rules.mode {
            Mode::Query => "in the parameters that \"secure_token_args\" names",
            Mode::Path => "in the segments TOKEN/EXPIRES of its path, after the identifier",
        };
        let directive = url.directive;
        cf.at(url.place, || {
            cf.warn(format_args!(
                "\"{directive}\" directive: the check looks for a URL's token {needs}, and will not \
                 find it in this one"
            ));
        });
    }
    Ok(UrlSource { template, values })
}

/// A directive that the mode cannot do without.
fn needed<'s, T>(
    cf: Conf,
    mode: &Said<Mode>,
    said: &'s Option<Said<T>>,
    directive: &str,
) -> Result<&'s Said<T>, Error> {
    said.as_ref().ok_or_else(|| {
        let name = name_of(mode.value);
        let text = format_args!("\"secure_token_issue {name}\" needs \"{directive}\"");
        refusal(cf, mode.place, text)
    })
}
