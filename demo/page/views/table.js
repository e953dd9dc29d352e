// A table of the requests, the newest first.

import { classOf } from './status.js';

// Rows that are kept: a film of any length must not fill the memory.
const MOST = 100;

export function showTable(requests, session, clock, element) {
    const body = element('requests');

    requests.addEventListener('request', ({ detail: request }) => {
        body.prepend(row(request));
        while (body.rows.length > MOST) body.deleteRow(-1);
    });
}

function row({ time, status, url, kind, aborted }) {
    const line = document.createElement('tr');
    const cell = (...content) => {
        const data = line.insertCell();
        data.append(...content);
        return data;
    };
    cell(new Date(time).toLocaleTimeString('en-GB'));
    const shown = document.createElement('span');
    shown.className = `badge ${classOf(status)}`;
    shown.textContent = status || (aborted ? 'stopped' : 'failed');
    cell(shown);
    cell(...short(url)).title = url;
    cell(kind);
    return line;
}

// The file, which token it was asked for with, and by whom.
function short(address) {
    const { pathname, searchParams } = new URL(address);
    const segments = pathname.split('/');
    if (segments[1] === 'token') return [`/token/${segments[2]}`];
    const token = searchParams.get('md5') ?? segments.at(segments.indexOf('videos') + 2);
    const file = document.createElement('b');
    file.textContent = segments.at(-1);
    const mark = document.createElement('mark');
    mark.className = 'token';
    mark.textContent = `${token.slice(0, 6)}…`;
    const from = segments[1] === 'from' ? ` from ${segments[2]}` : '';
    return [file, ' ', mark, from];
}
