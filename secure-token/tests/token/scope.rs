//! The paths that a token may have been signed for.

use secure_token::token::{MAX_TREE_DEPTH, ScopeSet, Status};

use crate::{EXPIRES, link, query, query_policy, status, token};

fn scopes(words: &str) -> ScopeSet {
    ScopeSet::parse(words.split(' ').map(str::as_bytes)).unwrap()
}

#[test]
fn each_scope_has_its_candidates() {
    let rows: &[(&str, &str, &[&str], &str)] = &[
        ("file", "/a/b/c.ts", &["/a/b/c.ts"], "exactly this path"),
        ("directory", "/a/b/c.ts", &["/a/b/"], "up to the last /"),
        ("file directory", "/a/b/c.ts", &["/a/b/c.ts", "/a/b/"], "the default"),
        ("directory file", "/a/b/c.ts", &["/a/b/c.ts", "/a/b/"], "in whatever order named"),
        ("tree", "/a/b/c.ts", &["/a/b/", "/a/", "/"], "all ancestors, deepest first"),
        ("directory tree", "/a/b/c.ts", &["/a/b/", "/a/", "/"], "the directory only once"),
        ("file directory tree", "/a/c.ts", &["/a/c.ts", "/a/", "/"], "all three"),
        ("file directory", "/a/b/", &["/a/b/"], "a directory is its own"),
        ("file tree", "/a/b/", &["/a/b/", "/a/", "/"], "and the first of its tree"),
        ("file", "/a/b/", &["/a/b/"], "and a path like any other"),
        ("file directory tree", "/", &["/"], "the root"),
        ("file directory tree", "/c.ts", &["/c.ts", "/"], "a file in the root"),
        ("tree", "/a//c.ts", &["/a//", "/a/", "/"], "with slashes that were not merged"),
        ("file directory tree", "", &[""], "no path at all"),
        ("directory tree", "x", &[], "no directory"),
    ];
    for (words, path, right, reason) in rows {
        let candidates: Vec<_> = scopes(words).candidates(path.as_bytes()).collect();
        let right: Vec<_> = right.iter().map(|path| path.as_bytes()).collect();
        assert_eq!(candidates, right, "{words} of {path}: {reason}");
    }
}

#[test]
fn a_tree_has_sixteen_levels() {
    let deep = format!("{}file.ts", "/d".repeat(20) + "/");
    let levels: Vec<_> = scopes("tree").candidates(deep.as_bytes()).collect();
    assert_eq!(levels.len(), MAX_TREE_DEPTH);
    assert_eq!(MAX_TREE_DEPTH, 16);
    assert_eq!(levels[0], deep.as_bytes().strip_suffix(b"file.ts").unwrap(), "its own directory");
    assert_eq!(levels[15].len(), levels[0].len() - 15 * "/d".len(), "the fifteenth above it");
}

#[test]
fn a_token_opens_what_its_scope_covers() {
    let rows = [
        (
            "file directory",
            "/hls/movie/playlist.m3u8",
            "/hls/movie/playlist.m3u8",
            true,
            "the file",
        ),
        (
            "file directory",
            "/hls/movie/playlist.m3u8",
            "/hls/movie/seg-1.ts",
            false,
            "a file's token beside it",
        ),
        (
            "file directory",
            "/hls/movie/",
            "/hls/movie/playlist.m3u8",
            true,
            "a file of the directory",
        ),
        ("file directory", "/hls/movie/", "/hls/movie/seg-1.ts", true, "and another"),
        ("file directory", "/vod/film/", "/vod/film/master.m3u8", true, "the directory itself"),
        (
            "file directory",
            "/vod/film/",
            "/vod/film/720p/index.m3u8",
            false,
            "a directory below it",
        ),
        ("file directory", "/vod/film/", "/vod/common/sub.m3u8", false, "a directory beside it"),
        ("tree", "/vod/film/", "/vod/film/720p/index.m3u8", true, "below it"),
        ("tree", "/vod/film/", "/vod/common/sub.m3u8", false, "still not beside it"),
        ("tree", "/", "/vod/film/master.m3u8", true, "everything"),
        (
            "tree",
            "/vod/film/master.m3u8",
            "/vod/film/master.m3u8",
            false,
            "a file's token without that scope",
        ),
        (
            "file",
            "/vod/film/",
            "/vod/film/master.m3u8",
            false,
            "a directory's token without that scope",
        ),
        (
            "directory",
            "/vod/film",
            "/vod/film/master.m3u8",
            false,
            "a directory without its last /",
        ),
    ];
    for (words, signed, path, right, reason) in rows {
        let mut policy = query_policy();
        policy.scope = scopes(words);
        let token = token(&policy, signed.as_bytes(), EXPIRES, None);
        let query = query(&token, EXPIRES);
        let right = if right { Status::Valid } else { Status::Invalid };
        assert_eq!(status(&policy, &link(path.as_bytes(), &query)), right, "{path}: {reason}");
    }
}
