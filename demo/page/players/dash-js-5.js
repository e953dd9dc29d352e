// The film in dash.js 5.

import { secureTokenDash5 } from '/players/dash-js-5.js';

import { playInDash } from './dash-js.js';

export const form = 'dash';

export const play = (film) => playInDash(film, {
    file: '/npm/dash-5.js',
    buffer: 'bufferTimeDefault',
    connect(player, video, source) {
        player.initialize(video, null, true);
        secureTokenDash5(player, source);
    },
});
