// The demo's nginx on a port of its own and a browser that looks at its page, for the tests and the pictures of it.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

import { freePorts } from '../../browser/lib/ports.js';

const top = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE = 15_000;

// { url, log(), stop() } of the demo, all of whose files are in build/demo/NAME.
export async function startDemo(name) {
    const directory = `${top}build/demo/${name}`;
    mustRun(`${top}demo/make-media`);
    rmSync(directory, { recursive: true, force: true });
    const [port] = await freePorts(1);
    mustRun(`${top}demo/render-config`, directory, `${port}`);
    const nginx = spawn(process.env.NGINX_BINARY || '/usr/sbin/nginx', [
        '-p', directory, '-e', `${directory}/error.log`, '-c', `${directory}/nginx.conf`,
    ], { stdio: 'inherit' });
    const ended = new Promise((resolve) => { nginx.on('exit', resolve).on('error', resolve); });
    await Promise.race([listens(port), ended.then((why) => { throw new Error(`nginx did not start: ${why}`); })]);
    return {
        url: `http://127.0.0.1:${port}/`,
        log: () => readFileSync(`${directory}/access.log`, 'utf8'),
        stop: () => { nginx.kill('SIGINT'); return ended; },
    };
}

// A Chromium that needs no hand to start a film.
export async function startBrowser() {
    const packages = `${top}build/npm/`;
    if (!existsSync(`${packages}node_modules/playwright-core`)) throw new Error('build/npm is missing: tools/npm-packages');
    const { chromium } = createRequire(packages)('playwright-core');
    return chromium.launch({
        executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
        args: ['--autoplay-policy=no-user-gesture-required'],
    });
}

// Resolves when the film of the page plays: pictures follow each other for more than half a second.
export async function plays(page) {
    await page.evaluate(() => { window.seen = undefined; });
    await page.waitForFunction(() => {
        const video = document.querySelector('video');
        if (!video || document.body.dataset.state !== 'normal') return false;
        if (window.seen?.video !== video) window.seen = { video, at: video.currentTime, played: 0 };
        const step = video.currentTime - window.seen.at;
        window.seen.at = video.currentTime;
        // A jump is not played.
        if (step > 0 && step < 0.5 * Math.max(1, video.playbackRate)) window.seen.played += step;
        return window.seen.played > 0.5;
    }, null, { timeout: PATIENCE });
}

function mustRun(command, ...rest) {
    const { status, error } = spawnSync(command, rest, { stdio: 'inherit' });
    if (status !== 0) throw error ?? new Error(`${command}: exit code ${status}`);
}

async function listens(port) {
    for (const end = Date.now() + PATIENCE; Date.now() < end;) {
        const open = await new Promise((resolve) => {
            const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
            socket.on('error', () => resolve(false));
        });
        if (open) return;
        await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    throw new Error(`nobody listens on port ${port}`);
}
