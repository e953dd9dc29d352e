//! What the command says of itself.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::process::{Command, Stdio};

use super::support::{KEY, command, run, words};

/// All that a user needs.
pub const COMMANDS: [&str; 5] = ["sign", "verify", "explain", "forward", "keygen"];

#[test]
fn each_command_has_help_with_examples() {
    for command in COMMANDS {
        let answer = run(&[command, "--help"]);
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""), "{command}");
        let example = format!("secure-token {command}");
        let examples = answer.stdout.split_once("Examples:").unwrap().1;
        assert!(examples.contains(&example), "{command}: {}", answer.stdout);
        assert!(!answer.stdout.contains("\\\""), "{command}: {}", answer.stdout);
    }
}

#[test]
fn help_names_each_command() {
    let answer = run(&["--help"]);
    assert_eq!(answer.code, Some(0));
    for command in COMMANDS {
        assert!(answer.stdout.contains(&format!("\n  {command} ")), "{}", answer.stdout);
    }
}

#[test]
fn a_call_that_cannot_work_is_answered_64() {
    let rows: &[&[&str]] = &[&[], &["unknown"], &["keygen", "more"], &["verify", "/a"]];
    for row in rows {
        let answer = run(row);
        assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""), "{row:?}");
        assert!(answer.stderr.contains("Usage: "), "{row:?}: {}", answer.stderr);
    }
}

#[test]
fn what_was_called_wrongly_commands_no_terminal() {
    let answer = run(&["keygen", "\u{1b}[31m\u{202e}\u{9b}\r"]);
    assert_eq!(answer.code, Some(64));
    assert!(answer.stderr.contains("\\u{202e}\\u{9b}\\r"), "{}", answer.stderr);
    let printable = |byte: u8| byte == b'\n' || (b' '..=b'~').contains(&byte);
    assert!(answer.stderr.bytes().all(printable), "{:?}", answer.stderr);
}

/// Where the output of a call goes.
#[derive(Clone, Copy, Debug)]
enum Output {
    Read,
    Full,
    Closed,
}
use Output::{Closed, Full, Read};

/// The exit code of a call.
fn code(line: &str, output: Output) -> i32 {
    let output = match output {
        Read => Stdio::null(),
        Full => OpenOptions::new().write(true).open("/dev/full").unwrap().into(),
        Closed => std::io::pipe().unwrap().1.into(),
    };
    let mut command = command(&words(line), KEY);
    command.stdin(Stdio::null()).stdout(output).status().unwrap().code().unwrap()
}

/// The codes that the help of a command names.
fn named(command: &str) -> BTreeSet<i32> {
    let help = run(&[command, "--help"]).stdout;
    let named = help.split_once("\nExit status:\n").expect(command).1;
    named.lines().map(|line| words(line)[0].parse().expect(line)).collect()
}

#[test]
fn help_names_the_exit_codes_that_there_are() {
    let valid = "/coffee_run/x?md5=dKpE_AclElpmnGXgQu1r2w&expires=1893456000";
    let link = |line: &str| format!("--key-env SECURE_TOKEN_KEY {line}");
    let judged = |command: &'static str| {
        vec![
            (command, link(&format!("--now 1893452400 {valid}")), Read, 0),
            (command, link(&format!("--now 1893452400 {valid}0")), Read, 1),
            (command, link(&format!("--now 1893456000 {valid}")), Read, 2),
            (command, link(""), Read, 64),
            (command, format!("--key-file /nowhere/key {valid}"), Read, 64),
            (command, format!("--key-env NOT_THERE {valid}"), Read, 64),
            (command, format!("--nginx-conf /nowhere/nginx.conf {valid}"), Read, 64),
            (command, link(valid), Full, 74),
            (command, link(valid), Closed, 141),
        ]
    };
    let mut rows = vec![
        ("sign", link("--path /a/"), Read, 0),
        ("sign", link("--path a"), Read, 64),
        ("sign", link("--url /a%2"), Read, 64),
        ("sign", "--key-file /nowhere/key --path /a/".into(), Read, 64),
        ("sign", "--path /a/".into(), Read, 64),
        ("sign", link("--path /a/"), Full, 74),
        ("sign", link("--path /a/"), Closed, 141),
        ("forward", "--query a=b".into(), Read, 0),
        ("forward", "".into(), Read, 64),
        ("forward", "--help".into(), Full, 74),
        ("forward", "--help".into(), Closed, 141),
        ("keygen", "".into(), Read, 0),
        ("keygen", "more".into(), Read, 64),
        ("keygen", "".into(), Full, 74),
        ("keygen", "".into(), Closed, 141),
    ];
    rows.extend(judged("verify"));
    rows.extend(judged("explain"));
    for (command, line, output, right) in &rows {
        assert_eq!(code(&format!("{command} {line}"), *output), *right, "{command} {line}");
    }
    for command in COMMANDS {
        let there = rows.iter().filter(|row| row.0 == command).map(|row| row.3);
        assert_eq!(named(command), there.collect(), "{command}");
    }
}

#[test]
fn the_first_examples_work() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("help_examples");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let help = run(&["--help"]).stdout.replace("\\\n", "");
    let examples = help.split_once("\nExamples:\n").unwrap().1;
    let built = Path::new(env!("CARGO_BIN_EXE_secure-token")).parent().unwrap();
    let path = format!("{}:{}", built.display(), std::env::var("PATH").unwrap());
    let run = |line: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).env("PATH", &path).current_dir(&folder).output().unwrap()
    };
    let calls = examples.lines().filter(|line| line.starts_with("    secure-token "));
    let codes = calls.map(|line| (words(line)[1], run(line).status.code().unwrap()));
    // The link that is to be explained is not by the key that was just made.
    assert_eq!(codes.collect::<Vec<_>>(), [("keygen", 0), ("sign", 0), ("explain", 1)]);
    let key = File::open(folder.join("key")).unwrap();
    assert_eq!(key.metadata().unwrap().len(), 44);
}
