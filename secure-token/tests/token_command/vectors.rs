//! The links of `examples/sign/vectors.json`, which the scripts beside it make: `secure-token sign
//! --url` makes the very same.

use serde_json::Value;

use super::support::run_with;

#[test]
fn sign_makes_the_links_of_the_scripts() {
    let text = include_str!("../../../examples/sign/vectors.json");
    let json: Value = serde_json::from_str(text).unwrap();
    let links = json["links"].as_array().unwrap();
    assert!(!links.is_empty());
    for row in links {
        let text = |field: &str| row[field].as_str().unwrap_or_default();
        let mut line = vec!["sign", "--key-env", "SECURE_TOKEN_KEY"];
        let expires = row["expires"].as_u64().unwrap().to_string();
        line.extend(["--expires", &expires]);
        let options = ["mode", "url", "algorithm", "ip", "scope", "id"];
        let options = options.map(|name| (format!("--{name}"), text(name)));
        for (option, value) in options.iter().filter(|(_, value)| !value.is_empty()) {
            line.extend([option.as_str(), value]);
        }
        let answer = run_with(&line, text("key"), b"");
        let right = format!("{}\n", text("signed"));
        assert_eq!((answer.code, answer.stdout, answer.stderr), (Some(0), right, String::new()));
    }
}
