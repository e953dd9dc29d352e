// Links of a few seconds: players with the files of players/ play past two expiries; without them they stop at the first.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';

import { startChromium } from './lib/chromium.js';
import { top } from './lib/need.js';
import { startServer } from './lib/server.js';
import { watch } from './lib/watch.js';

// Gcore's player, if it is one that has the plugin: not every release does.
const plugin = [process.env.GCORE_PLAYER, join(top, 'build/npm/node_modules/@gcorevideo/player/dist/index.js')]
    .find((path) => path && existsSync(path) && readFileSync(path, 'utf8').includes('TokenRefreshPlugin')) ?? null;

const world = {};
before(async () => {
    world.server = await startServer({ extra: plugin ?? undefined });
    world.browser = await startChromium();
});
after(async () => {
    await world.browser?.close();
    await world.server?.stop();
});

// Pages side by side: they wait more than they work.
const AT_ONCE = 6;

const LIFETIME = 6;
const AHEAD = { lead: 3 };
const REACTIVE = { lead: null };

const PLAYERS = [
    // player, streams
    ['hls.js', 'ts', 'cmaf'],
    ['dash.js 4', 'number'],
    ['dash.js 5', 'number'],
    ['Shaka', 'cmaf', 'number'],
    ['video.js', 'ts', 'number'],
].flatMap(([player, ...streams]) => streams.map((stream) => ({ player, stream })));

// Tells of each of the first links, when it has expired, whether the player has since fetched and played what it had not
// before: it noted what was buffered when it saw the expiry, and has played beyond that, by segments asked for later.
function pastExpiries(count) {
    const seen = [];
    return (state) => {
        for (const { expires } of state.links.slice(seen.length, count)) {
            if (state.time < expires + 0.1) break;
            seen.push({ bufferedEnd: state.bufferedEnd, answers: state.answers.length });
        }
        return seen.length === count && seen.every(({ bufferedEnd, answers }) =>
            state.currentTime > bufferedEnd + 0.3 && state.answers.slice(answers).some(isSegment));
    };
}

function isSegment({ url, status }) {
    return [200, 206].includes(status) && /\.(ts|m4s|mp4)$/.test(new URL(url).pathname);
}

function allowed(answers, ...statuses) {
    for (const { url, status } of answers) assert.ok(statuses.includes(status), `${status} for ${url}`);
}

function all(t, rows, name, body) {
    return Promise.all(rows.map((row) => t.test(name(row), async () => {
        const watched = await watch(world, { lifetime: LIFETIME, ...row });
        try {
            await body(watched, row);
        } finally {
            await watched.close();
        }
    })));
}

test('ahead of expiry', { concurrency: AT_ONCE }, async (t) => {
    const rows = ['path', 'query'].flatMap((mode) => PLAYERS.map((row) => ({ ...row, mode, refresh: AHEAD })));
    await all(t, rows, ({ player, stream, mode }) => `${player}: ${stream}, tokens in the ${mode}`, async (watched) => {
        const past = pastExpiries(2);
        const state = await watched.until('played past two expiries', (state) => {
            allowed(state.answers, 200);
            return past(state);
        });
        assert.deepEqual(state.errors, []);
        allowed(await watched.log(), 200);
    });
});

test('only once a request was answered 410', { concurrency: AT_ONCE }, async (t) => {
    const rows = PLAYERS.map((row) => ({ ...row, mode: 'path', refresh: REACTIVE, buffer: 6 }));
    await all(t, rows, ({ player, stream }) => `${player}: ${stream}`, async (watched) => {
        const state = await watched.until('played past two expiries', pastExpiries(2));
        assert.deepEqual(state.errors, []);
        const log = await watched.log();
        allowed(log, 200, 410);
        assert.ok(log.some(({ status }) => status === 410), 'nothing was refused: nothing was shown');
        assert.equal(state.starved, 0, 'the picture stood still');
    });
});

