// The streams of the browser tests: one film of 24 seconds, in each form that players know, in build/browser/media/.
//
// Nothing happens if they are there and this file is the one that made them.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { top } from './need.js';

const SECONDS = 24;
const SEGMENT = 2;
const media = join(top, 'build/browser/media');

// The directory of the streams, each of which is a directory in it.
export function makeMedia() {
    const self = fileURLToPath(import.meta.url);
    const made = createHash('sha256').update(readFileSync(self)).digest('hex');
    const stamp = join(media, 'made-by');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return media;

    mkdirSync(join(media, '..'), { recursive: true });
    const work = mkdtempSync(`${media}.`);
    try {
        execFileSync('chmod', ['755', work]);
        encode(work);
        transportStreams(work);
        fragments(work);
        dash(work);
        for (const name of ['source', 'keyinfo']) rmSync(join(work, name), { recursive: true });
        writeFileSync(join(work, 'made-by'), made);
        rmSync(media, { recursive: true, force: true });
        renameSync(work, media);
    } finally {
        rmSync(work, { recursive: true, force: true });
    }
    return media;
}

// Two renditions without sound, and the sound.
function encode(work) {
    mkdirSync(join(work, 'source'));
    const key = String(SEGMENT * 25);
    for (const [height, rate] of [[108, '60k'], [180, '120k']]) {
        ffmpeg(work, '-f', 'lavfi', '-i', `testsrc=size=${height * 16 / 9}x${height}:rate=25:duration=${SECONDS}`,
            '-an', '-c:v', 'libx264', '-profile:v', 'main', '-preset', 'veryfast', '-tune', 'animation', '-crf', '32',
            '-maxrate', rate, '-bufsize', rate, '-pix_fmt', 'yuv420p',
            '-g', key, '-keyint_min', key, '-sc_threshold', '0', '-x264-params', 'open-gop=0', `source/v${height}.mp4`);
    }
    ffmpeg(work, '-f', 'lavfi', '-i', `sine=frequency=440:beep_factor=4:sample_rate=44100:duration=${SECONDS}`,
        '-vn', '-c:a', 'aac', '-ac', '1', '-b:a', '32k', 'source/audio.mp4');
}

const HLS = ['-f', 'hls', '-hls_time', String(SEGMENT), '-hls_playlist_type', 'vod', '-hls_flags', 'independent_segments'];
const RENDITIONS = [[108, 90_000], [180, 160_000]];

// HLS with sound and picture in one, plain and encrypted.
function transportStreams(work) {
    const key = randomBytes(16);
    for (const name of ['ts', 'aes']) {
        const directory = join(work, name);
        mkdirSync(directory);
        const encryption = [];
        if (name === 'aes') {
            writeFileSync(join(directory, 'film.key'), key);
            // What ffmpeg wants to know: the URI for the playlist, the file, the initialization vector.
            writeFileSync(join(work, 'keyinfo'), `film.key\n${join(directory, 'film.key')}\n${randomBytes(16).toString('hex')}\n`);
            encryption.push('-hls_key_info_file', 'keyinfo');
        }
        for (const [height] of RENDITIONS) {
            ffmpeg(work, '-i', `source/v${height}.mp4`, '-i', 'source/audio.mp4', '-map', '0:v', '-map', '1:a', '-c', 'copy',
                ...HLS, ...encryption, '-hls_segment_filename', `${name}/v${height}-%d.ts`, `${name}/v${height}.m3u8`);
        }
        writeFileSync(join(directory, 'master.m3u8'), master('avc1.4d400d,mp4a.40.2', ''));
    }
}

