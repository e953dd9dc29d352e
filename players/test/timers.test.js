// When the next link is fetched: ahead of expiry by the server's clock, never in a hot loop, and never after a refusal for good.
import assert from 'node:assert/strict';
import test from 'node:test';

import { DAY, START, failing, lasting, link, world } from './world.js';

test('ahead of expiry', async (t) => {
    const rows = [
        // reason, lifetime, options, when the endpoint is asked within 200 s
        ['five seconds ahead', 60, {}, [0, 55, 110, 165]],
        ['as far ahead as wanted', 60, { lead: 20 }, [0, 40, 80, 120, 160, 200]],
        ['half the lifetime at most', 60, { lead: 50 }, [0, 30, 60, 90, 120, 150, 180]],
        ['lifetime shorter than the lead', 80, { lead: 100 }, [0, 40, 80, 120, 160, 200]],
        ['no timer', 60, { lead: null }, [0]],
        ['client 30 s behind', 60, { skew: -30 }, [0, 55, 110, 165]],
        ['client 30 s ahead', 60, { skew: 30 }, [0, 55, 110, 165]],
        ['client a year behind', 60, { skew: -365 * DAY }, [0, 55, 110, 165]],
        ['client a year ahead', 60, { skew: 365 * DAY }, [0, 55, 110, 165]],
        ['the server tells no time', 60, { date: false }, [0, 55, 110, 165]],
    ];
    for (const [reason, lifetime, options, wanted] of rows) {
        await t.test(reason, async (t) => {
            const { source, pass, calls, errors } = world(t, lasting(lifetime), options);
            await source.start();
            await pass(200);
            assert.deepEqual(calls, wanted);
            assert.deepEqual(errors, []);
        });
    }
    await t.test('a lifetime of one second makes one request a second', async (t) => {
        const { source, pass, calls } = world(t, lasting(1));
        await source.start();
        await pass(20);
        assert.deepEqual(calls, Array.from({ length: 21 }, (_, i) => i));
    });
    await t.test('a link that the page has already', async (t) => {
        const { source, pass, calls } = world(t, lasting(60));
        assert.equal(await source.start(link(START + 20)), link(START + 20).url);
        await pass(20);
        assert.deepEqual(calls, [15]);
    });
});

test('timers that would overflow', async (t) => {
    for (const [reason, expires] of [['30 days', START + 30 * DAY], ['until 2030', 1_893_456_000], ['2147483647', 2_147_483_647]]) {
        await t.test(reason, async (t) => {
            const { source, leap, calls } = world(t, (now, call) => link(call === 1 ? expires : expires + DAY));
            await source.start();
            const ahead = expires - 5 - START;
            await leap(Math.floor(ahead / DAY) * DAY, DAY);
            assert.deepEqual(calls, [0], 'not before its time');
            await leap(ahead % DAY + 61);
            assert.equal(calls.length, 2, 'and then once');
        });
    }
});

test('bad answers are asked again, later each time', async (t) => {
    const backoff = [0, 1, 3, 7, 15, 31, 63, 123, 183];
    const rows = [
        // reason, answer, when the endpoint is asked within 200 s
        ['500', failing(500), backoff],
        ['429', failing(429), backoff],
        ['408', failing(408), backoff],
        ['no network', () => { throw new TypeError('Failed to fetch'); }, backoff],
        ['no error at all', () => Promise.reject(), backoff],
        ['429 with Retry-After', failing(429, 50), [0, 50, 100, 150, 200]],
        ['503 with Retry-After shorter than the backoff', failing(503, 2), [0, 2, 4, 8, 16, 32, 64, 124, 184]],
        ['Retry-After of a century', failing(503, 36_500 * DAY), [0]],
        ['an error body', () => ({ error: 'no session' }), backoff],
        ['expires missing', (now) => ({ ...link(now + 60), expires: undefined }), backoff],
        ['expires NaN', (now) => ({ ...link(now + 60), expires: NaN }), backoff],
        ['token of another URL', (now) => ({ ...link(now + 60), token: 'x' }), backoff],
    ];
    for (const [reason, answer, wanted] of rows) {
        await t.test(reason, async (t) => {
            const { source, pass, calls, errors } = world(t, answer);
            source.start().catch(() => {});
            await pass(200);
            assert.deepEqual(calls, wanted);
            assert.equal(errors.length, wanted.length);
            assert.ok(errors.every(([, retryIn]) => retryIn >= 1));
        });
        await t.test(`${reason}, then a good one: the player goes on as if nothing had been`, async (t) => {
            const { source, leap, pass, links, calls } = world(t, (now, call) => call === 2 ? answer(now) : link(now + 60));
            const first = await source.start();
            await pass(55.5);
            assert.equal(source.rewrite(first), first, 'the old link lives on');
            assert.equal(links.length, 1);
            await leap(3_600);
            assert.ok(links.length > 1, 'a new link came');
            assert.equal(source.rewrite(first), source.link.url);
            assert.ok(calls.length < 70);
        });
    }
    await t.test('jitter makes a pause longer, by half at most', async (t) => {
        const { source, pass, errors } = world(t, failing(500), { retryMin: 2, retryMax: 8 });
        t.mock.method(Math, 'random', () => 0.5);
        source.start().catch(() => {});
        await pass(30);
        assert.deepEqual(errors.map(([, retryIn]) => retryIn), [2.5, 5, 10, 10, 10]);
    });
    await t.test('one that never answers is given up, and its answer ignored', async (t) => {
        let late, signal;
        const { source, pass, links, errors } = world(t, (now, call, { signal: given }) => {
            if (call > 1) return link(now + 60);
            signal = given;
            return new Promise((resolve) => { late = resolve; });
        });
        const started = source.start();
        await pass(12);
        assert.deepEqual(errors, [['no link within 10 seconds', 1]]);
        assert.ok(signal.aborted);
        late(link(START + 999));
        assert.equal(await started, link(START + 11 + 60).url);
        assert.equal(links.length, 1);
    });
});

