// What an endpoint may answer: links are checked before any of it gets into a URL.
import assert from 'node:assert/strict';
import test from 'node:test';

import { LinkError, fetchLink } from '../secure-token.js';
import { readLink } from '../secure-token-link.js';

const token = 'rI12aaaaaaaaaaaaaaaaaa';
const url = `https://media.example/videos/2675_film/${token}/1900000000/master.m3u8`;
const good = { token, token_ip: 'x', client_ip: '203.0.113.42', expires: 1900000000, url, url_ip: 'y' };

test('links', async (t) => {
    const rows = [
        // reason, link, null or what the error says
        ['as the module writes it', good, null],
        ['expires as a string of digits', { ...good, expires: '1900000000' }, null],
        ['in the query', { ...good, url: `https://m.example/a.ts?x=1&expires=1900000000&md5=${token}` }, null],
        ['nothing', undefined, /url must be .* not missing/],
        ['a string', 'text', /url must be/],
        ['url missing', { ...good, url: undefined }, /url must be .* not missing/],
        ['url relative', { ...good, url: '/videos/x' }, /url must be .* not "\/videos\/x"/],
        ['url of a script', { ...good, url: `javascript:/${token}/1900000000/` }, /url must be/],
        ['token missing', { ...good, token: undefined }, /token must be/],
        ['token a number', { ...good, token: 5 }, /token must be .* not 5/],
        ['token empty', { ...good, token: '' }, /token must be/],
        ['expires missing', { ...good, expires: undefined }, /expires must be .* not missing/],
        ['expires null', { ...good, expires: null }, /expires must be .* not null/],
        ['expires no number', { ...good, expires: 'soon' }, /expires must be .* not "soon"/],
        ['expires a fraction', { ...good, expires: 1900000000.5 }, /expires must be/],
        ['expires negative', { ...good, expires: -1 }, /expires must be/],
        ['expires in milliseconds', { ...good, expires: 1900000000000 }, /expires must be a Unix time in seconds/],
        ['expires a list', { ...good, expires: [1900000000] }, /expires must be/],
        ['token not that of the URL', { ...good, token: 'other' }, /url holds neither/],
        ['expires not that of the URL', { ...good, expires: 1900000001 }, /url holds neither/],
        ['half a pair in the query', { ...good, url: `https://m.example/a.ts?md5=${token}` }, /url holds neither/],
        ['now no number', { ...good, now: 'x' }, /now must be a number/],
    ];
    for (const [reason, link, wanted] of rows) {
        await t.test(reason, () => {
            if (wanted) assert.throws(() => readLink(link, 'md5', 'expires'), wanted);
            else assert.strictEqual(readLink(link, 'md5', 'expires').expires, 1900000000);
        });
    }
});

test('fetchLink', async (t) => {
    const answer = (body, status = 200, headers = {}) => async () => new Response(
        typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
    const link = (fetch, options = {}) => fetchLink('https://api.example/token', { fetch, ...options })({});
    const fails = [
        // reason, answer, message, status, retryAfter
        ['400 with a reason', answer({ error: 'missing required parameter: video' }, 400),
            /answered 400: missing required parameter: video/, 400],
        ['500 of HTML', answer('<html>', 500), /answered 500$/, 500],
        ['429 with seconds', answer({}, 429, { 'Retry-After': '7' }), /429/, 429, 7],
        ['503 with a date that has passed', answer('', 503, { 'Retry-After': 'Thu, 01 Jan 1970 00:00:00 GMT' }), /503/, 503],
        ['503 with nonsense', answer('', 503, { 'Retry-After': 'soon' }), /503/, 503],
        ['200 with an error', answer({ error: 'no session' }), /an error as 200: no session/],
        ['200 of HTML', answer('<html>log in</html>'), /no JSON object/],
        ['200 and empty', answer(''), /no JSON object/],
        ['200 and null', answer('null'), /no JSON object/],
        ['200 and a string', answer('"x"'), /no JSON object/],
    ];
    for (const [reason, fetch, message, status, retryAfter] of fails) {
        await t.test(reason, () => assert.rejects(link(fetch), (error) => {
            assert.ok(error instanceof LinkError);
            assert.match(error.message, message);
            assert.equal(error.status, status);
            assert.equal(error.retryAfter, retryAfter);
            return true;
        }));
    }
    await t.test('Retry-After as a date', () => assert.rejects(
        link(answer('', 503, { 'Retry-After': new Date(Date.now() + 100_000).toUTCString() })),
        ({ retryAfter }) => retryAfter > 90 && retryAfter <= 100));
    await t.test('a good answer, and the time of the server', async () => {
        const found = await link(answer(good, 200, { Date: 'Thu, 26 Nov 2026 01:00:00 GMT' }));
        assert.deepEqual(found, { ...good, now: Date.UTC(2026, 10, 26, 1) / 1000 });
    });
    await t.test('without the time of the server', async () => {
        assert.deepEqual(await link(answer(good)), { ...good, now: undefined });
    });
    await t.test('bound: the link for this address', async () => {
        const found = await link(answer({ ...good, url_ip: 'https://ip.example/a', token_ip: 'bound' }), { bound: true });
        assert.equal(found.url, 'https://ip.example/a');
        assert.equal(found.token, 'bound');
    });
    await t.test('the request: nothing from a cache, and what the page says', async () => {
        const { signal } = new AbortController();
        const calls = [];
        const fetch = async (...call) => {
            calls.push(call);
            return Response.json(good);
        };
        await fetchLink('https://api.example/token', { fetch, credentials: 'include' })({ signal });
        assert.deepEqual(calls, [['https://api.example/token', { cache: 'no-store', credentials: 'include', signal }]]);
    });
});
