import {EventEmitter} from 'node:events';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import type {JumpHost} from '../../source/remote/config/jump-hosts.ts';
import {holdJumpHost} from '../../source/remote/ssh2/hold-jump-host.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import type {SshDeps} from '../../source/remote/ssh2/ssh-client.ts';

const minute = 60_000;

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** Workers behind a jump host that answers like this, and how often it was contacted. */
const behind = (answer: (name: string) => unknown) => {
	const shared = new SharedConnections();
	const attempts: number[] = [];
	const person = async () => undefined;
	const hold = async (worker: string, {route = 'bastion', who = person} = {}) => {
		const name = `${route.split(',').at(-1)} on the way to ${worker}`;
		const deps = {shared, askSecret: who, signal: new AbortController().signal} as unknown as SshDeps;
		const connect = async () => {
			attempts.push(Date.now());
			const outcome = await answer(name);
			if (outcome instanceof Error) throw outcome;
			return Object.assign(new EventEmitter(), {end() {}});
		};
		return holdJumpHost({to: {name, hop: route} as JumpHost, route, connect}, deps);
	};
	const message = (...asked: Parameters<typeof hold>) =>
		hold(...asked).then(
			() => 'connected',
			(thrown: Error) => thrown.message,
		);
	return {shared, attempts, hold, message};
};

const rejected = (stage: 'login' | 'host-key' | undefined) => (name: string) =>
	new Failure(`${name} rejected user al.`, {
		kind: 'unreachable',
		hint: `Add a key for ${name}.`,
		...(stage && {stage}),
	});

test.each(['login', 'host-key'] as const)(
	'a jump host that rejects (%s) is tried once for all workers behind it, which say so in their own words',
	async stage => {
		const {attempts, message} = behind(rejected(stage));
		for (const worker of ['forge-1', 'forge-2', 'forge-3'])
			expect(await message(worker)).toBe(`bastion on the way to ${worker} rejected user al.`);
		expect(attempts).toHaveLength(1);
	},
);

test('workers that wait for the same attempt are one rejection, named for each', async () => {
	const {attempts, message} = behind(rejected('login'));
	expect(await Promise.all([message('forge-1'), message('forge-2')])).toEqual([
		'bastion on the way to forge-1 rejected user al.',
		'bastion on the way to forge-2 rejected user al.',
	]);
	await vi.advanceTimersByTimeAsync(minute);
	await message('forge-1');
	expect(attempts).toHaveLength(2);
});

test('a hundred workers that try it at their times are at most three attempts in ten minutes', async () => {
	const {attempts, message} = behind(rejected('login'));
	const begun = Date.now();
	for (const wait of [0, 1, 5, 15, 30].map(each => each * minute)) {
		await vi.advanceTimersByTimeAsync(wait * 0.9);
		for (let each = 0; each < 100; each += 1) {
			await message(`forge-${each}`);
			await vi.advanceTimersByTimeAsync((wait * 0.2) / 100);
		}
	}
	expect(attempts).toHaveLength(5);
	expect(attempts.filter(at => at < begun + 10 * minute).length).toBeLessThanOrEqual(3);
});

test('after `r` or a sleep a jump host that has rejected us is tried once more', async () => {
	const {shared, attempts, message} = behind(rejected('login'));
	await message('forge-1');
	shared.rejections.endRests();
	await message('forge-1');
	await message('forge-2');
	expect(attempts).toHaveLength(2);
});

test('a jump host that does not answer is tried again by each worker', async () => {
	const {attempts, message} = behind(rejected(undefined));
	await message('forge-1');
	await message('forge-2');
	expect(attempts).toHaveLength(2);
});

test('a jump host that has let somebody in is tried as if it had never rejected us', async () => {
	let isOpen = false;
	const {shared, message, attempts} = behind(name => isOpen || rejected('login')(name));
	await message('forge-1');
	isOpen = true;
	shared.rejections.endRests();
	expect(await message('forge-1')).toBe('connected');
	expect(await message('forge-2')).toBe('connected');
	expect(attempts).toHaveLength(2);
});

test('the doctor, which never asks, is no reason not to ask the user', async () => {
	const {attempts, message} = behind(rejected('login'));
	await message('forge-1', {who: async () => undefined});
	await message('forge-1');
	expect(attempts).toHaveLength(2);
});

test('a route through a jump host that has rejected us may be tried when that one lets us in', async () => {
	let isOpen = false;
	const first = {route: 'first'};
	const {shared, message, hold} = behind(async name => {
		if (isOpen) return true;
		return name.startsWith('first')
			? rejected('login')(name)
			: await hold('forge', first).catch(each => each);
	});
	const chain = {route: 'first,second'};
	expect(await message('forge', chain)).toBe('first on the way to forge rejected user al.');
	isOpen = true;
	shared.rejections.endRests();
	expect(await message('other', first)).toBe('connected');
	expect(await message('forge', chain)).toBe('connected');
});
