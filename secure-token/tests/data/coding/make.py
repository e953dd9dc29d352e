#!/usr/bin/env python3
"""Makes the encoded playlists beside it, with encoders that are not ours.

They are checked in, since encoders change from version to version: run this only to add one. It
needs the packages Brotli (1.2.1 was used) and zstandard (0.25.0).
"""

import pathlib
import struct
import zlib

import brotli
import zstandard

HERE = pathlib.Path(__file__).parent

SHORT = (HERE / "short.m3u8").read_bytes()
# Longer than the window of DEFLATE and than a block of Zstandard.
LONG = b"#EXTM3U\n" + b"".join(
    b"#EXTINF:6.000,\nvideo/segment_%06d.m4s?part=%d\n" % (i, i * i % 977) for i in range(4000)
)
ZEROS = bytes(300_000)


def deflated(text, bits, level=9, strategy=zlib.Z_DEFAULT_STRATEGY, flush=None):
    encoder = zlib.compressobj(level, zlib.DEFLATED, bits, 8, strategy)
    half = len(text) // 2
    start = encoder.compress(text[:half])
    if flush is not None:
        start += encoder.flush(flush)
    return start + encoder.compress(text[half:]) + encoder.flush()


def gzip(text, **how):
    return deflated(text, 31, **how)


def gzip_with_every_field(text):
    """FTEXT, FHCRC, FEXTRA, FNAME and FCOMMENT (RFC 1952 section 2.3)."""
    header = b"\x1f\x8b\x08\x1f" + struct.pack("<I", 1_893_456_000) + b"\x00\x03"
    header += struct.pack("<H", 6) + b"XX\x02\x00ab" + b"live.m3u8\x00" + b"a comment\x00"
    header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
    trailer = struct.pack("<II", zlib.crc32(text), len(text))
    return header + deflated(text, -15) + trailer


def br(text, quality, window, flush=False):
    encoder = brotli.Compressor(quality=quality, lgwin=window)
    half = len(text) // 2
    start = encoder.process(text[:half])
    if flush:
        start += encoder.flush()
    return start + encoder.process(text[half:]) + encoder.finish()


def zstd(text, level, stream=False, dictionary=None, **parameters):
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level, write_dict_id=True, **parameters
    )
    encoder = zstandard.ZstdCompressor(compression_params=parameters, dict_data=dictionary)
    if not stream:
        return encoder.compress(text)
    half = len(text) // 2
    encoder = encoder.compressobj()
    start = encoder.compress(text[:half])
    start += encoder.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return start + encoder.compress(text[half:]) + encoder.flush()


FILES = {
    "short.gz": gzip(SHORT),
    "stored.gz": gzip(SHORT, level=0),
    "fixed.gz": gzip(SHORT, strategy=zlib.Z_FIXED),
    "flushed.gz": gzip(SHORT, flush=zlib.Z_SYNC_FLUSH),
    "fields.gz": gzip_with_every_field(SHORT),
    "empty.gz": gzip(b""),
    "long.gz": gzip(LONG),
    "short.zz": deflated(SHORT, 15),
    "window512.zz": deflated(SHORT, 9),
    "dictionary.zz": b"\x78\xbb" + struct.pack(">I", zlib.adler32(SHORT)) + deflated(SHORT, -15),
    "short.deflate": deflated(SHORT, -15),
    "stored.deflate": deflated(SHORT, -15, level=0),
    "long.deflate": deflated(LONG, -15),
    "short.br": br(SHORT, 11, 22),
    "fast.br": br(SHORT, 1, 18),
    "window1k.br": br(SHORT, 5, 10),
    "window16m.br": br(SHORT, 9, 24),
    "flushed.br": br(SHORT, 5, 22, flush=True),
    "empty.br": br(b"", 11, 22),
    "zeros.br": br(ZEROS, 9, 16),
    "long.br": br(LONG, 11, 22),
    "gibibyte.br": brotli.compress(bytes(1 << 30), quality=5, lgwin=24),
    "short.zst": zstd(SHORT, 3, write_checksum=True),
    "bare.zst": zstd(SHORT, 19, write_content_size=False, write_checksum=False, window_log=10),
    "flushed.zst": zstd(SHORT, 3, stream=True, write_checksum=True),
    "empty.zst": zstd(b"", 3, write_checksum=True),
    "zeros.zst": zstd(ZEROS, 3, write_checksum=True),
    "window8m.zst": zstd(SHORT, 3, stream=True, window_log=23, write_checksum=True),
    "window16m.zst": zstd(SHORT, 3, stream=True, window_log=24, write_checksum=True),
    "long.zst": zstd(LONG, 19, write_checksum=True),
    "dictionary.zst": zstd(
        SHORT,
        3,
        dictionary=zstandard.train_dictionary(
            1024, [LONG[i : i + 700] for i in range(0, 150_000, 700)], dict_id=7
        ),
    ),
}

for name, content in FILES.items():
    (HERE / name).write_bytes(content)
    print(f"{len(content):6} {name}")
