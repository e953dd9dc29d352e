//! The server and the location that are meant, and the levels from which they inherit.

use super::Error;
use super::tree::Directive;

/// The place that is meant.
pub struct Chosen<'t> {
    /// The levels that say what is in force there, the outermost first.
    pub levels: Vec<&'t [Directive]>,
    /// The location, unless the server itself is meant.
    pub location: Option<&'t Directive>,
}

/// Finds the server and the location of these names.
pub fn choose<'t>(
    tree: &'t [Directive],
    server: Option<&[u8]>,
    location: Option<&[u8]>,
) -> Result<Chosen<'t>, Error> {
    let http = tree.iter().find(|directive| directive.name == "http");
    // A file that the main one includes has no block "http" around what it says.
    let http = http.map_or(tree, |http| &http.block);
    let mut found = Vec::new();
    for block in servers(http, server)? {
        match location {
            Some(location) => {
                for path in paths(block, location) {
                    let blocks = path.iter().map(|location| &location.block[..]);
                    let levels = [http, block].into_iter().chain(blocks).collect();
                    found.push(Chosen { levels, location: path.last().copied() });
                }
            }
            None => found.push(Chosen { levels: vec![http, block], location: None }),
        }
    }
    let shown = location.unwrap_or_default().escape_ascii();
    match (found.len(), location) {
        (0, _) => {
            let known = servers(http, server)?.into_iter().flat_map(names).collect::<Vec<_>>();
            Err(Error::Location(format!(
                "there is no location \"{shown}\", there are: {}",
                known.join(", ")
            )))
        }
        (1, _) => Ok(found.remove(0)),
        (_, Some(_)) => Err(Error::Location(format!(
            "there are several of \"{shown}\": say which by its modifier, as in \"= /a\", or by --server NAME"
        ))),
        (_, None) => {
            Err(Error::Server("there are several servers: say which, by one of its names".into()))
        }
    }
}

/// The blocks of the servers that have this name, or of all; where there is no server at all, the
/// locations may stand in a file that a server includes.
fn servers<'t>(http: &'t [Directive], name: Option<&[u8]>) -> Result<Vec<&'t [Directive]>, Error> {
    let all: Vec<&Directive> = http.iter().filter(|one| one.name == "server").collect();
    let Some(name) = name else {
        let blocks: Vec<&[Directive]> = all.iter().map(|server| &server.block[..]).collect();
        return Ok(if blocks.is_empty() { vec![http] } else { blocks });
    };
    let has_name = |server: &&&Directive| {
        let names = server.block.iter().filter(|directive| directive.name == "server_name");
        names.flat_map(|names| &names.words).any(|known| known.eq_ignore_ascii_case(name))
    };
    let named: Vec<&[Directive]> =
        all.iter().filter(has_name).map(|server| &server.block[..]).collect();
    if named.is_empty() {
        let name = name.escape_ascii();
        return Err(Error::Server(format!("no server has the server_name \"{name}\"")));
    }
    Ok(named)
}

/// The paths of locations in each other that lead to those that are called `name`.
fn paths<'t>(block: &'t [Directive], name: &[u8]) -> Vec<Vec<&'t Directive>> {
    let mut found = Vec::new();
    for location in block.iter().filter(|directive| directive.name == "location") {
        let whole = location.words.join(&b' ');
        if whole == name || location.words.last().is_some_and(|last| last == name) {
            found.push(vec![location]);
        }
        for inner in paths(&location.block, name) {
            found.push([vec![location], inner].concat());
        }
    }
    found
}

/// The names of all locations in a block.
fn names(block: &[Directive]) -> Vec<String> {
    let locations = block.iter().filter(|directive| directive.name == "location");
    let name = |location: &Directive| {
        let own = format!("\"{}\"", location.words.join(&b' ').escape_ascii());
        [vec![own], names(&location.block)].concat()
    };
    locations.flat_map(name).collect()
}

impl Chosen<'_> {
    /// Whether nginx may serve this path there; of a regular expression nothing is known.
    pub fn may_have(&self, path: &[u8]) -> bool {
        let words = self.location.map_or(&[][..], |location| &location.words);
        match words {
            [prefix] if !prefix.starts_with(b"@") => path.starts_with(prefix),
            [modifier, prefix] if modifier == b"^~" => path.starts_with(prefix),
            [modifier, exact] if modifier == b"=" => path == exact,
            _ => true,
        }
    }
}
