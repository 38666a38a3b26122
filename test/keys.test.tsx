import {Text} from 'ink';
import {useState} from 'react';
import {describe, expect, test} from 'vitest';
import {type Binding, KeyLayerContext, useKeys} from '../source/keys.ts';
import {textState} from '../source/parts/edit-text.ts';
import {TextField} from '../source/parts/text-field.tsx';
import {show} from './parts/show.tsx';

const Keys = ({bindings, isActive}: {bindings: readonly Binding[]; isActive?: boolean}) => {
	useKeys(bindings, isActive === undefined ? {} : {isActive});
	return <Text>keys</Text>;
};

const Field = ({isActive = true, keys}: {isActive?: boolean; keys?: Record<string, () => void>}) => {
	const [state, setState] = useState(textState(''));
	return <TextField state={state} onChange={setState} isActive={isActive} width={40} {...(keys && {keys})} />;
};

const recorded = (names: readonly string[], more: Partial<Binding> = {}) => {
	const runs: string[] = [];
	const bindings = names.map(key => ({key, title: key, run: () => void runs.push(key), ...more}));
	return {runs, bindings};
};

test.each([
	['a', 'a'],
	['A', 'A'],
	['?', '?'],
	['é', 'é'],
	['語', '語'],
	[' ', 'space'],
	['\r', 'enter'],
	['\t', 'tab'],
	['\u001B[Z', 'shift+tab'],
	['\u001B[27u', 'esc'],
	['\u001B[A', 'up'],
	['\u001BOB', 'down'],
	['\u001B[1;5D', 'ctrl+left'],
	['\u001B[1;3C', 'alt+right'],
	['\u001B[1;2A', 'shift+up'],
	['\u001B[5~', 'pgup'],
	['\u001B[6~', 'pgdn'],
	['\u001B[H', 'home'],
	['\u001B[4~', 'end'],
	['\u007F', 'backspace'],
	['\u0008', 'backspace'],
	['\u001B\u007F', 'alt+backspace'],
	['\u001B[3~', 'delete'],
	['\u0012', 'ctrl+r'],
	['\u0003', 'ctrl+c'],
	['\u001Bb', 'alt+b'],
	['\u001B?', 'f1'],
])('%j is the key %s', async (bytes, name) => {
	const {runs, bindings} = recorded([name]);
	const screen = await show(<Keys bindings={bindings} />);
	await screen.send(bytes);
	expect(runs).toEqual([name]);
});

describe('bindings', () => {
	test('several letters in one event run one after the other', async () => {
		const {runs, bindings} = recorded(['a', 'b']);
		const screen = await show(<Keys bindings={bindings} />);
		await screen.send('abxab');
		expect(runs).toEqual(['a', 'b', 'a', 'b']);
	});

	test('one that is refused tells why and does not run', async () => {
		const {runs, bindings} = recorded(['s'], {refusal: 'Images need the Pro plan.'});
		const told: string[] = [];
		const screen = await show(
			<KeyLayerContext value={{isActive: true, notify: text => void told.push(text)}}>
				<Keys bindings={bindings} />
			</KeyLayerContext>,
		);
		await screen.press('s');
		expect([runs, told]).toEqual([[], ['Images need the Pro plan.']]);
	});

	test('the first of two for the same key wins', async () => {
		const first = recorded(['esc']);
		const second = recorded(['esc']);
		const screen = await show(<Keys bindings={[...first.bindings, ...second.bindings]} />);
		await screen.press('esc');
		expect([first.runs, second.runs]).toEqual([['esc'], []]);
	});

	test('under a dialog none runs', async () => {
		const {runs, bindings} = recorded(['a', 'enter']);
		const screen = await show(
			<KeyLayerContext value={{isActive: false, notify: () => {}}}>
				<Keys bindings={bindings} />
			</KeyLayerContext>,
		);
		await screen.press('a', 'enter');
		expect(runs).toEqual([]);
	});

	test('a paste presses no keys', async () => {
		const {runs, bindings} = recorded(['a', 'enter']);
		const screen = await show(<Keys bindings={bindings} />);
		await screen.paste('aaa\r');
		expect(runs).toEqual([]);
	});
});

describe('while a field is typed in', () => {
	const all = [
		'a',
		'space',
		'?',
		'home',
		'backspace',
		'ctrl+u',
		'up',
		'enter',
		'esc',
		'tab',
		'ctrl+s',
		'f1',
		'pgdn',
	];

	test('its letters and its keys reach no binding, the others do', async () => {
		const {runs, bindings} = recorded(all);
		const screen = await show(
			<>
				<Keys bindings={bindings} />
				<Field />
			</>,
		);
		await screen.press(
			'a',
			' ',
			'?',
			'home',
			'end',
			'up',
			'enter',
			'esc',
			'tab',
			'ctrl+s',
			'f1',
			'pgdn',
			'backspace',
		);
		expect(runs).toEqual(['up', 'enter', 'esc', 'tab', 'ctrl+s', 'f1', 'pgdn']);
		expect(screen.lines()[1]).toBe('a');
	});

	test('an empty field keeps letters only, so that a list beside it has Home', async () => {
		const {runs, bindings} = recorded(all);
		const screen = await show(
			<>
				<Field />
				<Keys bindings={bindings} />
			</>,
		);
		await screen.press('home', 'backspace', 'a');
		expect(runs).toEqual(['home', 'backspace']);
	});

	test('keys that its owner wants reach no binding, even when they change what the field wants', async () => {
		const {runs, bindings} = recorded(['enter']);
		const owned: string[] = [];
		const Owner = () => {
			const [isOwner, setOwner] = useState(true);
			const enter = () => {
				owned.push('enter');
				setOwner(false);
			};
			return <Field keys={isOwner ? {enter} : {}} />;
		};
		for (const first of [true, false]) {
			const screen = await show(
				<>
					{first ? <Owner /> : null}
					<Keys bindings={bindings} />
					{first ? null : <Owner />}
				</>,
			);
			await screen.press('enter');
			screen.unmount();
		}
		expect([owned, runs]).toEqual([['enter', 'enter'], []]);
	});

	test('the letters are the bindings’ again when the field is left', async () => {
		const {runs, bindings} = recorded(['a']);
		const screen = await show(
			<>
				<Keys bindings={bindings} />
				<Field />
			</>,
		);
		await screen.press('a');
		await screen.rerender(
			<>
				<Keys bindings={bindings} />
				<Field isActive={false} />
			</>,
		);
		await screen.press('a');
		expect(runs).toEqual(['a']);
	});

	test('another app in the same process keeps its letters', async () => {
		const {runs, bindings} = recorded(['a']);
		await show(<Field />);
		const other = await show(<Keys bindings={bindings} />);
		await other.press('a');
		expect(runs).toEqual(['a']);
	});
});
