// The film in dash.js 5.

import { secureTokenDash5 } from '/players/dash-js-5.js';

import { script } from '../script.js';

export const form = 'dash';

export async function play({ video, url, source, from, onError }) {
    const dashjs = await script('/npm/dash-5.js', 'dashjs');
    const player = dashjs.MediaPlayer().create();
    player.updateSettings({
        debug: { logLevel: dashjs.Debug.LOG_LEVEL_NONE },
        streaming: {
            // Little is kept ahead and nothing behind, so that the film asks again in each of its rounds.
            buffer: {
                bufferTimeDefault: 4,
                bufferTimeAtTopQuality: 4,
                bufferTimeAtTopQualityLongForm: 4,
                bufferToKeep: 0,
                bufferPruningInterval: 1,
            },
        },
    });
    player.on(dashjs.MediaPlayer.events.ERROR, ({ error }) => onError(`error ${error.code}`));
    // By its own means: with the attribute `loop` of the element it may pause at the end.
    player.on(dashjs.MediaPlayer.events.PLAYBACK_ENDED, () => {
        player.seek(0);
        player.play();
    });
    player.initialize(video, null, true);
    secureTokenDash5(player, source);
    player.attachSource(url, from);
    return { name: `dash.js ${player.getVersion()}`, destroy: () => player.destroy() };
}
