// One player on one page, watched until it has done what a test wants of it.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { openPage } from './chromium.js';

// The streams of lib/media.js.
export const HLS = ['ts', 'cmaf', 'aes'];
export const DASH = ['number', 'timeline', 'list', 'ranges', 'base', 'baseurl'];

// Milliseconds that a player may take: far more than it needs, so that only a fault runs into them.
const PATIENCE = 60_000;

let runs = 0;

// Opens a page, and has the player begin. `until(now)` of the result waits for what a test calls done.
export async function watch({ browser, server }, { player, stream, file, mode, lifetime = 3600, buffer = 2, refresh = null, only }) {
    const run = `run${++runs}`;
    server.add(run, mode);
    const dash = DASH.includes(stream);
    file ??= dash ? 'master.mpd' : 'master.m3u8';
    const opened = await openPage(browser, server);
    const { page, noises } = opened;
    const ours = ({ url }) => url.startsWith(`${server.origin}/${mode}/${run}/`);

    const self = {
        page,
        // What the page was answered of the stream.
        answers: () => opened.answers.filter(ours),
        // What nginx answered of it, once it has logged all that the page was answered.
        log: () => server.log(run, self.answers().length),

        // Polls until done(state) is true, and gives that state.
        async until(what, done) {
            for (const deadline = Date.now() + PATIENCE; ; await delay(100)) {
                const state = await page.evaluate(() => globalThis.report());
                state.answers = self.answers();
                if (done(state)) return state;
                assert.ok(Date.now() < deadline, `never ${what}: ${told(state, noises)}`);
            }
        },
        close: opened.close,
    };

    await page.waitForFunction(() => globalThis.play);
    try {
        await page.evaluate((options) => globalThis.play(options), {
            player, buffer, refresh, only,
            endpoint: server.endpoint({ mode, run, stream, file, lifetime }),
            type: dash ? 'application/dash+xml' : 'application/x-mpegURL',
        });
    } catch (error) {
        await opened.close();
        throw error;
    }
    return self;
}

// A state, short enough to be read.
function told(state, noises) {
    const answers = state.answers.map(({ url, status, method }) => `${status} ${method} ${new URL(url).pathname}`);
    return JSON.stringify({
        ...state, links: state.links.length, noises: noises.slice(-5),
        answers: [`${answers.length} in all`, ...answers.slice(-12)],
    }, null, 1);
}
