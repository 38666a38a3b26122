import {expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import type {Actions} from '../../source/state/actions.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {listedImages, ready} from './show-app.tsx';
import {golden, showImages} from './show-images.tsx';

const web = golden('web');
const second: AppEvent = {
	type: 'worker-reached',
	worker: 'forge-2',
	reach: {state: 'ready', facts: undefined},
};

const show = (prepare: (actions: Actions) => void, events: readonly AppEvent[] = [ready, second]) =>
	showImages({events: [...events, listedImages('forge-1', web)], prepare});

test('E asks for a file and saves the image to it', async () => {
	const asked: string[] = [];
	const {screen, notices} = await show(actions => {
		actions.exportImage = async ({name}, file) => void asked.push(`${name} ${file}`);
	});
	await screen.press('E');
	expect(screen.frame()).toContain('Export web:v1 to which file?');
	expect(screen.frame()).toContain('~/web-v1.tar');
	await screen.press('enter');
	expect(asked).toEqual(['web ~/web-v1.tar']);
	expect(notices.at(-1)).toBe('web:v1 is in ~/web-v1.tar, and its SHA-256 in ~/web-v1.tar.sha256.');
	expect(screen.frame()).not.toContain('Export web:v1');
});

test('an export shows how far it is, and esc cancels it', async () => {
	const {screen, notices} = await show(actions => {
		actions.exportImage = (_, __, {signal, onBytes}) =>
			new Promise((_resolve, reject) => {
				onBytes(58_000_000, 100_000_000);
				signal.addEventListener('abort', () => reject(signal.reason));
			});
	});
	await screen.press('E', 'enter');
	expect(screen.frame()).toContain('58 % · 58 MB of 100 MB');
	expect(screen.frame()).toContain('█');
	await screen.press('esc');
	expect(notices.at(-1)).toBe('Cancelled.');
	expect(screen.frame()).not.toContain('58 %');
});

test('I asks for a file and the worker, and says why an import is refused', async () => {
	const asked: string[] = [];
	const {screen, notices} = await show(actions => {
		actions.importImage = async (file, to) => {
			asked.push(`${file} ${to}`);
			throw new Failure('web.tar is damaged.', {hint: 'Download it again.'});
		};
	});
	await screen.press('I');
	expect(screen.frame()).toContain('Import an image to forge-1 from which file?');
	await screen.press('tab');
	expect(screen.frame()).toContain('Worker: forge-2');
	await screen.press('w', 'e', 'b', 'enter');
	expect(asked).toEqual(['~/web forge-2']);
	expect(notices.at(-1)).toBe('web.tar is damaged. Download it again.');
});

test('an image that the worker has already needs no job', async () => {
	const {screen, notices} = await show(
		actions => {
			actions.importImage = async () => undefined;
		},
		[ready],
	);
	await screen.press('I');
	expect(screen.frame()).not.toContain('Other worker');
	await screen.press('w', 'enter');
	expect(notices.at(-1)).toBe('The image is already on forge-1.');
});

test('nothing can be imported while no worker is connected', async () => {
	const {screen, notices} = await show(() => {}, []);
	await screen.press('I');
	expect(notices.at(-1)).toContain('No worker is connected.');
});
