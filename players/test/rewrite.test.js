// rewrite: the current token in the place of any older one, and every other byte as it was.
import assert from 'node:assert/strict';
import test from 'node:test';

import { TokenSource } from '../secure-token.js';

const T = ['rI12aaaaaaaaaaaaaaaaaa', 'sJ23bbbbbbbbbbbbbbbbbb', 'tK34cccccccccccccccccc'];
const E = [1900000000, 1900000060, 1900000120];

const inPath = (n, host = 'media.example', rest = 'master.m3u8') => ({
    url: `https://${host}/videos/2675_film/${T[n]}/${E[n]}/${rest}`, token: T[n], expires: E[n],
});
const inQuery = (n, path = '/films/a/master.m3u8') => ({
    url: `https://media.example${path}?md5=${T[n]}&expires=${E[n]}`, token: T[n], expires: E[n],
});

// A source that has been given these links, one after the other.
async function after(links, options = {}) {
    const source = new TokenSource({ getLink: () => assert.fail('not asked for'), ...options });
    for (const link of links) await source.start(link);
    source.stop();
    return source;
}

const pathLinks = [inPath(0), inPath(1), inPath(2)];
const pathOf = (n) => `${T[n]}/${E[n]}`;

test('tokens in the path', async (t) => {
    const source = await after(pathLinks);
    const rows = [
        // reason, URL with {n} for the n-th pair, whether it becomes the last
        ['the first pair, two links ago', 'https://media.example/videos/2675_film/{0}/a.ts', true],
        ['the pair between', 'https://media.example/videos/2675_film/{1}/a.ts', true],
        ['the current pair stays', 'https://media.example/videos/2675_film/{2}/a.ts', true],
        ['another directory by the same token', 'https://media.example/cmaf/2675_film/{0}/v/seg-1.m4s', true],
        ['query and fragment as they were', 'https://media.example/v/i/{0}/a.mpd?_t=1&x=%2F&&y#t=10/', true],
        ['nothing below the pair', 'https://media.example/videos/2675_film/{1}', true],
        ['port of the scheme said', 'https://media.example:443/videos/2675_film/{0}/a.ts', true],
        ['a query of the host alone', 'https://media.example?x=1', false],
        ['no pair', 'https://media.example/videos/2675_film/a.ts', false],
        ['a pair in the query only', 'https://media.example/a.ts?from=/{0}/', false],
        ['a pair in the fragment only', 'https://media.example/a.ts#/{0}/', false],
        ['a pair of somebody else', 'https://media.example/videos/2675_film/zzzzzzzzzzzzzzzzzzzzzz/1900000000/a.ts', false],
        ['token and expiry of different links', `https://media.example/v/i/${T[0]}/${E[1]}/a.ts`, false],
        ['foreign host', 'https://ads.example/videos/2675_film/{0}/a.ts', false],
        ['foreign port', 'https://media.example:8443/videos/2675_film/{0}/a.ts', false],
        ['foreign scheme', 'http://media.example/videos/2675_film/{0}/a.ts', false],
        ['no URL', 'data:application/dash+xml;base64,AAAA', false],
        ['not even a string', undefined, false],
        ['relative without a base', 'seg/{0}/a.ts', false],
    ];
    for (const [reason, template, replaced] of rows) {
        await t.test(reason, () => {
            const url = template?.replace(/\{(\d)\}/g, (_, n) => pathOf(n));
            const wanted = replaced ? template.replace(/\{\d\}/g, pathOf(2)) : url;
            assert.equal(source.rewrite(url), wanted);
            assert.equal(source.expired(410, url), replaced, 'expired() knows the URL for its own');
            assert.equal(source.expired(403, url), false);
        });
    }
});