test('a rendition whose playlist came by a later link', async (t) => {
    // Its segments have that link's token, which is neither the first nor, later on, the current one.
    const row = { player: 'hls.js', stream: 'ts', mode: 'path', refresh: AHEAD, only: 0 };
    await all(t, [row], ({ player }) => player, async (watched) => {
        await watched.until('given a second link', ({ links }) => links.length >= 2);
        await watched.page.evaluate(() => { globalThis.state.player.loadLevel = 1; });
        const name = ({ url }) => new URL(url).pathname.split('/').at(-1);
        const state = await watched.until('switched, and played on by the second link after that of the playlist', (state) => {
            const playlist = state.answers.find((answer) => name(answer) === 'v180.m3u8');
            const link = state.links.find(({ expires }) => playlist?.url.includes(`/${expires}/`));
            // Two links later: neither the current one nor the last.
            const [, ...since] = state.links.filter(({ expires }) => expires > link?.expires);
            return state.answers.some((answer) =>
                name(answer).startsWith('v180-') && since.some(({ expires }) => answer.url.includes(`/${expires}/`)));
        });
        assert.ok(!state.answers.some((answer) => name(answer) === 'v180.m3u8' && answer.url.includes(`/${state.links[0].expires}/`)),
            'the playlist came by the first link: nothing was shown');
        allowed(await watched.log(), 200);
    });
});

test('a rendition whose index is first asked for by an expired link', async (t) => {
    // video.js looks at the beginning of the file to tell what it is: a refusal must not be taken for that.
    const row = { player: 'video.js', stream: 'base', mode: 'path', refresh: REACTIVE, only: 0 };
    await all(t, [row], ({ player }) => player, async (watched) => {
        // A player that stands still asks for nothing, so the link expires unnoticed.
        await watched.until('begun', ({ currentTime }) => currentTime > 0.5);
        await watched.page.evaluate(() => globalThis.state.player.pause());
        await watched.until('expired', ({ time, links: [{ expires }] }) => time > expires + 0.1);
        await watched.page.evaluate(() => {
            globalThis.state.only = 1;
            // One that becomes enabled is switched to at once.
            const level = globalThis.state.player.qualityLevels()[1];
            level.enabled = false;
            level.enabled = true;
        });
        const state = await watched.until('switched', ({ answers }) =>
            answers.some(({ url, status }) => status === 206 && url.endsWith('stream1.mp4')));
        const [first] = state.answers.filter(({ url }) => url.endsWith('stream1.mp4'));
        assert.equal(first.status, 410, 'the index was there already: nothing was shown');
        assert.deepEqual(state.errors, []);
    });
});

test('a client that replaces only the very pair of its first URL, as TokenRefreshPlugin does', { concurrency: AT_ONCE }, async (t) => {
    const rows = [{ player: 'hls.js', stream: 'ts', file: 'v180.m3u8', mode: 'path', refresh: { strict: true } }];
    if (plugin === null) {
        console.log('No TokenRefreshPlugin found (GCORE_PLAYER=/path/of/dist/index.js): only its rule is tried.');
    } else {
        console.log(`TokenRefreshPlugin of ${plugin} is tried too.`);
        rows.push({ ...rows[0], player: 'Gcore' });
    }
    await all(t, rows, ({ player }) => player, async (watched) => {
        const state = await watched.until('played past two expiries', pastExpiries(2));
        assert.deepEqual(state.errors, []);
        allowed(await watched.log(), 200);
    });
});

test('without refresh the player stops', { concurrency: AT_ONCE }, async (t) => {
    const rows = [...PLAYERS.map((row) => ({ ...row, mode: 'path' })), { player: 'native', stream: 'ts', mode: 'query' }]
        // Time enough to begin, however busy the machine is.
        .map((row) => ({ ...row, lifetime: 8 }));
    await all(t, rows, ({ player, stream }) => `${player}: ${stream}`, async (watched, { player }) => {
        const past = pastExpiries(1);
        const state = await watched.until('stopped', (state) => {
            assert.ok(!past(state), 'played on past the expiry of its link');
            // Chromium by itself ends with an error, and shows a page no answer that is neither media nor for scripts.
            if (player === 'native') return state.errors.length > 0;
            const refused = state.answers.some(({ status }) => status === 410);
            return refused && state.currentTime > 1 && state.currentTime > state.bufferedEnd - 0.3;
        });
        assert.ok((await watched.log()).some(({ status }) => status === 410), 'nothing was refused');
        assert.ok(state.currentTime < 20, 'it came to the end of the film');
    });
});
