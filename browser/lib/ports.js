// Ports for servers of tests: free, below the kernel's range for outgoing connections, one of which could else sit on it, and
// above 10080, the last one that browsers refuse to ask.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const FIRST = 10_081;
const LAST = 32_000;
const ATTEMPTS = 1000;

export async function freePorts(count) {
    const ports = new Set();
    for (let attempt = 0; ports.size < count; attempt++) {
        if (attempt === ATTEMPTS) throw new Error(`no port from ${FIRST} to ${LAST} is free on 127.0.0.1`);
        const port = randomInt(FIRST, LAST + 1);
        if (await isFree(port)) ports.add(port);
    }
    return [...ports];
}

function isFree(port) {
    return new Promise((resolve) => {
        const server = createServer().once('error', () => resolve(false));
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
}
