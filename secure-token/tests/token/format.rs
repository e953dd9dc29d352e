//! The string that is hashed: how it is cut, what is refused, and what is warned of.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use md5::{Digest, Md5};
use secure_token::token::{
    Algorithm, Claim, Fields, Mode, Policy, Status, Template, TemplateError, TemplateWarning,
};

use crate::{EXPIRES, KEY, link, query, query_policy};

const FIELDS: Fields<'static> =
    Fields { path: b"PATH", id: b"ID", expires: b"EXP", ip: b"IP", key: b"KEY", foreign: &[] };

/// The template's string, with each foreign piece in `<>`, which must be the pieces of the template.
fn filled(template: &Template) -> String {
    let foreign: Vec<Vec<u8>> =
        template.foreign().map(|piece| [b"<", piece, b">"].concat()).collect();
    let foreign: Vec<&[u8]> = foreign.iter().map(Vec::as_slice).collect();
    let mut string = Vec::new();
    let fields = Fields { foreign: &foreign, ..FIELDS };
    template.each(&fields, |part| string.extend_from_slice(part));
    String::from_utf8(string).unwrap()
}

#[test]
fn a_string_is_cut_into_parts() {
    let rows = [
        (
            "$secure_token_expires$secure_token_path$secure_token_ip $secure_token_key",
            "EXPPATHIP KEY",
            "query mode's own",
        ),
        ("${secure_token_id}_$secure_token_key", "ID_KEY", "in braces"),
        ("a${secure_token_path}b", "aPATHb", "between letters"),
        ("$secure_token_paths", "<$secure_token_paths>", "a longer name"),
        ("$secure_token_path2", "<$secure_token_path2>", "with a digit"),
        ("$secure_token_", "<$secure_token_>", "a shorter name"),
        ("${secure_token_path}s", "PATHs", "told apart by braces"),
        ("$SECURE_TOKEN_Path", "PATH", "case does not count in names of variables"),
        ("$secure_token_path-$host", "PATH<-$host>", "text goes with a variable"),
        (
            "$host-$uri$secure_token_path",
            "<$host-$uri>PATH",
            "all between placeholders in one piece",
        ),
        ("a$host b$secure_token_path c$uri", "<a$host b>PATH< c$uri>", "two pieces, in order"),
        (
            "$secure_token_path/plain/$secure_token_key",
            "PATH/plain/KEY",
            "text is no foreign piece",
        ),
        ("${host}", "<${host}>", "braces stay for nginx"),
        ("$1$secure_token_path", "<$1>PATH", "captures"),
        ("$12", "<$12>", "of one digit"),
        ("$0", "<$0>", "a name for nginx to refuse"),
        ("no variable", "no variable", "text"),
        ("", "", "nothing"),
    ];
    for (string, right, reason) in rows {
        let template = Template::parse(string.as_bytes()).unwrap();
        assert_eq!(filled(&template), right, "{string}: {reason}");
        assert_eq!(template.text(), string.as_bytes());
    }
}

#[test]
fn what_nginx_could_not_read_is_refused() {
    let name = |text: &str| TemplateError::VariableName(text.to_owned());
    let rows = [
        ("a$", name("$"), "at the end"),
        ("a$ b", name("$ b"), "before a space"),
        ("$-x", name("$-x"), "before a sign"),
        ("$$", name("$$"), "there is no way to write a dollar"),
        ("${}", name("${}"), "empty braces"),
        (
            "${secure_token_path",
            TemplateError::Bracket("secure_token_path".to_owned()),
            "open braces",
        ),
        ("${a b}", TemplateError::Bracket("a".to_owned()), "a space in braces"),
    ];
    for (string, right, reason) in rows {
        assert_eq!(Template::parse(string.as_bytes()), Err(right), "{string}: {reason}");
    }
}

#[test]
fn a_missing_value_is_empty() {
    let template = Template::parse(b"a$host$secure_token_path$uri").unwrap();
    let mut string = Vec::new();
    template
        .each(&Fields { foreign: &[b"first"], ..FIELDS }, |part| string.extend_from_slice(part));
    assert_eq!(string, b"firstPATH");
}

