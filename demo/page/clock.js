// Ticks for all that shows time: often enough to look smooth, or once a second for those who want less motion.

const less = matchMedia('(prefers-reduced-motion: reduce)');
const listeners = [];
let last = -Infinity;

export const clock = {
    // listener(now): now and at every tick
    every(listener) {
        listeners.push(listener);
        listener(Date.now());
    },
};

function frame(time) {
    if (time - last >= (less.matches ? 1000 : 66)) {
        last = time;
        const now = Date.now();
        for (const listener of listeners) listener(now);
    }
    requestAnimationFrame(frame);
}
requestAnimationFrame(frame);
