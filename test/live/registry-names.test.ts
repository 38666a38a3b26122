import {beforeAll, expect, test} from 'vitest';
import {
	holdRegistryLab,
	type LabRegistry,
	makeImage,
	pullOf,
	pushOf,
	run,
	skopeoDigest,
} from './registry-lab.ts';
import {outcomeOf, type SnapshotLab} from './snapshot-lab.ts';

let a: SnapshotLab;
let b: SnapshotLab;
let registry: LabRegistry;
/** The name without a tag. */
let at: string;
const ids = new Map<string, string>();

holdRegistryLab('regnames', held => {
	({a, b, registry} = held);
});
beforeAll(async () => {
	at = `${registry.at}/svc`;
	for (const version of ['v1', 'v2', 'v3']) {
		await makeImage(a, version, {kib: 20});
		const pushed = await run(a, await pushOf(a, `localhost/${version}:1`, {to: `${at}:${version}`}));
		expect(outcomeOf(pushed)).toBe(`done: ${at}:${version} is in the registry.`);
		ids.set(version, await idOf(a, `localhost/${version}:1`));
	}
	await index('index', {v1: 'amd64', v2: 'arm64'});
	await index('foreign', {v1: 'arm64', v2: 's390x'});
});

const idOf = ({sh}: SnapshotLab, name: string) => sh(`podman image inspect --format '{{.Id}}' ${name}`);
/** All names that images of b have, as Podman's storage records them. */
const names = async (): Promise<readonly string[]> =>
	(
		await b.sh(`podman images --all --format '{{range .Names}}{{println .}}{{end}}' | grep . | sort -u`)
	).split('\n');

/** Puts an index into the registry. @param platforms which version is for which one */
const index = (tag: string, platforms: Readonly<Record<string, string>>): Promise<string> =>
	a.sh(`podman manifest create localhost/parts:1
		${Object.entries(platforms)
			.map(
				([version, each]) =>
					`podman manifest add --os linux --arch ${each} localhost/parts:1 docker://${at}:${version}`,
			)
			.join('\n')}
		podman manifest push --all localhost/parts:1 docker://${at}:${tag}
		podman manifest rm localhost/parts:1`);
const digestOf = (tag: string): Promise<string> =>
	a.sh(
		`skopeo inspect --raw --tls-verify=false docker://${at}:${tag} | sha256sum | sed 's/ .*//; s/^/sha256:/'`,
	);

test.each([
	['a digest', async () => `${at}@${await skopeoDigest(a, `${at}:v1`, '--tls-verify=false')}`],
	[
		'a tag with its digest',
		async () => `${at}:v1@${await skopeoDigest(a, `${at}:v1`, '--tls-verify=false')}`,
	],
	['the digest of an index', async () => `${at}@${await digestOf('index')}`],
	['the tag of an index', async () => `${at}:index`],
	['a tag', async () => `${at}:v1`],
])('an image is pulled by %s, and has only the name that was asked for', async (_, from) => {
	const before = await names();
	expect(outcomeOf(await run(b, pullOf(b, await from(), {name: 'wanted:1'})))).toBe(
		'done: localhost/wanted:1 is ready.',
	);
	expect(await idOf(b, 'localhost/wanted:1')).toBe(ids.get('v1'));
	expect(await names()).toEqual([...before, 'localhost/wanted:1'].sort());
	await b.sh('podman rmi localhost/wanted:1');
});

test('however often images are pulled, none keeps the name that a pull gives it', async () => {
	const before = await names();
	for (const version of ['v1', 'v2', 'v1', 'v2', 'v3']) {
		const pulled = await run(b, pullOf(b, `${at}:${version}`, {overwrite: true, name: 'svc:1'}));
		expect(outcomeOf(pulled)).toBe('done: localhost/svc:1 is ready.');
		await b.sh(`podman tag localhost/svc:1 localhost/mine:${version}`);
	}
	for (const version of ['v1', 'v2', 'v3'])
		expect(outcomeOf(await run(b, pullOf(b, `${at}:${version}`)))).toBe(
			`done: localhost/svc:${version} is ready.`,
		);
	const made = ['mine:v1', 'mine:v2', 'mine:v3', 'svc:1', 'svc:v1', 'svc:v2', 'svc:v3'].map(
		each => `localhost/${each}`,
	);
	expect(await names()).toEqual([...before, ...made].sort());
	await b.sh(`podman rmi ${made.join(' ')}`);
});

test('names that an image had before a pull stay', async () => {
	const digest = await skopeoDigest(a, `${at}:v1`, '--tls-verify=false');
	await b.sh(`podman pull --quiet ${at}@${digest}; podman tag ${at}@${digest} ${at}:kept`);
	const before = await names();
	expect(before).toContain(`${at}@${digest}`);
	expect(outcomeOf(await run(b, pullOf(b, `${at}:v1`, {name: 'wanted:1'})))).toBe(
		'done: localhost/wanted:1 is ready.',
	);
	expect(await names()).toEqual([...before, 'localhost/wanted:1'].sort());
	await b.sh(`podman rmi --force ${ids.get('v1')}`);
});

const listsOf = ({sh}: SnapshotLab) => sh('podman images --all | grep ingot-list || true');

test('an index without the platform of the worker is not pulled, and the reason names its platforms', async () => {
	const before = await names();
	for (const from of [`${at}:foreign`, `${at}@${await digestOf('foreign')}`])
		expect(outcomeOf(await run(b, pullOf(b, from)))).toMatch(
			/^failed: \S+ is not for the platform of this worker, linux\/amd64: the registry has it for linux\/arm64, linux\/s390x\. Pull it to such a worker, or push one for linux\/amd64\.$/u,
		);
	expect(await names()).toEqual(before);
	expect(await listsOf(b)).toBe('');
});

test('a push to an index without the platform of the worker is a conflict, or replaces it when asked to', async () => {
	const to = `${at}:foreign`;
	const before = await digestOf('foreign');
	expect(outcomeOf(await run(a, await pushOf(a, 'localhost/v1:1', {to})))).toMatch(
		/^conflict: \S+:foreign exists in the registry as an index, of images for linux\/arm64, linux\/s390x\. Choose another name or tag, or overwrite it \(--overwrite\)\.$/u,
	);
	expect(await digestOf('foreign')).toBe(before);
	expect(outcomeOf(await run(a, await pushOf(a, 'localhost/v1:1', {to, overwrite: true})))).toBe(
		`done: ${to} is in the registry.`,
	);
	expect(await skopeoDigest(a, to, '--tls-verify=false')).toBe(
		await skopeoDigest(a, `${at}:v1`, '--tls-verify=false'),
	);
	expect(await listsOf(a)).toBe('');
});
