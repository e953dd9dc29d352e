// Loads a player's script when it is first wanted: a promise of what it puts into the window.

const loaded = new Map();

export function script(src, name) {
    if (!loaded.has(src)) loaded.set(src, load(src, name));
    return loaded.get(src);
}

function load(src, name) {
    return new Promise((resolve, reject) => {
        const element = document.createElement('script');
        element.src = src;
        // Another version of the same player would add to what it finds there.
        delete window[name];
        element.addEventListener('load', () => resolve(window[name]));
        element.addEventListener('error', () => {
            loaded.delete(src);
            element.remove();
            reject(new Error(`${src} is missing: "make demo" installs the players`));
        });
        document.head.append(element);
    });
}
