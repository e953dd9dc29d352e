//! Words of a configuration: what they mean, and what is said of those that mean nothing.

use secure_token::token::{
    Algorithm, Binding, Key, Mode, ScopeSet, expires_text, parse_expires, parse_key_file,
};

fn words(line: &str) -> Vec<&[u8]> {
    line.split_whitespace().map(str::as_bytes).collect()
}

#[test]
fn algorithms() {
    for algorithm in Algorithm::ALL {
        assert_eq!(Algorithm::parse(algorithm.name().as_bytes()), Ok(algorithm));
    }
    for word in ["md4", "MD5", "", "sha-256", "hmac", "\u{e9}"] {
        let error = Algorithm::parse(word.as_bytes()).unwrap_err().to_string();
        let shown = word.as_bytes().escape_ascii();
        let right = format!(
            "invalid value \"{shown}\", it must be \"md5\", \"sha1\", \"sha256\" or \"hmac-sha256\""
        );
        assert_eq!(error, right);
    }
}

#[test]
fn modes() {
    assert_eq!(Mode::parse(b"query"), Some(Mode::Query));
    assert_eq!(Mode::parse(b"path"), Some(Mode::Path));
    assert_eq!(Mode::parse(b"off"), None);
}

#[test]
fn bindings() {
    let networks = |v4, v6| Binding::Networks { v4, v6 };
    let rows = [
        ("off", Binding::Off),
        ("on", Binding::On),
        ("/24", networks(24, 128)),
        ("/24 /56", networks(24, 56)),
        ("/1 /1", networks(1, 1)),
        ("/32 /128", networks(32, 128)),
    ];
    for (line, right) in rows {
        assert_eq!(Binding::parse(&words(line)), Ok(right), "{line}");
    }
    let v4 = |word| {
        format!("invalid prefix length \"{word}\" for IPv4, it must be between \"/1\" and \"/32\"")
    };
    let v6 = |word| {
        format!("invalid prefix length \"{word}\" for IPv6, it must be between \"/1\" and \"/128\"")
    };
    let value = |line| {
        format!(
            "invalid value \"{line}\", it must be \"off\", \"on\", or the lengths of network \
             prefixes: \"/24\" for IPv4, or \"/24 /56\" for IPv4 and IPv6"
        )
    };
    let rows = [
        ("/0", v4("/0")),
        ("/33", v4("/33")),
        ("/", v4("/")),
        ("/+8", v4("/+8")),
        ("/256", v4("/256")),
        ("/24x", v4("/24x")),
        ("/24 /0", v6("/0")),
        ("/24 /129", v6("/129")),
        ("/24 /1000", v6("/1000")),
        ("", value("")),
        ("yes", value("yes")),
        ("24", value("24")),
        ("on off", value("on off")),
        ("on /24", value("on /24")),
        ("/24 56", value("/24 56")),
        ("/24 /56 /64", value("/24 /56 /64")),
    ];
    for (line, right) in rows {
        assert_eq!(Binding::parse(&words(line)).unwrap_err().to_string(), right, "{line}");
    }
}

#[test]
fn scopes() {
    assert_eq!(ScopeSet::parse(words("directory file")), Ok(ScopeSet::default()));
    assert_eq!(ScopeSet::parse(words("file directory tree")), Ok(ScopeSet::ALL));
    let rows = [
        (
            "file directories",
            "invalid value \"directories\", it must be \"file\", \"directory\" or \"tree\"",
        ),
        ("File", "invalid value \"File\", it must be \"file\", \"directory\" or \"tree\""),
        ("tree file tree", "duplicate value \"tree\""),
        ("", "no scope is given, it must be one or more of \"file\", \"directory\" and \"tree\""),
    ];
    for (line, right) in rows {
        assert_eq!(ScopeSet::parse(words(line)).unwrap_err().to_string(), right, "{line}");
    }
}

#[test]
fn key_files() {
    type Row = (&'static [u8], &'static [&'static [u8]], &'static str);
    let rows: &[Row] = &[
        (b"secret_key\n", &[b"secret_key"], "one line"),
        (b"secret_key", &[b"secret_key"], "no end of line"),
        (b"first_key\nsecond_key\n", &[b"first_key", b"second_key"], "in their order"),
        (b"first_key\r\nsecond_key\r\n", &[b"first_key", b"second_key"], "CRLF"),
        (b"\n\r\nsecret_key\n\n", &[b"secret_key"], "empty lines are skipped"),
        (b" secret_key \t\n", &[b" secret_key \t"], "nothing is trimmed"),
        (b"# no comment\n", &[b"# no comment"], "a sharp is a byte of a key"),
        (b"$host_${x}\n", &[b"$host_${x}"], "so is a dollar"),
        (b"one\rline\n", &[b"one\rline"], "a CR ends no line"),
        (b"\xff\x00\xfe\x80\x81\x82\n", &[b"\xff\x00\xfe\x80\x81\x82"], "bytes are bytes"),
        (b"123456\n", &[b"123456"], "six bytes"),
    ];
    for (text, right, reason) in rows {
        let keys = parse_key_file(text).unwrap();
        let keys: Vec<_> = keys.iter().map(Key::bytes).collect();
        assert_eq!(keys, *right, "{reason}");
    }
    let rows: &[(&[u8], &str, &str)] = &[
        (b"", "there is no key, it must have one a line", "an empty file"),
        (b"\n\r\n\n", "there is no key, it must have one a line", "empty lines only"),
        (
            b"first_key\n\nx2345\n",
            "the key in line 3 is 5 bytes long, it must be at least 6",
            "a short one, whose line is counted with the empty ones",
        ),
        (b" \n", "the key in line 1 is 1 bytes long, it must be at least 6", "a line of a space"),
    ];
    for (text, right, reason) in rows {
        assert_eq!(parse_key_file(text).unwrap_err().to_string(), *right, "{reason}");
    }
}

#[test]
fn a_key_is_not_shown() {
    let key = Key::new(b"secret_key").unwrap();
    assert_eq!(format!("{key:?}"), "Key(10 bytes)");
    let error = Key::new(b"short").unwrap_err();
    assert_eq!(error.to_string(), "the key is 5 bytes long, it must be at least 6");
}

#[test]
fn times() {
    let rows = [
        ("0", Some(0), "the beginning"),
        ("1893456000", Some(1_893_456_000), "ten digits"),
        ("999999999999", Some(999_999_999_999), "twelve digits"),
        ("000000000001", Some(1), "leading zeros"),
        ("1000000000000", None, "thirteen digits"),
        ("0000000000001", None, "thirteen digits, whatever their value"),
        ("", None, "nothing"),
        ("+1", None, "a sign"),
        ("1 ", None, "a space"),
        ("1e9", None, "an exponent"),
        ("\u{0661}", None, "digits of another script"),
    ];
    for (text, right, reason) in rows {
        assert_eq!(parse_expires(text.as_bytes()), right, "{text}: {reason}");
    }
    for time in [0, 9, 10, 1_893_456_000, 999_999_999_999, u64::MAX] {
        assert_eq!(expires_text(time).to_string(), time.to_string());
    }
}
