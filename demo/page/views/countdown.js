// How long the link in use is still good for: a number, and a bar that turns from green to amber to red.

import { LEAD } from '../source.js';

export function showCountdown(session, clock, element) {
    const number = element('countdown'), what = element('countdown-what'), bar = element('bar');
    let from = 0, to = 0;

    session.addEventListener('link', ({ detail: link }) => {
        from = Date.now();
        to = link.expires * 1000;
    });

    clock.every((now) => {
        if (to === 0) return;
        const left = to - now;
        const share = left > 0 ? Math.min(left / Math.max(to - from, 1), 1) : 0;
        bar.style.width = `${100 * share}%`;
        bar.dataset.level = left > 0 && session.state in VOID ? 'void' : levelOf(left, share);
        number.textContent = left > 0 ? span(Math.ceil(left / 1000)) : '0 s';
        number.dataset.level = bar.dataset.level;
        what.textContent = describe(session, left);
    });
}

function span(seconds) {
    if (seconds < 100) return `${seconds} s`;
    const pad = (value) => `${value}`.padStart(2, '0');
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
    return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

function levelOf(left, share) {
    if (left <= 0) return 'none';
    if (left <= LEAD * 1000) return 'low';
    return share <= 0.5 ? 'half' : 'high';
}

// Time that is no use, and why.
const VOID = {
    tampered: 'to go, but the token is wrong',
    extended: 'claimed, but not signed',
    shared: 'to go, at its own address',
};

function describe(session, left) {
    if (left <= 0) return `expired ${span(Math.floor(-left / 1000))} ago`;
    return VOID[session.state] ?? 'until this link expires';
}