// HLS of fragmented MP4, with sound and subtitles of their own.
function fragments(work) {
    const directory = join(work, 'cmaf');
    mkdirSync(directory);
    for (const name of ['v108', 'v180', 'audio']) {
        ffmpeg(work, '-i', `source/${name}.mp4`, '-c', 'copy', ...HLS, '-hls_segment_type', 'fmp4',
            '-hls_fmp4_init_filename', `${name}-init.mp4`, '-hls_segment_filename', `cmaf/${name}-%d.m4s`, `cmaf/${name}.m3u8`);
    }
    const cues = Array.from({ length: SECONDS / SEGMENT }, (_, i) => {
        const time = (seconds) => `00:00:${String(seconds).padStart(2, '0')}.000`;
        return `${time(i * SEGMENT)} --> ${time(i * SEGMENT + 1)}\nSecond ${i * SEGMENT}\n`;
    });
    writeFileSync(join(directory, 'english.vtt'), `WEBVTT\n\n${cues.join('\n')}`);
    writeFileSync(join(directory, 'english.m3u8'), [
        '#EXTM3U', '#EXT-X-VERSION:6', `#EXT-X-TARGETDURATION:${SECONDS}`, '#EXT-X-PLAYLIST-TYPE:VOD',
        `#EXTINF:${SECONDS}.0,`, 'english.vtt', '#EXT-X-ENDLIST', '',
    ].join('\n'));
    writeFileSync(join(directory, 'master.m3u8'), master('avc1.4d400d,mp4a.40.2', ',AUDIO="sound",SUBTITLES="text"', [
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,URI="audio.m3u8"',
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,URI="english.m3u8"',
    ]));
}

function master(codecs, groups, media = []) {
    const variants = RENDITIONS.flatMap(([height, bandwidth]) => [
        `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},RESOLUTION=${height * 16 / 9}x${height},CODECS="${codecs}"${groups}`,
        `v${height}.m3u8`,
    ]);
    return ['#EXTM3U', '#EXT-X-VERSION:6', ...media, ...variants, ''].join('\n');
}

// DASH in each way of naming segments.
function dash(work) {
    const ways = {
        number: ['-use_template', '1', '-use_timeline', '0'],
        timeline: ['-use_template', '1', '-use_timeline', '1'],
        list: ['-use_template', '0', '-use_timeline', '0'],
        ranges: ['-single_file', '1', '-use_template', '0', '-use_timeline', '0', '-global_sidx', '1'],
    };
    for (const [name, options] of Object.entries(ways)) {
        mkdirSync(join(work, name));
        ffmpeg(work, '-i', 'source/v108.mp4', '-i', 'source/v180.mp4', '-i', 'source/audio.mp4',
            '-map', '0:v', '-map', '1:v', '-map', '2:a', '-c', 'copy', '-f', 'dash', '-seg_duration', String(SEGMENT),
            '-adaptation_sets', 'id=0,streams=v id=1,streams=a', '-init_seg_name', 'init-$RepresentationID$.m4s',
            '-media_seg_name', 'chunk-$RepresentationID$-$Number$.m4s', ...options, `${name}/master.mpd`);
    }

    // The same single files, found by their index alone, which ffmpeg does not write.
    execFileSync('cp', ['-r', join(work, 'ranges'), join(work, 'base')]);
    change(join(work, 'base/master.mpd'), (mpd) => mpd.replace(/<SegmentList[^]*?<\/SegmentList>/g, '')
        .replace(/(<BaseURL>)(.*?)(<\/BaseURL>)/g, (all, open, file, close) => {
            const [start, end] = boxRange(join(work, 'base', file), 'sidx');
            return `${open}${file}${close}<SegmentBase indexRange="${start}-${end - 1}"><Initialization range="0-${start - 1}"/></SegmentBase>`;
        }));

    // A directory as the base of all, which cannot carry a query.
    execFileSync('cp', ['-r', join(work, 'number'), join(work, 'baseurl')]);
    change(join(work, 'baseurl/master.mpd'), (mpd) => mpd.replace(/<Period/, '<BaseURL>./</BaseURL>\n\t<Period'));
}

// Where a box at the top level of an MP4 file begins and ends.
function boxRange(file, wanted) {
    const bytes = readFileSync(file);
    for (let at = 0; at + 8 <= bytes.length;) {
        const size = bytes.readUInt32BE(at);
        if (bytes.toString('latin1', at + 4, at + 8) === wanted) return [at, at + size];
        if (size < 8) break;
        at += size;
    }
    throw new Error(`no ${wanted} in ${file}`);
}

function change(file, how) {
    const before = readFileSync(file, 'utf8');
    const after = how(before);
    if (after === before) throw new Error(`${file} is not what ffmpeg used to write`);
    writeFileSync(file, after);
}

function ffmpeg(cwd, ...args) {
    execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args], { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
}
