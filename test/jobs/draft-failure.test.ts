import {expect, test} from 'vitest';
import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {runProgram} from '../../source/commands/program.ts';
import {draftFailure} from '../../source/jobs/draft-failure.ts';

/** The long options that the help of a command lists. */
const optionsOf = async (...command: readonly string[]): Promise<readonly string[]> => {
	const out: string[] = [];
	const deps = {out: line => out.push(line)} as Partial<CommandDeps> as CommandDeps;
	await runProgram([...command, '--help'], deps, {version: '1'});
	return [...out.join('\n').matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gmu)].map(([, option = '']) => option);
};
const ofLaunch = [
	'name',
	'ports',
	'environment',
	'volumes',
	'cpus',
	'memory',
	'network',
	'identity',
] as const;
const ofSchedule = [
	'name',
	'cadence',
	'environment',
	'volumes',
	'after',
	'limit',
	'tag',
	'keepLast',
	'keepWithin',
] as const;

test.each([
	...ofLaunch.map(field => ({command: 'launch', field})),
	...ofSchedule.map(field => ({command: 'schedules add', field})),
])(
	'a wrong $field of ingot $command is told by the name of an option that there is',
	async ({command, field}) => {
		const {message = ''} = draftFailure({[field]: 'It is wrong.'}, {[field]: 'It is wrong.'}) ?? {};
		const [option, why] = message.split(': ');
		expect(why).toBe('It is wrong.');
		expect(await optionsOf(...command.split(' '))).toContain(option);
	},
);

test.each(['command', 'names'] as const)('a wrong %s, which no option gives, is reported as it is', field => {
	expect(draftFailure({[field]: 'It is wrong.'}, {})).toMatchObject({
		message: 'It is wrong.',
		kind: 'conflict',
	});
});
