// Chromium without a window, and what its pages were answered.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { command, file, top } from './need.js';

export async function startChromium() {
    const executablePath = command('chromium', 'apt-get install chromium, or say CHROMIUM=/path/of/chromium',
        process.env.CHROMIUM);
    const packages = file(join(top, 'build/npm/node_modules/playwright-core'), 'run tools/npm-packages');
    const { chromium } = createRequire(import.meta.url)(packages);
    return chromium.launch({
        executablePath,
        args: [
            '--autoplay-policy=no-user-gesture-required',
            // Pages are tried side by side: none of them is less than the one in front.
            '--disable-background-timer-throttling', '--disable-renderer-backgrounding',
            '--disable-backgrounding-occluded-windows',
            // There is no proxy to this machine.
            '--no-proxy-server',
            ...process.getuid() === 0 ? ['--no-sandbox'] : [],
        ],
    });
}

// A page of its own profile at a path of the pages' server. `answers` fills with { url, status, method }; `noises` with
// what the page said of its faults.
export async function openPage(browser, server, path = '/page/index.html') {
    const context = await browser.newContext();
    const page = await context.newPage();
    const answers = [];
    const noises = [];
    page.on('response', (response) => {
        answers.push({ url: response.url(), status: response.status(), method: response.request().method() });
    });
    page.on('pageerror', (error) => noises.push(`${error}`));
    page.on('console', (message) => message.type() === 'error' && noises.push(message.text()));
    await page.goto(server.pages + path);
    return { page, answers, noises, close: () => context.close() };
}
