//! `secure-token forward`: manifests through a pipe.

use std::io::{Read, Write};
use std::thread;

use super::support::{Answer, command, file, run_with, words};

const QUERY: &str = "md5=T&expires=9";

fn forward(line: &str, input: &[u8]) -> Answer {
    run_with(&[&["forward"], &words(line)[..]].concat(), "", input)
}

/// A playlist that has each kind of URL once.
const PLAYLIST: &str = "#EXTM3U
#EXT-X-MAP:URI=\"init.mp4\"
a.ts
b.m3u8?x=y#z
https://own.test/c.ts
http://own.test/d.ts
https://other.test/e.ts
?x
";

#[test]
fn options() {
    let all = [
        "#EXTM3U",
        "#EXT-X-MAP:URI=\"init.mp4?Q\"",
        "a.ts?Q",
        "b.m3u8?x=y&Q#z",
        "https://own.test/c.ts?Q",
        "http://own.test/d.ts",
        "https://other.test/e.ts",
        "?x&Q",
    ];
    let own = "--manifest-url https://own.test/v/m.m3u8?Q";
    // A line that has another result than with the URL alone, and its number.
    type Row = (&'static str, &'static [(usize, &'static str)]);
    let rows: [Row; 14] = [
        (own, &[]),
        ("--manifest-url https://user@Own.Test:8443/v/m.m3u8?Q", &[]),
        ("--manifest-url https://own.test/v/m.m3u8?no=1 --query Q", &[]),
        ("--manifest-url https://own.test/v/m.m3u8 --query ?Q", &[]),
        ("--manifest-url http://own.test/v/m.m3u8?Q", &[(5, "http://own.test/d.ts?Q")]),
        ("--query Q", &[(4, "https://own.test/c.ts")]),
        ("--query Q --host own.test", &[]),
        ("--manifest-url /v/m.m3u8?Q", &[(4, "https://own.test/c.ts")]),
        ("<own> --host *.test", &[(6, "https://other.test/e.ts?Q")]),
        ("<own> --host a.test other.test", &[(6, "https://other.test/e.ts?Q")]),
        ("<own> --to ts mp4", &[]),
        ("<own> --to .TS --from m3u8", &[(1, "#EXT-X-MAP:URI=\"init.mp4\"")]),
        (
            "<own> --to mp4 --from mpd",
            &[(2, "a.ts"), (3, "b.m3u8?x=y#z"), (4, "https://own.test/c.ts"), (7, "?x")],
        ),
        ("--manifest-url https://own.test/v/m.m3u8?a=1&Q&_HLS_msn=3&b=2 --except a b", &[]),
    ];
    for (line, others) in rows {
        let line = line.replace("<own>", own).replace('Q', QUERY);
        let mut lines = all;
        for (at, other) in others {
            lines[*at] = other;
        }
        let right = lines.join("\n").replace('Q', QUERY) + "\n";
        let answer = forward(&line, PLAYLIST.as_bytes());
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""), "{line}");
        assert_eq!(answer.stdout, right, "{line}");
    }
}

#[test]
fn only_some_parameters() {
    let line = "--query a=1&md5=T&b=2&_HLS_msn=3&expires=9 --only md5 expires";
    assert_eq!(forward(line, b"#EXTM3U\na.ts").stdout, "#EXTM3U\na.ts?md5=T&expires=9");
    let line = "--query a=1&md5=T&b=2&_HLS_msn=3&expires=9 --except a expires";
    assert_eq!(forward(line, b"#EXTM3U\na.ts").stdout, "#EXTM3U\na.ts?md5=T&b=2");
}

#[test]
fn dash() {
    let mpd = "<MPD><Period><BaseURL><host>x/</BaseURL>\
               <SegmentTemplate media=\"a.m4s\"/></Period></MPD>";
    let line = "--manifest-url https://own.test/m.mpd?md5=T&expires=9";
    let own = mpd.replace("<host>", "https://own.test/");
    let answer = forward(line, own.as_bytes());
    assert_eq!(answer.stdout, own.replace("a.m4s", "a.m4s?md5=T&amp;expires=9"));
    assert_eq!(answer.stderr, "");

    let other = mpd.replace("<host>", "https://other.test/");
    let answer = forward(line, other.as_bytes());
    assert_eq!((answer.code, &answer.stdout), (Some(0), &other), "left alone");
    assert_eq!(
        answer.stderr,
        "secure-token: relative URLs that may lead to \"other.test\" were left alone: \
         \"--host other.test\" may allow it\n"
    );
}

#[test]
fn remarks() {
    let other = "the input is no HLS playlist and no DASH manifest, it went through unchanged";
    let empty = "there was no parameter to copy, the input went through unchanged";
    let long = format!("--query {}", "a".repeat(5000));
    let rows = [
        ("--query a=b", "plain text\n", other),
        ("--query a=b", "", other),
        ("--query a=b", "#EXTM3", other),
        ("--query a=b", "<html></html>", other),
        ("--query &", "#EXTM3U\na\n", empty),
        ("--query a=b --only c", "#EXTM3U\na\n", empty),
        ("--manifest-url /a.m3u8", "#EXTM3U\na\n", empty),
        (
            &long,
            "#EXTM3U\na\n",
            "the parameters to forward are longer than 4096 bytes: nothing is copied",
        ),
        (
            "--query a=b",
            "#EXTM3U\n#EXT-X-DEFINE:IMPORT=\"v\"\nhttps://{$v}/a\n",
            "URLs with the variable \"v\", whose value is not known, were left alone: \"--host *\" may allow it",
        ),
    ];
    for (line, input, remark) in rows {
        let answer = forward(line, input.as_bytes());
        assert_eq!((answer.code, answer.stdout.as_str()), (Some(0), input), "{line}");
        assert!(
            answer.stderr.starts_with(&format!("secure-token: {remark}\n")),
            "{}",
            answer.stderr
        );
    }
}

#[test]
fn what_is_no_manifest_goes_through_byte_by_byte() {
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|at| (at ^ (at >> 7)) as u8 | 0x80).collect();
    for line in ["--query a=b", "--query &", "--query a=b --content-encoding gzip"] {
        let mut child = command(&[&["forward"], &words(line)[..]].concat(), "").spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = bytes.clone();
        let writer = thread::spawn(move || stdin.write_all(&input).unwrap());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}");
        assert!(output.stdout == bytes, "{line}");
        assert!(!output.stderr.is_empty(), "{line}");
    }
}

