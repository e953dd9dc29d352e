// The film in dash.js, of whichever version.

import { script } from '../script.js';

// `buffer` is the version's own name for how much is kept ahead; `connect` has the player ask for renewed links, and gives
// it the video.
export async function playInDash({ video, url, source, from, onError }, { file, buffer, connect }) {
    const dashjs = await script(file, 'dashjs');
    const player = dashjs.MediaPlayer().create();
    player.updateSettings({
        debug: { logLevel: dashjs.Debug.LOG_LEVEL_NONE },
        streaming: {
            // Little is kept ahead and nothing behind, so that the film asks again in each of its rounds.
            buffer: {
                [buffer]: 4,
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
    connect(player, video, source);
    player.attachSource(url, from);
    return { name: `dash.js ${player.getVersion()}`, destroy: () => player.destroy() };
}
