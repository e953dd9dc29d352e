//! `secure-token explain`: each mistake is named, and the verdict is that of `verify`.

mod mistakes;
mod places;
mod said;

use super::support::{Answer, KEY, KEY_ENV, run, words};

/// An hour before the links here expire.
const NOW: &str = "1893452400";

/// What is said of a URL.
fn explain(line: &str, url: &str) -> Answer {
    let line = words(line);
    run(&[&["explain"], &KEY_ENV[..], &["--now", NOW], &line, &[url]].concat())
}

/// What is said with JSON of a link that is wrong: the words of the mistakes, and their sentences.
fn named(line: &str, url: &str) -> (Vec<String>, Vec<String>) {
    let answer = explain(&format!("--json {line}"), url);
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(1), ""), "{line} {url}");
    assert!(!answer.stdout.contains(KEY), "{}", answer.stdout);
    let json = answer.json();
    let mistakes = json["mistakes"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    mistakes.map(|mistake| (text(&mistake["name"]), text(&mistake["text"]))).unzip()
}
