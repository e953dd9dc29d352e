//! Path mode: the pair of segments, and paths without it.

use secure_token::token::{Algorithm, Mode, PathToken, Policy, Status};

use crate::{EXPIRES, link, path_policy, status, token, verify};

/// Of the right length and alphabet, which is all that a place in the path is told by.
const T: &str = "AAAAAAAAAAAAAAAAAAAAA_";

fn path(pattern: &str) -> String {
    pattern.replace('T', T).replace('E', "1893456000")
}

#[test]
fn the_first_pair_of_the_right_shape_counts() {
    let rows = [
        ("/videos/id/T/E/master.m3u8", Some("/videos/id/"), "the plain case"),
        ("/id/T/E", Some("/id/"), "nothing after it"),
        ("/id/T/E/", Some("/id/"), "a slash after it"),
        ("/id/T/E/a/b/c.ts", Some("/id/"), "all below it"),
        ("/a/id/T/E/b/id2/T/E/c", Some("/a/id/"), "the first of two"),
        ("/T/E/a", None, "no segment before it"),
        ("//T/E/a", None, "an empty segment before it"),
        ("/T/E/T/E/a", Some("/T/E/"), "the first with a segment before it"),
        ("/id/T/T/E/a", Some("/id/T/"), "a token that is no token's neighbour"),
        ("/id/T//E/a", None, "not side by side"),
        ("/id/E/T/a", None, "the other way round"),
        ("/id/T/1/a", Some("/id/"), "any time"),
        ("/id/T/1234567890123/a", None, "thirteen digits are no time"),
        ("/id/T/12x/a", None, "nor is a word"),
        ("/id/T//a", None, "nor nothing"),
        ("/id/TA/E/a", None, "too long"),
        ("/id/T==/E/a", Some("/id/"), "padding is tolerated"),
        ("/id/T===/E/a", None, "but not three"),
        ("/id/+AAAAAAAAAAAAAAAAAAAAA/E/a", None, "standard base64 has another alphabet"),
        ("/videos/id/master.m3u8", None, "no token"),
        ("/", None, "the root"),
        ("", None, "nothing"),
        ("id/T/E", Some("id/"), "no slash at the beginning"),
    ];
    for (pattern, before, reason) in rows {
        let path = path(pattern);
        let found = PathToken::locate(path.as_bytes(), Algorithm::Md5);
        let place = found.as_ref().map(|pair| &path[..pair.place.start]);
        let right = before.map(self::path);
        assert_eq!(place, right.as_deref(), "{pattern}: {reason}");
        if let Some(pair) = found {
            let (token, expires) = (pair.token, pair.expires);
            assert_eq!(&path.as_bytes()[pair.place], [token, expires].join(&b'/'), "{reason}");
            let before = right.unwrap();
            assert_eq!(pair.id, before.trim_matches('/').rsplit('/').next().unwrap().as_bytes());
        }
    }
}

#[test]
fn the_length_is_that_of_the_algorithm() {
    for algorithm in Algorithm::ALL {
        for other in Algorithm::ALL {
            let path = format!("/id/{}/1/a", "A".repeat(other.token_len()));
            let found = PathToken::locate(path.as_bytes(), algorithm).is_some();
            assert_eq!(
                found,
                algorithm.token_len() == other.token_len(),
                "{algorithm:?} {other:?}"
            );
        }
    }
}

#[test]
fn the_pair_is_taken_off() {
    // Where the path that is stripped is not the client's, a rewrite has changed it.
    let rows = [
        ("/a/id/T/E/rest", "/a/id/T/E/rest", Some("/a/id/rest"), "a file below"),
        ("/a/id/T/E/b/c", "/a/id/T/E/b/c", Some("/a/id/b/c"), "deeper"),
        ("/a/id/T/E", "/a/id/T/E", Some("/a/id/"), "nothing after it"),
        ("/a/id/T/E/", "/a/id/T/E/", Some("/a/id/"), "a slash after it"),
        ("/a/id/T/E/x", "/new/a/id/T/E/x", Some("/new/a/id/x"), "moved down"),
        ("/a/id/T/E/x", "/T/E/x", Some("/x"), "moved to the root"),
        ("/a/id/T/E/x", "/a/id/x", None, "taken off already"),
        ("/a/id/T/E/x", "/a/T/id/E/x", None, "no longer side by side"),
        ("/a/id/T/E/x", "/a/id/xT/E/x", None, "the end of a longer segment"),
        ("/a/id/T/E/x", "/a/idxT/E/x", None, "the same, at the same place"),
        ("/a/id/T/E/x", "/a/id/T/E0/x", None, "the beginning of a longer segment"),
        ("/a/id/T/E/x", "", None, "nothing left"),
        ("//T/E/id/T/E/x", "//T/E/id/T/E/x", Some("//T/E/id/x"), "the pair that was checked"),
    ];
    for (client, uri, right, reason) in rows {
        let (client, uri) = (path(client), path(uri));
        let pair = PathToken::locate(client.as_bytes(), Algorithm::Md5).unwrap();
        let stripped = pair.strip(uri.as_bytes()).map(|parts| parts.concat());
        assert_eq!(stripped, right.map(|right| path(right).into_bytes()), "{uri}: {reason}");
    }
}

#[test]
fn only_the_identifier_is_signed() {
    let policy = path_policy();
    let token = token(&policy, b"2675_film", EXPIRES, None);
    let rows = [
        (format!("/videos/2675_film/{token}/{EXPIRES}/master.m3u8"), Status::Valid, "the link"),
        (format!("/cmaf/2675_film/{token}/{EXPIRES}/index.mpd"), Status::Valid, "another tree"),
        (format!("/2675_film/{token}/{EXPIRES}/a/b/c.ts"), Status::Valid, "far below"),
        (format!("/2675_film/{token}==/{EXPIRES}/a"), Status::Valid, "with padding"),
        (format!("/2675_other/{token}/{EXPIRES}/a"), Status::Invalid, "another identifier"),
        (format!("/2675_film/{token}/1893456001/a"), Status::Invalid, "another time"),
        (format!("/2675_film/{token}/0{EXPIRES}/a"), Status::Invalid, "the time in other words"),
        (format!("/2675_film/x/{token}/{EXPIRES}/a"), Status::Invalid, "not beside it"),
        ("/2675_film/a".to_owned(), Status::Missing, "no token"),
    ];
    for (path, right, reason) in rows {
        assert_eq!(status(&policy, &link(path.as_bytes(), b"")), right, "{path}: {reason}");
    }
}

#[test]
fn the_query_is_no_part_of_path_mode() {
    let policy = Policy::new(Mode::Path, Algorithm::Md5);
    let token = token(&policy, b"id", EXPIRES, None);
    let query = crate::query(&token, EXPIRES);
    assert_eq!(status(&policy, &link(b"/videos/id/a.ts", &query)), Status::Missing);
}

#[test]
fn the_verdict_says_where_the_pair_stands() {
    let policy = path_policy();
    let token = token(&policy, b"id", EXPIRES, None);
    let path = format!("/videos/id/{token}/{EXPIRES}/a.ts");
    let verdict = verify(&policy, &link(path.as_bytes(), b""));
    assert_eq!((verdict.path, verdict.id), (&b"/videos/id/"[..], &b"id"[..]));
    let pair = verdict.pair.unwrap();
    assert_eq!(pair.strip(path.as_bytes()).unwrap().concat(), b"/videos/id/a.ts");
}
