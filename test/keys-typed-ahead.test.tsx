import {Writable} from 'node:stream';
import type {ReadStream, WriteStream} from 'node:tty';
import {render, Text, useInput} from 'ink';
import {useState} from 'react';
import {unstable_NormalPriority, unstable_scheduleCallback} from 'scheduler';
import {expect, onTestFinished, test} from 'vitest';
import {KeyStdin} from '../source/terminal/key-stdin.ts';
import {until} from './driver/until.ts';
import {FakeTty} from './parts/fake-tty.ts';

/** As when many parts have just been drawn on a slow machine: their effects wait in React's scheduler. */
const keepReactBusy = () => {
	for (let task = 0; task < 20; task += 1)
		unstable_scheduleCallback(unstable_NormalPriority, () => {
			const end = performance.now() + 8;
			while (performance.now() < end);
		});
};

const Place = ({name, onKey}: {name: string; onKey: (key: string) => void}) => {
	useInput((input, key) => onKey(`${name} ${key.return ? 'enter' : input}`));
	return <Text>{name}</Text>;
};

const Places = ({onKey}: {onKey: (key: string) => void}) => {
	const [name, setName] = useState('1');
	const press = (key: string) => {
		onKey(key);
		const next = key.split(' ').at(-1) ?? '';
		keepReactBusy();
		if (/^\d$/u.test(next)) setName(next);
	};
	return <Place key={name} name={name} onKey={press} />;
};

test('a key that is typed ahead reaches the screen that the key before it opens, however slow the machine', async () => {
	const tty = new FakeTty();
	const keys: string[] = [];
	const screen = Object.assign(new Writable({write: (_chunk, _encoding, done) => done()}), {
		columns: 80,
		rows: 24,
	});
	const stdin = new KeyStdin(tty as unknown as ReadStream);
	const app = render(<Places onKey={key => void keys.push(key)} />, {
		stdin: stdin as unknown as ReadStream,
		stdout: screen as unknown as WriteStream,
		patchConsole: false,
	});
	onTestFinished(() => {
		app.unmount();
		stdin.destroy();
	});
	tty.write('5\r23\r');
	await until(() => keys.length >= 5);
	expect(keys).toEqual(['1 5', '5 enter', '5 2', '2 3', '3 enter']);
});
