//! A reader of MPDs that sees where a token would go, in whatever order bases and URLs stand.

use url::Url;

use crate::forwarding::{Forwarding, TOKEN};
use crate::xml::Node;

/// The elements that bring their segments under a base of their own.
const HEIRS: [&str; 3] = ["Period", "AdaptationSet", "Representation"];

/// The URLs with a token in `document`, well-formed and with no namespaces of its own, that lead to
/// a host that is not allowed.
pub fn leaks(request: &Forwarding<'_>, document: &Node) -> Vec<(String, Url)> {
    let own = request.base();
    let mut outer: Vec<Url> =
        locations(document).iter().filter_map(|location| own.join(location).ok()).collect();
    outer.push(own);
    let mut leaks = Vec::new();
    look(document, &outer, &outer, &mut leaks);
    leaks.retain(|(_, url)| !request.allows(url));
    leaks
}

/// Every URL with a token in `node`, as it stands and as it is resolved. `outer` are the bases
/// outside; `heirs` those against which segments are resolved that stand here.
fn look(node: &Node, outer: &[Url], heirs: &[Url], found: &mut Vec<(String, Url)>) {
    let own = bases(node, outer);
    let heirs = if has_bases(node) { &inherited(node, outer) } else { heirs };
    let mut resolve = |url: &String, bases: &[Url]| {
        if url.contains(TOKEN) {
            found.extend(bases.iter().filter_map(|base| Some((url.clone(), base.join(url).ok()?))));
        }
    };
    for (name, value) in &node.attributes {
        match (name.as_str(), node.name.as_str()) {
            ("l:href", "SegmentList") | ("media" | "index" | "sourceURL", _) => {
                resolve(value, heirs);
            }
            _ => {
                resolve(value, outer);
                resolve(value, &own);
            }
        }
    }
    resolve(&node.text, outer);
    for child in &node.children {
        // A base is resolved against those outside, not against those beside it.
        look(child, if child.name == "BaseURL" { outer } else { &own }, heirs, found);
    }
}

fn has_bases(node: &Node) -> bool {
    HEIRS.contains(&node.name.as_str()) || matches!(node.name.as_str(), "MPD" | "EventStream")
}

/// Every base that comes of one of `outer` with one of the bases in `node`.
fn bases(node: &Node, outer: &[Url]) -> Vec<Url> {
    let own: Vec<&Node> = node.children.iter().filter(|child| child.name == "BaseURL").collect();
    if !has_bases(node) || own.is_empty() {
        return outer.to_vec();
    }
    let joined = |outer: &Url| own.iter().filter_map(|base| outer.join(&base.text).ok()).collect();
    once(outer.iter().flat_map(|outer| -> Vec<Url> { joined(outer) }).collect())
}

/// The bases of what inherits the segments of `node`: of the elements below, or else its own.
fn inherited(node: &Node, outer: &[Url]) -> Vec<Url> {
    let own = bases(node, outer);
    let heirs = node.children.iter().filter(|child| HEIRS.contains(&child.name.as_str()));
    let all: Vec<Url> = heirs.flat_map(|heir| inherited(heir, &own)).collect();
    if all.is_empty() { own } else { once(all) }
}

fn once(mut urls: Vec<Url>) -> Vec<Url> {
    urls.sort();
    urls.dedup();
    urls
}

/// Locations anywhere in `node`.
fn locations(node: &Node) -> Vec<&str> {
    let own = (node.name == "Location").then_some(node.text.as_str());
    own.into_iter().chain(node.children.iter().flat_map(locations)).collect()
}
