// hls.js (1.4 and later) with links that expire: a loader for its configuration.
//
//   import { TokenSource, fetchLink } from './secure-token.js';
//   import { secureTokenLoader } from './hls-js.js';
//
//   const source = new TokenSource({ getLink: fetchLink('https://api.example.com/token?video=iKbr&expire=60') });
//   const hls = new Hls({ loader: secureTokenLoader(Hls, source) });
//   hls.loadSource(await source.start());
//   hls.attachMedia(video);
//
// Each request goes out with the current token. One that is answered 410 all the same (the machine slept, or clocks differ)
// is repeated with a new token, and hls.js sees only the second answer.

export function secureTokenLoader(Hls, source, Base = Hls.DefaultConfig.loader) {
    return class extends Base {
        #dropped = false;

        load(context, config, callbacks) {
            const send = (again) => {
                context.url = source.rewrite(context.url);
                super.load(context, config, {
                    ...callbacks,
                    onError: (error, ...rest) => {
                        if (again || !source.expired(error.code, context.url)) {
                            callbacks.onError(error, ...rest);
                            return;
                        }
                        source.refresh(context.url).then(
                            () => {
                                if (this.#dropped) return;
                                // A loader that has begun refuses to begin anew.
                                this.stats.loading.start = 0;
                                send(true);
                            },
                            () => this.#dropped || callbacks.onError(error, ...rest),
                        );
                    },
                });
            };
            send(false);
        }

        abort() {
            this.#dropped = true;
            super.abort();
        }

        destroy() {
            this.#dropped = true;
            super.destroy();
        }
    };
}
