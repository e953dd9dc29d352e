// What stops a source and what wakes it: sleep, a page out of sight, stop(), and faults of the page.
import assert from 'node:assert/strict';
import test from 'node:test';

import { DAY, START, failing, lasting, link, settled, world } from './world.js';

test('the machine slept', async (t) => {
    // Timers stand still in sleep, but the clock does not.
    async function asleep(t) {
        const slept = world(t, lasting(60));
        const url = await slept.source.start();
        await slept.pass(10);
        slept.clock.setSystemTime((START + 5_000) * 1000);
        return { ...slept, url };
    }
    await t.test('ready() waits for a link that lives', async (t) => {
        const { source, calls, url } = await asleep(t);
        await source.ready();
        assert.deepEqual(calls, [0, 5_000]);
        assert.notEqual(source.rewrite(url), url);
        await source.ready();
        assert.deepEqual(calls, [0, 5_000], 'and then does not');
    });
    await t.test('a page that is seen again asks at once', async (t) => {
        const page = Object.assign(new EventTarget(), { visibilityState: 'visible', baseURI: 'https://page.example/' });
        globalThis.document = page;
        globalThis.window = new EventTarget();
        t.after(() => { delete globalThis.document; delete globalThis.window; });
        for (const [target, type] of [[page, 'visibilitychange'], [page, 'resume'], [window, 'pageshow'], [window, 'online']]) {
            await t.test(type, async (t) => {
                const { source, calls, clock } = await asleep(t);
                page.visibilityState = 'hidden';
                target.dispatchEvent(new Event(type));
                await settled();
                assert.deepEqual(calls, [0], 'not while it is hidden');
                page.visibilityState = 'visible';
                target.dispatchEvent(new Event(type));
                await settled();
                assert.deepEqual(calls, [0, 5_000]);
                target.dispatchEvent(new Event(type));
                await settled();
                assert.deepEqual(calls, [0, 5_000], 'a link that lives is left alone');
                source.stop();
                clock.tick(DAY * 1000);
                target.dispatchEvent(new Event(type));
                await settled();
                assert.deepEqual(calls, [0, 5_000], 'nor is anything asked after stop()');
            });
        }
        await t.test('the network is back: no waiting for the next try', async (t) => {
            const { source, pass, calls } = world(t, (now, call) => call < 5 ? failing()() : link(now + 60));
            const started = source.start();
            await pass(8);
            assert.deepEqual(calls, [0, 1, 3, 7]);
            window.dispatchEvent(new Event('online'));
            await started;
            assert.deepEqual(calls, [0, 1, 3, 7, 8]);
        });
    });
});

test('stop', async (t) => {
    await t.test('no timers after it, and URLs can still be rewritten', async (t) => {
        const { source, pass, calls } = world(t, lasting(60));
        const url = await source.start();
        source.stop();
        await pass(100);
        assert.deepEqual(calls, [0]);
        assert.equal(source.rewrite(url), url);
        await assert.rejects(source.refresh(url), { name: 'AbortError' });
        await source.ready();
    });
    await t.test('who waits is told, and the request ends', async (t) => {
        let signal;
        const { source } = world(t, (now, call, given) => {
            signal = given.signal;
            return new Promise(() => {});
        });
        const started = source.start();
        await settled();
        source.stop();
        await assert.rejects(started, { name: 'AbortError' });
        assert.ok(signal.aborted);
    });
    await t.test('also while it waits for the next try', async (t) => {
        const { source, pass, calls } = world(t, failing(500));
        const started = source.start();
        await settled();
        source.stop();
        await assert.rejects(started, { name: 'AbortError' });
        await pass(100);
        assert.deepEqual(calls, [0]);
    });
    await t.test('and begins again', async (t) => {
        const { source, pass, calls } = world(t, lasting(60));
        const first = await source.start();
        source.stop();
        await pass(10);
        const second = await source.start();
        assert.equal(source.rewrite(first), second, 'older links are known still');
        await pass(60);
        assert.deepEqual(calls, [0, 10, 65]);
    });
});

test('a fault in the page\'s callbacks stops nothing', async (t) => {
    const faults = [];
    globalThis.reportError = (error) => faults.push(error.message);
    t.after(() => { delete globalThis.reportError; });
    const throws = () => { throw new Error('the page'); };
    const { source, pass, calls } = world(t, (now, call) => call === 2 ? failing(500)() : link(now + 60),
        { onLink: throws, onError: throws });
    await source.start();
    await pass(60);
    assert.deepEqual(calls, [0, 55, 56]);
    assert.deepEqual(faults, ['the page', 'the page', 'the page']);
});
