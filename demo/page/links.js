// Links: where they come from, and what can be done to one without the key.

import { fetchLink } from '/players/secure-token.js';

const FILMS = {
    hls: { directory: '/coffee_run/', video: 'coffee', file: 'master.m3u8' },
    dash: { directory: '/coffee_run/dash/', video: 'coffee_dash', file: 'master.mpd' },
};

// Where a request comes from another address than this browser's, though not from another machine.
const ELSEWHERE = '/from/127.0.0.77';

// A new link of the endpoint: { url, token, expires, ... }. `form` is hls or dash, `mode` is query or path, `lifetime` is in
// seconds; with `bound` the link is good for this browser's address alone.
export async function askLink({ form, mode, lifetime, bound = false }, { fetch, signal } = {}) {
    const { directory, video, file } = FILMS[form];
    const endpoint = mode === 'query'
        // The path itself is signed, and bound links have paths of their own.
        ? `/token/query${bound ? '/bound' : ''}${directory}${file}?expire=${lifetime}`
        : `/token/path?video=${video}&file=${file}&expire=${lifetime}`;
    return fetchLink(endpoint, { bound, fetch })({ signal });
}

// `changed` says what of a link was written by hand.

// One character of the token is another. The last one would not do: not all of its bits belong to the token.
export function tampered(link) {
    const token = (link.token[0] === 'A' ? 'B' : 'A') + link.token.slice(1);
    return { ...link, token, url: link.url.replace(link.token, token), changed: token[0] };
}

// The expiry is later, and the token still that of the old one.
export function extended(link, seconds) {
    const expires = link.expires + seconds;
    return { ...link, expires, url: link.url.replace(`${link.expires}`, `${expires}`), changed: `${expires}` };
}

// The same URL, asked for by somebody else: this server asks itself, from another of the machine's addresses.
export function fromElsewhere(url) {
    const moved = new URL(url);
    const { pathname } = moved;
    if (pathname.startsWith(ELSEWHERE)) return url;
    moved.pathname = ELSEWHERE + (pathname.startsWith('/bound/') ? '' : '/bound') + pathname;
    return moved.href;
}

// A link's URL in pieces: [text, kind], where the kind is "token", "expires" or "".
export function piecesOf({ url, token, expires }) {
    const from = url.indexOf(token), to = from + token.length;
    const digits = `${expires}`, at = url.indexOf(digits, to);
    return [
        [url.slice(0, from), ''],
        [token, 'token'],
        [url.slice(to, at), ''],
        [digits, 'expires'],
        [url.slice(at + digits.length), ''],
    ];
}
