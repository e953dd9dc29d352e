//! Manifests from elsewhere: whatever they are, they are read in one way only, and nothing is lost.

use std::fs;
use std::path::Path;

use secure_token::manifest::{Sniff, sniff};

use crate::support::{Patience, Request, pieces, text, without};
use crate::xml;

/// Names the folder whose files are read, with those in its folders.
const FOLDER: &str = "SECURE_TOKEN_CORPUS";

#[test]
fn manifests_of_others_are_read_in_one_way_only() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        println!("{FOLDER} names no folder: nothing is read");
        return;
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    let mut count = 0;
    for file in &files {
        let body = fs::read(file).unwrap();
        if sniff(&body, true) == Sniff::Dash {
            check(&body);
            count += 1;
        }
    }
    println!("{count} documents of {} files in {folder:?}", files.len());
    assert!(count > 0, "{folder:?} holds no MPD");
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn check(body: &[u8]) {
    let inserted = "~one=1";
    for hosts in ["*", "x.test"] {
        let request = Request::for_mpd(inserted).hosts(hosts);
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
        assert_eq!(xml::parse(&whole).err(), xml::parse(&body).err());
        let count = whole.matches(inserted).count();
        println!("{count} URLs with hosts {hosts}: {:.60?}", body.trim_start());
    }
}
