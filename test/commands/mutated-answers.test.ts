import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {runProgram} from '../../source/commands/program.ts';
import {Failure} from '../../source/model/failure.ts';
import type {Worker} from '../../source/model/worker.ts';
import {checked} from '../../source/remote/podman/checked.ts';
import {containerList, imageList} from '../../source/remote/podman/podman-schemas.ts';
import {toDevboxes} from '../../source/remote/podman/to-devbox.ts';
import {toImages} from '../../source/remote/podman/to-image.ts';
import type {Remote} from '../../source/remote/remote.ts';

// What Podman and our own scripts have said, with something of it exchanged at random: whatever that is, a command lists it,
// leaves it out or tells of it, and never ends by a mistake of its own.

const recorded = (name: string): unknown =>
	JSON.parse(readFileSync(new URL(`../remote/recorded/${name}`, import.meta.url), 'utf8'));
const containers = recorded('containers.json');
const images = recorded('images.json');
const draft = {
	...{name: 'nightly', cadence: 'daily', command: 'make', environment: ['A=b'], volumes: []},
	...{after: 'remove', limit: '60m'},
};
const schedule = {version: 1, id: 's1', user: 'alice', reference: 'r', draft, cron: '0 6 * * *'};
const at = '2026-01-01T00:00:00Z';
const run = '20260101-000000-s1';
const request = {
	...{version: 1, id: 'j1', kind: 'launch', title: 't', worker: 'w', user: 'u', host: 'h', ingot: 'i', at},
	...{devbox: {id: 'x', name: 'y'}, reference: 'r', steps: [{id: 'a', title: 'b'}]},
};

/** Numbers from 0 to 1 that are the same every time. */
let state = 7919;
const random = (): number => {
	state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
	return state / 2_147_483_648;
};
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

const odd: readonly unknown[] = [
	...[null, 0, -1, 1.5, 1e300, -1e300, true, '', 'x', [], {}, [null], {a: 1}, [[[]]]],
	...[
		'\u001B]0;x\u0007',
		'__proto__',
		'constructor',
		'9'.repeat(400),
		'-v',
		'2026-99-99',
		'NaN',
		'\uD800',
		'\u202E',
	],
];
const words = [
	'',
	'x',
	'-1',
	'1e300',
	'NaN',
	'constructor',
	'__proto__',
	'\u001B[2J',
	'1764000000 +0000 UTC',
	'2',
	'1',
];

const mutated = (value: unknown): unknown => {
	if (random() < 0.004) return pick(odd);
	if (Array.isArray(value)) return value.map(mutated);
	if (typeof value !== 'object' || value === null) return value;
	const fields = Object.entries(value).filter(() => random() > 0.003);
	return Object.fromEntries(
		fields.map(([key, each]) => [random() < 0.002 ? String(pick(odd)) : key, mutated(each)]),
	);
};
const line = (value: unknown): string => JSON.stringify(mutated(value));

const scheduleLines = (): readonly string[] => [
	`clock ${pick(words)}`,
	`trigger ${pick(['cron', 'systemd', ...words])}`,
	`schedule ${line(schedule)}`,
	`revision ${pick(words)}`,
	`by ${pick(['cron', ...words])}`,
	pick(['enabled', 'triggered', ...words]),
	`run ${pick([run, ...words])} ${pick(['0', '1', 'x'])} ${line({outcome: 'done', at})}`,
	`said ${line({seq: 1, at, job: run, step: '', kind: 'log', text: 'x'})}`,
];
const jobLines = (): readonly string[] => [
	`j1 ${pick(['alive', 'dead', 'waiting', 'elsewhere', 'x'])} ${pick(['0', '1'])} ${pick(words)} ${pick(words)} 1`,
	line(request),
	line({outcome: 'done', at}),
];

const worker: Worker = {name: 'forge', kind: 'self-hosted'};
const remote = {
	worker,
	devboxes: async () =>
		toDevboxes(
			worker,
			checked('forge', containerList, mutated(containers)),
			checked('forge', imageList, mutated(images)),
		),
	images: async () => toImages('forge', checked('forge', imageList, mutated(images))),
	run: async script => {
		const lines = script.includes('tell_clock') ? scheduleLines() : jobLines();
		return {code: 0, stdout: `${lines.join('\n')}\n`, stderr: ''};
	},
	close() {},
} as Partial<Remote> as Remote;

const deps = {
	settings: async () => ({
		account: {user: 'alice', plan: 'pro', role: 'member'},
		sshConfig: undefined,
		workers: [worker],
	}),
	connect: async () => remote,
	out: line => void printed.push(line),
	err: line => void told.push(line),
	signal: new AbortController().signal,
	requester: {host: 'laptop', ingot: '1'},
} as Partial<CommandDeps> as CommandDeps;
const printed: string[] = [];
const told: string[] = [];

test.each([
	['devboxes', ''],
	['devboxes', '--json'],
	['images', ''],
	['images', '--json'],
	['jobs', ''],
	['jobs', '--json'],
	['schedules', ''],
	['schedules', '--json'],
])('ingot %s %s takes whatever it is told', async (...argv) => {
	let listed = 0;
	for (let round = 0; round < 600; round += 1) {
		printed.length = 0;
		told.length = 0;
		await runProgram(argv.filter(Boolean), deps, {version: '1'}).catch((thrown: unknown) => {
			if (!(thrown instanceof Failure)) throw thrown;
		});
		expect(told.join('\n')).not.toMatch(
			/Cannot read|is not (?:a|iterable|defined)|Invalid|call stack|undefined|Expected/u,
		);
		if (printed.length > 1 || (argv[1] === '--json' && printed.length > 0)) listed += 1;
		if (argv[1] === '--json') for (const each of printed) JSON.parse(each);
	}
	expect(listed).toBeGreaterThan(100);
});
