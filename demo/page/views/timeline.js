// A mark for each request and a dashed line where a link expires, moving past a line that is now.

import { classOf } from './status.js';

const SVG = 'http://www.w3.org/2000/svg';
// What is asked for, from top to bottom.
const LANES = [
    ['links', ['link', 'new link']],
    ['manifests', ['manifest']],
    ['media', ['segment', 'key', 'subtitles']],
    ['checks', ['check', 'check, own']],
];
const LANE = 26, TOP = 20, HEIGHT = TOP + LANES.length * LANE + 22;
// Pixels for a second, and the seconds to the right of now.
const SCALE = 9, AHEAD = 12;

export function showTimeline(requests, session, clock, element) {
    const svg = element('timeline');
    const grid = add(svg, 'g'), moving = add(svg, 'g'), fixed = add(svg, 'g');
    const origin = Date.now();
    const x = (time) => (time - origin) / 1000 * SCALE;
    const ticks = new Map();
    let width = 0;

    svg.style.height = `${HEIGHT}px`;
    new ResizeObserver(([{ contentRect }]) => {
        width = contentRect.width;
        svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
        frame(grid, fixed, width);
    }).observe(svg);

    const counts = {};
    requests.addEventListener('request', ({ detail: { time, status, kind } }) => {
        const lane = LANES.findIndex(([, kinds]) => kinds.includes(kind));
        const name = classOf(status);
        const y = TOP + (lane + 0.5) * LANE;
        add(moving, 'use', { href: `#mark-${name}`, x: x(time) - 6, y: y - 6, width: 12, height: 12 }).dataset.time = time;
        counts[status] = (counts[status] ?? 0) + 1;
        const sums = Object.entries(counts).map(([code, count]) => `${count} answered ${code}`);
        svg.setAttribute('aria-label', `Requests over time: ${sums.join(', ')}`);
    });

    session.addEventListener('link', ({ detail: { expires } }) => {
        const time = expires * 1000;
        add(moving, 'path', { class: 'expiry', d: `M${x(time)} ${TOP - 8}V${HEIGHT - 20}` }).dataset.time = time;
    });

    clock.every((now) => {
        const left = now - (width / SCALE - AHEAD) * 1000;
        moving.setAttribute('transform', `translate(${width - AHEAD * SCALE - x(now)})`);
        for (const mark of [...moving.children]) if (mark.dataset.time < left - 10_000) mark.remove();
        // A mark at every ten seconds of the day.
        const first = Math.ceil(left / 10_000) * 10_000;
        for (let time = first; time < now + AHEAD * 1000; time += 10_000) {
            if (ticks.get(time)?.isConnected) continue;
            const tick = add(moving, 'g', { class: 'tick', transform: `translate(${x(time)})` });
            tick.dataset.time = time;
            add(tick, 'path', { d: `M0 ${TOP}V${HEIGHT - 20}` });
            if (time % 20_000 === 0) add(tick, 'text', { y: HEIGHT - 6 }).textContent = new Date(time).toLocaleTimeString('en-GB');
            moving.prepend(tick);
            ticks.set(time, tick);
        }
        for (const [time, tick] of ticks) if (!tick.isConnected) ticks.delete(time);
    });
}

// What stands still: lanes and their names, and now.
function frame(grid, fixed, width) {
    grid.replaceChildren();
    fixed.replaceChildren();
    LANES.forEach(([name], at) => {
        const y = TOP + at * LANE;
        if (at % 2 === 0) add(grid, 'rect', { class: 'lane', x: 0, y, width, height: LANE });
        add(fixed, 'text', { class: 'lane-name', x: 6, y: y + LANE / 2 + 4 }).textContent = name;
    });
    const now = width - AHEAD * SCALE;
    add(fixed, 'path', { class: 'now', d: `M${now} ${TOP - 4}V${HEIGHT - 20}` });
    add(fixed, 'text', { class: 'now-name', x: now, y: TOP - 8 }).textContent = 'now';
}

function add(parent, name, attributes = {}) {
    const child = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, value);
    parent.append(child);
    return child;
}
