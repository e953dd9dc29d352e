// What players' own parsers make of a rewritten manifest: the same as of the original, but for the
// parameters, which each URL of an allowed host has and no other.
//
// The manifests are those that the two parsers' packages carry for their own tests. SECURE_TOKEN is the
// built command, NODE_MODULES where the packages are.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { env } from 'node:process';
import { test } from 'node:test';

const query = 'md5=token&expires=1893456000';
const modules = env.NODE_MODULES ?? new URL('../build/npm/node_modules', import.meta.url).pathname;
const command = env.SECURE_TOKEN ?? new URL('../build/secure-token', import.meta.url).pathname;
const require = createRequire(join(modules, 'x.js'));
const { Parser } = require('m3u8-parser');
const mpd = require('mpd-parser');

/** What the filter makes of `body`, asked for at `url`, where `hosts` may have the parameters, too. */
function forward(body, url, hosts) {
    const allowed = hosts.flatMap((host) => ['--host', host]);
    const { status, stdout, stderr } = spawnSync(
        command, ['forward', '--query', query, '--manifest-url', url, ...allowed], { input: body });
    assert.equal(status, 0, String(stderr));
    return String(stdout);
}

function parse(text, url) {
    if (url.endsWith('.mpd')) {
        return mpd.parse(text, { manifestUri: url });
    }
    const parser = new Parser();
    parser.push(text);
    parser.end();
    return parser.manifest;
}

/** What in a parsed manifest is a URL. A reference (`uri`) leads where `resolvedUri` beside it says, if it is there. */
const urlKeys = ['uri', 'resolvedUri', 'URI', 'SERVER-URI', 'X-ASSET-URI', 'X-ASSET-LIST', 'locations'];

/** Compares what was parsed of the original and of the rewritten manifest; counts the URLs in it. */
function compare(before, after, url, hosts, count, { key = '', target } = {}) {
    if (before !== null && typeof before === 'object' && !ArrayBuffer.isView(before)) {
        assert.deepEqual(Object.keys(after), Object.keys(before), key);
        for (const name of Object.keys(before)) {
            const place = { key: Array.isArray(before) ? key : name, target: before.resolvedUri };
            compare(before[name], after[name], url, hosts, count, place);
        }
        return;
    }
    if (!urlKeys.includes(key) || typeof before !== 'string' || before === '' || before === url) {
        assert.deepEqual(after, before, key);
        return;
    }
    const { host, protocol } = new URL(target || before, url);
    const isAllowed = (host === 'own.test' || hosts.includes(host)) && protocol === 'https:';
    const [address, fragment = ''] = before.split(/(?=#)/);
    const separator = address.includes('?') ? '&' : '?';
    assert.equal(after, isAllowed ? address + separator + query + fragment : before, key);
    count[isAllowed ? 'allowed' : 'other'] += 1;
}

// The manifests' own hosts are these, most of all.
const lists = [[], ['example.com', 'www.example.com']];
const folders = [['m3u8-parser/test/fixtures/integration', '.m3u8'], ['mpd-parser/test/manifests', '.mpd']];
for (const [folder, extension] of folders) {
    const files = readdirSync(join(modules, folder)).filter((name) => name.endsWith(extension));
    const count = { allowed: 0, other: 0 };
    for (const [file, hosts] of files.flatMap((file) => lists.map((hosts) => [file, hosts]))) {
        const body = readFileSync(join(modules, folder, file));
        const url = `https://own.test/v/${encodeURIComponent(file)}`;
        test(`${folder}/${file}${hosts.map((host) => ` ${host}`).join('')}`, () => {
            const rewritten = forward(body, url, hosts);
            // RFC 8216, 4.3.1.1: a playlist begins with this, and what does not is none.
            if (extension === '.m3u8' && !/^\ufeff?#EXTM3U\s/.test(body)) {
                assert.equal(rewritten, String(body));
                return;
            }
            compare(parse(String(body), url), parse(rewritten, url), url, hosts, count);
        });
    }
    test(`${folder}: URLs that get the parameters, and others`, () => {
        assert.ok(count.allowed > 0 && count.other > 0, JSON.stringify(count));
    });
}
