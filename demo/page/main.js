// The page: wires controls, session and views.

import { requests } from './requests.js';
import { Session } from './session.js';
import { clock } from './clock.js';
import { showCounters } from './views/counters.js';
import { showCountdown } from './views/countdown.js';
import { showPlayer } from './views/player.js';
import { showResult } from './views/result.js';
import { showTable } from './views/table.js';
import { showTimeline } from './views/timeline.js';
import { showUrl } from './views/url.js';

const element = (id) => document.getElementById(id);
const session = new Session(element('stage'));

for (const show of [showResult, showUrl, showCountdown, showPlayer]) show(session, clock, element);
for (const show of [showCounters, showTimeline, showTable]) show(requests, session, clock, element);

// What is looked at from outside: a style sheet, a test.
session.addEventListener('change', () => { document.body.dataset.state = session.state; });

for (const button of document.querySelectorAll('[data-action]')) {
    button.addEventListener('click', () => session[button.dataset.action]());
}

// What is chosen stands in the page's own address, so that it can be kept, or said to somebody: #player=shaka&mode=path
const controls = ['player', 'mode', 'lifetime', 'renewal'].map(element);
const chosen = new URLSearchParams(location.hash.slice(1));
for (const control of controls) {
    const value = chosen.get(control.id);
    if ([...control.options].some((option) => option.value === value)) control.value = value;
}
const begin = () => {
    const settings = Object.fromEntries(controls.map(({ id, value }) => [id, value]));
    history.replaceState(null, '', `#${new URLSearchParams(settings)}`);
    session.begin(settings);
};
for (const control of controls) control.addEventListener('change', begin);
begin();
