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
        bar.dataset.level = left <= 0 ? 'none' : left <= LEAD * 1000 ? 'low' : share <= 0.5 ? 'half' : 'high';
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

function describe(session, left) {
    if (left <= 0) return `expired ${span(Math.floor(-left / 1000))} ago`;
    if (session.state === 'tampered') return 'to go, were it a token';
    if (session.state === 'extended') return 'claimed, but not signed';
    if (session.state === 'shared') return 'to go, for its own address';
    return 'until this link expires';
}