#[test]
fn a_string_must_protect() {
    use Algorithm::{HmacSha256, Md5, Sha256};
    let rows = [
        (
            "$secure_token_expires $secure_token_path $secure_token_key",
            Md5,
            false,
            Ok(()),
            "all there",
        ),
        (
            "$secure_token_expires $secure_token_path",
            Md5,
            false,
            Err(TemplateError::NoKey),
            "no key",
        ),
        (
            "$secure_token_expires $secure_token_path",
            Sha256,
            false,
            Err(TemplateError::NoKey),
            "no key",
        ),
        ("$secure_token_expires $secure_token_path", HmacSha256, false, Ok(()), "keyed without it"),
        (
            "$secure_token_path $secure_token_key",
            Md5,
            false,
            Err(TemplateError::NoExpires),
            "no time",
        ),
        ("$secure_token_path", HmacSha256, false, Err(TemplateError::NoExpires), "no time, keyed"),
        ("$arg_expires $secure_token_key", Md5, false, Err(TemplateError::NoExpires), "not ours"),
        (
            "$secure_token_expires $secure_token_key",
            Md5,
            true,
            Err(TemplateError::NoIp),
            "no address",
        ),
        (
            "$secure_token_expires $remote_addr",
            HmacSha256,
            true,
            Err(TemplateError::NoIp),
            "nginx's own",
        ),
        ("$secure_token_expires $secure_token_ip", HmacSha256, true, Ok(()), "with an address"),
    ];
    for (string, algorithm, bound, right, reason) in rows {
        let template = Template::parse(string.as_bytes()).unwrap();
        assert_eq!(template.check(algorithm, bound), right, "{string}: {reason}");
    }
    for algorithm in Algorithm::ALL {
        for mode in [Mode::Query, Mode::Path] {
            let built_in = Template::built_in(mode, algorithm);
            assert_eq!(built_in.check(algorithm, true), Ok(()), "{algorithm:?} {mode:?}");
            assert_eq!(built_in.warnings(mode, algorithm), [], "{algorithm:?} {mode:?}");
            let written = Template::parse(built_in.text()).unwrap();
            assert_eq!(written, built_in, "the same, written out");
            assert_eq!(written.warnings(mode, algorithm), [], "the same, written out");
        }
    }
}

#[test]
fn weak_strings_are_warned_of() {
    use TemplateWarning::NoPathOrId;
    let beside = |a: &str, b: &str| TemplateWarning::Adjacent(a.to_owned(), b.to_owned());
    let arguments = |name: &str| TemplateWarning::Arguments(name.to_owned());
    let (path, expires, ip) = ("$secure_token_path", "$secure_token_expires", "$secure_token_ip");
    let (id, key) = ("$secure_token_id", "$secure_token_key");
    let rows = [
        (Mode::Query, format!("{expires} {path} {ip} {key}"), vec![], "all set apart"),
        (Mode::Query, format!("{expires} {key}"), vec![NoPathOrId], "opens everything"),
        (Mode::Path, format!("{expires} {key}"), vec![NoPathOrId], "opens everything"),
        (
            Mode::Query,
            format!("{expires} {id} {key}"),
            vec![NoPathOrId],
            "no link has an identifier",
        ),
        (Mode::Path, format!("{expires} {id} {key}"), vec![], "every link has one"),
        (Mode::Path, format!("{expires} {path} {key}"), vec![], "the path before the token"),
        (
            Mode::Query,
            format!("{expires}{path} {key}"),
            vec![beside(expires, path)],
            "two side by side",
        ),
        (
            Mode::Query,
            format!("{expires}{path}{ip} {key} "),
            vec![beside(expires, path), beside(path, ip)],
            "three side by side, and not the built-in string",
        ),
        (Mode::Query, format!("{expires}{key}{path}"), vec![], "the key sets apart"),
        (
            Mode::Query,
            format!("{expires}{id}{path}"),
            vec![beside(expires, path)],
            "what is empty does not",
        ),
        (Mode::Path, format!("{expires}{id}-"), vec![beside(expires, id)], "and where it is not"),
        (Mode::Query, format!("{expires}$host {path}"), vec![beside(expires, "$host")], "nginx's"),
        (
            Mode::Query,
            format!("{expires} {path} $host${{uri}}"),
            vec![beside("$host", "${uri}")],
            "both nginx's",
        ),
        (Mode::Query, format!("{expires} $9{path}"), vec![beside("$9", path)], "a capture"),
        (Mode::Query, format!("{expires} $92{path}"), vec![], "a capture, and the text 2"),
        (Mode::Query, format!("{expires} {path} $args"), vec![arguments("$args")], "the query"),
        (
            Mode::Query,
            format!("{expires} {path} $REQUEST_URI"),
            vec![arguments("$REQUEST_URI")],
            "in any case",
        ),
        (
            Mode::Path,
            format!("{expires} {path} ${{query_string}}"),
            vec![arguments("${query_string}")],
            "by another name",
        ),
        (
            Mode::Query,
            format!("{expires} {path} $arg_a $is_args"),
            vec![],
            "a single argument is fine",
        ),
    ];
    for (mode, string, right, reason) in rows {
        let template = Template::parse(string.as_bytes()).unwrap();
        assert_eq!(template.warnings(mode, Algorithm::HmacSha256), right, "{string}: {reason}");
    }
}

