// A TokenSource on clocks of its own, and what an endpoint may answer it.
import { createRequire } from 'node:module';

import { TokenSource } from '../secure-token.js';

const FakeTimers = createRequire(new URL('../../build/npm/', import.meta.url))('@sinonjs/fake-timers');

export const DAY = 86_400;
export const START = 1_800_000_000;

// An endpoint and a source on clocks of their own. `endpoint` gets the server's time and the number of the call, both may be
// used for a link or an error. `skew` is how far the client's clock is ahead.
export function world(t, endpoint, { skew = 0, date = true, ...options } = {}) {
    const clock = FakeTimers.install({ now: (START + skew) * 1000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    t.after(() => clock.uninstall());
    t.mock.method(Math, 'random', () => 0);
    const world = {
        clock, calls: [], links: [], errors: [],
        now: () => Date.now() / 1000 - skew,
        // Lets seconds pass, one after the other, with all that happens in them.
        async pass(seconds) {
            await settled();
            for (let i = 0; i < seconds * 4; i++) {
                clock.tick(250);
                await settled();
            }
        },
        // Lets a long time pass in long steps.
        async leap(seconds, step = 60) {
            await settled();
            for (let passed = 0; passed < seconds; passed += step) {
                clock.tick(step * 1000);
                await settled();
            }
        },
    };
    world.source = new TokenSource({
        async getLink(call) {
            world.calls.push(world.now() - START);
            const made = await endpoint(world.now(), world.calls.length, call);
            return date ? { now: Math.floor(world.now()), ...made } : made;
        },
        onLink: (link) => world.links.push(link),
        onError: (error, retryIn) => world.errors.push([error?.message, retryIn]),
        ...options,
    });
    t.after(() => world.source.stop());
    return world;
}

// All that promises have to do; timers stand still.
export async function settled() {
    for (let i = 0; i < 3; i++) await new Promise(setImmediate);
}

export const link = (expires, token = `token${Math.floor(expires)}`) => ({
    url: `https://media.example/v/${token}/${Math.floor(expires)}/a.m3u8`, token, expires: Math.floor(expires),
});
export const lasting = (lifetime) => (now) => link(now + lifetime);
export const failing = (status, retryAfter) => () => {
    throw Object.assign(new Error(`status ${status}`), { status, retryAfter });
};
