//! The blocks of a configuration, with the files that it includes in their places.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use nginx_lint_parser::ast;
use nginx_lint_parser::parse_string_with_errors;

use super::Error;
use super::words::{to_bytes, to_text, word};

/// Files that include each other more deeply than this do so for ever.
const MAX_DEPTH: usize = 16;

/// A directive that matters here.
pub struct Directive {
    pub name: String,
    pub words: Vec<Vec<u8>>,
    /// What stands in its braces.
    pub block: Vec<Directive>,
    file: Rc<str>,
    line: usize,
}

impl Directive {
    /// An error in it.
    pub fn error(&self, what: impl ToString) -> Error {
        Error::Directive { file: self.file.to_string(), line: self.line, what: what.to_string() }
    }

    /// Where it stands. Without quotes, which would be escaped where it is said of a key.
    pub fn origin(&self) -> String {
        format!("line {} of {}", self.line, self.file)
    }
}

/// Reads a configuration. Blocks and directives that say nothing of links are left out.
pub fn read(path: &Path) -> Result<Vec<Directive>, Error> {
    let folder = path.parent().unwrap_or(Path::new(""));
    Reader { folder }.file(path, MAX_DEPTH)
}

struct Reader<'a> {
    /// What names of files are relative to: the folder of the main file.
    folder: &'a Path,
}

impl Reader<'_> {
    fn file(&self, path: &Path, depth: usize) -> Result<Vec<Directive>, Error> {
        let failed = |error| Error::File { path: path.into(), error };
        let text = to_text(&fs::read(path).map_err(failed)?);
        let (config, errors) = parse_string_with_errors(&text);
        let file = File { text: &text, name: path.display().to_string().into(), depth };
        if let Some(error) = errors.first() {
            let line = 1 + text.bytes().take(error.offset).filter(|&byte| byte == b'\n').count();
            return Err(file.error(line, &error.message));
        }
        self.items(&file, config.directives())
    }

    fn items<'d>(
        &self,
        file: &File<'_>,
        directives: impl Iterator<Item = &'d ast::Directive>,
    ) -> Result<Vec<Directive>, Error> {
        let mut items = Vec::new();
        for directive in directives {
            match directive.name.as_str() {
                "include" => items.extend(self.include(file, directive)?),
                "http" | "server" | "location" | "server_name" => {
                    items.push(self.item(file, directive)?);
                }
                name if name.starts_with("secure_token") => {
                    items.push(self.item(file, directive)?);
                }
                _ => {}
            }
        }
        Ok(items)
    }

    fn item(&self, file: &File<'_>, directive: &ast::Directive) -> Result<Directive, Error> {
        Ok(Directive {
            name: directive.name.clone(),
            words: file.words(directive)?,
            block: match &directive.block {
                Some(block) => self.items(file, block.directives())?,
                None => Vec::new(),
            },
            file: Rc::clone(&file.name),
            line: directive.span.start.line,
        })
    }

    /// What stands in the files that a directive includes, in the order of their names.
    fn include(
        &self,
        file: &File<'_>,
        directive: &ast::Directive,
    ) -> Result<Vec<Directive>, Error> {
        let line = directive.span.start.line;
        let words = file.words(directive)?;
        let [pattern] = &words[..] else { return Err(file.error(line, "one name must follow")) };
        let Ok(pattern) = std::str::from_utf8(pattern) else {
            return Err(file.error(line, "the name of the file is not UTF-8"));
        };
        let Some(depth) = file.depth.checked_sub(1) else {
            return Err(file.error(line, "files include each other without end"));
        };
        let mut items = Vec::new();
        for path in files(&self.folder.join(pattern)).map_err(|error| file.error(line, &error))? {
            items.extend(self.file(&path, depth)?);
        }
        Ok(items)
    }
}

/// The files that a name with or without wildcards means.
fn files(pattern: &Path) -> Result<Vec<PathBuf>, String> {
    let text = pattern.to_str().ok_or("the name of the file is not UTF-8")?;
    if !text.contains(['*', '?', '[']) {
        return Ok(vec![pattern.into()]);
    }
    let paths = glob::glob(text).map_err(|error| error.to_string())?;
    paths.collect::<Result<_, _>>().map_err(|error| io::Error::from(error).to_string())
}

/// A file that is being read.
struct File<'a> {
    text: &'a str,
    name: Rc<str>,
    depth: usize,
}

impl File<'_> {
    fn error(&self, line: usize, what: &str) -> Error {
        Error::Syntax { file: self.name.to_string(), line, what: what.to_owned() }
    }

    /// The words after a directive's name. What the parser has cut at a `$` is one word.
    fn words(&self, directive: &ast::Directive) -> Result<Vec<Vec<u8>>, Error> {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for argument in &directive.args {
            let (start, end) = (argument.span.start.offset, argument.span.end.offset);
            match spans.last_mut() {
                Some((_, last)) if *last == start => *last = end,
                _ => spans.push((start, end)),
            }
        }
        let mut words = Vec::new();
        for (start, end) in spans {
            let read = self.text.get(start..end).and_then(word);
            words.push(read.ok_or_else(|| {
                let name = to_bytes(&directive.name).escape_ascii().to_string();
                let line = directive.span.start.line;
                self.error(line, &format!("a word of \"{name}\" has quotes or a backslash in it that are not understood"))
            })?);
        }
        Ok(words)
    }
}