#[test]
fn values_of_nginx_are_hashed_where_they_stand() {
    let mut policy = query_policy();
    policy.template =
        Template::parse(b"$host:$secure_token_expires|$secure_token_path|$uri|$secure_token_key")
            .unwrap();
    let foreign: [&[u8]; 2] = [b"cdn.example:", b"|/x|"];
    let claim = Claim { path: b"/a/", id: b"", expires: b"1893456000", address: None };
    let token = policy.sign(&claim, KEY, &foreign).unwrap();
    let digest = Md5::digest(b"cdn.example:1893456000|/a/|/x|secret_key");
    assert_eq!(token.to_string(), URL_SAFE_NO_PAD.encode(digest));

    let query = query(&token.to_string(), EXPIRES);
    let ask = |foreign: &[&[u8]]| policy.verify(&link(b"/a/b", &query), [KEY], foreign).status();
    assert_eq!(ask(&foreign), Status::Valid);
    assert_eq!(ask(&[b"other.example:", b"|/x|"]), Status::Invalid, "another host");
    assert_eq!(ask(&[]), Status::Invalid, "no values");
}

#[test]
fn a_string_of_any_length_is_hashed_whole() {
    // Round the size of the buffer in which strings are put together, and far beyond it.
    for len in (150..300).chain([511, 512, 513, 1023, 1024, 10_000]) {
        let path = format!("/{}", "p".repeat(len));
        let claim = Claim { path: path.as_bytes(), id: b"", expires: b"1893456000", address: None };
        let strings = [
            (Algorithm::Md5, format!("1893456000{path} secret_key")),
            (Algorithm::Sha256, format!("1893456000{path} secret_key")),
        ];
        for (algorithm, string) in strings {
            let token = Policy::new(Mode::Query, algorithm).sign(&claim, KEY, &[]).unwrap();
            let right = match algorithm {
                Algorithm::Md5 => URL_SAFE_NO_PAD.encode(Md5::digest(string)),
                _ => URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(string)),
            };
            assert_eq!(token.to_string(), right, "{algorithm:?} of a path of {len} bytes");
        }
    }
    let long_key = [b'k'; 700];
    let claim = Claim { path: b"/a", id: b"", expires: b"1", address: None };
    let token = query_policy().sign(&claim, &long_key, &[]).unwrap();
    let right = Md5::digest([b"1/a ", &long_key[..]].concat());
    assert_eq!(token.to_string(), URL_SAFE_NO_PAD.encode(right), "a part longer than the buffer");
}
