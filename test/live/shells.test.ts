import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {whyNot} from './remote-lab.ts';
import {type ShellsLab, shellsLab} from './shells-lab.ts';

/** The whole table is in shells-all.test.ts. */
const people = {
	fish: {shell: '/usr/bin/fish', files: {'.config/fish/config.fish': 'echo Welcome to fish'}},
	csh: {shell: '/usr/bin/tcsh', files: {'.tcshrc': 'echo "Welcome, \\!"'}},
	noisy: {shell: '/bin/bash', files: {'.bashrc': 'printf "Last login: never"; trap "echo Bye" EXIT'}},
	forced: {shell: '/bin/bash', sshd: ['ForceCommand echo "Backups only."']},
	nologin: {shell: '/usr/sbin/nologin'},
	shut: {shell: '/bin/bash', sshd: ['AllowStreamLocalForwarding no']},
	system: {
		shell: '/usr/bin/fish',
		files: {'.config/fish/config.fish': 'echo Welcome to fish'},
		sshd: ['AllowStreamLocalForwarding no'],
		worker: {transport: 'system'},
	},
} as const;

let shells: ShellsLab;
beforeAll(async () => {
	shells = await shellsLab(`shells${process.pid}`, people);
});
afterAll(() => shells?.lab.release());

describe.each(['fish', 'csh', 'noisy', 'shut', 'system'])('a worker that lets in as %s', who => {
	test('runs scripts and lists its DevBoxes like any other', async () => {
		const remote = await shells.reach(who);
		try {
			expect(await remote.run('echo "$0: it\'s"; echo err >&2; exit 3')).toEqual({
				code: 3,
				stdout: "sh: it's\n",
				stderr: 'err\n',
			});
			expect((await remote.devboxes()).map(each => each.name)).toContain('api');
			expect((await remote.facts()).podmanVersion).toMatch(/^\d/u);
			const lists = await Promise.all(Array.from({length: 12}, () => remote.images()));
			expect(lists.map(list => list.references.length)).toEqual(lists.map(() => 3));
			for await (const change of remote.changes(AbortSignal.timeout(120_000))) {
				if (change.subject === 'stream')
					await shells.sh('podman tag localhost/devbase:1 localhost/ev:1; podman rmi localhost/ev:1');
				else if (change.action === 'untag') break;
			}
		} finally {
			remote.close();
		}
	});
});

test('without socket forwarding the API is reached through a command, and the doctor reports it', async () => {
	const {code, of} = shells.doctor('shut');
	expect(code).toBe(0);
	expect(of('socket')?.state).toBe('ok');
	expect(of('forwarding')).toMatchObject({
		state: 'note',
		said: expect.stringContaining('podman system dial-stdio'),
		mend: expect.stringContaining('AllowStreamLocalForwarding yes'),
	});
});

test('the doctor reports the user, and how much the login shell prints', () => {
	const {code, of} = shells.doctor('noisy');
	expect(code).toBe(0);
	expect(of('login')?.said).toBe('logged in as noisy');
	expect(of('forwarding')?.state).toBe('ok');
	expect(of('shell')).toMatchObject({
		state: 'note',
		said: 'login shell /bin/bash prints 17 bytes before every command, which Ingot ignores: “Last login: never”',
	});
});

describe('a worker that runs another command is refused with its output', () => {
	test.each([
		[
			'forced',
			'forced does not run commands for forced: it printed “Backups only.” (exit code 0).',
			'ForceCommand',
		],
		['nologin', 'it printed “This account is currently not available.”', 'chsh -s /bin/sh nologin'],
	])('%s', async (who, message, hint) => {
		const failure = await whyNot(shells.reach(who));
		expect(failure).toMatchObject({kind: 'unreachable', stage: 'shell'});
		expect(failure.message).toContain(message);
		expect(failure.hint).toContain(hint);
		const {code, rows} = shells.doctor(who);
		expect(code).toBe(4);
		expect(rows.map(({id, state}) => `${id} ${state}`)).toEqual([
			'reach ok',
			'host-key ok',
			'login ok',
			'shell failed',
		]);
	});
});
