import {expect, test} from 'vitest';
import type {Remote, RunResult} from '../../source/remote/remote.ts';
import {findShellProblem} from '../../source/state/shell-problem.ts';

/** A worker where a second shell in the DevBox ends like this. */
const answering = (result: Partial<RunResult>): Remote =>
	({run: async () => ({code: 0, stdout: '', stderr: '', ...result})}) as unknown as Remote;
const api = {id: 'f'.repeat(64), name: 'api'};

test.each([125, 126, 127, 130, 137])(
	'a shell that was open may end with %i: that is the code of its last command',
	async code => {
		expect(await findShellProblem(answering({}), api, code)).toBeUndefined();
	},
);

test.each([
	[
		127,
		{code: 127, stderr: 'Error: crun: executable file `sh` not found in $PATH: No such file or directory'},
		'api has no shell: its image has no sh.',
	],
	[
		137,
		{
			code: 255,
			stderr: 'Error: can only create exec sessions on running containers: container state improper\n',
		},
		'api is not running any more, so there is no shell in it.',
	],
	[
		125,
		{code: 125, stderr: 'Error: no such container f\n'},
		'There is no shell in api: Error: no such container f.',
	],
	[255, {}, 'The shell in api ended with exit code 255, as it does when its connection is lost.'],
] as const)(
	'a shell that ended with %i because there is none is told with its reason (%#)',
	async (code, result, message) => {
		const problem = await findShellProblem(answering(result), api, code);
		expect(problem?.message).toBe(message);
		expect(problem?.hint).not.toBe('');
	},
);
