import {Box, Text} from 'ink';
import {useState} from 'react';
import {describe, expect, test} from 'vitest';
import {useKeys} from '../../source/keys.ts';
import {allChips, chipList} from '../../source/parts/chip-list.ts';
import {ChipsField} from '../../source/parts/chips-field.tsx';
import {ChoiceField} from '../../source/parts/choice-field.tsx';
import {Confirm} from '../../source/parts/confirm.tsx';
import {textState} from '../../source/parts/edit-text.ts';
import {FormRow, formRowEdge} from '../../source/parts/form-row.tsx';
import {Menu} from '../../source/parts/menu.tsx';
import {TextField} from '../../source/parts/text-field.tsx';
import {addEntries} from '../../source/parts/use-chips.ts';
import {useForm} from '../../source/parts/use-form.ts';
import {show} from './show.tsx';

const Hidden = () => {
	const [state, setState] = useState(textState(''));
	return (
		<>
			<TextField state={state} onChange={setState} isActive width={20} isHidden />
			<Text>{`[${state.text}]`}</Text>
		</>
	);
};

const Field = ({onPaste}: {onPaste?: (text: string) => void}) => {
	const [state, setState] = useState(textState(''));
	const problem = state.text.includes('!') ? 'No exclamation marks.' : undefined;
	return (
		<TextField
			state={state}
			onChange={setState}
			isActive
			width={20}
			placeholder="tax-prep"
			problem={problem}
			{...(onPaste && {onPaste})}
		/>
	);
};

describe('a text field', () => {
	test('shows a placeholder, then the text, and its problem under it', async () => {
		const screen = await show(<Field />);
		expect(screen.frame()).toBe('tax-prep');
		await screen.type('erp!');
		expect(screen.frame()).toBe('erp!\nNo exclamation\nmarks.');
		await screen.press('backspace');
		expect(screen.frame()).toBe('erp');
	});

	test('has the keys of a shell', async () => {
		const screen = await show(<Field />);
		await screen.type('one two');
		await screen.press(
			'ctrl+left',
			'x',
			'home',
			'y',
			'end',
			'z',
			'alt+b',
			'alt+d',
			'ctrl+a',
			'delete',
			'right',
			'ctrl+k',
			'w',
		);
		expect(screen.frame()).toBe('ow');
	});

	test.each(['ctrl+s', '\u0012', '\u000E', '\u001Bx', 'f1', 'tab', 'up', 'pgdn', 'esc', 'enter'])(
		'types nothing for %j, wherever its cursor is',
		async key => {
			const screen = await show(<Field />);
			await screen.press(key);
			await screen.type('erp');
			await screen.press(key, 'left', 'left', key);
			await screen.type('x');
			await screen.press(key, 'home', key);
			await screen.type('y');
			expect(screen.frame()).toBe('yexrp');
		},
	);

	test('types letters of any width before and behind its cursor', async () => {
		const screen = await show(<Field />);
		await screen.type('日語👍');
		await screen.press('left', 'left');
		await screen.type('é本');
		await screen.press('backspace', 'delete', 'home');
		await screen.type('x');
		expect(screen.frame()).toBe('x日é👍');
	});

	test('joins the lines of a paste', async () => {
		const screen = await show(<Field />);
		await screen.paste(' two\r\nlines\t\u001B[31mx\n');
		expect(screen.frame()).toBe('two lines [31mx');
	});

	test('draws a hidden text as stars', async () => {
		const screen = await show(<Hidden />);
		await screen.type('se');
		await screen.paste('cré👍t');
		await screen.press('left');
		await screen.type('x');
		expect(screen.lines()).toEqual(['********', '[secré👍xt]']);
	});

	test('passes a paste to its owner when the owner handles pastes', async () => {
		const pastes: string[] = [];
		const screen = await show(<Field onPaste={text => void pastes.push(text)} />);
		await screen.paste('a\nb');
		expect(pastes).toEqual(['a\nb']);
	});

	test('scrolls with its cursor', async () => {
		const screen = await show(<Field />);
		await screen.type('abcdefghijklmnopqrstuvwxyz');
		expect(screen.frame()).toBe('hijklmnopqrstuvwxyz');
		await screen.press('home');
		expect(screen.frame()).toBe('abcdefghijklmnopqrst');
	});
});

