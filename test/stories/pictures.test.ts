import {readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {type Cast, fromCastFile} from '../pictures/cast.ts';
import {pictureText} from '../pictures/picture-text.ts';
import {markedScreens} from '../pictures/replay.ts';
import {shoot} from '../pictures/shoot.ts';
import {toAnimation} from '../pictures/to-animation.ts';

const folder = path.resolve(import.meta.dirname, '../../docs/pictures');
const screens = new Map<string, string>();
let cast: Cast;

beforeAll(async () => {
	cast = await shoot((name, terminal) => screens.set(name, terminal.screen()));
});

const pictures = ['workers', 'list', 'devboxes', 'details', 'job', 'launch', 'schedules', 'copy'];

test('there is a picture of each of these screens', () => {
	expect([...screens.keys()]).toEqual(pictures);
});

test.each(pictures)('the picture %s shows what the app draws; if it fails, run npm run pictures', name => {
	const text = readFileSync(path.join(folder, `${name}.txt`), 'utf8').trimEnd();
	expect(pictureText(text)).toBe(pictureText(screens.get(name) ?? ''));
	// Both come from one run.
	expect(statSync(path.join(folder, `${name}.png`)).size).toBeGreaterThan(10_000);
});

test('the film shows what the app draws; if it fails, run npm run pictures', async () => {
	const kept = await markedScreens(fromCastFile(readFileSync(path.join(folder, 'film.cast'), 'utf8')));
	const now = await markedScreens(cast);
	expect(now.size).toBeGreaterThan(5);
	expect([...kept.keys()]).toEqual([...now.keys()]);
	for (const [name, screen] of now) expect(pictureText(kept.get(name) ?? ''), name).toBe(pictureText(screen));
});

test('the film of the README is drawn from its recording', async () => {
	const recording = fromCastFile(readFileSync(path.join(folder, 'film.cast'), 'utf8'));
	const drawn = readFileSync(path.join(folder, 'film.svg'), 'utf8');
	expect((await toAnimation(recording)).trim() === drawn.trim()).toBe(true);
});

test('the film fits into a README', () => {
	expect(statSync(path.join(folder, 'film.svg')).size).toBeLessThan(500_000);
});
