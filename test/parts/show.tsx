import {render} from 'ink-testing-library';
import type {ReactElement} from 'react';
import {unstable_IdlePriority, unstable_scheduleCallback} from 'scheduler';
import {type KeyName, keyBytes} from '../driver/key-bytes.ts';
import {until} from '../driver/until.ts';

/** Ink waits a while after a lone escape for what might follow; KeyStdin spells it like this. */
const bytesOf = (key: string): string => (key === 'esc' ? '\u001B[27u' : (keyBytes[key as KeyName] ?? key));

const turn = () => new Promise(resolve => setImmediate(resolve));
/** React's scheduler runs an idle task once it has nothing else to do, effects included, however slow the machine. */
const idle = () =>
	new Promise<void>(resolve => {
		unstable_scheduleCallback(unstable_IdlePriority, () => resolve());
	});

/** Waits until a key has been read and everything that it led to is drawn: as many turns as KeyStdin leaves between keys. */
const turns = async () => {
	for (let count = 0; count < 3; count += 1) {
		await turn();
		await idle();
	}
};

/** Draws something into a terminal of a size and drives it with keys, one per turn as KeyStdin actions. */
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
		async rerender(other: ReactElement) {
			rerender(other);
			await turns();
		},
		unmount,
		/** Everything in one event. */
		send,
		paste: (text: string) => send(`\u001B[200~${text}\u001B[201~`),
		/** Named keys, or letters. */
		async press(...keys: readonly string[]) {
			for (const key of keys) await send(bytesOf(key));
		},
		async type(text: string) {
			for (const letter of text) await send(letter);
		},
		sees: (text: string) => until(() => frame().includes(text), {what: text, seen: frame}),
	};
};
