//! Variables of HLS: a URL is judged by what it becomes, and written as it stands.

use secure_token::manifest::hls::Scanner;

use crate::support::{Request, check_lines, text};

fn request() -> Request {
    Request::with_query("t=1")
}

#[test]
fn known_values_are_judged() {
    check_lines(
        &request().hosts("cdn.test"),
        &[
            ("#EXT-X-DEFINE:NAME=\"b\",VALUE=\"https://own.test/x\"\n{$b}/a^\n", "the own host"),
            ("#EXT-X-DEFINE:NAME=\"b\",VALUE=\"https://cdn.test/x\"\n{$b}/a^\n", "a listed host"),
            ("#EXT-X-DEFINE:NAME=\"b\",VALUE=\"https://other.test/x\"\n{$b}/a\n", "another host"),
            ("#EXT-X-DEFINE:NAME=\"b\",VALUE=\"other\"\nhttps://{$b}.test/a\n", "a part of it"),
            (
                "#EXT-X-DEFINE:NAME=\"b\",VALUE=\"own\"\nhttps://{$b}.test/a^\n",
                "a part of the own one",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"b\",VALUE=\"own.test/\"\nhttps://{$b}.other.test/a\n",
                "another host for a client that knows no variables",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"b\",VALUE=\"own.test/\"\nHTTPS://%7B$b%7D.other.test/a\n",
                "the same, percent-encoded",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"b\",VALUE=\"own.test/\"\n//{$b}{$b}x/a\n",
                "the same, without a scheme",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"b\",VALUE=\"own.test\"\nhttps://{$b}/a^\n//{$b}:443/a^\n",
                "a name that nobody can have",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"s\",VALUE=\".other.test\"\nhttps://own.test{$s}/a\n",
                "a longer name",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"s\",VALUE=\"@other.test\"\nhttps://own.test{$s}/a\n",
                "userinfo",
            ),
            ("#EXT-X-DEFINE:NAME=\"s\",VALUE=\"/\"\n/{$s}other.test/a\n", "a second slash"),
            ("#EXT-X-DEFINE:NAME=\"s\",VALUE=\"\\other.test\"\n/{$s}/a\n", "a backslash"),
            (
                "#EXT-X-DEFINE:NAME=\"s\",VALUE=\" https://other.test\"\n{$s}/a\n",
                "white space that clients drop",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"s\",VALUE=\"s\"\nhttp{$s}://own.test/a^\nhttp{$s}://other.test/a\n",
                "a part of the scheme",
            ),
            ("#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x/y\"\n{$p}/{$p}.ts^\n", "a path, twice"),
            (
                "#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\"\n#EXT-X-MAP:URI=\"{$p}.mp4^\",BYTERANGE=\"9@0\"\n",
                "in an attribute",
            ),
            ("#EXT-X-DEFINE:VALUE=\"x\",NAME=\"p\"\n{$p}^\n", "in any order"),
            ("#EXT-X-DEFINE: NAME=\"p\", VALUE=\"\" \n{$p}a^\n{$p}\n", "an empty value"),
            ("#EXT-X-DEFINE:NAME=\"q\",VALUE=\"?t=7\"\na{$q}\n", "a value that has the key"),
            (
                "#EXT-X-DEFINE:NAME=\"q\",VALUE=\"?x=7\"\na{$q}~\na{$q}&y=8~\n",
                "a value that brings the query",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"k\",VALUE=\"t\"\na?{$k}=2\na?x{$k}=2~\n",
                "a value that is the key",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"f\",VALUE=\"#f\"\na^{$f}\na?x~{$f}\n",
                "a value that begins the fragment",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"f\",VALUE=\".ts#f\"\na{$f}\n",
                "a value with a fragment in it: there is no place",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"e\",VALUE=\"\"\na{$e}^\na{$e}^#f\n",
                "at the end, and before the fragment",
            ),
            ("#EXT-X-DEFINE:NAME=\"a-b_C9\",VALUE=\"x\"\n{$a-b_C9}^\n", "all that a name may have"),
            (
                "#EXT-X-DEFINE:NAME=\"a.b\",VALUE=\"https://other.test/\"\n{$a.b}^\n{$}^\n{$a^\n{a}^\n$a^\n",
                "no references",
            ),
            (
                "#EXT-X-DEFINE:NAME=\"b\",VALUE=\"x\"\n{{$b}}^\n{${$b}^\n",
                "braces around a reference",
            ),
        ],
    );
    check_lines(
        &request().to("ts"),
        &[
            ("#EXT-X-DEFINE:NAME=\"e\",VALUE=\".ts\"\na{$e}^\nb.{$e}^\n", "the extension"),
            ("#EXT-X-DEFINE:NAME=\"e\",VALUE=\".mp4\"\na{$e}\na.ts{$e}\n", "another one"),
            ("#EXT-X-DEFINE:NAME=\"d\",VALUE=\"a.ts/\"\n{$d}\n{$d}b\n", "of the last segment"),
        ],
    );
}

