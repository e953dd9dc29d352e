//! `secure-token pages`: manual pages and completions are made of what the command itself says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::help::COMMANDS;
use super::support::run;

/// Written into a folder for the test that names it.
fn pages(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    let answer = run(&["pages".as_ref(), folder.as_os_str()]);
    assert_eq!((answer.code, answer.stdout.as_str(), answer.stderr.as_str()), (Some(0), "", ""));
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn each_command_has_a_page() {
    let folder = pages("man_pages").join("man");
    let mut right: Vec<String> =
        COMMANDS.iter().map(|command| format!("secure-token-{command}.1")).collect();
    right.push("secure-token.1".into());
    right.sort();
    assert_eq!(names(&folder), right);

    let whole = fs::read_to_string(folder.join("secure-token.1")).unwrap();
    assert!(whole.contains("\n.SH EXAMPLES\n.nf\n  "), "{whole}");
    for command in COMMANDS {
        assert!(whole.contains(&format!("secure\\-token\\-{command}(1)")), "{whole}");
        let page = fs::read_to_string(folder.join(format!("secure-token-{command}.1"))).unwrap();
        let sections =
            ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "\"EXIT STATUS\""];
        for section in sections {
            assert!(page.contains(&format!("\n.SH {section}\n")), "{section}: {page}");
        }
        assert!(page.contains(&format!("secure\\-token {command}")), "{page}");
        assert!(
            page.contains(concat!("\"secure-token ", env!("CARGO_PKG_VERSION"), "\"")),
            "{page}"
        );
    }
    let page = fs::read_to_string(folder.join("secure-token-verify.1")).unwrap();
    assert!(page.contains("\n.SH \"EXIT STATUS\"\n.nf\n  0    valid\n"), "{page}");
    assert!(!whole.contains("pages"), "{whole}");
}

#[test]
fn each_shell_completes_each_command() {
    let folder = pages("shell_completions").join("completions");
    let files = ["_secure-token", "secure-token.bash", "secure-token.fish"];
    assert_eq!(names(&folder), files);
    for file in files {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        for word in COMMANDS.iter().chain(&["key-file", "manifest-url"]) {
            assert!(text.contains(word), "{file}: {word}");
        }
        assert!(!text.contains("pages"), "{file}");
    }
}

#[test]
fn bash_completes() {
    let script = pages("bash_completions").join("completions/secure-token.bash");
    let rows = [
        (&["secure-token", "ex"][..], "explain"),
        (&["secure-token", "verify", "--key-f"], "--key-file"),
        (&["secure-token", "forward", "--man"], "--manifest-url"),
    ];
    for (words, right) in rows {
        let script = format!(
            "source '{}'; COMP_WORDS=({}); COMP_CWORD={}; \
             name=$(complete -p secure-token); name=${{name#* -F }}; \
             ${{name%% *}} secure-token '{}' '{}'; echo \"${{COMPREPLY[@]}}\"",
            script.display(),
            words.join(" "),
            words.len() - 1,
            words[words.len() - 1],
            words[words.len() - 2],
        );
        let output = Command::new("bash").args(["--norc", "-c", &script]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), right, "{words:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let answer = run(&["pages", "/dev/null/folder"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (Some(74), ""));
    let right = "secure-token: cannot write to \"/dev/null/folder/man\": ";
    assert!(answer.stderr.starts_with(right), "{}", answer.stderr);
}
