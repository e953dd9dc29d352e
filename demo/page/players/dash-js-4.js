// The film in dash.js 4.

import { secureTokenDash4 } from '/players/dash-js-4.js';

import { playInDash } from './dash-js.js';

export const form = 'dash';

export const play = (film) => playInDash(film, {
    file: '/npm/dash-4.js',
    buffer: 'stableBufferTime',
    connect(player, video, source) {
        secureTokenDash4(player, source);
        player.initialize(video, null, true);
    },
});
