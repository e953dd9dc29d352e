//! Values of `Content-Encoding`.

use secure_token::coding::Coding;

#[test]
fn known() {
    let rows: [(&str, Coding, &str); 19] = [
        ("", Coding::Identity, "no coding"),
        ("identity", Coding::Identity, "no coding, as it is registered"),
        ("none", Coding::Identity, "no coding, as some servers say"),
        ("gzip", Coding::Gzip, "registered"),
        ("x-gzip", Coding::Gzip, "RFC 9110 section 8.4.1.3"),
        ("deflate", Coding::Deflate, "registered"),
        ("br", Coding::Brotli, "registered"),
        ("zstd", Coding::Zstd, "registered"),
        ("GZip", Coding::Gzip, "case"),
        ("X-GZIP", Coding::Gzip, "case"),
        ("BR", Coding::Brotli, "case"),
        ("None", Coding::Identity, "case"),
        (" \tgzip\t ", Coding::Gzip, "white space around"),
        (" ", Coding::Identity, "white space alone"),
        ("gzip,", Coding::Gzip, "an empty element"),
        (", ,gzip", Coding::Gzip, "empty elements"),
        ("identity, gzip", Coding::Gzip, "no coding under one"),
        ("gzip , identity", Coding::Gzip, "no coding over one"),
        (",", Coding::Identity, "nothing but a comma"),
    ];
    for (value, coding, why) in rows {
        assert_eq!(Coding::parse(value.as_bytes()), Ok(coding), "{value:?}: {why}");
    }
}

#[test]
fn unknown() {
    let long = "x".repeat(65);
    let shown = format!("{}...", "x".repeat(64));
    let rows: [(&[u8], &str, &str); 12] = [
        (b"compress", "compress", "a coding that nobody uses"),
        (b"aws-chunked", "aws-chunked", "not a coding"),
        (b"dcz", "dcz", "a coding with a dictionary (RFC 9842)"),
        (b"gzip, br", "gzip, br", "a stack"),
        (b"gzip,gzip", "gzip,gzip", "a stack of the same"),
        (b"gzip;q=1", "gzip;q=1", "a parameter, which there is none of"),
        (b"gz ip", "gz ip", "white space within"),
        (b"\"gzip\"", "\\\"gzip\\\"", "quotes"),
        (b"gzip\0", "gzip\\x00", "a control character"),
        (b"\xff\xfe", "\\xff\\xfe", "bytes that are no text"),
        (&[b'x'; 64], &long[..64], "as long as is shown"),
        (long.as_bytes(), &shown, "longer"),
    ];
    for (value, shown, why) in rows {
        let error = Coding::parse(value).unwrap_err().to_string();
        let right = format!(
            "unknown content coding \"{shown}\", known are \"gzip\", \"deflate\", \"br\" and \
             \"zstd\", one at a time"
        );
        assert_eq!(error, right, "{why}");
    }
}

#[test]
fn names_are_read_as_they_are_written() {
    for coding in [Coding::Identity, Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd] {
        assert_eq!(Coding::parse(coding.name().as_bytes()), Ok(coding));
    }
}
