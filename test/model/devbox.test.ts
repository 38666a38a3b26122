import {expect, test} from 'vitest';
import type {Account} from '../../source/model/account.ts';
import {type Devbox, ineligibleBecause} from '../../source/model/devbox.ts';
import {mayCreateImage} from '../../source/model/policy.ts';

const alice: Account = {user: 'alice', plan: 'pro', role: 'member'};
const mine: Devbox = {
	worker: 'forge-1',
	workerKind: 'self-hosted',
	id: 'a'.repeat(64),
	name: 'api',
	os: 'linux',
	state: 'running',
	image: 'localhost/node-base:22',
	imageId: 'b'.repeat(64),
	capabilities: ['git'],
	launchedBy: 'alice',
	cloudWorker: undefined,
	ports: [],
	createdAt: 0,
	startedAt: 0,
};

test.each<[string, Partial<Devbox>, readonly string[]]>([
	['mine and running', {}, []],
	["someone else's", {launchedBy: 'bob'}, ['not-mine']],
	['launched by nobody, as from a golden image by hand', {launchedBy: undefined}, ['not-mine']],
	['stopped', {state: 'stopped'}, ['not-running']],
	['paused', {state: 'paused'}, ['paused']],
	['Cloud-managed', {cloudWorker: 'cw-7'}, ['cloud-worker']],
	['on a Cloud worker', {workerKind: 'cloud'}, ['cloud-worker']],
	[
		"someone else's, stopped and Cloud-managed",
		{launchedBy: 'bob', state: 'stopped', cloudWorker: 'x'},
		['not-mine', 'not-running', 'cloud-worker'],
	],
	['Windows, mine and running', {os: 'windows'}, []],
])('a DevBox that is %s tells every reason', (_title, change, why) => {
	expect(ineligibleBecause({...mine, ...change}, alice)).toEqual(why);
});

test.each([
	['free', 'owner', 'plan'],
	['starter', 'member', 'plan'],
	['free', 'viewer', 'plan'],
	['pro', 'viewer', 'role'],
	['enterprise', 'viewer', 'role'],
	['pro', 'member', undefined],
	['pro', 'admin', undefined],
	['enterprise', 'owner', undefined],
] as const)('on %s a %s is held back by %s', (plan, role, because) => {
	const verdict = mayCreateImage({user: 'alice', plan, role});
	expect(verdict.allowed ? undefined : verdict.because).toBe(because);
});

test('a Windows DevBox that is off is eligible if allowed, a Linux one never', () => {
	const off = {...mine, os: 'windows' as const, state: 'stopped' as const};
	expect(ineligibleBecause(off, alice)).toEqual(['not-running']);
	expect(ineligibleBecause(off, alice, {allowStopped: true})).toEqual([]);
	expect(ineligibleBecause({...off, state: 'created'}, alice, {allowStopped: true})).toEqual(['not-running']);
	expect(ineligibleBecause({...off, os: 'linux'}, alice, {allowStopped: true})).toEqual(['not-running']);
});
