//! Standard output that takes nothing more, and standard input that gives nothing: one line says so,
//! and the exit code is 74.

use std::fs::{File, OpenOptions};
use std::process::Output;

use super::support::{KEY, command, file, words};

const URL: &str = "/coffee_run/x.ts?md5=dKpE_AclElpmnGXgQu1r2w&expires=1893456000";

/// What comes of a line whose standard input is `input`, and whose output goes to a full device.
fn run_full(line: &str, input: &str) -> Output {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let input = File::open(file("input_before_full", input.as_bytes())).unwrap();
    let mut command = command(&words(line), KEY);
    command.stdin(input).stdout(full).spawn().unwrap().wait_with_output().unwrap()
}

#[test]
fn a_full_device_is_one_line_and_74() {
    let key = "--key-env SECURE_TOKEN_KEY";
    let written = "cannot write to standard output";
    let rows = [
        (format!("sign {key} --path /a/"), "", written),
        (format!("sign {key} --url /a/b"), "", written),
        (format!("sign {key} --json --url /a/b --ip 203.0.113.42"), "", written),
        ("keygen".into(), "", written),
        (format!("verify {key} {URL}"), "", written),
        (format!("verify {key} --json {URL}"), "", written),
        (format!("verify {key} /a"), "", written),
        (format!("explain {key} {URL}"), "", written),
        (format!("explain {key} --json {URL}"), "", written),
        (format!("explain {key} /a"), "", written),
        ("forward --query a=b".into(), "#EXTM3U\na.ts\n", written),
        ("forward --query a=b".into(), "no manifest\n", written),
        (
            "forward --query &".into(),
            "#EXTM3U\na.ts\n",
            "cannot copy standard input to standard output",
        ),
        ("--help".into(), "", written),
        ("sign --help".into(), "", written),
        ("--version".into(), "", written),
    ];
    for (line, input, right) in rows {
        let output = run_full(&line, input);
        let said = String::from_utf8(output.stderr).unwrap();
        let right = format!("secure-token: {right}: No space left on device (os error 28)\n");
        assert_eq!((output.status.code(), said), (Some(74), right), "{line}");
    }
}

#[test]
fn input_that_cannot_be_read_is_one_line_and_74() {
    let rows = [
        ("sign --key-stdin --path /a/", "cannot read the key from standard input"),
        ("verify --key-stdin /a", "cannot read the key from standard input"),
        ("explain --key-stdin /a", "cannot read the key from standard input"),
        ("forward --query a=b", "cannot read standard input"),
    ];
    for (line, right) in rows {
        let folder = File::open(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let mut command = command(&words(line), KEY);
        let output = command.stdin(folder).spawn().unwrap().wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(74), 0), "{line}");
        assert_eq!(said, format!("secure-token: {right}: Is a directory (os error 21)\n"));
    }
}

#[test]
fn who_reads_may_stop() {
    for line in ["keygen", "sign --help", "explain --key-env SECURE_TOKEN_KEY /a"] {
        let (read, write) = std::io::pipe().unwrap();
        drop(read);
        let mut command = command(&words(line), KEY);
        let output = command.stdout(write).spawn().unwrap().wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(141), 0), "{line}");
    }
}