#[test]
fn unknown_values_must_not_matter() {
    let import =
        |lines: &str| -> &'static str { format!("#EXT-X-DEFINE:IMPORT=\"p\"\n{lines}").leak() };
    let rows = [
        (import("v/{$p}/a^\n"), "a segment comes first"),
        (import("/v{$p}/a^\n/v/{$p}.ts^\n"), "so it does in an absolute path"),
        (import("./{$p}/a^\n../{$p}/a^\n"), "and here"),
        (import("a_{$p}.ts^\n9{$p}.ts^\n"), "no scheme begins like this"),
        (import("https://own.test/{$p}/a^\n//own.test/{$p}/a^\n"), "the host is whole"),
        (import("https://own.test?x={$p}~\n"), "so it is here"),
        (import("a?x={$p}~\na?{$p}~\n"), "a query is there"),
        (import("a^#{$p}\n"), "a fragment comes last"),
        (import("?{$p}~\n"), "a query decides on no host"),
        (import("{$p}/a\n{$p}?x\n{$p}#f\n"), "it may be a host"),
        (import("a{$p}/b\n"), "it may be the rest of a scheme"),
        (import("https{$p}/own.test/a\n"), "in more than one way"),
        (import("/{$p}/a\n"), "it may bring a second slash"),
        (import("//{$p}/a\nhttps://{$p}/a\n"), "it is the host"),
        (
            import("https://{$p}.own.test/a\nhttps://own.test{$p}/a\nhttps://own.test:{$p}/a\n"),
            "a part of it",
        ),
        (import("v/{$p}\nv/a.ts{$p}\nv/{$p}#f\nv/{$p}?x\n"), "it may bring a question mark"),
        (import("https://own.test/{$p}\n"), "here too"),
        (import("v/{$p}\\a\nv/{$p}\ta\n"), "what follows is judged all the same"),
        (import("v/\0/{$p}.ts\nv/{$p}/\0.ts\n"), "so is a NUL"),
        ("v/{$p}/a^\n{$p}/a\n", "what is defined nowhere is not known"),
        (
            "{$p}/a\n#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\"\n{$p}/a^\n",
            "what is defined later is not known yet",
        ),
        ("#EXT-X-DEFINE:NAME=\"p\"\n{$p}/a\n", "a name without a value"),
        ("#EXT-X-DEFINE:VALUE=\"x\"\n{$p}/a\n", "a value without a name"),
        ("#EXT-X-DEFINE:NAME=p,VALUE=x\n{$p}/a\n", "no quotes"),
        ("#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\n{$p}/a\n", "a quote is missing"),
        ("#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\",Z=a\"b\n{$p}/a\n", "a later attribute is none"),
        ("#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\"y\n{$p}/a\n", "something follows"),
        ("#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\",VALUE=\"y\"\n{$p}/a\n", "two values"),
        ("#EXT-X-DEFINE:NAME=\"p\",IMPORT=\"q\",VALUE=\"x\"\n{$p}/a\n{$q}/a\n", "two names"),
        (
            "#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\"\n#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\"\n{$p}/a^\n",
            "the same again",
        ),
        (
            "#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\"\n#EXT-X-DEFINE:NAME=\"p\",VALUE=\"y\"\n{$p}/a\n#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\"\n{$p}/a\n",
            "and something else",
        ),
        (
            "#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\"\n#EXT-X-DEFINE:IMPORT=\"p\"\n{$p}/a\n",
            "from elsewhere",
        ),
        ("#EXT-X-DEFINE:NAME=\"p\",VALUE=\"{$q}\"\n{$p}/a\n", "some players resolve values too"),
        (
            "#EXT-X-DEFINE:NAME=\"p\",VALUE=\"x\"\n%7B$p%7D/a\n%7b$p}/a\nv/%7B$p%7D/a^\n",
            "some players decode braces",
        ),
        (
            "#EXT-X-DEFINED:NAME=\"p\",VALUE=\"x\"\n#EXT-X-DEFINE,NAME=\"p\",VALUE=\"x\"\n{$p}/a\n",
            "other tags",
        ),
    ];
    check_lines(&request(), &rows);
    check_lines(
        &request().hosts("*"),
        &[
            (import("{$p}/a^\nhttps://{$p}/a^\na{$p}/b^\n"), "all hosts are allowed"),
            (import("v/{$p}\n{$p}\n"), "but a question mark may come"),
            (
                import("http://{$p}/a\nftp://{$p}/a\nhttps://x@{$p}/a\nhttps:/{$p}/a\n"),
                "and the rest is known",
            ),
        ],
    );
    check_lines(
        &request().to("ts"),
        &[(import("v/{$p}.ts^\nv/a.{$p}ts\nv/{$p}/a.ts^\n"), "an extension may be known")],
    );
}

