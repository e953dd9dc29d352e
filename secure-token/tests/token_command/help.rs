//! What the command says of itself.

use super::support::run;

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
