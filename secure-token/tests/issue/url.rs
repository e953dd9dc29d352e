//! URLs to be issued: how they are cut, which are refused when the configuration is read, and which
//! values are when a request comes.

use secure_token::issue::{Arguments, Refusal, UrlTemplate, UrlTemplateError};
use secure_token::query::Names;
use secure_token::token::{Algorithm, Mode, Policy, TemplateError};

use crate::{EXPIRES, TOKEN, TOKEN_IP, answer, urls};

fn template(text: &str) -> UrlTemplate {
    UrlTemplate::parse(text.as_bytes()).unwrap()
}

/// The URL with these values, with `T` for its token and `E` for its expiry. That of the bound
/// token must be the same.
fn url(template: &UrlTemplate, values: &[&str], path: &str) -> Result<String, Refusal<'static>> {
    let values: Vec<&[u8]> = values.iter().map(|value| value.as_bytes()).collect();
    let (url, url_ip) = urls(&answer(template, &values, path.as_bytes())?);
    let url = url.replace(TOKEN, "T").replace(EXPIRES, "E");
    assert_eq!(url, url_ip.replace(TOKEN_IP, "T").replace(EXPIRES, "E"));
    Ok(url)
}

#[test]
fn a_url_is_cut_into_parts() {
    /// A URL, its variables, their values, the URL with them, and the reason.
    type Row = (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
        &'static str,
        &'static str,
    );
    let rows: [Row; 8] = [
        (
            "https://h/v/1/$secure_token/$secure_token_expires/master.m3u8",
            &[],
            &[],
            "https://h/v/1/T/E/master.m3u8",
            "the placeholders",
        ),
        (
            "https://h/v/1/${secure_token}/${secure_token_expires}/m",
            &[],
            &[],
            "https://h/v/1/T/E/m",
            "in braces",
        ),
        (
            "/a?md5=$Secure_Token&expires=$SECURE_TOKEN_EXPIRES",
            &[],
            &[],
            "/a?md5=T&expires=E",
            "in another case",
        ),
        (
            "https://h/$secure_token_expires/$secure_token/$secure_token",
            &[],
            &[],
            "https://h/E/T/T",
            "in any order and number",
        ),
        (
            "$scheme://$host:8443/v/2675_${arg_video}x/$secure_token/$secure_token_expires/m",
            &["$scheme", "$host", "${arg_video}"],
            &["http", "media.example", "iKbr"],
            "http://media.example:8443/v/2675_iKbrx/T/E/m",
            "variables of nginx",
        ),
        (
            "https://h/$1/$secure_tokens/$secure_token/$secure_token_expires",
            &["$1", "$secure_tokens"],
            &["a", "b"],
            "https://h/a/b/T/E",
            "a capture, and a name that is longer",
        ),
        (
            "$base/v/$secure_token/$secure_token_expires/",
            &["$base"],
            &["https://cdn.example"],
            "https://cdn.example/v/T/E/",
            "a host that a variable brings",
        ),
        (
            "https://h/$a/$b/$secure_token/$secure_token_expires",
            &["$a", "$b"],
            &["a"],
            "https://h/a//T/E",
            "a value that is missing is empty",
        ),
    ];
    for (text, variables, values, right, reason) in rows {
        let template = template(text);
        let found: Vec<&str> =
            template.variables().map(|variable| str::from_utf8(&variable.text).unwrap()).collect();
        assert_eq!(found, variables, "{text}: {reason}");
        assert_eq!(url(&template, values, "").as_deref(), Ok(right), "{text}: {reason}");
    }
    let names = template("https://$host/$arg_a/${Arg_B}/$secure_token/$secure_token_expires");
    assert_eq!(names.argument_names().collect::<Vec<_>>(), ["a", "B"]);
}

