//! Tokens that stand where the location does not look, and what is said of forms that fit nothing.

use std::collections::BTreeSet;

use secure_token::explain::misplaced;

use super::{explain, named};
use crate::support::md5;

/// The right token of the directory `/coffee_run/`.
const TOKEN: &str = "dKpE_AclElpmnGXgQu1r2w";

/// The words, options, the URL with `T` for the right token, and the sentence.
const ROWS: &[(&str, &str, &str, &str)] = &[
    (
        "html-escaped",
        "",
        "/coffee_run/x?a=b&amp;md5=T&amp;expires=1893456000",
        "the URL was taken out of HTML or XML as it stands there: write \"&\" for \"&amp;\"",
    ),
    (
        "json-escaped",
        "",
        "/coffee_run/x?md5=T\\u0026expires=1893456000",
        "the URL was taken out of JSON as it stands there: write \"&\" for \"\\u0026\"",
    ),
    (
        "two-question-marks",
        "",
        "/coffee_run/x?a=b?md5=T&expires=1893456000",
        "a second \"?\" stands in the query: put \"&\" before the parameters",
    ),
    (
        "semicolons",
        "",
        "/coffee_run/x?md5=T;expires=1893456000",
        "\";\" stands between the parameters: put \"&\" there",
    ),
    (
        "repeated-parameters",
        "",
        "/coffee_run/x?md5=old&expires=1&md5=T&expires=1893456000",
        "there are several of the parameters, and the first ones count: leave those out that came before",
    ),
    (
        "swapped-parameters",
        "",
        "/coffee_run/x?md5=1893456000&expires=T",
        "token and expiry have each other's name: exchange them",
    ),
    (
        "no-question-mark",
        "",
        "/coffee_run/x&md5=T&expires=1893456000",
        "no \"?\" stands before the parameters, so that they are part of the path: put it there",
    ),
    (
        "encoded-question-mark",
        "",
        "/coffee_run/x%3Fmd5=T%26expires%3D1893456000",
        "the \"?\" before the parameters is percent-encoded, so that they are part of the path: write it as it is",
    ),
    (
        "encoded-query",
        "",
        "/coffee_run/x?md5=T%26expires%3D1893456000",
        "\"%26\" and \"%3D\" stand for \"&\" and \"=\" in the query, which was percent-encoded once too often: write them plainly",
    ),
    (
        "encoded-query",
        "",
        "/coffee_run/x?md5%3dT%26expires%3d1893456000",
        "\"%26\" and \"%3D\" stand for \"&\" and \"=\" in the query, which was percent-encoded once too often: write them plainly",
    ),
    (
        "fragment",
        "",
        "/coffee_run/x#?md5=T&expires=1893456000",
        "the parameters stand behind a \"#\", and no client sends that part: put them before it",
    ),
    (
        "parameter-names",
        "",
        "/coffee_run/x?st=T&e=1893456000",
        "the parameters are called \"st\" and \"e\", and the location reads \"md5\" and \"expires\": rename them, or set \"secure_token_args\"",
    ),
    (
        "parameter-names",
        "--args st,e",
        "/coffee_run/x?md5=T&expires=1893456000",
        "the parameters are called \"md5\" and \"expires\", and the location reads \"st\" and \"e\": rename them, or set \"secure_token_args\"",
    ),
    (
        "token-in-path",
        "",
        "/videos/2675_film/P/1893456000/x",
        "the token stands in the path, and the location has \"secure_token query\": put it into the query, as a token for the path, or set \"secure_token path\"",
    ),
    (
        "expires-first",
        "--mode path",
        "/videos/2675_film/1893456000/P/x",
        "in the path the expiry stands before the token: exchange them",
    ),
    (
        "split-token",
        "--mode path",
        "/videos/2675_film/<split>==/1893456006/x",
        "the token is in standard base64, and its \"/\" makes several segments of it: write base64url, with \"-\" for \"+\", \"_\" for \"/\" and no \"=\"",
    ),
    (
        "no-identifier",
        "--mode path",
        "/0/1893456000/x.m3u8",
        "no identifier stands before the token: put the segment there that the token is of",
    ),
    (
        "token-in-query",
        "--mode path",
        "/coffee_run/x?md5=T&expires=1893456000",
        "the token stands in the query, and the location has \"secure_token path\": put it into the path, as a token for the segment before it, or set \"secure_token query\"",
    ),
];

fn url(row: &str) -> String {
    row.replace('T', TOKEN)
        .replace('P', &md5("2675_film_secret_key_1893456000_"))
        .replace(
            "<split>",
            &md5("2675_film_secret_key_1893456006_").replace('_', "/").replace('-', "+"),
        )
        .replace("/0/", &format!("/{}/", md5("_secret_key_1893456000_")))
}

#[test]
fn each_place_is_looked_at() {
    for (name, line, row, sentence) in ROWS {
        let url = url(row);
        let (found, said) = named(line, &url);
        assert_eq!(
            (&found[..], &said[..]),
            (&[(*name).into()][..], &[(*sentence).into()][..]),
            "{url}"
        );
        let answer = explain(line, &url);
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(1), ""), "{url}");
        assert!(answer.stdout.contains(&format!("\nmistake: {sentence}\n")), "{}", answer.stdout);
    }
}

