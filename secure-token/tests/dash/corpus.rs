//! Manifests from elsewhere: whatever they are, they are read in one way only, and nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use secure_token::manifest::{Sniff, sniff};

use crate::support::{Patience, Request, pieces, text, without};
use crate::xml;

/// Names a folder whose files are read too, with those in its folders.
const FOLDER: &str = "SECURE_TOKEN_CORPUS";

/// Packages of others that carry manifests for their own tests.
const PACKAGES: [&str; 2] = ["m3u8-rs", "dash-mpd-core"];

#[test]
fn manifests_of_published_packages_are_read_in_one_way_only() {
    for package in PACKAGES {
        check_folder(&folder_of(package));
    }
}

#[test]
fn manifests_of_a_named_folder_are_read_in_one_way_only() {
    match std::env::var_os(FOLDER) {
        Some(folder) => check_folder(Path::new(&folder)),
        None => println!("{FOLDER} names no folder: nothing is read"),
    }
}

/// Where cargo keeps the sources of a package that the tests depend on.
fn folder_of(package: &str) -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
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
        println!("{count} URLs with hosts {hosts}: {:.60?}", body.trim_start());
    }
}