const rules = {
	split: (text: string) => text.split(/[,\n]+/u),
	problem: (entry: string, chips: readonly string[]) =>
		entry.trim().length > 8
			? 'At most 8 letters.'
			: chips.includes(entry.trim())
				? 'Already there.'
				: undefined,
	keep: (entry: string) => entry.trim(),
};

const Chips = () => {
	const [list, setList] = useState(chipList([]));
	const [message, setMessage] = useState('');
	useKeys([{key: 'enter', title: 'Submit', run: () => setMessage('submitted by the screen')}]);
	return (
		<>
			<ChipsField
				{...rules}
				fixed={[
					{title: 'git', isCustom: false},
					{title: 'erp', isCustom: true},
				]}
				list={list}
				onChange={setList}
				isActive
				width={60}
				onDone={() => setMessage('done')}
			/>
			<Text>{`[${list.chips.join('|')}] ${message}`}</Text>
		</>
	);
};

test.each([
	['', ['a']],
	['  ', ['a']],
	[' b ', ['a', 'b']],
])('an entry that is typed but not added (%j) counts as a chip', (typed, all) => {
	const list = {chips: ['a'], entry: textState(typed)};
	expect(allChips(list, entry => entry.trim())).toEqual(all);
});

const whole = 'A relative path mounts nothing: write the whole path, such as /srv/data:/data.';

const Refusing = () => {
	const [list, setList] = useState(chipList([]));
	const problem = () => whole;
	return (
		<ChipsField
			{...rules}
			{...{problem, list}}
			fixed={[]}
			onChange={setList}
			isActive
			width={40}
			onDone={() => {}}
		/>
	);
};

test('why an entry is refused is wrapped, never cut off', async () => {
	const screen = await show(<Refusing />);
	await screen.type('data:/data');
	await screen.press('enter');
	expect(screen.frame().replaceAll(/\s+/gu, ' ')).toContain(whole);
});

describe('chips', () => {
	const state = (screen: {lines: () => string[]}) => screen.lines().at(-1);

	test('are shown beside the inherited ones', async () => {
		const screen = await show(<Chips />);
		await screen.type('tax,a');
		expect(screen.lines()[0]).toBe('git #erp inherited  #tax a');
	});

	test('are added by Enter and by a comma; Enter in the empty field is done', async () => {
		const screen = await show(<Chips />);
		await screen.type('one,two');
		await screen.press('enter');
		expect(state(screen)).toBe('[one|two]');
		await screen.press('enter');
		expect(state(screen)).toBe('[one|two] done');
	});

	test('are added by a pasted list; invalid entries stay, each with its reason', async () => {
		const screen = await show(<Chips />);
		await screen.paste('one, two\nmuch too long,one\nthree');
		expect(state(screen)).toBe('[one|two|three]');
		expect(screen.lines().slice(-4, -1).join('\n')).toBe(
			'git #erp inherited  #one #two #three much too long, one\nmuch too long: At most 8 letters.\none: Already there.',
		);
		for (let press = 0; press < 18; press += 1) await screen.press('backspace');
		await screen.type('four');
		await screen.press('enter');
		expect(state(screen)).toBe('[one|two|three|four]');
	});

	test('a pasted word is typed, not added', async () => {
		const screen = await show(<Chips />);
		await screen.paste('word\r');
		expect(state(screen)).toBe('[word]');
		await screen.paste('more');
		expect(state(screen)).toBe('[word]');
		expect(screen.lines()[0]).toContain('#word more');
	});

	test('show the problem of an entry as it is typed', async () => {
		const screen = await show(<Chips />);
		await screen.type('one,one');
		expect(screen.lines()[1]).toBe('Already there.');
	});

	test.each([
		[['backspace'], '[a|b]'],
		[['left', 'delete'], '[a|b]'],
		[['left', 'left', 'delete'], '[a|c]'],
		[['left', 'left', 'left', 'left', 'backspace'], '[b|c]'],
		[['left', 'left', 'right', 'delete'], '[a|b]'],
		[['left', 'right', 'delete'], '[a|b|c]'],
		[['left', 'x', 'backspace', 'delete'], '[a|b|c]'],
	])('after %j are %s', async (keys, left) => {
		const screen = await show(<Chips />);
		await screen.type('a,b,c,');
		await screen.press(...keys);
		expect(state(screen)).toBe(left);
	});

	test('empty entries of a list are no chips', () => {
		expect(addEntries(['', ' ', 'a'], [], rules)).toEqual({
			chips: ['a'],
			remaining: '',
			refused: [],
			already: [],
		});
	});
});

