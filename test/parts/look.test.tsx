import {Box, Text} from 'ink';
import {afterEach, describe, expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import {Chip} from '../../source/parts/chips-field.tsx';
import {Columns} from '../../source/parts/columns.tsx';
import {Dialog} from '../../source/parts/dialog.tsx';
import {FailureView, failureText} from '../../source/parts/failure-view.tsx';
import {StepList, type StepRow} from '../../source/parts/step-list.tsx';
import {toneOf} from '../../source/parts/tone-of.ts';
import {terminalTraits} from '../../source/terminal/terminal-traits.ts';
import {colours, MarksContext, makeMarks} from '../../source/theme.ts';
import {until} from '../driver/until.ts';
import {show} from './show.tsx';

const saved = {...colours};
afterEach(() => void Object.assign(colours, saved));

describe('a table', () => {
	const columns = [{width: 6, grow: 1}, {width: 7}, {width: 5, isRight: true}];
	const row = (name: string, state: string, size: string) => (
		<Columns columns={columns} cells={[{text: name}, {text: state}, {text: size}]} width={30} />
	);

	test('has its columns aligned, whatever the script', async () => {
		const screen = await show(
			<Box flexDirection="column">
				{row('api', 'running', '3')}
				{row('日本語テキスト', 'stopped', '12345')}
				{row('e\u0301te\u0301', 'run', '1234567')}
				{row('👩‍👩‍👧 box', 'run', '')}
			</Box>,
		);
		expect(screen.lines()).toEqual([
			'api             running      3',
			'日本語テキスト  stopped  12345',
			'e\u0301te\u0301             run      1234…',
			// Terminals do not agree on how wide a joined emoji is: it is drawn apart.
			'👩·👩·👧 box    run',
		]);
	});

	test('loses its last columns where there is no room', async () => {
		const screen = await show(
			<Columns columns={columns} cells={[{text: 'api'}, {text: 'running'}, {text: '3'}]} width={16} />,
		);
		expect(screen.frame()).toBe('api      running');
	});
});

describe('the steps of a job', () => {
	const step = (
		...[id, state, startedAt, endedAt]: [string, StepRow['state'], number?, number?]
	): StepRow => ({
		id,
		title: `Step ${id}`,
		state,
		startedAt,
		endedAt,
	});

	test('show their state by a mark and a word, and their duration', async () => {
		const steps = [
			step('1', 'done', 0, 340),
			step('2', 'failed', 0, 12_000),
			step('3', 'undone', 0, 200_000),
			step('4', 'undo-failed', 0, 100),
			step('5', 'waiting'),
		];
		const screen = await show(<StepList steps={steps} width={70} />);
		expect(screen.lines()).toEqual([
			'✓ Step 1               0.3 s',
			'✗ Step 2                12 s  failed',
			'↶ Step 3            3 m 20 s  rolled back',
			'✗ Step 4               0.1 s  needs cleanup',
			'· Step 5',
		]);
	});

	test('count while they run', async () => {
		const screen = await show(<StepList steps={[step('1', 'running', Date.now() - 65_400)]} width={70} />);
		const seconds = () =>
			Number(/^[\u2800-\u28FF] Step 1 +1 m (\d\d) s {2}running$/u.exec(screen.frame())?.[1]);
		const begun = seconds();
		expect(begun).toBeGreaterThanOrEqual(5);
		await until(() => seconds() > begun, {what: 'a second', seen: screen.frame});
		screen.unmount();
	});

	test('in less room are those around the last that has begun', async () => {
		const steps = ['1', '2', '3', '4', '5', '6'].map(id => step(id, Number(id) < 5 ? 'done' : 'waiting'));
		const screen = await show(<StepList steps={steps} width={70} height={3} />);
		expect(screen.lines().map(line => line.slice(0, 8))).toEqual(['✓ Step 3', '✓ Step 4', '· Step 5']);
	});
});

describe('a failure', () => {
	test('says what happened and what to do', async () => {
		const failure = new Failure('Worker forge-2 did not answer', {hint: 'Check that it is powered on.'});
		const screen = await show(<FailureView thrown={failure} width={40} />);
		expect(screen.lines()).toEqual(['✗ Worker forge-2 did not answer', '  Check that it is powered on.']);
	});

	test('that is unexpected shows its stack', () => {
		const {message, detail} = failureText(new TypeError('x is not a function'));
		expect(message).toBe('x is not a function');
		expect(detail).toMatch(/^This is a bug in Ingot\.\n\s+at /u);
	});

	test.each([
		['a string', 'a string'],
		[undefined, 'undefined'],
	])('may be anything that was thrown: %j', (thrown, message) => {
		expect(failureText(thrown).message).toBe(message);
	});

	test('keeps to its lines', async () => {
		const screen = await show(<FailureView thrown={new TypeError('no')} width={40} height={4} />);
		expect(screen.lines()).toHaveLength(4);
	});
});

test('chips can be told apart without colours', async () => {
	const screen = await show(
		<Box gap={1}>
			<Chip text="git" isCustom={false} />
			<Chip text="tax" isCustom />
		</Box>,
	);
	expect(screen.frame()).toBe('git #tax');
});

test('a terminal without Unicode gets marks and borders of ASCII only', async () => {
	const screen = await show(
		<MarksContext value={makeMarks({unicode: false})}>
			<Dialog title="Sure?" size={{width: 30, height: 7}}>
				<StepList steps={[{id: '1', title: 'One', state: 'done'}]} width={20} />
				<Text>ok</Text>
			</Dialog>
		</MarksContext>,
	);
	expect(screen.frame()).toMatch(/^[\n -~]+$/u);
	expect(screen.frame()).toContain('+ One');
});

test('without colours bold, dim, underline and inverse stay', () => {
	expect([toneOf('danger'), toneOf('match'), toneOf('title')]).toEqual([
		{bold: true, color: 'red'},
		{underline: true, color: 'yellow'},
		{bold: true, color: 'cyan'},
	]);
	makeMarks({unicode: true, colour: false});
	expect([toneOf('danger'), toneOf('match'), toneOf('title'), toneOf('caret')]).toEqual([
		{bold: true},
		{underline: true},
		{bold: true},
		{inverse: true},
	]);
});

test.each([
	[
		{LANG: 'de_DE.UTF-8', TERM: 'xterm-256color'},
		{unicode: true, colour: true, forceColor: '1'},
	],
	[
		{LANG: 'C', TERM: 'xterm'},
		{unicode: false, colour: true, forceColor: '1'},
	],
	[
		{LANG: 'en_US.utf8', LC_ALL: 'C', TERM: 'xterm'},
		{unicode: false, colour: true, forceColor: '1'},
	],
	[
		{LANG: 'C', LC_CTYPE: 'C.UTF-8', TERM: 'foot'},
		{unicode: true, colour: true, forceColor: '1'},
	],
	[
		{LANG: 'C.UTF-8', TERM: 'linux'},
		{unicode: false, colour: true, forceColor: '1'},
	],
	[
		{LANG: 'C.UTF-8', TERM: 'dumb'},
		{unicode: false, colour: true, forceColor: undefined},
	],
	[
		{LANG: 'C.UTF-8', TERM: 'xterm', NO_COLOR: '1'},
		{unicode: true, colour: false, forceColor: '1'},
	],
	[
		{LANG: 'C.UTF-8', TERM: 'xterm', NO_COLOR: ''},
		{unicode: true, colour: true, forceColor: '1'},
	],
	[
		{LANG: 'C.UTF-8', TERM: 'xterm', FORCE_COLOR: '0'},
		{unicode: true, colour: true, forceColor: undefined},
	],
	[{}, {unicode: false, colour: true, forceColor: undefined}],
])('%j is a terminal with %j', (env, traits) => {
	expect(terminalTraits(env)).toMatchObject(traits);
});
