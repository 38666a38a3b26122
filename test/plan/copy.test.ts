import {createHash} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {planCopy} from '../../source/jobs/copy-image.ts';
import type {CopySource, CopyTarget} from '../../source/model/copy.ts';

const requester = {
	account: {user: 'alice', plan: 'pro', role: 'member'},
	host: 'laptop',
	ingot: '0.1.0',
} as const;
const id = 'f'.repeat(64);
const source: CopySource = {
	image: {
		worker: 'forge-1',
		id,
		reference: 'localhost/web:1',
		os: 'linux',
	},
	layers: [
		{hex: 'a'.repeat(64), bytes: 1000},
		{hex: 'b'.repeat(64), bytes: 2000},
	],
	manifest: {text: '{}', type: 'application/vnd.oci.image.manifest.v1+json'},
	config: '{}',
	sbom: '{"bomFormat":"CycloneDX"}',
};
const target: CopyTarget = {
	worker: {name: 'forge-2', kind: 'self-hosted'},
	windows: {kvm: 'absent', hasTun: false, memoryBytes: 8e9},
	holder: undefined,
	hasImage: false,
	layers: new Set(['a'.repeat(64)]),
};
const wish = {overwrite: false, force: false};
const windows = {...source, image: {...source.image, os: 'windows'}} as const;

test('a copy receives what is missing, and names the image last', () => {
	const planned = planCopy({source, target}, wish, requester);
	expect(planned?.request).toMatchObject({kind: 'copy', worker: 'forge-2', title: 'Copy web:1 from forge-1'});
	expect(planned?.plan.steps.map(step => step.argv.slice(2))).toEqual([
		['check', id, 'localhost/web:1', 'no', '2000'],
		['receive_layers', '2000'],
		['import', id, '2000'],
		['finish_copy', id, 'localhost/web:1', 'forge-1'],
	]);
	expect(planned?.plan.locks).toEqual(['image-web@1']);
});

test('the list of packages travels with its digest', () => {
	const files = planCopy({source, target}, wish, requester)?.files ?? [];
	const text = (name: string) => files.find(file => file.name === name)?.text;
	expect(text('missing')).toBe(`${'b'.repeat(64)} 2000\n`);
	const digest = createHash('sha256')
		.update(source.sbom ?? '')
		.digest('hex');
	expect([text('sbom.json'), text('sbom-digest')]).toEqual([source.sbom, `sha256:${digest}\n`]);
});

describe('before anything starts', () => {
	test('a worker that has the image under this name needs no job', () => {
		expect(
			planCopy({source, target: {...target, holder: id, hasImage: true}}, wish, requester),
		).toBeUndefined();
	});

	test('a name of another image is a conflict, unless it may be replaced', () => {
		const taken = {source, target: {...target, holder: 'e'.repeat(64)}};
		expect(() => planCopy(taken, wish, requester)).toThrow('localhost/web:1 on forge-2 is another image.');
		expect(planCopy(taken, {...wish, overwrite: true}, requester)?.plan.steps[0]?.argv).toContain('yes');
	});

	test('a Windows image goes only to a worker that can run it, unless forced', () => {
		expect(() => planCopy({source: windows, target}, wish, requester)).toThrow(
			'localhost/web:1 cannot run on forge-2: this worker cannot host Windows VMs: it has no /dev/kvm.',
		);
		expect(planCopy({source: windows, target}, {...wish, force: true}, requester)).toBeDefined();
	});

	test('a role that only looks may not copy', () => {
		const viewer = {...requester, account: {...requester.account, role: 'viewer'}} as const;
		expect(() => planCopy({source, target}, wish, viewer)).toThrow('The role viewer');
	});
});
