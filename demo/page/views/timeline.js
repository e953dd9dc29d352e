// A mark for each request and a dashed line where a link expires, moving past a line that is now.

import { classOf } from './status.js';

const SVG = 'http://www.w3.org/2000/svg';
// What is asked for, from top to bottom.
const LANES = [
    ['links', ['link', 'new link']],
    ['manifests', ['manifest']],
    ['media', ['segment', 'key', 'subtitles']],
    ['checks', ['check']],
];
const LANE = 26, TOP = 20, BOTTOM = TOP + LANES.length * LANE + 2, HEIGHT = BOTTOM + 20;
// Milliseconds between two lines of the grid.
const TICK = 10_000;
// Pixels to the left for the names of the lanes, seconds that are seen in all, and those of them after now.
const NAMES = 72, SECONDS = 60, AHEAD = 12;
// Half the width of a time below the grid.
const LABEL = 30;
// Marks are closer on a narrow screen, but not so close that they cover each other: there it shows a shorter time.
const CLOSEST = 6;

export function showTimeline(requests, session, clock, element) {
    const svg = element('timeline');
    const grid = add(svg, 'g'), times = add(svg, 'g');
    // A picture in the picture: what has moved past its edge is cut off there.
    const plot = add(svg, 'svg', { x: NAMES, height: HEIGHT, overflow: 'hidden' });
    const moving = add(plot, 'g'), fixed = add(svg, 'g');
    const origin = Date.now();
    const ticks = new Map();
    let width = 0, scale = CLOSEST;

    const x = (time) => (time - origin) / 1000 * scale;
    const place = (mark) => mark.setAttribute('transform', `translate(${x(mark.dataset.time)})`);
    const put = (time, name, attributes) => {
        const mark = add(moving, name, attributes);
        mark.dataset.time = time;
        place(mark);
        return mark;
    };

    svg.style.height = `${HEIGHT}px`;
    new ResizeObserver(([{ contentRect }]) => {
        width = contentRect.width - NAMES;
        scale = Math.max(CLOSEST, width / SECONDS);
        svg.setAttribute('viewBox', `0 0 ${contentRect.width} ${HEIGHT}`);
        plot.setAttribute('width', width);
        frame(grid, fixed, contentRect.width, width - AHEAD * scale + NAMES);
        for (const mark of moving.children) place(mark);
    }).observe(svg);

    const counts = {};
    requests.addEventListener('request', ({ detail: { time, status, kind } }) => {
        const lane = LANES.findIndex(([, kinds]) => kinds.includes(kind));
        const y = TOP + (lane + 0.5) * LANE;
        put(time, 'use', { href: `#mark-${classOf(status)}`, x: -6, y: y - 6, width: 12, height: 12 });
        counts[status] = (counts[status] ?? 0) + 1;
        const sums = Object.entries(counts).map(([code, count]) => `${count} answered ${code}`);
        svg.setAttribute('aria-label', `Requests over time: ${sums.join(', ')}`);
    });

    session.addEventListener('link', ({ detail: { expires } }) => {
        put(expires * 1000, 'path', { class: 'expiry', d: `M0 ${TOP - 3}V${BOTTOM}` });
    });

    clock.every((now) => {
        const first = now - (width / scale - AHEAD) * 1000;
        moving.setAttribute('transform', `translate(${width - AHEAD * scale - x(now)})`);
        for (const mark of [...moving.children]) if (mark.dataset.time < first - 2 * TICK) mark.remove();
        for (let time = Math.ceil(first / TICK) * TICK; time < now + AHEAD * 1000; time += TICK) {
            if (ticks.has(time)) continue;
            const tick = put(time, 'path', { class: 'tick', d: `M0 ${TOP}V${BOTTOM}` });
            // Behind all marks.
            moving.prepend(tick);
            const label = add(times, 'text', { y: HEIGHT - 6 });
            if (time % (2 * TICK) === 0) label.textContent = new Date(time).toLocaleTimeString('en-GB');
            ticks.set(time, [tick, label]);
        }
        for (const [time, [tick, label]] of ticks) {
            if (!tick.isConnected) {
                label.remove();
                ticks.delete(time);
                continue;
            }
            const at = NAMES + width - AHEAD * scale + x(time) - x(now);
            label.setAttribute('x', at);
            // Half a time says nothing.
            label.style.visibility = at < LABEL || at > NAMES + width - LABEL ? 'hidden' : 'visible';
        }
    });
}

// What stands still: lanes and their names, and now.
function frame(grid, fixed, width, now) {
    grid.replaceChildren();
    fixed.replaceChildren();
    LANES.forEach(([name], at) => {
        const y = TOP + at * LANE;
        if (at % 2 === 0) add(grid, 'rect', { class: 'lane', y, width, height: LANE });
        add(fixed, 'text', { class: 'lane-name', x: 6, y: y + LANE / 2 + 4 }).textContent = name;
    });
    add(fixed, 'path', { class: 'now', d: `M${now} ${TOP - 4}V${BOTTOM}` });
    add(fixed, 'text', { class: 'now-name', x: now, y: TOP - 8 }).textContent = 'now';
}

function add(parent, name, attributes = {}) {
    const child = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, value);
    parent.append(child);
    return child;
}
