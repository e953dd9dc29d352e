//! The terminal session in README.md is what a terminal shows.

use std::fs;
use std::path::Path;
use std::process::Command;

const BEGIN: &str = "<!-- session: a test runs these lines -->\n```console\n";
const END: &str = "```\n<!-- end of session -->\n";

/// The session's text.
fn session() -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let after = readme.split_once(BEGIN).expect("README.md has no session").1;
    after.split_once(END).expect("the session in README.md has no end").0.to_owned()
}

/// The commands after `$ ` and the lines after `> `, each with what stands below it.
fn steps(session: &str) -> Vec<(String, String)> {
    let mut steps: Vec<(String, String)> = Vec::new();
    for line in session.split_inclusive('\n') {
        match (line.strip_prefix("$ "), line.strip_prefix("> ")) {
            (Some(command), _) => steps.push((command.to_owned(), String::new())),
            (None, Some(more)) => steps.last_mut().unwrap().0.push_str(more),
            (None, None) => steps.last_mut().unwrap().1.push_str(line),
        }
    }
    steps
}

#[test]
fn the_session_shows_what_a_terminal_shows() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme_session");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("key"), "secret_key\n").unwrap();
    let built = Path::new(env!("CARGO_BIN_EXE_secure-token")).parent().unwrap();
    let path = format!("{}:{}", built.display(), std::env::var("PATH").unwrap());

    let steps = steps(&session());
    for (command, right) in &steps {
        let script = format!("exec 2>&1\n{command}");
        let mut shell = Command::new("sh");
        let output = shell.args(["-c", &script]).env("PATH", &path).current_dir(&folder).output();
        let shown = String::from_utf8(output.unwrap().stdout).unwrap();
        assert_eq!(&shown, right, "{command}");
    }
    for subcommand in ["sign", "verify", "explain", "forward"] {
        let call = format!("secure-token {subcommand} ");
        assert!(steps.iter().any(|(command, _)| command.contains(&call)), "{subcommand}");
    }
}
