// The demo's page in a browser: what its buttons show, what nginx logs of it, and that films play, stop and play again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { plays, startBrowser, startDemo } from './browser.mjs';

const PLAYERS = ['hls-js', 'dash-js-5', 'dash-js-4', 'shaka', 'video-js'];
const MODES = ['query', 'path'];

// What is pressed, what the page is then in, what the server says, and how its log calls the link.
const BUTTONS = [
    ['expire', 'expired', 410, 'expired'],
    ['tamper', 'tampered', 403, 'invalid'],
    ['extend', 'extended', 403, 'invalid'],
    ['share', 'shared', 403, 'invalid'],
    ['normal', 'normal', 200, 'valid'],
];
const PATIENCE = 20_000;

let demo, browser;
before(async () => {
    demo = await startDemo('page-test');
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    await demo?.stop();
});

// A page of its own for a test, which must not complain of anything nor leave its own host. In a small window, since drawing
// costs more than playing.
async function withPage(settings, test, { width = 500, height = 500 } = {}) {
    const page = await browser.newPage({ viewport: { width, height } });
    const wrong = [], asked = [];
    page.on('pageerror', (error) => wrong.push(`${error.stack}`));
    page.on('console', (message) => {
        // What players warn of is their own business.
        if (message.type() !== 'error') return;
        // A browser itself reports each answer of 400 and above: those of the film are what this is about.
        const film = /^\/(?:coffee_run|videos|bound|from)\//.test(new URL(message.location().url || demo.url).pathname);
        if (film && /status of (?:403|410)/.test(message.text())) return;
        wrong.push(`${message.text()} ${message.location().url}`);
    });
    page.on('request', (request) => asked.push(request.url()));
    try {
        await page.goto(`${demo.url}#${new URLSearchParams(settings)}`);
        await test(page, asked);
        const outside = asked.filter((url) => !url.startsWith(demo.url) && !/^(?:blob|data):/.test(url));
        assert.deepEqual(outside, [], 'requests to other hosts');
        assert.deepEqual(wrong, [], 'complaints of the browser');
    } finally {
        await page.close();
    }
}

// Presses a button, and gives the milliseconds after which the page shows what it should.
function press(page, action, state, status) {
    return page.evaluate(({ action, state, status, patience }) => new Promise((resolve, reject) => {
        const started = performance.now();
        const shown = () => document.getElementById('status').textContent;
        const done = () => {
            if (document.body.dataset.state !== state || shown() !== `${status}`) return;
            observer.disconnect();
            resolve(performance.now() - started);
        };
        const observer = new MutationObserver(done);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        setTimeout(() => {
            reject(new Error(`${action}: ${document.body.dataset.state} ${shown()}, not ${state} ${status}`));
        }, patience);
        document.querySelector(`[data-action=${action}]`).click();
    }), { action, state, status, patience: PATIENCE });
}

// The least time of a few tries, of which one in time is enough: a machine that is busy with other things makes some late, a
// page that is slow all.
async function inTime(limit, measure) {
    let least = Infinity;
    for (let tries = 0; tries < 3 && least >= limit; tries++) least = Math.min(least, await measure());
    return least;
}

