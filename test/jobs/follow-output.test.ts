import {expect, test} from 'vitest';
import {followOutput} from '../../source/jobs/follow-output.ts';
import type {Remote} from '../../source/remote/remote.ts';

const scripts: string[] = [];

/** What is shown of a DevBox whose session is given to somebody else after each part of its output but the last. */
const shown = async (...parts: readonly (readonly string[])[]): Promise<readonly string[]> => {
	let part = 0;
	scripts.length = 0;
	const remote = {
		async *lines(script: string, _signal: AbortSignal, {onYielded}: {onYielded: () => void}) {
			scripts.push(script);
			yield* parts[part] ?? [];
			part += 1;
			if (part < parts.length) onYielded();
		},
	} as unknown as Remote;
	const all: string[] = [];
	const following = {remote: async () => remote, id: 'a', signal: new AbortController().signal};
	for await (const line of followOutput(following)) all.push(line);
	return all;
};

test.each<readonly [string, readonly string[]]>([
	[
		'of the hour after the end of daylight saving',
		[
			'2026-10-25T02:59:59.900000000+02:00',
			'2026-10-25T02:00:00.100000000+01:00',
			'2026-10-25T02:00:01+01:00',
		],
	],
	[
		'of the hour before it, when daylight saving begins',
		[
			'2026-03-29T01:59:59.900000000+01:00',
			'2026-03-29T03:00:00.100000000+02:00',
			'2026-03-29T03:00:01+02:00',
		],
	],
	[
		'whose times have digits left out',
		['2026-11-23T17:16:00Z', '2026-11-23T17:16:00.1Z', '2026-11-23T17:16:00.123456789Z'],
	],
	[
		'a nanosecond apart',
		['2026-11-23T17:16:00.000000001Z', '2026-11-23T17:16:00.000000002Z', '2026-11-23T17:16:00.000000003Z'],
	],
	[
		'of a worker whose zone changes',
		['2026-11-23T17:16:00+09:00', '2026-11-23T08:16:01Z', '2026-11-23T08:16:02Z'],
	],
])('output %s is shown once each, also where it is resumed', async (_, times) => {
	const [first = '', second = '', third = ''] = times.map((at, index) => `${at} line ${index + 1}`);
	const lines = ['line 1', 'line 2', 'line 3'];
	expect(await shown([first], [first, second, third])).toEqual(lines);
	expect(await shown([first, second], [first, second, third])).toEqual(lines);
	expect(await shown([first, second], [second, third], [third])).toEqual(lines);
});

test('lines of the same time are told apart by their number, however the time is written', async () => {
	const [utc, local] = ['2026-11-23T17:16:00.5Z', '2026-11-23T18:16:00.500000000+01:00'];
	expect(await shown([`${utc} a`, `${utc} b`], [`${local} a`, `${local} b`, `${local} c`])).toEqual([
		'a',
		'b',
		'c',
	]);
});

test('Podman is not asked for the last lines and the next ones at once: what is printed in between would be lost', async () => {
	expect(await shown([])).toEqual([]);
	expect(scripts).toHaveLength(2);
	expect(scripts[0]).toContain('--tail');
	expect(scripts[0]).not.toContain('--follow');
	expect(scripts[1]).toContain('--follow');
	expect(scripts[1]).not.toContain('--tail');
});

test('a message of Podman is shown once', async () => {
	const gone = 'Error: no container with name or ID "a" found: no such container';
	expect(await shown([gone], [gone])).toEqual([gone]);
});
