// video.js (8.6 and later, whose streaming engine is VHS) with links that expire: a hook for the requests of one player.
//
//   import { TokenSource, fetchLink } from './secure-token.js';
//   import { secureTokenVideoJs } from './video-js.js';
//
//   const source = new TokenSource({ getLink: fetchLink('https://api.example.com/token?video=iKbr&expire=60') });
//   // Browsers that play HLS themselves would, and nothing can give their requests a new token.
//   const player = videojs(video, { html5: { vhs: { overrideNative: true } } });
//   secureTokenVideoJs(player, source);          // before src
//   player.src({ src: await source.start(), type: 'application/x-mpegURL' });     // or application/dash+xml
//
// Each request goes out with the current token. One that is answered 410 all the same (the machine slept, or clocks differ)
// is repeated with a new token, and video.js sees only the second answer.

export function secureTokenVideoJs(player, source) {
    // Each source that the player is given has an engine, and hooks, of its own.
    player.on('xhr-hooks-ready', () => {
        player.tech(true).vhs.xhr.onRequest((options) => {
            options.uri = source.rewrite(options.uri);
            const { beforeSend } = options;
            options.beforeSend = (xhr) => {
                // The body of a refusal is no beginning of a file, as which video.js may look at it.
                xhr.addEventListener('progress', (event) => {
                    if (source.expired(xhr.status, options.uri)) event.stopImmediatePropagation();
                });
                beforeSend?.(xhr);
                repeatExpired(xhr, options, source);
            };
            return options;
        });
    });
}

// Lets video.js see the answer to a request only if that is not 410; else sends the same object again.
function repeatExpired(xhr, options, source) {
    const loaded = xhr.onload;
    // It would tell of the end a second time.
    xhr.onreadystatechange = null;
    xhr.onload = (event) => {
        if (!source.expired(xhr.status, options.uri)) {
            loaded.call(xhr, event);
            return;
        }
        xhr.onload = loaded;
        source.refresh(options.uri).then(() => {
            // Set by video.js when nobody waits for the answer any more.
            if (xhr.aborted) return;
            xhr.open(xhr.method, source.rewrite(options.uri));
            for (const [name, value] of Object.entries(xhr.headers)) xhr.setRequestHeader(name, value);
            xhr.send();
        }, () => {
            // video.js asks for a refused index (DASH, SegmentBase) again at once, and so on: not faster than this.
            setTimeout(() => xhr.aborted || loaded.call(xhr, event), 1_000);
        });
    };
}
