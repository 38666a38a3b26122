import {expect, test} from 'vitest';
import {planPull, planPush} from '../../source/jobs/registry-image.ts';
import {startScript} from '../../source/jobs/start-job.ts';
import type {Image} from '../../source/model/image.ts';
import {parseRegistryReference, type RegistryReference} from '../../source/model/registry.ts';

const requester = {
	account: {user: 'alice', plan: 'pro', role: 'member'},
	host: 'laptop',
	ingot: '0.1.0',
} as const;
const viewer = {...requester, account: {...requester.account, role: 'viewer'}} as const;
const image = {
	worker: 'forge-1',
	id: 'f'.repeat(64),
	reference: 'localhost/web:1',
	name: 'web',
	tag: '1',
} as Image;
const named = (text: string): RegistryReference => {
	const parsed = parseRegistryReference(text, {registry: undefined});
	if (parsed.problem !== undefined) throw new Error(parsed.problem);
	return parsed.reference;
};
const there = named('hub.example.com/team/web:1');

test('a push checks, sends and compares', () => {
	const {request, plan, files} = planPush(image, {destination: there, overwrite: false}, requester);
	expect(request).toMatchObject({
		kind: 'push',
		worker: 'forge-1',
		title: 'Push web:1 to hub.example.com/team/web:1',
	});
	expect(plan.steps.map(step => step.argv.slice(2))).toEqual([
		['check_push', image.id, 'localhost/web:1', there.text, 'no'],
		['push', image.id, there.text],
		['verify_push', image.id, there.text],
	]);
	expect(plan.locks).toEqual(['image-web@1']);
	expect(files).toEqual([]);
});

test('a pull names the image last, as in the registry or as it was asked to', () => {
	const pulled = (name?: string) => planPull(there, {worker: 'forge-2', name, overwrite: true}, requester);
	expect(pulled().request).toMatchObject({kind: 'pull', worker: 'forge-2', reference: 'localhost/web:1'});
	expect(pulled().plan.steps.map(step => step.argv.slice(2))).toEqual([
		['check_pull', 'localhost/web:1', there.text, 'yes', there.repository],
		['pull', there.repository],
		['verify_pull', there.repository],
		['finish_pull', 'localhost/web:1', there.text, there.repository],
	]);
	expect(pulled('api:stable').request.reference).toBe('localhost/api:stable');
	expect(() => pulled('Web:1')).toThrow('Use lowercase letters.');
	expect(() => pulled('web:')).toThrow('After the colon, add a tag, or leave the colon out.');
});

test('a role that only looks may do neither', () => {
	expect(() => planPush(image, {destination: there, overwrite: false}, viewer)).toThrow('The role viewer');
	expect(() => planPull(there, {worker: 'forge-2', overwrite: false}, viewer)).toThrow('The role viewer');
});

test('a login is in one file only, for its registry only', () => {
	const login = {username: 'ci', password: 'pässword'};
	const {request, plan, files} = planPush(image, {destination: there, overwrite: false, login}, requester);
	const auth = Buffer.from('ci:pässword').toString('base64');
	expect(files).toEqual([{name: 'auth.json', text: `{"auths":{"hub.example.com":{"auth":"${auth}"}}}\n`}]);
	for (const shown of [JSON.stringify(request), JSON.stringify(plan), startScript(request, plan, [])])
		expect(shown).not.toMatch(new RegExp(`pässword|${auth}`, 'u'));
});