#[test]
fn query_parameters_give_values() {
    let rows = [
        ("p=x", "{$p}/a^\n", "a value"),
        ("q=1&p=x&p=https://other.test", "{$p}/a^\n", "the first of several"),
        ("%70=x", "{$p}/a^\n", "names are percent-decoded"),
        ("p=live%2Fch", "{$p}/a^\n", "so are values"),
        ("p=https%3A%2F%2Fother.test", "{$p}/a\n", "into another host, say"),
        ("p=https://other.test", "{$p}/a\n", "or as they stand"),
        ("p=https%3A%2F%2Fown.test", "{$p}/a^\n", "or into the own one"),
        ("p=https://own.test%2F@other.test", "{$p}/a\n", "not every player decodes"),
        ("p=%2568ttps", "{$p}/a\n", "some decode twice"),
        ("p=x+y", "{$p}/a\nv/{$p}/a^\n", "a plus may be a space"),
        ("p=%7B$q%7D", "{$p}/a\n", "no variable comes in"),
        ("P=x", "{$p}/a\n", "case counts"),
        ("p", "{$p}/a\n", "a bare key has no value"),
        ("p=", "{$p}a^\n", "an empty one is a value"),
        ("q=x", "{$p}/a\n", "a parameter that is not there"),
    ];
    for (query, lines, why) in rows {
        // What is forwarded is something else, so that rows show only how URLs are judged.
        let request = Request::with_query(query).only_keys("t");
        let request = Request { query: format!("{query}&t=1"), ..request };
        let body = format!("#EXTM3U\n#EXT-X-DEFINE:QUERYPARAM=\"p\"\n{lines}");
        let out = request.rewrite_all_ways(body.replace('^', "").as_bytes());
        assert_eq!(text(&out), body.replace('^', "?t=1"), "{query:?}: {why}");
    }
    let cdn = Request::with_query("token=abc");
    check_lines(
        &cdn,
        &[(
            "#EXT-X-DEFINE:QUERYPARAM=\"token\"\ns.mp4?cdn={$token}~\ns.mp4?token={$token}\n",
            "a player fails without its parameter",
        )],
    );
}

#[test]
fn memory_is_bounded() {
    let long = "x".repeat(17_000);
    let longer = format!("#EXT-X-DEFINE:NAME=\"p\",VALUE=\"{long}\"\n{{$p}}/a\nv/{{$p}}/a^\n");
    let long_name = format!("#EXT-X-DEFINE:NAME=\"{long}\",VALUE=\"x\"\n{{$p}}/a\nb^\n");
    let many =
        (0..5000).map(|n| format!("#EXT-X-DEFINE:NAME=\"n{n}\",VALUE=\"x\"\n")).collect::<String>()
            + "{$n0}/a^\n{$n4999}/a\nv/{$n4999}/a^\n";
    let expanded = format!(
        "#EXT-X-DEFINE:NAME=\"p\",VALUE=\"{}\"\n{{$p}}^\n{}\n",
        "x".repeat(9000),
        "{$p}".repeat(2)
    );
    let queried =
        (0..300).map(|n| format!("#EXT-X-DEFINE:QUERYPARAM=\"n{n}\"\n")).collect::<String>()
            + "{$n255}/a^\n{$n256}/a\n";
    let query = (0..300).map(|n| format!("n{n}=x&")).collect::<String>() + "t=1";
    let rows = [
        ("t=1", longer, "a value that is too long is not known"),
        ("t=1", long_name, "nor is a name"),
        ("t=1", many, "nor are more names than there is room for"),
        ("t=1", expanded, "a URL that becomes too long is left alone"),
        (&query, queried, "the client's query is not read for ever"),
    ];
    for (query, lines, why) in rows {
        let request = Request::with_query(query).only_keys("t");
        let body = format!("#EXTM3U\n{lines}");
        let input = body.replace('^', "");
        let out = request.rewrite([input.as_bytes()], crate::support::Patience::Endless);
        assert_eq!(text(&out), body.replace('^', "?t=1"), "{why}");
        let out = request.rewrite(input.as_bytes().chunks(7), crate::support::Patience::OnePut);
        assert_eq!(text(&out), body.replace('^', "?t=1"), "{why}, in pieces");
    }
}

#[test]
fn the_log_is_told_the_first_unknown_variable() {
    let long = "n".repeat(100);
    let rows = [
        ("a\n{$known}/a\nv/{$other}/a\nhttps://evil.test/{$x}\n", None),
        ("v/{$first}/{$second}\n{$third}/a\n", Some("first")),
        ("https://own.test{$known}{$port}/a\n", Some("port")),
        (&format!("{{${long}}}/a\n"), Some(&long[..64])),
    ];
    for (lines, expected) in rows {
        let body = format!("#EXTM3U\n#EXT-X-DEFINE:NAME=\"known\",VALUE=\"x\"\n{lines}");
        let request = request();
        let params = request.params();
        let mut scanner = Scanner::new();
        scanner.feed(&request.context(&params), body.as_bytes(), &mut Vec::new()).unwrap();
        assert_eq!(scanner.notes().unknown_variable().map(text).as_deref(), expected, "{lines:?}");
    }
}
