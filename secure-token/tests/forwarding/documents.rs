//! Whole documents with what is configured, from a file that other tools can read too.

use secure_token::manifest::{Hosts, Keys, Rules, Sniff, Sources, Targets, extension, sniff};
use serde_json::Value;

use crate::support::{Request, text};

const FILES: [&str; 2] =
    [include_str!("../data/forwarding-hls.json"), include_str!("../data/forwarding-dash.json")];

#[test]
fn documents_become_what_the_files_say() {
    for file in FILES {
        let documents: Vec<Value> = serde_json::from_str(file).unwrap();
        assert!(documents.len() > 30, "a file has {} documents", documents.len());
        for document in &documents {
            let [title, input, output] =
                ["title", "input", "output"].map(|field| document[field].as_str().unwrap());
            let request = request(&document["config"]);
            let rewrite = |body: &str| match sniff(body.as_bytes(), true) {
                Sniff::Hls | Sniff::Dash => text(&request.rewrite_all_ways(body.as_bytes())),
                _ => body.to_owned(),
            };
            let out = rewrite(input);
            assert_eq!(out, output, "{title}");
            assert_eq!(rewrite(&out), output, "{title}, rewritten again");
        }
    }
}

fn request(config: &Value) -> Request {
    let list = |field: &str| -> Vec<&[u8]> {
        config[field]
            .as_array()
            .unwrap()
            .iter()
            .map(|word| word.as_str().unwrap().as_bytes())
            .collect()
    };
    let (scheme, rest) = config["request"].as_str().unwrap().split_once("://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    Request {
        rules: Rules {
            sources: Sources::new(list("from")).unwrap(),
            targets: Targets::new(list("to")).unwrap(),
            only_keys: None,
            except_keys: Keys::new(list("except_keys")).unwrap_or_default(),
            hosts: Hosts::new(list("hosts")).unwrap_or_default(),
        },
        query: config["client_query"].as_str().unwrap().into(),
        host: host.into(),
        https: scheme == "https",
        extension: text(extension(path.as_bytes())),
        ..if path.ends_with(".mpd") { Request::for_mpd("") } else { Request::default() }
    }
}
