//! The directives of query string forwarding.

use std::rc::Rc;

use secure_token::manifest::{Hosts, Keys, Rules, Sources, Targets};

use super::LocConf;
use crate::ngx::conf::{Conf, Error, flag, inherit, once};

/// What a location says of forwarding, and once it is merged, what it inherits.
#[derive(Default)]
pub struct ForwardConf {
    on: Option<bool>,
    sources: Option<Rc<Sources>>,
    targets: Option<Rc<Targets>>,
    only_keys: Option<Rc<Keys>>,
    except_keys: Option<Rc<Keys>>,
    hosts: Option<Rc<Hosts>>,
    rules: Option<Rules>,
}

impl ForwardConf {
    /// What is forwarded, and where to; `None` where forwarding is off.
    pub fn rules(&self) -> Option<&Rules> {
        self.rules.as_ref()
    }

    /// Takes from the surrounding level what this one does not say, and makes the rules.
    pub fn merge(&mut self, prev: &Self) {
        self.on = self.on.or(prev.on);
        inherit(&mut self.sources, &prev.sources);
        inherit(&mut self.targets, &prev.targets);
        inherit(&mut self.only_keys, &prev.only_keys);
        inherit(&mut self.except_keys, &prev.except_keys);
        inherit(&mut self.hosts, &prev.hosts);
        self.rules = self.on.unwrap_or(false).then(|| Rules {
            sources: self.sources.as_deref().cloned().unwrap_or_default(),
            targets: self.targets.as_deref().cloned().unwrap_or_default(),
            only_keys: self.only_keys.as_deref().cloned(),
            except_keys: self.except_keys.as_deref().cloned().unwrap_or_default(),
            hosts: self.hosts.as_deref().cloned().unwrap_or_default(),
        });
    }
}

/// `query_string_forward on | off`
pub fn cmd_forward(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.forward.on, flag(cf)?)
}

/// `query_string_forward_from EXT|MIME ...`
pub fn cmd_from(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.forward.sources, Rc::new(Sources::new(cf.texts())?))
}

/// `query_string_forward_to EXT ... | *`
pub fn cmd_to(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.forward.targets, Rc::new(Targets::new(cf.texts())?))
}

/// `query_string_forward_only_keys KEY ...`
pub fn cmd_only_keys(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.forward.only_keys, Rc::new(Keys::new(cf.texts())?))
}

/// `query_string_forward_except_keys KEY ...`
pub fn cmd_except_keys(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.forward.except_keys, Rc::new(Keys::new(cf.texts())?))
}

/// `query_string_forward_hosts HOST ... | *`
pub fn cmd_hosts(cf: Conf, conf: &mut LocConf) -> Result<(), Error> {
    once(&mut conf.forward.hosts, Rc::new(Hosts::new(cf.texts())?))
}
