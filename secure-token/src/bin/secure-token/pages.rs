//! `secure-token pages`: manual pages and shell completions, for whoever builds and packages.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_complete::{Generator, Shell};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::Cli;
use crate::exit::Exit;

/// Write manual pages and shell completions
///
/// Writes DIRECTORY/man/secure-token.1 and a page for each subcommand beside it, and
/// DIRECTORY/completions/secure-token.bash, _secure-token (zsh) and secure-token.fish.
#[derive(clap::Args)]
pub struct Pages {
    /// Where the folders "man" and "completions" are made
    directory: PathBuf,
}

const NAME: &str = "secure-token";

/// Shells that are completed.
const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Zsh, Shell::Fish];

impl Pages {
    /// Writes the files.
    pub fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let man = folder(&self.directory, "man")?;
        let mut command = shown();
        command.build();
        for command in command.get_subcommands().chain([&command]) {
            write_page(command, &man).map_err(|error| of(&man, &error))?;
        }
        let completions = folder(&self.directory, "completions")?;
        for shell in SHELLS {
            let file = completions.join(shell.file_name(NAME));
            fs::write(&file, completion(shell)).map_err(|error| of(&completions, &error))?;
        }
        Ok(Exit::Success)
    }
}

/// What a shell reads to complete the command.
fn completion(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut shown(), NAME, &mut script);
    match (shell, String::from_utf8(script)) {
        // clap_complete has two names for a subcommand where the command's own has a "-", so that
        // bash would not complete its options (clap-rs/clap#6421).
        (Shell::Bash, Ok(text)) => {
            text.replace("secure__subcmd__token__", "secure__token__").into_bytes()
        }
        (_, Ok(text)) => text.into_bytes(),
        (_, Err(error)) => error.into_bytes(),
    }
}

/// The command with the subcommands that are no secret: a completion offers hidden ones too.
fn shown() -> Command {
    let whole = Cli::command();
    let shown = whole.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    Command::new(NAME)
        .version(env!("CARGO_PKG_VERSION"))
        .about(whole.get_about().cloned().unwrap_or_default())
        .after_help(whole.get_after_help().cloned().unwrap_or_default())
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .subcommands(shown)
}

/// A page of section 1.
fn write_page(command: &Command, folder: &Path) -> io::Result<()> {
    let version = concat!("secure-token ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(version);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let is_whole = command.get_name() == NAME;
    if is_whole {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(more) = command.get_after_help() {
        sections(&more.to_string()).to_writer(&mut page)?;
    }
    if !is_whole {
        let see = format!("{NAME}(1)");
        Roff::new().control("SH", ["SEE ALSO"]).text([roman(see)]).to_writer(&mut page)?;
    }
    fs::write(folder.join(man.get_filename()), page)
}

/// What follows the options in the help: headings at the margin, each with lines that stay as they
/// are.
fn sections(text: &str) -> Roff {
    let mut roff = Roff::new();
    for line in text.lines() {
        match line.strip_suffix(':').filter(|heading| !heading.starts_with(' ')) {
            Some(heading) => {
                roff.control("SH", [heading.to_uppercase().as_str()]).control("nf", []);
            }
            None => {
                roff.text([roman(line)]);
            }
        }
    }
    roff.control("fi", []);
    roff
}

fn folder(parent: &Path, name: &str) -> io::Result<PathBuf> {
    let folder = parent.join(name);
    fs::create_dir_all(&folder).map_err(|error| of(&folder, &error))?;
    Ok(folder)
}

/// The same error, with the folder that it is about.
fn of(folder: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write to \"{}\": {error}", folder.display()))
}
