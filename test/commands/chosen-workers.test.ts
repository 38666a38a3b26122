import {expect, test} from 'vitest';
import {chosenWorkers} from '../../source/commands/each-worker.ts';
import {Failure} from '../../source/model/failure.ts';
import type {Worker} from '../../source/model/worker.ts';

const worker = (name: string, ...labels: readonly string[]): Worker => ({
	name,
	kind: 'self-hosted',
	...(labels.length > 0 && {labels}),
});
const settingsOf = (...workers: readonly Worker[]) => ({
	account: {user: 'alice', plan: 'pro', role: 'member'} as const,
	sshConfig: undefined,
	workers,
});
const settings = settingsOf(worker('a', 'gpu', 'eu'), worker('b', 'gpu', 'us'), worker('c'));

/** The names, or what the user reads instead. */
const chosen = (options: Parameters<typeof chosenWorkers>[1], of = settings): string => {
	try {
		return chosenWorkers(of, options)
			.map(({name}) => name)
			.join(' ');
	} catch (thrown) {
		const {message, hint, kind} = thrown as Failure;
		expect(thrown).toBeInstanceOf(Failure);
		return `${kind}: ${message} ${hint}`;
	}
};

test.each([
	[{}, 'a b c'],
	[{worker: ['c', 'a']}, 'c a'],
	[{label: ['gpu']}, 'a b'],
	[{label: ['GPU', 'eu']}, 'a'],
	[{worker: ['']}, 'usage: The name of the worker is empty. Name it, or omit --worker.'],
	[{label: ['']}, 'usage: The name of the label is empty. Name it, or omit --label.'],
	[{worker: ['b', 'c'], label: ['gpu']}, 'b'],
	[{label: ['g']}, 'usage: No worker has the label g. Did you mean gpu?'],
	[
		{label: ['moon-base']},
		'usage: No worker has the label moon-base. The labels of these workers: eu, gpu, us.',
	],
	[
		{label: ['eu', 'us']},
		'usage: No worker has the labels eu, us. The labels of these workers: eu, gpu, us.',
	],
	[
		{worker: ['c'], label: ['gpu']},
		'usage: None of the workers named has the label gpu. Add labels: [gpu] to one of them in the config file.',
	],
	[{worker: ['a,x']}, 'usage: There is no worker a,x in the config. Configured workers: a, b, c.'],
])('the options %j choose %s', (options, expected) => {
	expect(chosen(options)).toBe(expected);
});

test('a fleet without workers has none to choose, which is no error', () => {
	expect(chosen({}, settingsOf())).toBe('');
});

test('what is typed as a label cannot control the terminal', () => {
	expect(chosen({label: ['\u001B[31mred']})).not.toContain('\u001B');
});