test('tokens in the query', async (t) => {
    const source = await after([inQuery(0), inQuery(1), inQuery(2)]);
    const last = `md5=${T[2]}&expires=${E[2]}`;
    const rows = [
        ['the first pair', `/films/a/1.ts?md5=${T[0]}&expires=${E[0]}`, `/films/a/1.ts?${last}`],
        ['the pair between', `/films/a/1.ts?md5=${T[1]}&expires=${E[1]}`, `/films/a/1.ts?${last}`],
        ['in another order, among others',
            `/x/1.ts?part=4&expires=${E[0]}&a=%20&md5=${T[0]}&&b#f?md5=1`,
            `/x/1.ts?part=4&expires=${E[2]}&a=%20&md5=${T[2]}&&b#f?md5=1`],
        ['names in capitals', `/films/a/1.ts?MD5=${T[0]}&Expires=${E[0]}`, `/films/a/1.ts?MD5=${T[2]}&Expires=${E[2]}`],
        ['none, below the directory', '/films/a/b/1.ts', `/films/a/b/1.ts?${last}`],
        ['none, with a query', '/films/a/1.ts?part=4', `/films/a/1.ts?part=4&${last}`],
        ['none, with a query that is empty', '/films/a/1.ts?', `/films/a/1.ts?${last}`],
        ['none, with a fragment', '/films/a/1.ts#t=1', `/films/a/1.ts?${last}#t=1`],
        ['none, elsewhere', '/films/b/1.ts', '/films/b/1.ts'],
        ['none, elsewhere by dots', '/films/a/../b/1.ts', '/films/a/../b/1.ts'],
        ['a pair of somebody else', '/films/a/1.ts?md5=zzzz&expires=1', '/films/a/1.ts?md5=zzzz&expires=1'],
        ['half a pair', `/films/a/1.ts?md5=${T[0]}`, `/films/a/1.ts?md5=${T[0]}`],
        ['a name that only ends alike', '/films/a/1.ts?xmd5=1&xexpires=2', `/films/a/1.ts?xmd5=1&xexpires=2&${last}`],
    ];
    for (const [reason, path, wanted] of rows) {
        await t.test(reason, () => {
            assert.equal(source.rewrite(`https://media.example${path}`), `https://media.example${wanted}`);
        });
        await t.test(`${reason}: nothing on a foreign host`, () => {
            for (const host of ['https://ads.example', 'http://media.example', 'https://media.example.ads.example']) {
                assert.equal(source.rewrite(host + path), host + path);
            }
        });
    }
});

test('padded tokens', async (t) => {
    const padded = ['AAAAAAAAAAAAAAAAAAAAAA==', 'BBBBBBBBBBBBBBBBBBBBBB=='];
    const link = (n, token) => ({
        query: { url: `https://media.example/f/a.m3u8?md5=${token}&expires=${E[n]}`, token: padded[n], expires: E[n] },
        path: { url: `https://media.example/f/${token}/${E[n]}/a.m3u8`, token: padded[n], expires: E[n] },
    });
    const escaped = (token) => token.replaceAll('=', '%3D');
    const rows = [
        // how the first link spells its padding, how a player does, how the second link does
        ['plain', padded[0], padded[0], padded[1]],
        ['percent-encoded', escaped(padded[0]), escaped(padded[0]), escaped(padded[1])],
        ['spelled anew by a player', padded[0], escaped(padded[0]), padded[1]],
    ];
    for (const [reason, first, asked, second] of rows) {
        for (const mode of ['query', 'path']) {
            await t.test(`${reason}, in the ${mode}`, async () => {
                const source = await after([link(0, first)[mode], link(1, second)[mode]]);
                assert.equal(source.rewrite(link(0, asked)[mode].url), link(1, second)[mode].url);
            });
        }
    }
});

test('options', async (t) => {
    await t.test('names of the parameters', async () => {
        const named = (n) => ({ url: `https://m.example/a.ts?st=${T[n]}&e=${E[n]}`, token: T[n], expires: E[n] });
        const source = await after([named(0), named(1)], { tokenName: 'st', expiresName: 'e' });
        assert.equal(source.rewrite(named(0).url), named(1).url);
        assert.equal(source.rewrite(`https://m.example/b.ts?md5=${T[0]}&expires=${E[0]}`),
            `https://m.example/b.ts?md5=${T[0]}&expires=${E[0]}&st=${T[1]}&e=${E[1]}`);
    });
    await t.test('under: where a token is added', async () => {
        const source = await after([inQuery(0)], { under: '/films/' });
        assert.equal(source.rewrite('https://media.example/films/b/1.ts'),
            `https://media.example/films/b/1.ts?md5=${T[0]}&expires=${E[0]}`);
        assert.equal(source.rewrite('https://media.example/film'), 'https://media.example/film');
    });
    await t.test('origins: hosts that may have a token too', async () => {
        const source = await after(pathLinks, { origins: ['https://other.example'] });
        assert.equal(source.rewrite(inPath(0, 'other.example').url), inPath(2, 'other.example').url);
    });
    await t.test('a link on another host: both hosts are ours', async () => {
        const source = await after([inPath(0), inPath(1, 'second.example')]);
        assert.equal(source.rewrite(inPath(0).url), inPath(1).url);
    });
    await t.test('expiredStatus: what the server answers', async () => {
        const source = await after([inPath(0)], { expiredStatus: 403 });
        assert.equal(source.expired(403, inPath(0).url), true);
        assert.equal(source.expired(410, inPath(0).url), false);
    });
    await t.test('before the first link nothing is changed', () => {
        const source = new TokenSource({ getLink() {} });
        assert.equal(source.rewrite(inPath(0).url), inPath(0).url);
        assert.equal(source.expired(410, inPath(0).url), false);
    });
    await t.test('mistakes', () => {
        assert.throws(() => new TokenSource({}), /getLink must be a function/);
        for (const lead of [0, -1, NaN, 'x', undefined]) {
            assert.throws(() => new TokenSource({ getLink() {}, lead }), /lead must be/, `${lead}`);
        }
    });
});