#[test]
fn urls_that_no_value_could_save() {
    let form = |url: &str| UrlTemplateError::Form(url.to_owned());
    let rows = [
        ("https://h/$secure_token_expires", UrlTemplateError::NoToken, "no token"),
        ("", UrlTemplateError::NoToken, "nothing"),
        (
            "https://h/$secure_tokens/$secure_token_expires",
            UrlTemplateError::NoToken,
            "another name",
        ),
        ("https://h/$secure_token", UrlTemplateError::NoExpires, "no expiry"),
        (
            "https://h/$secure_token/$secure_token_expires/$",
            TemplateError::VariableName("$".to_owned()).into(),
            "no name",
        ),
        (
            "https://h/${secure_token/$secure_token_expires",
            TemplateError::Bracket("secure_token".to_owned()).into(),
            "no bracket",
        ),
    ];
    for (text, right, reason) in rows {
        assert_eq!(UrlTemplate::parse(text.as_bytes()), Err(right), "{text}: {reason}");
    }
    let rows = [
        ("//h/", "a host without a scheme"),
        ("https:/h/", "a scheme without a host"),
        ("https:h/", "another"),
        ("https:///", "no host"),
        ("h/", "no scheme"),
        ("user@h/", "nor here"),
        ("https://user:secret@h/", "userinfo"),
        ("https://%68/", "an encoded host"),
        ("ht tp://h/", "a space"),
        ("https://h/a b/", "another one"),
        ("https://h/../", "up"),
        ("https://h/./", "a dot"),
        ("https://h/%2E%2e/", "up, encoded"),
        ("https://h/#", "a fragment"),
        ("https://h/\\", "a backslash"),
        ("https://h/\"", "a quote"),
        ("https://h/{a}/", "braces"),
        ("https://h/caf\u{e9}/", "no ASCII"),
        ("https://h/%zz/", "no escape"),
        ("https://h/%/", "none either"),
    ];
    for (start, reason) in rows {
        let text = format!("{start}$secure_token/$secure_token_expires");
        let shown = text.as_bytes().escape_ascii().to_string();
        assert_eq!(UrlTemplate::parse(text.as_bytes()), Err(form(&shown)), "{text}: {reason}");
    }
}

#[test]
fn values_that_make_no_url_are_refused() {
    const DIRECTORY: &str = "https://h/$v/$secure_token/$secure_token_expires/m";
    const HOST: &str = "https://h$v/$secure_token/$secure_token_expires/m";
    const BASE: &str = "$v/$secure_token/$secure_token_expires/m";
    const ROOT: &str = "/$v/$secure_token/$secure_token_expires/m";
    const QUERY: &str = "https://h/m?md5=$secure_token&expires=$secure_token_expires&$v";
    let rows = [
        (DIRECTORY, "a/b", true, "a path"),
        (DIRECTORY, "a%20b", true, "an escape"),
        (DIRECTORY, "a?b", true, "a query, which is the configuration's affair"),
        (DIRECTORY, "...", true, "a name of dots"),
        (DIRECTORY, "", true, "nothing"),
        (DIRECTORY, "a\"b", false, "the end of a string"),
        (DIRECTORY, "a\\b", false, "an escape of JSON, and a slash to browsers"),
        (DIRECTORY, "a\nb", false, "a control character"),
        (DIRECTORY, "a\x7fb", false, "DEL"),
        (DIRECTORY, "a b", false, "a space"),
        (DIRECTORY, "caf\u{e9}", false, "no ASCII"),
        (DIRECTORY, "a#b", false, "a fragment, which would hold the token"),
        (DIRECTORY, "..", false, "up"),
        (DIRECTORY, "a/../..", false, "up"),
        (DIRECTORY, "%2e.", false, "up, to browsers"),
        (DIRECTORY, "a/.", false, "a dot segment"),
        (DIRECTORY, "a%2", false, "half an escape"),
        (DIRECTORY, "%", false, "less"),
        (HOST, ".example", true, "more of the host"),
        (HOST, ":8443", true, "a port"),
        (HOST, "/a@b", true, "an at sign in the path"),
        (HOST, "@evil.example", false, "what came before is no host any more"),
        (HOST, "%2F@evil.example", false, "nor so"),
        (HOST, "%2Fa", false, "an escape in the host"),
        (HOST, "[::1]", true, "a host, of whatever kind"),
        (BASE, "https://cdn.example/a", true, "scheme, host and path"),
        (BASE, "/a", true, "a path"),
        (BASE, "//evil.example", false, "a host without a scheme"),
        (BASE, "https:/a", false, "a scheme without a host"),
        (BASE, "javascript:alert(1)", false, "code"),
        (BASE, "h", false, "neither"),
        (BASE, "", true, "nothing"),
        (ROOT, "a", true, "a path"),
        (ROOT, "/evil.example", false, "a host, after one slash more"),
        (ROOT, "..", false, "up"),
        (QUERY, "a=b/../c?d", true, "anything in a query"),
        (QUERY, "a='", true, "that a URL can hold"),
        (QUERY, "a=\"", false, "and JSON"),
    ];
    for (text, value, right, reason) in rows {
        let right =
            if right { Ok(text.replace("$v", value)) } else { Err(Refusal::Unusable("url")) };
        let right = right
            .map(|url| url.replace("$secure_token_expires", "E").replace("$secure_token", "T"));
        assert_eq!(url(&template(text), &[value], ""), right, "{text}, {value:?}: {reason}");
    }
    let invalid: &[&[u8]] = &[b"\xff"];
    assert_eq!(
        answer(&template(DIRECTORY), invalid, b""),
        Err(Refusal::Unusable("url")),
        "no UTF-8"
    );
}

