import {describe, expect, test} from 'vitest';
import {
	type Found,
	originText,
	sshTargetPattern,
	toCandidates,
	workerNamePattern,
} from '../../source/model/candidate.ts';
import {fromTyped, targetProblem} from '../../source/model/typed-target.ts';

const found = (name: string, rest: Partial<Found> = {}): Found => ({
	name,
	ssh: name,
	from: `about ${name}`,
	addresses: [],
	...rest,
});

describe('a machine listed by several sources is one candidate', () => {
	test.each<[string, Partial<Found>]>([
		['by the same target', {ssh: 'forge'}],
		['by its address', {ssh: 'root@10.0.0.5', addresses: ['root@10.0.0.5:22']}],
		['by an address that is an alias', {ssh: 'root@forge', addresses: ['root@forge:22']}],
	])('%s', (_title, other) => {
		const alias = found('forge', {addresses: ['root@forge:22', 'root@10.0.0.5:22']});
		const [first, ...rest] = toCandidates([
			alias,
			found('builder', {...other, identityFile: '/keys/b', socket: '/run/own.sock'}),
		]);
		expect(rest).toEqual([]);
		expect(first).toEqual({
			worker: {
				name: 'forge',
				kind: 'self-hosted',
				ssh: 'forge',
				identityFile: '/keys/b',
				socket: '/run/own.sock',
			},
			from: ['about forge', 'about builder'],
		});
	});

	test('the keys of an alias that has its own are left to ssh', () => {
		const [first] = toCandidates([
			found('forge', {hasKeys: true}),
			found('other', {ssh: 'forge', identityFile: '/keys/b'}),
		]);
		expect(first?.worker.identityFile).toBeUndefined();
	});

	test('another user or port is another machine', () => {
		const at = (address: string) => found(address, {addresses: [address]});
		expect(toCandidates([at('a@h:22'), at('b@h:22'), at('a@h:23')])).toHaveLength(3);
	});
});

test('every candidate has a unique and valid name', () => {
	const odd = ['forge', 'my forge!', '--x', '', 'ü', 'a'.repeat(90)];
	const twice = odd.flatMap((name, index) => [
		found(name, {ssh: `one${index}`}),
		found(name, {ssh: `two${index}`}),
	]);
	const names = toCandidates(twice, ['forge-2']).map(each => each.worker.name);
	expect(new Set(names).size).toBe(twice.length);
	for (const name of names) expect(name).toMatch(workerNamePattern);
	expect(names.slice(0, 2)).toEqual(['forge', 'forge-3']);
});

test.each([
	['ünïcode-höst', 'unicode-host'],
	['Łódź', 'odz'],
	['日本', 'worker'],
	['ｗｉｄｅ', 'wide'],
	['a日b', 'a-b'],
])('the host %s, which is not ASCII, is named %s', (host, name) => {
	expect(toCandidates([found(host)])[0]?.worker.name).toBe(name);
});

test('a machine is listed with where it was found, or that it was typed', () => {
	expect(originText(['typed'])).toBe('entered by you');
	expect(originText(['~/.ssh/config:5', 'docker context c'])).toBe(
		'found in ~/.ssh/config:5, docker context c',
	);
	expect(originText(['typed', '~/.ssh/config:5'])).toBe('entered by you, found in ~/.ssh/config:5');
});

test('machines that cannot be workers are last, with the reason', () => {
	const candidates = toCandidates([
		found('far', {ssh: undefined, refusal: 'it comes over tcp'}),
		found('-oProxyCommand=evil'),
		found('a\u202Eb'),
		found('two words'),
		found('good'),
	]);
	expect(candidates.map(each => each.refusal !== undefined)).toEqual([false, true, true, true, true]);
	expect(candidates[0]?.worker.name).toBe('good');
});

test.each([
	['forge-1', {name: 'forge-1', ssh: 'forge-1'}],
	[' root@10.0.0.5:2222 ', {name: '10.0.0.5', ssh: 'root@10.0.0.5:2222'}],
	['forge=root@[::1]:22', {name: 'forge', ssh: 'root@[::1]:22'}],
	['root@[::1]', {name: '::1', ssh: 'root@[::1]'}],
	['here=local', {name: 'here'}],
	['local', {name: 'local'}],
])('%j is a target', (typed, expected) => {
	expect(targetProblem(typed)).toBeUndefined();
	expect(fromTyped(typed)).toEqual({...expected, from: 'typed', addresses: []});
});

test.each([
	['', 'Enter an alias'],
	['-oProxyCommand=evil', 'Use letters, digits'],
	['x=-oProxyCommand', 'Enter an alias'],
	['two words', 'Enter an alias'],
	['a b=forge', 'Use letters, digits'],
	['=forge', 'Use letters, digits'],
	['a\u202Eb', 'Enter an alias'],
])('%j is none, and says why', (typed, why) => {
	expect(targetProblem(typed)).toContain(why);
});

test('an option of ssh is never a target', () => {
	expect('-oProxyCommand=x').not.toMatch(sshTargetPattern);
});