const Form = () => {
	const [message, setMessage] = useState('');
	const form = useForm(['name', 'tag'], {title: 'Create', run: () => setMessage('created')});
	useKeys(form.bindings);
	return (
		<>
			{(['name', 'tag'] as const).map(field => (
				<FormRow
					key={field}
					label={field}
					labelWidth={6}
					width={40}
					isFocused={form.focused === field}
					note={message}
				>
					<TextField
						state={textState('x')}
						onChange={() => {}}
						isActive={form.focused === field}
						width={40 - formRowEdge(6)}
					/>
				</FormRow>
			))}
		</>
	);
};

describe('a form', () => {
	test.each([
		[[], 'name'],
		[['tab'], 'tag'],
		[['tab', 'tab'], 'name'],
		[['shift+tab'], 'tag'],
		[['down', 'up'], 'name'],
		[['enter'], 'tag'],
	])('after %j is in the field %s', async (keys, field) => {
		const screen = await show(<Form />);
		await screen.press(...keys);
		expect(screen.lines().find(line => line.startsWith('❯'))).toBe(`❯ ${field.padEnd(6)}  x`);
	});

	test('is submitted by Enter in its last field, or from anywhere by ctrl+s', async () => {
		const screen = await show(<Form />);
		await screen.press('enter', 'enter');
		expect(screen.frame()).toContain('created');
		const other = await show(<Form />);
		await other.press('ctrl+s');
		expect(other.frame()).toContain('created');
	});
});

describe('a question', () => {
	const ask = async (typedName?: string) => {
		const answers: string[] = [];
		const screen = await show(
			<Confirm
				title="Delete the image tax:1?"
				consequences={['3.2 GB on forge-1 are gone for good']}
				verb="Delete"
				{...(typedName !== undefined && {typedName})}
				onYes={() => void answers.push('yes')}
				onNo={() => void answers.push('no')}
				size={{width: 60, height: 12}}
			/>,
		);
		return {screen, answers};
	};

	test('says what will be lost and wants the name typed', async () => {
		const {screen, answers} = await ask('tax');
		expect(screen.lines()).toEqual([
			'',
			'  ╭──────────────────────────────────────────────────────╮',
			'  │  Delete the image tax:1?                             │',
			'  │                                                      │',
			'  │  – 3.2 GB on forge-1 are gone for good               │',
			'  │                                                      │',
			'  │  Type tax to confirm:                                │',
			'  │                                                      │',
			'  │                                                      │',
			'  │  enter Delete   esc Cancel                           │',
			'  ╰──────────────────────────────────────────────────────╯',
			'',
		]);
		await screen.press('enter', 't', 'a', 'enter', 'y');
		expect(answers).toEqual([]);
		await screen.press('backspace', 'x', 'enter');
		expect(answers).toEqual(['yes']);
	});

	test.each([
		['enter', 'yes'],
		['y', 'yes'],
		['n', 'no'],
		['esc', 'no'],
	])('without a name to type, %s is %s', async (key, answer) => {
		const {screen, answers} = await ask();
		await screen.press(key);
		expect(answers).toEqual([answer]);
	});
});

test('a menu is moved by arrows, and a digit chooses at once', async () => {
	const chosen: string[] = [];
	const choices = ['stay', 'quit', 'other'].map(value => ({label: value, value}));
	const screen = await show(<Menu choices={choices} onChoose={value => void chosen.push(value)} />);
	expect(screen.lines()).toEqual(['❯ stay', '  quit', '  other']);
	await screen.press('down', 'enter', '3');
	expect(chosen).toEqual(['quit', 'other']);
});

test.each([
	[60, ['❯ remove the DevBox    stop it until the next run']],
	[42, ['❯ remove the DevBox', '  stop it until the next run']],
] as const)('the options of a choice are read in full, in %i columns, too', async (width, lines) => {
	const choices = [
		{value: 'remove', label: 'remove the DevBox'},
		{value: 'stop', label: 'stop it until the next run'},
	];
	const screen = await show(
		<Box width={width} flexDirection="column">
			<ChoiceField choices={choices} value="remove" onChange={() => {}} isActive />
		</Box>,
	);
	expect(screen.lines().map(line => line.trimEnd())).toEqual(lines);
});
