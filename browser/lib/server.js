// A real nginx with the module, on ports of its own, for as long as a file of tests runs.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { makeMedia } from './media.js';
import { command, file, top } from './need.js';
import { freePorts } from './ports.js';

// Seconds that nginx gets to start: far more than it needs, so that only a fault runs into them.
const PATIENCE = 15_000;

// The extra script is served to pages as /extra.js.
export async function startServer({ extra = '/dev/null' } = {}) {
    const nginx = command('nginx', 'apt-get install nginx, or say NGINX_BINARY=/path/of/nginx', process.env.NGINX_BINARY);
    command('ffmpeg', 'apt-get install ffmpeg');
    const module = process.env.SECURE_TOKEN_MODULE
        ?? file(join(top, 'build/ngx_http_secure_token_module.so'), 'run make');
    file(join(top, 'build/npm/node_modules/hls.js'), 'run tools/npm-packages');
    const media = makeMedia();

    const runs = join(top, 'build/browser/run');
    mkdirSync(runs, { recursive: true });
    const directory = mkdtempSync(join(runs, 'nginx-'));
    for (const name of ['query', 'path']) mkdirSync(join(directory, 'html', name), { recursive: true });
    writeFileSync(join(directory, 'secret'), randomBytes(32).toString('base64url'));
    const [pagePort, mediaPort] = await freePorts(2);
    const values = {
        MODULE: module, DIRECTORY: directory, TOP: top, EXTRA: extra, PAGE_PORT: pagePort, MEDIA_PORT: mediaPort,
        // Only root can give its workers another user, and they would have to be able to read this tree.
        USER: process.getuid() === 0 ? 'user root;' : '',
    };
    const config = readFileSync(join(top, 'browser/nginx.conf.in'), 'utf8')
        .replace(/@(\w+)@/g, (_, name) => values[name]);
    writeFileSync(join(directory, 'nginx.conf'), config);

    const stderr = openSync(join(directory, 'stderr'), 'w');
    const child = spawn(nginx, ['-p', directory, '-e', join(directory, 'error.log'), '-c', join(directory, 'nginx.conf')],
        { stdio: ['ignore', stderr, stderr] });
    // Whatever ends this process ends nginx too.
    const kill = () => child.kill('SIGTERM');
    process.on('exit', kill);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    let running = true;
    ended.then(() => { running = false; });
    for (const deadline = Date.now() + PATIENCE; !await listens(mediaPort); await delay(20)) {
        if (running && Date.now() < deadline) continue;
        throw new Error(`nginx did not start:\n${readFileSync(join(directory, 'stderr'), 'utf8')}`);
    }

    return {
        pages: `http://127.0.0.1:${pagePort}`,
        origin: `http://127.0.0.1:${mediaPort}`,

        // A directory of streams for one test; the URL under which the endpoint gives its links.
        add(run, mode) {
            symlinkSync(media, join(directory, 'html', mode, run));
        },
        endpoint({ mode, run, stream, file, lifetime }) {
            const what = new URLSearchParams({ run, stream, file, expire: lifetime });
            return `http://127.0.0.1:${mediaPort}/token/${mode}?${what}`;
        },

        // What nginx has logged of the requests of one test, once it has logged `least` of them.
        async log(run, least = 0) {
            for (const deadline = Date.now() + PATIENCE; ; await delay(20)) {
                const lines = readFileSync(join(directory, 'access.log'), 'utf8').trim().split('\n')
                    .map((line) => JSON.parse(line || '{}'))
                    .filter(({ url }) => url?.split('/')[2] === run);
                if (lines.length >= least || Date.now() > deadline) return lines;
            }
        },

        async stop() {
            process.off('exit', kill);
            child.kill('SIGQUIT');
            await ended;
            const grave = readFileSync(join(directory, 'error.log'), 'utf8').match(/^.*\[(?:emerg|alert|crit|error)\].*$/mg);
            if (grave) throw new Error(`nginx complained:\n${grave.slice(0, 5).join('\n')}`);
            rmSync(directory, { recursive: true });
        },
    };
}

function listens(port) {
    return new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('connect', () => { socket.destroy(); resolve(true); });
        socket.on('error', () => resolve(false));
    });
}
