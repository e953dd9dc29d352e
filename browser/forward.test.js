// Players that know nothing of tokens play protected streams: the parameters of the manifest's URL go on to all that is in it.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { startChromium } from './lib/chromium.js';
import { startServer } from './lib/server.js';
import { DASH, HLS, watch } from './lib/watch.js';

const world = {};
before(async () => {
    world.server = await startServer();
    world.browser = await startChromium();
});
after(async () => {
    await world.browser?.close();
    await world.server?.stop();
});

const rows = [
    // player, its streams
    ['hls.js', HLS],
    ['dash.js 4', DASH],
    ['dash.js 5', DASH],
    ['Shaka', [...HLS, ...DASH]],
    ['video.js', [...HLS, ...DASH]],
    ['native', HLS],
].flatMap(([player, streams]) => streams.map((stream) => ({ player, stream })));

// The files of a stream that a player cannot do without, besides the manifest.
const NEEDED = {
    ts: [/^v\d+\.m3u8$/, /^v\d+-\d+\.ts$/],
    aes: [/^v\d+\.m3u8$/, /^v\d+-\d+\.ts$/, /^film\.key$/],
    cmaf: [/^v\d+\.m3u8$/, /^audio\.m3u8$/, /^english\.m3u8$/, /^v\d+-init\.mp4$/, /^audio-init\.mp4$/,
        /^v\d+-\d+\.m4s$/, /^audio-\d+\.m4s$/, /^english\.vtt$/],
};
const SEGMENTS = [/^init-[01]\.m4s$/, /^init-2\.m4s$/, /^chunk-[01]-\d+\.m4s$/, /^chunk-2-\d+\.m4s$/];
const SINGLE = [/^master-stream[01]\.mp4$/, /^master-stream2\.mp4$/];
for (const stream of DASH) NEEDED[stream] = ['ranges', 'base'].includes(stream) ? SINGLE : SEGMENTS;
// Chromium by itself shows no subtitles.
const LEFT_OUT = { native: /english/ };

// Every request had both parameters, and was answered with what it asked for.
function check(whose, answers) {
    for (const { url, status } of answers) {
        assert.match(url, /\?md5=[\w-]{22}&expires=\d{10}$/, `${whose}: a request without the token`);
        // Chromium by itself asks for a range of each file, which of a playlist that grows would be a wrong one.
        const right = /\.(m3u8|mpd)\?/.test(url) ? [200] : [200, 206];
        assert.ok(right.includes(status), `${whose}: ${status} for ${url}`);
    }
}

test('with forwarding, and no token logic in the player', { concurrency: 4 }, async (t) => {
    await Promise.all(rows.map(({ player, stream }) => t.test(`${player}: ${stream}`, async () => {
        const needed = NEEDED[stream].filter(({ source }) => !LEFT_OUT[player]?.test(source));
        const watched = await watch(world, { player, stream, mode: 'query' });
        try {
            // Pictures are decoded, time goes on, and all kinds of files have come.
            await watched.until('played', (state) => {
                check('the page', state.answers);
                const names = state.answers.map(({ url }) => new URL(url).pathname.split('/').at(-1));
                const missing = needed.filter((wanted) => !names.some((name) => wanted.test(name)));
                state.missing = missing.map(String);
                return state.currentTime > 1 && state.frames > 10 && missing.length === 0;
            });
            const log = await watched.log();
            assert.ok(log.length > needed.length, `nginx saw ${log.length} requests`);
            check('nginx', log);
        } finally {
            await watched.close();
        }
    })));
});
