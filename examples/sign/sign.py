#!/usr/bin/env python3
"""Signs links. To copy: token(), sign_url() and read_key(); README.md beside this file explains them."""

import argparse
import base64
import hashlib
import hmac
import ipaddress
import os
import re
import sys
import time
from urllib.parse import unquote_to_bytes


def token(mode, signed, expires, key, ip=None, algorithm="md5"):
    """The token of a path (mode "query") or of a segment of it (mode "path"), both as nginx decodes them: bytes."""
    if not isinstance(expires, int) or not 0 <= expires <= 999_999_999_999:
        raise ValueError(f"expires must be in whole seconds since 1970, not {expires}")
    address = b""
    if ip is not None:
        # As nginx writes it: IPv6 in the form of RFC 5952, an IPv4-mapped address as IPv4.
        parsed = ipaddress.ip_address(ip)
        if getattr(parsed, "scope_id", None):
            raise ValueError(f'an address without a zone, not "{ip}"')
        address = str(getattr(parsed, "ipv4_mapped", None) or parsed).encode()
    if mode not in ("query", "path") or algorithm not in ("md5", "hmac-sha256"):
        raise ValueError(f'there is no mode "{mode}" with algorithm "{algorithm}"')
    if algorithm == "hmac-sha256":
        digest = hmac.digest(key, b"%d %b %b" % (expires, address, signed), "sha256")
    elif mode == "query":
        digest = hashlib.md5(b"%d%b%b %b" % (expires, signed, address, key)).digest()
    else:
        digest = hashlib.md5(b"%b_%b_%d_%b" % (signed, key, expires, address)).digest()
    # base64url without padding
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def sign_url(mode, url, expires, key, ip=None, algorithm="md5", scope=None, id=None):
    """The URL with its token in it.

    `url` is percent-encoded, `id` is not, `expires` is a time such as int(time.time()) + 3600, `key` is bytes.
    """
    form = r"(https?://[^/?#\s]+)?(/(?:[!$&-;=@-Z_a-z~]|%[0-9A-Fa-f]{2})*)(\?[^#\s]*)?(#\S*)?"
    match = re.fullmatch(form, url)
    if not match:
        raise ValueError(f'no percent-encoded URL with a path: "{url}"')
    origin, path, query, fragment = match.groups(default="")
    # Not unquote_plus(), which takes "+" for a space, nor unquote(), which makes text of bytes.
    decoded = unquote_to_bytes(path)
    if re.search(rb"//|/\.\.?(/|\Z)", decoded):
        raise ValueError(f'nginx resolves "//", "." and "..", so none can be in a path: "{url}"')
    if mode == "path":
        if scope is not None:
            raise ValueError("a scope is for query mode: in path mode a segment is signed, the id")
        # A token that the URL has already is replaced: nginx takes the first one.
        length = 22 if algorithm == "md5" else 43
        pair = rf"([^/]/)[A-Za-z0-9_-]{{{length}}}(?:=|%3[Dd]){{0,2}}/[0-9]{{1,12}}(?:/|\Z)"
        segments = re.sub(pair, r"\1", path, count=1).split("/")
        names = [unquote_to_bytes(segment) for segment in segments]
        signed = (id or "").encode()
        if signed not in names or signed == b"" or b"/" in signed:
            raise ValueError(f'no segment "{id or ""}" in the path: "{url}"')
        after = names.index(signed) + 1
        if re.search(pair, "/".join(segments[:after])):
            raise ValueError(f'the URL has two tokens before "{id}": "{url}"')
        segments[after:after] = [token(mode, signed, expires, key, ip, algorithm), str(expires)]
        return origin + "/".join(segments) + query + fragment
    if id is not None:
        raise ValueError("an id is for path mode: in query mode the path is signed")
    if re.search(r"[?&](md5|expires)=", query, re.IGNORECASE):
        raise ValueError(f'the URL has a token already: "{url}"')
    if scope not in (None, "directory", "file"):
        raise ValueError(f'there is no scope "{scope}"')
    # A directory has its last "/".
    signed = decoded if scope == "file" else decoded[: decoded.rindex(b"/") + 1]
    value = token(mode, signed, expires, key, ip, algorithm)
    before = f"{query}&" if len(query) > 1 else "?"
    # The parameters have these names with every algorithm.
    return f"{origin}{path}{before}md5={value}&expires={expires}{fragment}"


def read_key():
    """The key: the first line of a file, or a variable of the environment. An argument would show to everyone."""
    if "SECURE_TOKEN_KEY_FILE" in os.environ:
        with open(os.environ["SECURE_TOKEN_KEY_FILE"], "rb") as file:
            # The line's end is no part of the key; a space is.
            lines = re.split(rb"\r?\n", file.read())
    else:
        lines = [os.environb.get(b"SECURE_TOKEN_KEY", b"")]
    key = next(filter(None, lines), b"")
    if len(key) < 6:
        raise ValueError("a key in SECURE_TOKEN_KEY, or in SECURE_TOKEN_KEY_FILE, has 6 bytes at least")
    return key


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("mode", metavar="query|path")
    parser.add_argument("url", metavar="URL")
    parser.add_argument("expires", metavar="UNIXTIME|+SECONDS")
    parser.add_argument("--ip", metavar="ADDRESS")
    parser.add_argument("--algorithm", default="md5", metavar="md5|hmac-sha256")
    parser.add_argument("--scope", metavar="directory|file")
    parser.add_argument("--id", metavar="SEGMENT")
    options = vars(parser.parse_args())
    match = re.fullmatch(r"(\+?)([1-9][0-9]{0,11})", options["expires"])
    if not match:
        raise ValueError(f'expires must be whole seconds, as in 1893456000 or +3600, not "{options["expires"]}"')
    options["expires"] = int(match[2]) + (int(time.time()) if match[1] else 0)
    print(sign_url(**options, key=read_key()))


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError) as error:
        sys.exit(f"sign: {error}")