#[test]
fn the_signed_path_stands_for_its_variable() {
    let rows = [
        (
            "http://h$arg_path?md5=$secure_token&expires=$secure_token_expires",
            "http://h/a/b?md5=T&expires=E",
            "after the host",
        ),
        (
            "http://h:8443${arg_path}?md5=$secure_token&expires=$secure_token_expires",
            "http://h:8443/a/b?md5=T&expires=E",
            "in braces, after a port",
        ),
        (
            "http://h/pre$ARG_PATH?md5=$secure_token&expires=$secure_token_expires",
            "http://h/pre/a/b?md5=T&expires=E",
            "after a directory, in another case",
        ),
        (
            "$arg_path?md5=$secure_token&expires=$secure_token_expires",
            "/a/b?md5=T&expires=E",
            "in front",
        ),
        (
            "http://h/?md5=$secure_token&expires=$secure_token_expires&path=$arg_path",
            "http://h/?md5=T&expires=E&path=/a/b",
            "in the query",
        ),
    ];
    for (text, right, reason) in rows {
        let template = template(text).with_path(b"arg_path").unwrap();
        assert_eq!(template.variables().count(), 0, "{text}: {reason}");
        assert_eq!(url(&template, &[], "/a/b").as_deref(), Ok(right), "{text}: {reason}");
    }

    let file =
        template("http://h:80$arg_path$arg_f?md5=$secure_token&expires=$secure_token_expires");
    let file = file.with_path(b"arg_path").unwrap();
    let right = "http://h:80/a/m.mpd?md5=T&expires=E";
    assert_eq!(
        url(&file, &["m.mpd"], "/a/").as_deref(),
        Ok(right),
        "a directory, and a file in it"
    );

    let mixed =
        template("$scheme://h$arg_path?md5=$secure_token&expires=$secure_token_expires&$arg_x");
    let mixed = mixed.with_path(b"Arg_Path").unwrap();
    let right = "http://h/a/b?md5=T&expires=E&x=1";
    assert_eq!(url(&mixed, &["http", "x=1"], "/a/b").as_deref(), Ok(right), "among others");

    for start in ["http://$arg_path", "/$arg_path", "http:/$arg_path", "http:/$arg_path$arg_f"] {
        let text = format!("{start}?md5=$secure_token&expires=$secure_token_expires");
        let wrong = UrlTemplate::parse(text.as_bytes()).and_then(|url| url.with_path(b"arg_path"));
        assert!(wrong.is_err(), "{start}: the caller would name the host");
    }
}

