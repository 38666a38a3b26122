import {expect, test} from 'vitest';
import type {Devbox} from '../../source/model/devbox.ts';
import type {Image} from '../../source/model/image.ts';
import {copyables} from '../../source/screens/shared/copyables.ts';
import {clipboardBytes} from '../../source/terminal/clipboard.ts';
import {alice, devbox, listed, ready, screenAfter} from './show-app.tsx';

const opened = async (...devboxes: readonly Devbox[]) => {
	const copied: string[] = [];
	const copy = (text: string) => {
		copied.push(text);
		return text.length < 100;
	};
	const screen = await screenAfter([ready, listed(...devboxes)], alice, {copy});
	await screen.press('2', 'y');
	return {screen, copied};
};

test('y asks what to copy of a DevBox, and copies it by its digit', async () => {
	const {screen, copied} = await opened(devbox('api'));
	expect(screen.frame()).toContain('Copy to the clipboard');
	expect(screen.frame()).toMatch(/Command +ingot shell api --worker forge-1/u);
	await screen.press('1');
	expect(copied).toEqual(['api']);
	expect(screen.frame()).toContain('Copied: api');
	expect(screen.frame()).toContain('[2 DevBoxes');
});

test('a copied command is quoted for a shell, and holds no control characters', async () => {
	const {screen, copied} = await opened(devbox("it's \u001B[31m$(date)"));
	await screen.press('2');
	expect(copied).toHaveLength(1);
	expect(copied[0]).not.toMatch(/\p{Cc}/u);
	expect(copied[0]).toMatch(/^ingot shell 'it'\\''s .*\$\(date\)' --worker forge-1$/u);
});

test('esc copies nothing', async () => {
	const {screen, copied} = await opened(devbox('api'));
	await screen.press('esc');
	expect(copied).toEqual([]);
	expect(screen.frame()).not.toContain('Copy to the clipboard');
});

test('without a row there is nothing to copy', async () => {
	const {screen, copied} = await opened();
	expect(copied).toEqual([]);
	expect(screen.frame()).not.toContain('y Copy');
});

test('what is too long for a terminal is not copied in part', async () => {
	const {screen} = await opened(devbox('long', {image: 'localhost/'.padEnd(200, 'x')}));
	await screen.press('3');
	expect(screen.frame()).toContain('200 characters are too long');
	expect(clipboardBytes('x'.repeat(60_000))).toBeUndefined();
});

test('the text reaches the terminal as base64', () => {
	expect(clipboardBytes('日本')).toBe(`\u001B]52;c;${Buffer.from('日本').toString('base64')}\u0007`);
});

test('the command that launches an image is written as a person would type it', () => {
	const [, command] = copyables.image({
		reference: 'localhost/node-base:22',
		worker: 'forge-1',
		id: 'a'.repeat(64),
	} as Image);
	expect(command?.text).toBe('ingot launch localhost/node-base:22 --worker forge-1');
});
