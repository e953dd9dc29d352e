// The pieces of JavaScript in README.md: each can be read, and takes from the files here what is there.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';

const AsyncFunction = (async () => {}).constructor;
const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
// In a block for several players, a comment begins each one's piece.
const pieces = blocks.flatMap((block) => block.split(/\n\n(?=\/\/ )/));

test('README has a piece for each player', async () => {
    const files = ['hls-js', 'dash-js-4', 'dash-js-5', 'shaka', 'video-js', 'secure-token'];
    for (const file of files) {
        assert.ok(pieces.some((piece) => piece.includes(`from './${file}.js'`)), file);
    }
});

for (const piece of pieces) {
    test(piece.trim().split('\n')[0], async () => {
        const imports = [...piece.matchAll(/^import \{ (.*) \} from '(.*)';$/gm)];
        for (const [, names, file] of imports) {
            const module = await import(new URL(`../${file}`, import.meta.url));
            for (const name of names.split(', ')) {
                assert.equal(typeof module[name], 'function', `${name} of ${file}`);
            }
        }
        const code = piece.replace(/^import .*$/gm, '').replaceAll('…', 'undefined');
        new AsyncFunction(code);
    });
}