#[test]
fn no_parameter_names_the_host() {
    let rows = [
        ("https://h/$arg_x", None, "in the path"),
        ("https://$arg_x.cdn.example", None, "below a name of the configuration"),
        ("https://$host/$arg_x/$arg_y", None, "behind a host that nginx knows"),
        ("$base/$arg_x", None, "or the configuration"),
        ("https://h$arg_dir/$arg_file", None, "as the beginning of what is signed"),
        ("https://h$arg_x", Some("$arg_x"), "behind the host"),
        ("https://h.$arg_x.$arg_y", Some("$arg_y"), "as its end"),
        ("https://h:$arg_x", Some("$arg_x"), "as the port"),
        ("https://$arg_x", Some("$arg_x"), "as the host"),
        ("https://$arg_x$arg_dir", Some("$arg_x"), "in front of what is signed"),
        ("$arg_x", Some("$arg_x"), "as all of it"),
    ];
    let mut signed = Arguments::default();
    ["dir", "file"].into_iter().for_each(|name| signed.add(name));
    for (start, right, reason) in rows {
        let template = template(&format!("{start}/$secure_token/$secure_token_expires"));
        let right =
            right.map_or(Ok(()), |name: &str| Err(UrlTemplateError::HostOfCaller(name.to_owned())));
        assert_eq!(template.check_host(&signed), right, "{start}: {reason}");
    }
}

#[test]
fn what_the_check_would_find() {
    let query = Policy::new(Mode::Query, Algorithm::Md5);
    let renamed = Policy { names: Names::new(b"st", b"e").unwrap(), ..query.clone() };
    let path = Policy::new(Mode::Path, Algorithm::Md5);
    let long = Policy::new(Mode::Path, Algorithm::HmacSha256);
    let rows = [
        (&query, "https://h$p?md5=$secure_token&expires=$secure_token_expires", true, "as usual"),
        (&query, "/a?x&expires=$secure_token_expires&MD5=$secure_token&y", true, "anyhow"),
        (&query, "/a?st=$secure_token&e=$secure_token_expires", false, "other names"),
        (&renamed, "/a?st=$secure_token&e=$secure_token_expires", true, "the names in use"),
        (&query, "/a?md5=$secure_token_expires&expires=$secure_token", false, "exchanged"),
        (&query, "/a/$secure_token/$secure_token_expires/b", false, "in the path"),
        (&query, "/a?md5=x$secure_token&expires=$secure_token_expires", false, "with more"),
        (&path, "https://h/v/1_$v/$secure_token/$secure_token_expires/m", true, "as usual"),
        (&long, "https://h/v/1_$v/$secure_token/$secure_token_expires/m", true, "of any length"),
        (&path, "/1/$secure_token/$secure_token_expires", true, "at the end"),
        (&path, "$base/$secure_token/$secure_token_expires/m", true, "after a variable"),
        (&path, "/1/$secure_token_expires/$secure_token/m", false, "exchanged"),
        (&path, "/1/$secure_token/m/$secure_token_expires", false, "apart"),
        (&path, "/1$secure_token/$secure_token_expires/m", false, "no segment"),
        (&path, "/1/$secure_token-$secure_token_expires/m", false, "one segment"),
        (&path, "/$secure_token/$secure_token_expires/m", false, "no identifier"),
        (&path, "/1/m?md5=$secure_token&expires=$secure_token_expires", false, "in the query"),
    ];
    for (policy, text, right, reason) in rows {
        assert_eq!(template(text).is_found_by(policy), right, "{text}: {reason}");
    }
}