#[test]
fn each_row_of_the_table_is_here() {
    let here: BTreeSet<&str> = ROWS.iter().map(|row| row.0).collect();
    let missing: Vec<&str> = misplaced().filter(|name| !here.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_place_and_another_mistake() {
    let token = md5("1893456000/coffee_run/secret_key");
    let (found, _) = named("", &format!("/coffee_run/x?st={token}&e=1893456000"));
    assert_eq!(found, ["parameter-names", "no-space"]);
    let token = md5("1893456000/coffee_run secret_key\n");
    let (found, _) = named("", &format!("/coffee_run/x#md5={token}&expires=1893456000"));
    assert_eq!(found, ["fragment", "no-last-slash", "newline"]);
    let (found, _) = named("", &format!("/coffee_run/x?st={TOKEN}&e=1893456000000"));
    assert_eq!(found, ["parameter-names", "expires-in-milliseconds"]);
}

#[test]
fn forms_that_no_mistake_accounts_for() {
    let unknown = "none of the usual mistakes leads to this token: it is probably by another key (try --other-key-file FILE), for another client (try --other-ip ADDRESS) or another path, or the link was changed";
    let rows = [
        ("", "garbage_garbage_garbag", "unknown", unknown),
        (
            "",
            "0123456789abcdef0123456789ABCDEF",
            "looks-like-hex",
            "the token looks like md5 in hexadecimal digits: the location expects the base64url of md5, 22 characters",
        ),
        (
            "",
            "garbage+garbage/garbage==",
            "looks-like-standard-base64",
            "the token has \"+\" in it, as standard base64 and its encodings have: the location expects base64url, with \"-\" and \"_\"",
        ),
        (
            "",
            "garbage garbage",
            "looks-like-standard-base64",
            "the token has \" \" in it, as standard base64 and its encodings have: the location expects base64url, with \"-\" and \"_\"",
        ),
        (
            "",
            "garbage_garbage_garbage_garbage_garbage_gar",
            "looks-like-other-algorithm",
            "the token has the length that sha256 or hmac-sha256 gives, and the location expects md5, 22 characters: sign by that, or set \"secure_token_algorithm\"",
        ),
        (
            "--algorithm sha1",
            "garbage",
            "too-short",
            "the token has 7 characters, too few for sha1, 27 characters: it is cut off, or no token",
        ),
        ("", "", "empty", "the token is empty: look why the signer has put nothing there"),
        (
            "",
            "g",
            "too-short",
            "the token has 1 character, too few for md5, 22 characters: it is cut off, or no token",
        ),
        (
            "",
            "garbage_garbage_garbage_garbage",
            "too-long",
            "the token has 31 characters, too many for md5, 22 characters: something else is in it, or it is no token",
        ),
    ];
    let no_token = ["empty", "too-short"];
    for (line, token, name, sentence) in rows {
        let url = format!("/coffee_run/x?md5={token}&expires=1893456000");
        let (found, said) = named(line, &url);
        assert_eq!((found[0].as_str(), said[0].as_str()), (name, sentence), "{token}");
        // What is no token is by no key.
        let last = if no_token.contains(&name) { (name, sentence) } else { ("unknown", unknown) };
        assert_eq!((found.last().unwrap().as_str(), said.last().unwrap().as_str()), last);
        let answer = explain(line, &url);
        assert_eq!(answer.code, Some(1));
        assert!(answer.stdout.contains(&format!("\nperhaps: {sentence}\n")), "{}", answer.stdout);
    }
    let missing = [
        (
            "",
            "/coffee_run/x?a=b&md5=T",
            "missing-expires",
            "the parameter \"md5\" is there, and \"expires\" is not: use the whole URL, and quote it in a shell, where \"&\" ends a command",
        ),
        (
            "",
            "/coffee_run/x?expires=1893456000",
            "missing-token",
            "the parameter \"expires\" is there, and \"md5\", the token, is not: use the whole signed URL",
        ),
        (
            "--args st,e",
            "/coffee_run/x?st=T",
            "missing-expires",
            "the parameter \"st\" is there, and \"e\" is not: use the whole URL, and quote it in a shell, where \"&\" ends a command",
        ),
        (
            "",
            "/coffee_run/x",
            "missing",
            "the location looks for the parameters \"md5\" and \"expires\", and nothing in the URL looks like them: use the signed URL (those in a manifest get them by \"query_string_forward on\")",
        ),
        (
            "--mode path",
            "/coffee_run/x",
            "missing",
            "the location looks for two segments TOKEN/EXPIRES behind another one, and nothing in the URL looks like them: use the signed URL",
        ),
    ];
    for (line, row, name, sentence) in missing {
        let (found, said) = named(line, &url(row));
        assert_eq!((&found[..], &said[..]), (&[name.into()][..], &[sentence.into()][..]), "{row}");
    }
    // A file after a time is no token before which the time stands.
    let (found, _) = named("--mode path", &url("/T/1893456000/m.m3u8"));
    assert_eq!(found, ["no-identifier", "unknown"]);
    let (found, _) = named("--mode path", "/film/1893456000/m.m3u8");
    assert_eq!(found, ["missing"]);
    // Something may look like it, and still be found nowhere.
    let (found, _) = named("", "/coffee_run/x?st=garbage_garbage_garbag&e=1893456000");
    assert_eq!(found, ["parameter-names", "unknown"]);
}