#[test]
fn content_codings() {
    let coded = zstd::bulk::compress(b"#EXTM3U\na.ts\n", 3).unwrap();
    let mut child =
        command(&words("forward --query a=b --content-encoding zstd"), "").spawn().unwrap();
    child.stdin.take().unwrap().write_all(&coded).unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"#EXTM3U\na.ts?a=b\n");

    // What is no manifest stays in its coding.
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"no manifest\n").unwrap();
    let coded = gzip.finish().unwrap();
    let line = words("forward --query a=b --content-encoding gzip");
    let mut child = command(&line, "").spawn().unwrap();
    child.stdin.take().unwrap().write_all(&coded).unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, coded);

    // Past the decision nothing can be taken back: the output is cut, and the exit code says it.
    let long: String = (0..200_000).map(|number| format!("segment_{number}.ts\n")).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(format!("#EXTM3U\n{long}").as_bytes()).unwrap();
    let coded = gzip.finish().unwrap();
    let input = file("damaged.gz", &coded[..coded.len() - 1]);
    let mut command = command(&words("forward --query a=b --content-encoding gzip"), "");
    let input = std::fs::File::open(input).unwrap();
    let output = command.stdin(input).spawn().unwrap().wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(74), "{stderr}");
    assert!(stderr.starts_with("secure-token: cannot decode the manifest: "), "{stderr}");
    assert!(output.stdout.starts_with(b"#EXTM3U\nsegment_0.ts?a=b\n"));
}

#[test]
fn mistakes_say_what_to_do() {
    let rows = [
        ("", "<--query <QUERY>|--manifest-url <URL>>"),
        ("--query a --to m/3", "--to: invalid extension \"m/3\", it must be letters"),
        ("--query a --to * ts", "--to: \"*\" must stand alone"),
        ("--query a --from /", "--from: invalid media type \"/\""),
        ("--query a --host a/b", "--host: invalid host \"a/b\", it must be a name like"),
        ("--query a --only", "a value is required for '--only <KEY>...'"),
        ("--manifest-url a", "--manifest-url: the URL \"a\" must begin with a scheme and a host"),
        ("--query a --content-encoding lzma", "unknown content coding \"lzma\""),
    ];
    for (line, right) in rows {
        let answer = forward(line, b"");
        assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""), "{line}");
        assert!(answer.stderr.contains(right), "{line}: {}", answer.stderr);
    }
}

#[test]
fn who_reads_may_stop() {
    for first in ["#EXTM3U\n", "no manifest\n"] {
        let mut child = command(&["forward", "--query", "a=b"], "").spawn().unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        // The command ends by itself: writing goes on until it has.
        stdin.write_all(first.as_bytes()).unwrap();
        while stdin.write_all(b"a.ts\n").is_ok() {}
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.as_str()), (Some(141), ""), "{first}");
    }
}

/// The most memory that a running process has had, in KiB.
fn peak(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

#[test]
fn a_playlist_of_any_length_takes_no_more_memory() {
    let lines = "#EXTINF:6.00600,\nsegment_000000001.ts\n".repeat(1000);
    let size = 64 * 1024 * 1024_usize;
    let times = size.div_ceil(lines.len());

    let mut child = command(&["forward", "--query", QUERY], "").spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let right = 8 + times * 1000 * (lines.len() / 1000 + 1 + QUERY.len());
    let writer = thread::spawn(move || {
        stdin.write_all(b"#EXTM3U\n").unwrap();
        for _ in 0..times {
            stdin.write_all(lines.as_bytes()).unwrap();
        }
        stdin
    });
    // All that was written comes out while the input is still open, and then the command waits.
    let (mut read, mut buffer) = (0, vec![0; 1 << 16]);
    while read < right {
        let more = stdout.read(&mut buffer).unwrap();
        assert_ne!(more, 0, "{read} of {right} bytes came");
        read += more;
    }
    assert_eq!(read, right);
    let peak = peak(child.id());
    drop(writer.join().unwrap());
    assert_eq!(stdout.read(&mut buffer).unwrap(), 0);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(peak < 16 * 1024, "{peak} KiB for {size} bytes");
}
