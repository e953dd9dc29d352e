//! The table of bodies that are right. `data/coding/make.py` says how the files were made.

use secure_token::coding::Coding;

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../data/coding/", $name))
    };
}
pub(crate) use file;

/// What a part of a body holds.
#[derive(Clone, Copy, Debug)]
pub enum Text {
    Nothing,
    Short,
    Long,
    Zeros,
}

impl Text {
    pub fn bytes(self) -> Vec<u8> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Short => file!("short.m3u8").to_vec(),
            Self::Long => {
                let mut text = b"#EXTM3U\n".to_vec();
                for segment in 0..4000 {
                    let part = segment * segment % 977;
                    let lines =
                        format!("#EXTINF:6.000,\nvideo/segment_{segment:06}.m4s?part={part}\n");
                    text.extend_from_slice(lines.as_bytes());
                }
                text
            }
            Self::Zeros => vec![0; 300_000],
        }
    }
}

/// The body may end after each of its parts.
type Part = (&'static [u8], Text);

/// A body, and why it is in the table.
pub struct Body {
    pub coding: Coding,
    pub parts: &'static [Part],
    pub has_checksum: bool,
    pub why: &'static str,
}

impl Body {
    pub fn bytes(&self) -> Vec<u8> {
        self.parts.iter().flat_map(|(bytes, _)| *bytes).copied().collect()
    }

    pub fn text(&self) -> Vec<u8> {
        self.parts.iter().flat_map(|(_, text)| text.bytes()).collect()
    }

    /// What a body holds that ends after `len` bytes. `None` where none may end there.
    pub fn text_of(&self, len: usize) -> Option<Vec<u8>> {
        let (mut end, mut text) = (0, Vec::new());
        let mut parts = self.parts.iter();
        while end < len {
            let (bytes, of_part) = parts.next()?;
            end += bytes.len();
            text.extend(of_part.bytes());
        }
        (end == len).then_some(text)
    }

    /// Whether it is short enough for tests that take it apart byte by byte.
    pub fn is_short(&self) -> bool {
        self.bytes().len() < 1000
    }

    /// Whether its text is short enough for tests that decode it thousands of times.
    pub fn has_short_text(&self) -> bool {
        self.text().len() < 10_000
    }
}

/// A body whose texts have checksums.
const fn body(coding: Coding, parts: &'static [Part], why: &'static str) -> Body {
    Body { coding, parts, has_checksum: true, why }
}

/// One where a text has none.
const fn unchecked(coding: Coding, parts: &'static [Part], why: &'static str) -> Body {
    Body { coding, parts, has_checksum: false, why }
}

pub const BODIES: &[Body] = &[
    unchecked(Coding::Identity, &[(file!("short.m3u8"), Text::Short)], "no coding"),
    body(Coding::Gzip, &[(file!("short.gz"), Text::Short)], "dynamic Huffman codes"),
    body(Coding::Gzip, &[(file!("fixed.gz"), Text::Short)], "fixed Huffman codes"),
    body(Coding::Gzip, &[(file!("stored.gz"), Text::Short)], "stored blocks"),
    body(Coding::Gzip, &[(file!("flushed.gz"), Text::Short)], "an empty block from a flush"),
    body(Coding::Gzip, &[(file!("fields.gz"), Text::Short)], "every field of a header"),
    body(Coding::Gzip, &[(file!("empty.gz"), Text::Nothing)], "a member of nothing"),
    body(Coding::Gzip, &[(file!("long.gz"), Text::Long)], "more than the window"),
    body(
        Coding::Gzip,
        &[
            (file!("short.gz"), Text::Short),
            (file!("empty.gz"), Text::Nothing),
            (file!("fields.gz"), Text::Short),
        ],
        "members, one after the other",
    ),
    body(
        Coding::Gzip,
        &[
            (file!("short.gz"), Text::Short),
            (b"\0", Text::Nothing),
            (b"\0", Text::Nothing),
            (b"\0", Text::Nothing),
        ],
        "zeros, as a tape has them",
    ),
    body(Coding::Deflate, &[(file!("short.zz"), Text::Short)], "the zlib format"),
    body(Coding::Deflate, &[(file!("window512.zz"), Text::Short)], "zlib, with a small window"),
    unchecked(Coding::Deflate, &[(file!("short.deflate"), Text::Short)], "no zlib header"),
    unchecked(Coding::Deflate, &[(file!("stored.deflate"), Text::Short)], "no zlib header, stored"),
    unchecked(Coding::Deflate, &[(file!("long.deflate"), Text::Long)], "more than the window"),
    unchecked(
        Coding::Deflate,
        &[
            (file!("short.deflate"), Text::Short),
            (b"\x9c", Text::Nothing),
            (b"\x42", Text::Nothing),
            (b"\x00", Text::Nothing),
            (b"\x17", Text::Nothing),
        ],
        "no zlib header, but the trailer of four bytes",
    ),
    unchecked(Coding::Brotli, &[(file!("short.br"), Text::Short)], "as it is stored"),
    unchecked(Coding::Brotli, &[(file!("fast.br"), Text::Short)], "as it is made for each request"),
    unchecked(Coding::Brotli, &[(file!("window1k.br"), Text::Short)], "the smallest window"),
    unchecked(Coding::Brotli, &[(file!("window16m.br"), Text::Short)], "the largest window"),
    unchecked(Coding::Brotli, &[(file!("flushed.br"), Text::Short)], "a flush in its middle"),
    unchecked(Coding::Brotli, &[(file!("empty.br"), Text::Nothing)], "a stream of nothing"),
    unchecked(Coding::Brotli, &[(file!("zeros.br"), Text::Zeros)], "many bytes of few"),
    unchecked(Coding::Brotli, &[(file!("long.br"), Text::Long)], "a long one"),
    body(Coding::Zstd, &[(file!("short.zst"), Text::Short)], "one segment, a checksum"),
    unchecked(Coding::Zstd, &[(file!("bare.zst"), Text::Short)], "no content size, no checksum"),
    body(Coding::Zstd, &[(file!("flushed.zst"), Text::Short)], "a flush in its middle"),
    body(Coding::Zstd, &[(file!("empty.zst"), Text::Nothing)], "a frame of nothing"),
    body(Coding::Zstd, &[(file!("zeros.zst"), Text::Zeros)], "blocks of one byte"),
    body(Coding::Zstd, &[(file!("window8m.zst"), Text::Short)], "the largest window"),
    body(Coding::Zstd, &[(file!("long.zst"), Text::Long)], "more than a block"),
    body(
        Coding::Zstd,
        &[
            (b"\x50\x2a\x4d\x18\x05\0\0\0extra", Text::Nothing),
            (file!("short.zst"), Text::Short),
            (b"\x5f\x2a\x4d\x18\0\0\0\0", Text::Nothing),
            (file!("empty.zst"), Text::Nothing),
            (file!("flushed.zst"), Text::Short),
        ],
        "frames, and some to skip",
    ),
];
