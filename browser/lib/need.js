// What the browser tests need of the machine: found, or named with the package that has it.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = join(dirname(fileURLToPath(import.meta.url)), '../..');

// The path of a command, which `path` may say.
export function command(name, advice, path) {
    const tried = path ? [path] : `${process.env.PATH}:/usr/sbin:/sbin`.split(delimiter).map((directory) => join(directory, name));
    const found = tried.find((file) => {
        try {
            accessSync(file, constants.X_OK);
            return true;
        } catch {
            return false;
        }
    });
    if (!found) throw new Error(`${path ?? name} is missing: ${advice}`);
    return found;
}

export function file(path, advice) {
    if (!existsSync(path)) throw new Error(`${path} is missing: ${advice}`);
    return path;
}
