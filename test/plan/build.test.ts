import {expect, test} from 'vitest';
import {planBuild} from '../../source/jobs/build-image.ts';
import type {BuildSource} from '../../source/model/build.ts';
import {buildFiles, buildPlan} from '../../source/plan/build.ts';
import {snapshotLocks} from '../../source/plan/snapshot-locks.ts';
import {buildRequest as request} from './build-request.ts';
import {source as snapshot} from './sources.ts';

const {source, draft} = request;
const requester = {account: {user: 'alice', plan: 'pro', role: 'member'}, host: 'here', ingot: '0'} as const;

test('the image gets the capabilities of its base and the added ones, and is named last', () => {
	const {steps, locks} = buildPlan(request);
	expect(steps.map(({id}) => id)).toEqual(['check', 'receive', 'build', 'verify', 'label-check']);
	expect(steps.at(-1)?.argv).toEqual(
		expect.arrayContaining([
			'io.clustercode.capabilities=git,node,custom:erp',
			'io.clustercode.source=containerfile',
			'io.clustercode.owner=alice',
			'io.clustercode.launched-by=',
			'org.opencontainers.image.base.name=localhost/node-base:22',
		]),
	);
	expect(locks).toEqual([snapshotLocks('d', 'localhost/web:1')[1]]);
});

test('the value of a build argument is in no command, unless Podman itself would use it', () => {
	expect(JSON.stringify(buildPlan(request))).not.toContain('it’s 22');
	expect(buildPlan(request).steps[2]?.argv.join(' ')).toContain('--build-arg NODE --build-arg PATH=/x');
	expect(buildFiles(request)).toEqual([{name: 'environment.sh', text: "export NODE='it’s 22'\n"}]);
});

test('Docker’s format is used where the base image has it', () => {
	const base = {...snapshot.image, format: 'docker'} as const;
	const formatOf = (of: BuildSource) => buildPlan({...request, source: of}).steps[2]?.argv[5];
	expect(formatOf(source)).toBe('oci');
	expect(formatOf({...source, base})).toBe('docker');
	expect(formatOf({...source, containerfile: {...source.containerfile, needsDockerFormat: true}})).toBe(
		'docker',
	);
});

test('warnings name secrets, arguments without effect and what is not sent', () => {
	const {warnings} = planBuild(
		source,
		{...draft, buildArgs: ['API_TOKEN=abcd', 'OTHER=1', 'NODE=1']},
		requester,
	);
	expect(warnings).toEqual([
		'Containerfile:2: ENV A looks like a secret.',
		expect.stringContaining('The build argument API_TOKEN looks like a secret.'),
		'The build argument OTHER has no effect: the Containerfile has no ARG of that name.',
		'Sockets are not sent.',
	]);
});

test.each([
	['a bad name', {name: 'X'}, 'Use at least 2 characters.'],
	['a build argument without a value', {buildArgs: ['NODE']}, 'Build argument NODE: Use NAME=value.'],
	['a taken reference', {name: 'taken'}, 'localhost/taken:1 already exists on forge-1.'],
])('%s is refused before anything begins', (_, change, message) => {
	expect(() => planBuild(source, {...draft, ...change}, requester)).toThrow(message);
});

test('a Windows image is no base', () => {
	const base = {...snapshot.image, labels: {'io.clustercode.os': 'windows'}};
	expect(() => planBuild({...source, base}, draft, requester)).toThrow('is a Windows image');
});
