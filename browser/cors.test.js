// A page on another origin can tell why it gets nothing: 403 and 410 can be read, also where the browser asks first.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { openPage, startChromium } from './lib/chromium.js';
import { startServer } from './lib/server.js';

const world = {};
before(async () => {
    world.server = await startServer();
    world.browser = await startChromium();
    for (const mode of ['query', 'path']) world.server.add(`cors-${mode}`, mode);
    world.page = await openPage(world.browser, world.server);
});
after(async () => {
    await world.browser?.close();
    await world.server?.stop();
});

// The browser asks by OPTIONS before it sends a request with this header.
const ASKED_FOR = { 'Cache-Control': 'no-cache' };

// What the page's script sees of an answer: its status, or why there is none.
function fetched(url, headers = {}) {
    return world.page.page.evaluate(([url, headers]) => fetch(url, { headers, cache: 'no-store' })
        .then(({ status }) => status, (error) => `${error}`), [url, headers]);
}

function link(mode, lifetime) {
    const endpoint = world.server.endpoint({ mode, run: `cors-${mode}`, stream: 'ts', file: 'master.m3u8', lifetime });
    return world.page.page.evaluate((url) => fetch(url).then((answer) => answer.json()).then(({ url }) => url), endpoint);
}

async function untilExpired(url) {
    while (await fetched(url) === 200);
}

const MODES = [
    // mode, who answers preflights of refused links, and whether those of good ones are answered (files say 405)
    { mode: 'query', by: 'the module', all: false },
    { mode: 'path', by: 'the configuration', all: true },
];
for (const { mode, by, all } of MODES) {
    test(`tokens in the ${mode}, preflights answered by ${by}`, async (t) => {
        const good = await link(mode, 3600);
        const expired = await link(mode, 1);
        await untilExpired(expired);
        const later = (url) => url.replace(/\d{10}/, (expires) => Number(expires) + 3600);
        const rows = [
            // reason, URL, status
            ['an expired link', expired, 410],
            ['an expired link made to last longer', later(expired), 403],
            ['a good link made to last longer', later(good), 403],
            ['another directory', good.replace('/ts/', '/aes/'), mode === 'query' ? 403 : 200],
            ['no token', good.replace(/\?.*|[\w-]{22}\/\d{10}\//, ''), 403],
            ['a good link', good, 200],
            ['a good link to nothing', good.replace('master', 'mistress'), 404],
        ];
        for (const [reason, url, status] of rows) {
            const refused = status === 403 || status === 410;
            await t.test(`${reason}: ${status}`, async () => {
                assert.equal(await fetched(url), status, 'asked at once');
                if (refused || all) assert.equal(await fetched(url, ASKED_FOR), status, 'asked after a preflight');
                const path = url.slice(world.server.origin.length);
                const log = (await world.server.log(`cors-${mode}`)).filter((line) => line.url === path);
                const preflights = log.filter(({ method }) => method === 'OPTIONS');
                assert.deepEqual(preflights.map((line) => line.status), refused || all ? [204] : []);
            });
        }
    });
}

test('the endpoint says what is wrong', async () => {
    const endpoint = `${world.server.origin}/token/path?run=a&stream=b`;
    const answer = await world.page.page.evaluate((url) => fetch(url)
        .then(async (answer) => [answer.status, await answer.json()]), endpoint);
    assert.deepEqual(answer, [400, { error: 'missing required parameter: file' }]);
});