test('refusals for good end it', async (t) => {
    for (const status of [400, 401, 403, 404]) {
        await t.test(`${status} at the start`, async (t) => {
            const { source, pass, calls, errors } = world(t, failing(status));
            await assert.rejects(source.start(), { status });
            await pass(200);
            assert.deepEqual(calls, [0]);
            assert.deepEqual(errors, [[`status ${status}`, null]]);
        });
        await t.test(`${status} later`, async (t) => {
            const { source, pass, calls } = world(t, (now, call) => call === 2 ? failing(status)() : link(now + 60));
            const url = await source.start();
            await pass(200);
            assert.deepEqual(calls, [0, 55]);
            await assert.rejects(source.refresh(url), { status }, 'nor do refused requests of a player ask');
            await source.ready();
            assert.deepEqual(calls, [0, 55]);
            await source.start();
            assert.deepEqual(calls, [0, 55, 200], 'the page may begin anew');
        });
    }
});

test('a request was answered 410', async (t) => {
    await t.test('one request, however many ask', async (t) => {
        const { source, calls, clock } = world(t, lasting(60));
        const url = await source.start();
        clock.tick(2_000);
        const waiting = [source.refresh(url), source.refresh(url), source.refresh(), source.refresh(url)];
        assert.equal(new Set(await Promise.all(waiting)).size, 1);
        assert.deepEqual(calls, [0, 2]);
    });
    await t.test('late answers to older links fetch nothing', async (t) => {
        const { source, pass, calls } = world(t, lasting(60));
        const first = await source.start();
        await pass(120);
        assert.equal(calls.length, 3);
        assert.equal(await source.refresh(first), source.link);
        assert.equal(calls.length, 3);
    });
    await t.test('a player that spells the padding anew has the current token all the same', async (t) => {
        const { source, pass, calls } = world(t, (now) => link(now + 60, `token${now}==`));
        const url = await source.start();
        await pass(2);
        await source.refresh(url.replace('==', '%3D%3D'));
        assert.equal(calls.length, 2);
    });
    await t.test('links that are refused at once make one request a second', async (t) => {
        const { source, pass, calls } = world(t, lasting(60));
        let url = await source.start();
        const player = (async () => {
            for (let i = 0; i < 5; i++) url = (await source.refresh(url)).url;
        })();
        await pass(10);
        await player;
        assert.deepEqual(calls.slice(0, 6), [0, 1, 2, 3, 4, 5]);
    });
    await t.test('the endpoint fails meanwhile: who waits gets the link at last', async (t) => {
        const { source, pass, calls } = world(t, (now, call) => call > 1 && call < 5 ? failing(503)() : link(now + 60));
        const url = await source.start();
        await pass(2);
        const refreshed = source.refresh(url);
        await pass(20);
        assert.equal((await refreshed).expires, START + 9 + 60);
        assert.deepEqual(calls, [0, 2, 3, 5, 9]);
    });
    for (const skew of [-30, -3600, 30, 3600]) {
        await t.test(`without the server's time, a client ${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead'} learns from it`, async (t) => {
            const { source, pass, calls } = world(t, lasting(20), { skew, date: false });
            const first = await source.start();
            await pass(20);
            assert.deepEqual(calls, [0], 'no hot loop, and nothing too early');
            // The player's next request is refused.
            await source.refresh(first);
            assert.deepEqual(calls, [0, 20]);
            await pass(40);
            assert.deepEqual(calls, [0, 20, 35, 50], 'and from then on it is ahead');
        });
    }
});
