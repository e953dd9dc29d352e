//! Documents as another reader of XML understands them.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// What an entity may be that the document declares itself.
const ENTITY: &str = "https://evil.test/";

/// An element.
#[derive(Debug, Default)]
pub struct Node {
    /// With its prefix.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Its own text, in one piece.
    pub text: String,
    pub children: Vec<Node>,
}

/// Reads a document into a node that holds its root, or says why it is not well-formed.
pub fn parse(document: &str) -> Result<Node, String> {
    let mut reader = Reader::from_str(document);
    reader.config_mut().check_comments = true;
    let mut open = vec![Node::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let text = match &event {
            Event::Start(tag) => {
                open.push(node(tag)?);
                continue;
            }
            Event::Empty(tag) => {
                let node = node(tag)?;
                open.last_mut().unwrap().children.push(node);
                continue;
            }
            Event::End(_) => {
                let node = open.pop().unwrap();
                open.last_mut().ok_or("too many end tags")?.children.push(node);
                continue;
            }
            Event::Eof if open.len() == 1 => return Ok(open.remove(0)),
            Event::Eof => return Err("an element does not end".to_owned()),
            Event::Text(text) => text.xml_content(XmlVersion::Implicit1_0).into_owned(),
            Event::CData(text) => text.xml_content(XmlVersion::Implicit1_0).into_owned(),
            Event::GeneralRef(reference) => {
                match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(character) => character.to_string(),
                    None => resolve_predefined_entity(reference).unwrap_or(ENTITY).to_owned(),
                }
            }
            _ => continue,
        };
        open.last_mut().unwrap().text.push_str(&text);
    }
}

fn node(tag: &BytesStart<'_>) -> Result<Node, String> {
    let mut node = Node { name: tag.name().as_ref().to_owned(), ..Node::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let entity = |name: &str| resolve_predefined_entity(name).or(Some(ENTITY));
        let value = attribute
            .normalized_value_with(XmlVersion::Implicit1_0, 8, entity)
            .map_err(|error| error.to_string())?;
        node.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(node)
}
