//! Other addresses than the one that a token is to be bound to, or one where there is to be none.

use std::net::IpAddr;

use crate::explain::Case;
use crate::explain::mistake::{Mistake, Step, What, rare, usual};
use crate::explain::recipe::Recipe;
use crate::token::Binding;

/// For whom it is.
pub(super) const ROWS: &[Mistake] = &[
    rare(
        "bound",
        What::Address(bound),
        "the token is bound to {wrong}, and the location has \"secure_token_bind_ip off\": sign without an address, or bind there too",
    ),
    usual(
        "not-bound",
        What::Address(not_bound),
        "the token is not bound to an address, and the location binds: sign for {right}",
    ),
    usual(
        "other-address",
        What::Address(other),
        "the token is bound to {wrong}: sign for the address that nginx sees, {right}",
    ),
    usual(
        "whole-address",
        What::Address(whole),
        "the token is bound to the whole address {wrong}: sign for the network's, {right}",
    ),
    rare(
        "other-network",
        What::Address(other_network),
        "the token is bound to {wrong}, by another prefix length than the location has: sign for {right}",
    ),
    usual(
        "prefix-length",
        What::Address(prefix_length),
        "the token is bound to \"{wrong}\", with the prefix length: sign for the address alone, {right}",
    ),
    rare(
        "address-spelling",
        What::Address(spelling),
        "the token is bound to \"{wrong}\": write the address as nginx does, {right}",
    ),
];

/// What a signer behind a proxy of the same machine takes for its client.
const LOCAL: [&str; 3] = ["127.0.0.1", "::1", "0.0.0.0"];

fn with(recipe: &Recipe, wrong: impl Into<Vec<u8>>) -> Step {
    let wrong = wrong.into();
    let step = Recipe { ip: wrong.clone(), ..recipe.clone() };
    Step { recipe: step, wrong, right: recipe.ip.clone() }
}

/// The addresses that are known, the client's first.
fn known(case: &Case<'_>) -> impl Iterator<Item = IpAddr> {
    case.address.into_iter().chain(case.other_addresses.iter().copied())
}

fn text(address: IpAddr) -> Vec<u8> {
    Binding::On.text(address).to_vec()
}

fn bound(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    if case.policy.binding.is_on() {
        return Vec::new();
    }
    let known = known(case).map(text);
    let networks = self::known(case).flat_map(networks);
    known.chain(networks).chain(local()).map(|ip| with(recipe, ip)).collect()
}

fn not_bound(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    match case.policy.binding {
        Binding::Off => Vec::new(),
        _ => vec![with(recipe, "")],
    }
}

fn other(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let binding = case.policy.binding;
    if !binding.is_on() {
        return Vec::new();
    }
    let others = case.other_addresses.iter();
    let texts = others.flat_map(|&other| [binding.text(other).to_vec(), text(other)]);
    texts.chain(local()).map(|ip| with(recipe, ip)).collect()
}

fn whole(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    match (case.policy.binding, case.address) {
        (Binding::Networks { .. }, Some(address)) => vec![with(recipe, text(address))],
        _ => Vec::new(),
    }
}

fn other_network(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let Some(address) = case.address.filter(|_| case.policy.binding.is_on()) else {
        return Vec::new();
    };
    networks(address).map(|ip| with(recipe, ip)).collect()
}

fn prefix_length(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let (Some(address), Binding::Networks { v4, v6 }) = (case.address, case.policy.binding) else {
        return Vec::new();
    };
    let length = if address.to_canonical().is_ipv4() { v4 } else { v6 };
    let of = |ip: &[u8]| with(recipe, [ip, b"/", length.to_string().as_bytes()].concat());
    vec![of(&recipe.ip), of(&text(address))]
}

/// Spellings of an address that are right elsewhere.
fn spelling(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let Some(address) = case.address.filter(|_| case.policy.binding.is_on()) else {
        return Vec::new();
    };
    let texts = match address.to_canonical() {
        IpAddr::V4(address) => vec![
            address.to_ipv6_mapped().to_string(),
            u32::from(address).to_string(),
            format!("[{}]", address.to_ipv6_mapped()),
        ],
        IpAddr::V6(address) => {
            let groups = address.segments();
            let full = groups.map(|group| format!("{group:04x}")).join(":");
            let short = groups.map(|group| format!("{group:x}")).join(":");
            let plain = address.to_string();
            vec![full.to_uppercase(), plain.to_uppercase(), format!("[{plain}]"), full, short]
        }
    };
    // As X-Forwarded-For has them behind a proxy.
    let lists = case.other_addresses.iter().map(|other| format!("{address}, {other}"));
    texts.into_iter().chain(lists).map(|ip| with(recipe, ip)).collect()
}

/// The addresses of all networks that an address may be thought to belong to.
fn networks(address: IpAddr) -> impl Iterator<Item = Vec<u8>> {
    let lengths = if address.to_canonical().is_ipv4() { 1..=31 } else { 16..=127 };
    lengths.rev().map(move |length| {
        let binding = Binding::Networks { v4: length.min(32), v6: length };
        binding.text(address).to_vec()
    })
}

fn local() -> impl Iterator<Item = Vec<u8>> {
    LOCAL.iter().map(|ip| ip.as_bytes().to_vec())
}
