// What the player is, and how it is doing: below the film.

// Milliseconds without a new picture after which the film stands still.
const STILL = 500;

export function showPlayer(session, clock, element) {
    const name = element('player-name'), state = element('player-state');
    let at = -1, moved = 0;

    session.addEventListener('change', () => {
        name.textContent = session.playerName || 'Loading the player';
    });

    clock.every((now) => {
        const { video } = session;
        if (video?.currentTime !== at) [at, moved] = [video?.currentTime, now];
        const text = describe(session, now - moved > STILL);
        if (state.textContent !== text) state.textContent = text;
    });
}

function describe({ video, playerName, playerError }, still) {
    if (!video || playerName === '') return '';
    const ahead = `${bufferedAhead(video).toFixed(1)} s in its buffer`;
    if (!still) return `plays, ${ahead}`;
    if (playerError !== '') return `gave up: ${playerError}`;
    // Players that wait leave it to look as if somebody had paused it, or as if it played.
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return 'waits for the film';
    return video.paused ? `paused, ${ahead}` : `waits, ${ahead}`;
}

function bufferedAhead({ buffered, currentTime }) {
    for (let i = 0; i < buffered.length; i++) {
        if (buffered.start(i) <= currentTime && currentTime <= buffered.end(i)) return buffered.end(i) - currentTime;
    }
    return 0;
}
