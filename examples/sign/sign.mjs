// Signs links. To copy: token(), signUrl() and readKey(); README.md beside this file explains them.

import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SocketAddress, isIP } from 'node:net';
import { parseArgs } from 'node:util';

// The token of a path (mode 'query') or of a segment of it (mode 'path'), both as nginx decodes them: Buffers.
export function token(mode, signed, expires, key, { ip, algorithm = 'md5' } = {}) {
    if (!Number.isInteger(expires) || expires < 0 || expires > 999_999_999_999) {
        throw new Error(`expires must be in whole seconds since 1970, not ${expires}`);
    }
    let address = '';
    if (ip !== undefined) {
        if (!isIP(ip) || ip.includes('%')) {
            throw new Error(`"${ip}" is no IP address`);
        }
        // As nginx writes it: IPv6 in the form of RFC 5952, an IPv4-mapped address as IPv4.
        ({ address } = new SocketAddress({ address: ip, family: `ipv${isIP(ip)}` }));
        address = address.replace(/^::ffff:(?=.*\.)/, '');
    }
    const hash = (hasher, ...parts) => {
        parts.forEach((part) => hasher.update(part));
        return hasher.digest('base64url'); // without padding
    };
    switch (`${mode} ${algorithm}`) {
        case 'query md5':
            return hash(createHash('md5'), `${expires}`, signed, `${address} `, key);
        case 'path md5':
            return hash(createHash('md5'), signed, '_', key, `_${expires}_${address}`);
        case 'query hmac-sha256':
        case 'path hmac-sha256':
            return hash(createHmac('sha256', key), `${expires} ${address} `, signed);
        default:
            throw new Error(`there is no mode "${mode}" with algorithm "${algorithm}"`);
    }
}

// The bytes of percent-encoded ASCII. decodeURIComponent() would fail where they are not UTF-8.
function decode(text) {
    const byte = (_, hex) => String.fromCharCode(parseInt(hex, 16));
    return Buffer.from(text.replace(/%(..)/g, byte), 'latin1');
}

// The URL with its token in it. `url` is percent-encoded, `id` is not, `expires` is a time such as
// Math.floor(Date.now() / 1000) + 3600.
export function signUrl(mode, url, expires, key, { ip, algorithm = 'md5', scope, id } = {}) {
    const form = /^(https?:\/\/[^/?#\s]+)?(\/(?:[!$&-;=@-Z_a-z~]|%[0-9A-Fa-f]{2})*)(\?[^#\s]*)?(#\S*)?$/;
    // Not new URL(), which would change the path.
    const parts = form.exec(url);
    if (!parts) {
        throw new Error(`no percent-encoded URL with a path: "${url}"`);
    }
    const [, origin = '', path, query = '', fragment = ''] = parts;
    const decoded = decode(path);
    if (/\/\/|\/\.\.?(\/|$)/.test(decoded.toString('latin1'))) {
        throw new Error(`nginx resolves "//", "." and "..", so none can be in a path: "${url}"`);
    }
    if (mode === 'path') {
        if (scope !== undefined) {
            throw new Error('a scope is for query mode: in path mode a segment is signed, the id');
        }
        // A token that the URL has already is replaced: nginx takes the first one.
        const length = algorithm === 'md5' ? 22 : 43;
        const pair = new RegExp(`([^/]/)[A-Za-z0-9_-]{${length}}(?:=|%3[Dd]){0,2}/[0-9]{1,12}(?:/|$)`);
        const segments = path.replace(pair, '$1').split('/');
        const signed = Buffer.from(id ?? '');
        const place = segments.findIndex((segment) => decode(segment).equals(signed));
        if (place < 0 || !id || id.includes('/')) {
            throw new Error(`no segment "${id ?? ''}" in the path: "${url}"`);
        }
        if (pair.test(segments.slice(0, place + 1).join('/'))) {
            throw new Error(`the URL has two tokens before "${id}": "${url}"`);
        }
        segments.splice(place + 1, 0, token(mode, signed, expires, key, { ip, algorithm }), expires);
        return origin + segments.join('/') + query + fragment;
    }
    if (id !== undefined) {
        throw new Error('an id is for path mode: in query mode the path is signed');
    }
    if (/[?&](md5|expires)=/i.test(query)) {
        throw new Error(`the URL has a token already: "${url}"`);
    }
    if (![undefined, 'directory', 'file'].includes(scope)) {
        throw new Error(`there is no scope "${scope}"`);
    }
    // A directory has its last "/".
    const signed = scope === 'file' ? decoded : decoded.subarray(0, decoded.lastIndexOf('/') + 1);
    const value = token(mode, signed, expires, key, { ip, algorithm });
    const before = query.length > 1 ? `${query}&` : '?';
    // The parameters have these names with every algorithm.
    return `${origin}${path}${before}md5=${value}&expires=${expires}${fragment}`;
}

// The key: the first line of a file, or a variable of the environment. An argument would show in the list of processes.
export function readKey() {
    const { SECURE_TOKEN_KEY: variable = '', SECURE_TOKEN_KEY_FILE: file } = process.env;
    // The line's end is no part of the key; a space is.
    const lines = file === undefined ? [variable] : readFileSync(file, 'latin1').split(/\r?\n/);
    const key = Buffer.from(lines.find((line) => line !== '') ?? '', file === undefined ? 'utf8' : 'latin1');
    if (key.length < 6) {
        throw new Error('a key in SECURE_TOKEN_KEY, or in SECURE_TOKEN_KEY_FILE, has 6 bytes at least');
    }
    return key;
}

// The command line.
try {
    const [mode, url, time, ...rest] = process.argv.slice(2);
    if (time === undefined) {
        throw new Error('usage: node sign.mjs query|path URL UNIXTIME|+SECONDS [--ip ADDRESS]' +
            ' [--algorithm md5|hmac-sha256] [--scope directory|file] [--id SEGMENT]');
    }
    const option = { type: 'string' };
    const options = { ip: option, algorithm: option, scope: option, id: option };
    const { values } = parseArgs({ args: rest, options });
    if (!/^\+?[1-9][0-9]{0,11}$/.test(time)) {
        throw new Error(`expires must be whole seconds, as in 1893456000 or +3600, not "${time}"`);
    }
    const expires = Number(time) + (time.startsWith('+') ? Math.floor(Date.now() / 1000) : 0);
    console.log(signUrl(mode, url, expires, readKey(), values));
} catch (error) {
    console.error(`sign: ${error.message}`);
    process.exitCode = 1;
}
