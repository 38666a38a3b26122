import {expect, test} from 'vitest';
import {AskName} from '../../source/parts/ask-name.tsx';
import {Confirm} from '../../source/parts/confirm.tsx';
import {show} from './show.tsx';

const choice = (key: 'tab' | 'ctrl+o' | 'ctrl+s', title: string) =>
	({key, title, text: title, next: () => {}}) as const;
const pull = [choice('tab', 'Other worker'), choice('ctrl+o', 'Overwrite')];
const prune = [choice('tab', 'Age'), choice('ctrl+s', 'Schedule')];

test.each([
	{
		verb: 'Pull',
		choices: pull,
		columns: 60,
		lines: ['enter Pull   tab Other worker   ctrl+o Overwrite', 'esc Cancel'],
	},
	{
		verb: 'Pull',
		choices: pull,
		columns: 80,
		lines: ['enter Pull   tab Other worker   ctrl+o Overwrite   esc Cancel'],
	},
	{
		verb: 'Show list',
		choices: prune,
		columns: 60,
		lines: ['enter Show list   tab Age   ctrl+s Schedule', 'esc Cancel'],
	},
	{verb: 'Fork', choices: [], columns: 60, lines: ['enter Fork   esc Cancel']},
])(
	'a dialog names all keys of “$verb”, none in two parts, in $columns columns',
	async ({verb, choices, columns, lines}) => {
		const size = {columns, rows: 20};
		const screen = await show(
			<AskName
				{...{title: 'Which?', note: 'One of them.', initial: '', verb, choices}}
				problemOf={() => undefined}
				onName={() => {}}
				onNo={() => {}}
				size={{width: size.columns, height: size.rows}}
			/>,
			size,
		);
		const shown = screen.lines().map(line => line.replaceAll(/^[│ ]+|[│ ]+$/gu, ''));
		const at = shown.findIndex(line => line.startsWith('enter'));
		expect(shown.slice(at, at + lines.length + 1)).toEqual([...lines, expect.stringMatching(/^╰/u)]);
	},
);

test('a question with long answers names both keys', async () => {
	const screen = await show(
		<Confirm
			title="Quit?"
			consequences={['The build has not got all its files.']}
			verb="Quit, and let the build fail on the worker"
			no="Stay until it has them"
			onYes={() => {}}
			onNo={() => {}}
			size={{width: 60, height: 20}}
		/>,
		{columns: 60, rows: 20},
	);
	expect(screen.frame()).toContain('enter Quit, and let the build fail on the worker');
	expect(screen.frame()).toContain('esc Stay until it has them');
});
