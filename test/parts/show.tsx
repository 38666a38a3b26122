import {render} from 'ink-testing-library';
import type {ReactElement} from 'react';
import {until} from '../driver/until.ts';

const keyBytes: Readonly<Record<string, string>> = {
	enter: '\r',
	esc: '\u001B[27u',
	tab: '\t',
	'shift+tab': '\u001B[Z',
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	home: '\u001B[H',
	end: '\u001B[F',
	pgup: '\u001B[5~',
	pgdn: '\u001B[6~',
	delete: '\u001B[3~',
	backspace: '\u007F',
	'ctrl+a': '\u0001',
	'ctrl+e': '\u0005',
	'ctrl+k': '\u000B',
	'ctrl+s': '\u0013',
	'ctrl+u': '\u0015',
	'ctrl+w': '\u0017',
	'ctrl+left': '\u001B[1;5D',
	'alt+b': '\u001Bb',
	'alt+f': '\u001Bf',
	'alt+d': '\u001Bd',
	f1: '\u001B?',
};

/** As many turns of the event loop as KeyStdin leaves between two keys. */
const turns = async () => {
	for (let turn = 0; turn < 3; turn += 1) await new Promise(resolve => setImmediate(resolve));
};

/** Draws something into a terminal of a size and drives it with keys, one per turn as KeyStdin does. */
export const show = async (element: ReactElement, {columns = 80, rows = 24} = {}) => {
	const {stdin, stdout, lastFrame, unmount, rerender} = render(element);
	const resize = async (width: number, height: number) => {
		Object.defineProperty(stdout, 'columns', {value: width, configurable: true});
		Object.defineProperty(stdout, 'rows', {value: height, configurable: true});
		stdout.emit('resize');
		await turns();
	};
	const send = async (bytes: string) => {
		stdin.write(bytes);
		await turns();
	};
	await resize(columns, rows);
	const frame = () => lastFrame() ?? '';
	return {
		frame,
		lines: () => frame().split('\n'),
		resize,
		rerender,
		unmount,
		/** Everything in one event. */
		send,
		paste: (text: string) => send(`\u001B[200~${text}\u001B[201~`),
		/** Named keys, or letters. */
		async press(...keys: readonly string[]) {
			for (const key of keys) await send(keyBytes[key] ?? key);
		},
		async type(text: string) {
			for (const letter of text) await send(letter);
		},
		sees: (text: string) => until(() => frame().includes(text), {what: text, timeoutMs: 5000, seen: frame}),
	};
};
