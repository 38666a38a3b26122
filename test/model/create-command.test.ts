import {expect, test} from 'vitest';
import {type CreateCommand, readCreateCommand} from '../../source/model/create-command.ts';

test.each<[line: string, what: string, names: CreateCommand]>([
	['-e A=1 x', 'each spelling', {variables: ['A'], secrets: [], namesAll: true}],
	['-eName=1 x', 'each spelling', {variables: ['Name'], secrets: [], namesAll: true}],
	['-eA=1 x', 'each spelling', {variables: ['A'], secrets: [], namesAll: true}],
	['-dite A=1 x', 'each spelling', {variables: ['A'], secrets: [], namesAll: true}],
	['--env A=1 x', 'each spelling', {variables: ['A'], secrets: [], namesAll: true}],
	['--env=A=1=2 x', 'each spelling', {variables: ['A'], secrets: [], namesAll: true}],
	['-e A x', 'taken from the environment', {variables: ['A'], secrets: [], namesAll: true}],
	['-e LC_* x', 'many taken from the environment', {variables: ['LC_*'], secrets: [], namesAll: false}],
	['--env-file /f x', 'from a file', {variables: [], secrets: [], namesAll: false}],
	['--env-host x', 'from the worker', {variables: [], secrets: [], namesAll: false}],
	['--secret s,type=env x', 'a secret', {variables: [], secrets: ['s'], namesAll: true}],
	['--secret=s,type=env,target=T x', 'a secret with a name', {variables: [], secrets: ['T'], namesAll: true}],
	['--secret s,target=/run/x x', 'a secret in a file', {variables: [], secrets: [], namesAll: true}],
	['--name e --entrypoint sh x', 'others', {variables: [], secrets: [], namesAll: true}],
	['--network e', 'others', {variables: [], secrets: [], namesAll: true}],
])('podman run %s: %s', (line, _, names) => {
	expect(readCreateCommand(['podman', 'run', ...line.split(' ')])).toEqual(names);
});

test('without a command line nothing is known, and no value is kept', () => {
	expect(readCreateCommand([])).toEqual({variables: [], secrets: [], namesAll: false});
	expect(JSON.stringify(readCreateCommand(['podman', 'run', '-e', 'A=hunter2', 'x']))).not.toContain(
		'hunter2',
	);
});