// Resolves when nginx has logged a request of a manifest with this status and verdict.
async function logged(manifest, status, verdict, since) {
    const line = new RegExp(`"GET \\S*${manifest}\\S* HTTP/1\\.[01]" ${status} ${verdict} `);
    for (const end = Date.now() + PATIENCE; Date.now() < end;) {
        if (line.test(demo.log().slice(since))) return;
        await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    assert.fail(`nginx did not log ${status} ${verdict} for ${manifest}`);
}

const count = async (page, what) => Number(await page.textContent(`#count-${what}`));

// When the link in use expires.
const expiry = async (page) => Number(await page.textContent('mark.expires'));

// Resolves when the film has stood still for a while.
async function stands(page) {
    await page.waitForFunction(() => /^(?:waits|gave up)/.test(document.getElementById('player-state').textContent),
        null, { timeout: PATIENCE });
}

// Resolves when the film, in quick motion, is between two of its seconds.
async function runsPast(page, from, to) {
    await page.waitForFunction(({ from, to }) => {
        const video = document.querySelector('video');
        if (video.currentTime > 0 && video.playbackRate !== 4) video.playbackRate = 4;
        return video.currentTime >= from && video.currentTime < to;
    }, { from, to }, { timeout: PATIENCE });
}

describe('the page', { concurrency: 3 }, () => {
    it('a link that is renewed outlives itself', async () => {
        await withPage({ lifetime: 10, renewal: 'ahead' }, async (page) => {
            await plays(page);
            const first = await expiry(page);
            await page.waitForFunction((end) => Date.now() > end + 1000, first * 1000, { timeout: PATIENCE });
            await plays(page);
            assert.ok(await expiry(page) > first, 'the link is the same');
            assert.equal(await count(page, 403) + await count(page, 410), 0, 'refusals');
        });
    });

    it('each request is a dot, a row and a count, and each link has a line at its end', async () => {
        await withPage({ lifetime: 60 }, async (page) => {
            await plays(page);
            await press(page, 'tamper', 'tampered', 403);
            const seen = await page.evaluate(() => {
                const number = (selector) => document.querySelectorAll(selector).length;
                const counted = (name) => Number(document.getElementById(`count-${name}`).textContent);
                const rows = [...document.querySelectorAll('#requests tr')].map((row) => row.cells[1].textContent);
                return {
                    rows: rows.length, served: rows.filter((status) => status === '200').length,
                    refused: rows.filter((status) => status === '403').length,
                    dots: number('#timeline use'), crosses: number('#timeline use[href="#mark-wrong"]'),
                    ends: number('#timeline .expiry'),
                    counts: [counted('200') + counted('issued'), counted('403'), counted('issued')],
                };
            });
            assert.ok(seen.served > 3 && seen.refused > 0 && seen.ends > 0, JSON.stringify(seen));
            assert.equal(seen.dots, seen.rows, 'a dot for each row');
            assert.equal(seen.crosses, seen.refused, 'a cross for each refusal');
            assert.deepEqual(seen.counts.slice(0, 2), [seen.served, seen.refused], 'counters');
        });
    });

    it('a link that is renewed when it is refused costs one 410', async () => {
        await withPage({ lifetime: 10, renewal: 'refused' }, async (page) => {
            await plays(page);
            const first = await expiry(page);
            await page.waitForFunction(() => document.getElementById('count-410').textContent !== '0',
                null, { timeout: PATIENCE });
            await plays(page);
            assert.ok(await expiry(page) > first, 'the link is the same');
        });
    });

    it('a link that nobody renews ends the film', async () => {
        await withPage({ lifetime: 10, renewal: 'never' }, async (page) => {
            await plays(page);
            await page.waitForFunction(() => document.getElementById('count-410').textContent !== '0',
                null, { timeout: PATIENCE });
            await stands(page);
            await press(page, 'normal', 'normal', 200);
            await plays(page);
        });
    });

    for (const player of PLAYERS) {
        for (const mode of MODES) {
            it(`${player}, token in the ${mode}: plays, and each button shows its status`, async () => {
                await withPage({ player, mode }, async (page, asked) => {
                    await plays(page);
                    assert.equal(await count(page, 403) + await count(page, 410), 0, 'refusals of good links');
                    const film = asked.filter((url) => /\.(?:ts|m4s)\b/.test(url));
                    assert.ok(film.length > 0, 'no segment was asked for');
                    const shape = mode === 'query' ? /\?md5=[\w-]{22}&expires=\d+$/ : /\/videos\/\w+\/[\w-]{22}\/\d+\//;
                    assert.deepEqual(film.filter((url) => !shape.test(url)), [], 'segments without a token');

                    const manifest = /^dash|^shaka/.test(player) ? 'master.mpd' : 'master.m3u8';
                    for (const [action, state, status, verdict] of BUTTONS) {
                        const since = demo.log().length;
                        const took = await inTime(2000, () => press(page, action, state, status));
                        assert.ok(took < 2000, `${action}: ${status} was shown after ${took} ms`);
                        await logged(manifest, status, verdict, since);
                    }
                    await plays(page);
                });
            });
        }

        it(`${player}: the film asks anew in its second round, stops by a spoilt link, and goes on by a new one`, async () => {
            await withPage({ player, mode: 'path', lifetime: 300 }, async (page, asked) => {
                await plays(page);
                await runsPast(page, 15, 20);
                const since = asked.length;
                await runsPast(page, 12, 15);
                // Sound and subtitles have one quality: pictures may be fetched again because another one is wanted.
                const numbers = asked.slice(since).map((url) => /\/(?:2-|english_)(\d+)\./.exec(url))
                    .flatMap((found) => (found ? [Number(found[1])] : []));
                // Numbers begin with 0 or 1. Of the film's end a player may still have what it has just played.
                const missing = [1, 2, 3, 4].filter((number) => !numbers.includes(number));
                assert.deepEqual(missing, [], 'segments that came from the buffer');

                await press(page, 'tamper', 'tampered', 403);
                await stands(page);
                await press(page, 'normal', 'normal', 200);
                await plays(page);
            });
        });
    }

    for (const width of [390, 1280]) {
        it(`fits a screen of ${width} pixels, whatever the link`, async () => {
            await withPage({ mode: 'path' }, async (page) => {
                await plays(page);
                for (const [action, state, status] of BUTTONS) {
                    await press(page, action, state, status);
                    const { scroll, cut } = await page.evaluate(() => ({
                        scroll: document.documentElement.scrollWidth,
                        // What is wider than its box would be cut off or lie over its neighbour.
                        cut: [...document.querySelectorAll('p, dt, dd, b, small, td, th, h1, h2, label, li, button, select')]
                            .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
                            .map((element) => element.outerHTML),
                    }));
                    assert.ok(scroll <= width, `${action}: the page is ${scroll} pixels wide`);
                    assert.deepEqual(cut, [], action);
                }
            }, { width });
        });
    }

    it('gives a hurried hand what it asked for last', async () => {
        await withPage({}, async (page) => {
            await plays(page);
            for (const player of PLAYERS) await page.selectOption('#player', player);
            await plays(page);
            for (const action of ['expire', 'share', 'normal', 'tamper', 'normal', 'extend', 'normal', 'normal']) {
                await page.evaluate((name) => document.querySelector(`[data-action=${name}]`).click(), action);
            }
            await plays(page);
            assert.match(await page.textContent('#player-name'), /^video\.js/);
            assert.equal(await page.textContent('#status'), '200');
            assert.equal(await page.locator('video').count(), 1);
        });
    });

    it('works by keyboard', async () => {
        await withPage({}, async (page) => {
            await plays(page);
            const reached = [];
            await page.focus('#player');
            for (let i = 0; i < 40 && !reached.includes('copy'); i++) {
                await page.keyboard.press('Tab');
                reached.push(await page.evaluate(() => {
                    const { id, dataset } = document.activeElement;
                    return dataset.action ?? id;
                }));
            }
            for (const name of ['mode', 'lifetime', 'renewal', 'expire', 'tamper', 'extend', 'share', 'normal', 'copy']) {
                assert.ok(reached.includes(name), `${name} is not reached by Tab: ${reached}`);
            }
            await page.focus('[data-action=tamper]');
            await page.keyboard.press('Enter');
            await page.waitForFunction(() => document.getElementById('status').textContent === '403',
                null, { timeout: PATIENCE });
        });
    });
});
