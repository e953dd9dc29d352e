//! Manifests from elsewhere: whatever they are, they are read in one way only, nothing is lost, and
//! no token leads to a host that is not allowed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use secure_token::manifest::{Sniff, sniff};
use url::Url;

use crate::leaks;
use crate::support::{Patience, Request, pieces, text, without};
use crate::xml;

/// Names folders whose files are read too, with those in their folders: a list like that of PATH.
const FOLDERS: &str = "SECURE_TOKEN_CORPUS";

/// Packages of others that carry manifests for their own tests.
const PACKAGES: [&str; 2] = ["m3u8-rs", "dash-mpd-core"];

#[test]
fn manifests_of_published_packages_are_read_in_one_way_only() {
    for package in PACKAGES {
        check_folder(&folder_of(package));
    }
}

#[test]
fn manifests_of_named_folders_are_read_in_one_way_only() {
    match std::env::var_os(FOLDERS) {
        Some(folders) => std::env::split_paths(&folders).for_each(|folder| check_folder(&folder)),
        None => println!("{FOLDERS} names no folder: nothing is read"),
    }
}

#[test]
fn the_check_sees_what_leads_elsewhere() {
    let own = "#EXTM3U\na?~token=1\n#EXT-X-MAP:URI=\"https://own.test/b?~token=1\"\n";
    assert_eq!(tokens_that_leave(own), Vec::<String>::new());
    let elsewhere =
        "#EXTM3U\n//evil.test/a?~token=1\n#EXT-X-MAP:URI=\"http://own.test/b?~token=1\"\n";
    assert_eq!(tokens_that_leave(elsewhere).len(), 2);
}

/// Where cargo keeps the sources of a package that the tests depend on.
fn folder_of(package: &str) -> PathBuf {
    // What only other platforms need is not on a machine that has never asked for it.
    let version = Command::new("rustc").arg("-vV").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(["--filter-platform", host])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let found = packages.iter().find(|found| found["name"] == package).unwrap();
    Path::new(found["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned()
}

fn check_folder(folder: &Path) {
    let mut files = Vec::new();
    collect(folder, &mut files);
    let mut count = 0;
    for file in &files {
        let body = fs::read(file).unwrap();
        let kind = sniff(&body, true);
        if matches!(kind, Sniff::Hls | Sniff::Dash) {
            check(kind, &body);
            count += 1;
        }
    }
    println!("{count} manifests of {} files in {folder:?}", files.len());
    assert!(count > 0, "{folder:?} holds no manifest");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn check(kind: Sniff, body: &[u8]) {
    let inserted = "~one=1";
    for hosts in ["*", "x.test"] {
        let request = match kind {
            Sniff::Dash => Request::for_mpd(inserted),
            _ => Request::with_query(inserted),
        };
        let request = request.hosts(hosts);
        let whole = request.rewrite([body], Patience::Endless);
        for lengths in [&[1][..], &[7, 64, 1], &[1000], &[4096]] {
            for patience in [Patience::Endless, Patience::OnePut] {
                let cut = request.rewrite(pieces(body, lengths), patience);
                assert_eq!(text(&cut), text(&whole), "cut to {lengths:?}");
            }
        }
        assert_eq!(text(&request.rewrite([&whole[..]], Patience::Endless)), text(&whole));
        let (body, whole) = (text(body), text(&whole));
        assert_eq!(without(&whole, inserted, &["?", "&amp;", "&"], &body), body);
        if kind == Sniff::Dash {
            assert_eq!(xml::parse(&whole).err(), xml::parse(&body).err());
        }
        let count = whole.matches(inserted).count();
        println!("{count} URLs with hosts {hosts}: {:?}", body.trim_start().get(..60));
    }
    let leaks = match kind {
        // What no reader of XML understands leads nowhere.
        Sniff::Dash if xml::parse(&text(body)).is_err() => Vec::new(),
        Sniff::Dash => leaks::problems(&text(body), "*.cdn.test"),
        _ => {
            let request = Request::with_query(leaks::TOKEN).hosts("*.cdn.test");
            tokens_that_leave(&text(&request.rewrite([body], Patience::Endless)))
        }
    };
    assert_eq!(leaks, Vec::<String>::new());
}

/// The URLs of a playlist that have a token and lead to a host that may not have it.
fn tokens_that_leave(playlist: &str) -> Vec<String> {
    let base = Url::parse("https://own.test/v/m.m3u8").unwrap();
    let lines = playlist.split(['\n', '\r']);
    let urls = lines.flat_map(|line| match line.trim().starts_with('#') {
        true => line.split('"').collect(),
        false => vec![line.trim()],
    });
    let with_token = urls.filter(|url| url.contains(leaks::TOKEN));
    let resolved = with_token.filter_map(|url| base.join(url).ok());
    resolved.filter(|url| !leaks::is_allowed(url)).map(String::from).collect()
}
