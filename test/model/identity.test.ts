import {describe, expect, test} from 'vitest';
import {identityKinds} from '../../source/model/identity.ts';
import {
	defaultIdentity,
	identityOf,
	identityWords,
	parseIdentity,
	renewedBy,
} from '../../source/model/identity-choice.ts';
import {identityFile} from '../../source/plan/identity.ts';

const all = identityKinds.map(each => each.id);
const idsOf = (text: string) => {
	const parsed = parseIdentity(text);
	return 'ids' in parsed ? parsed.ids : parsed.problem;
};

test.each([
	['default', defaultIdentity],
	['all', all],
	['none', []],
	['machine-id', ['machine-id']],
	['ssh-host-keys,machine-id', ['machine-id', 'ssh-host-keys']],
	['all,-tmp', all.filter(each => each !== 'tmp')],
	['none,+logs', ['logs']],
	['+logs', [...defaultIdentity, 'logs']],
	['-ssh-host-keys', defaultIdentity.filter(each => each !== 'ssh-host-keys')],
	['default, +mail, -locks', [...defaultIdentity.filter(each => each !== 'locks'), 'mail']],
	['default,+logs,-logs', defaultIdentity],
])('--identity %s clears what it says', (text, ids) => expect(idsOf(text)).toEqual(ids));

test.each([
	['machine', /There is no machine\. Use default, all, none, machine-id, /u],
	['', /There is no empty word/u],
	['default,', /There is no empty word/u],
	['logs,all', /all must come first/u],
	['+default', /There is no default/u],
	['-none', /There is no none/u],
	['constructor', /There is no constructor/u],
])('--identity %s is refused with what to use', (text, problem) => expect(idsOf(text)).toMatch(problem));

test.each([
	[undefined, undefined],
	[defaultIdentity, undefined],
	[[], 'none'],
	[all, 'all'],
	[[...defaultIdentity, 'logs'], 'default,+logs'],
	[defaultIdentity.filter(each => each !== 'locks'), 'default,-locks'],
	[['machine-id'], 'machine-id'],
])('a choice is shown as the words that make it again', (ids, words) => {
	expect(identityWords(ids)).toBe(words);
	expect(idsOf(words ?? 'default')).toEqual(ids ?? defaultIdentity);
});

describe('the table', () => {
	test('clears by default what must not exist twice, and nothing that may be somebody’s work', () => {
		expect(identityOf(undefined).map(each => each.id)).toEqual([
			...['machine-id', 'ssh-host-keys', 'dhcp-leases', 'udev-rules', 'random-seed', 'hostname'],
			...['vpn-nodes', 'cloud-agents', 'locks'],
		]);
		const globs = identityOf(undefined).flatMap(({remove = [], empty = []}) => [...remove, ...empty]);
		expect(
			globs.filter(each => /^\/(?:var\/log|var\/mail|var\/tmp|tmp\/\*|srv|opt|usr)/u.test(each)),
		).toEqual([]);
	});
	test('has ids that are words of a label, and globs that begin in a folder of the root', () => {
		for (const {id, does, remove = [], empty = []} of identityKinds) {
			expect(id).toMatch(/^[a-z][a-z-]*$/u);
			expect(does).toMatch(/\.$/u);
			for (const glob of [...remove, ...empty]) expect(glob).toMatch(/^(?:\/[\w*.![\]-]+){2,}\/?$/u);
		}
	});
	test('is on the worker as one line for each glob', () => {
		expect(identityFile.text).toContain('machine-id empty /etc/machine-id\n');
		expect(identityFile.text).toContain('cloud-agents remove /var/lib/cloud/instances/\n');
	});
});

test('a launch renews what the label of its image says, without ids that it does not know', () => {
	expect(renewedBy({'io.clustercode.renew': 'ssh-host-keys,new-thing,machine-id'})).toEqual([
		'machine-id',
		'ssh-host-keys',
	]);
	expect(renewedBy({'io.clustercode.renew': ''})).toEqual([]);
	expect(renewedBy({})).toEqual([]);
});
