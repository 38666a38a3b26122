import {expect} from 'vitest';
import type {Lab} from '../lab/lab.ts';
import {copyBetween} from './copy-lab.ts';
import {allowPlain, type LabRegistry, makeImage, pullOf, pushOf, run, startRegistry} from './registry-lab.ts';
import type {ReleaseCase} from './releases-case.ts';
import type {ReleaseWorker} from './releases-lab.ts';
import {outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

// Images between a release of Podman, this machine's own, and a registry.

type Hub = {readonly on: SnapshotLab; readonly registry: LabRegistry};
const hubs = new Map<string, Promise<Hub>>();

/** A worker with this machine's Podman, and a registry on it. */
const makeHub = async (lab: Lab): Promise<Hub> => {
	await lab.addWorker('hub', 'plain');
	const on = await snapshotLab(lab, 'hub');
	const registry = await startRegistry(lab, 'hub', {port: 5000});
	await allowPlain(on, registry);
	return {on, registry};
};
const hubOf = ({lab}: ReleaseWorker): Promise<Hub> => {
	const hub = hubs.get(lab.name) ?? makeHub(lab);
	hubs.set(lab.name, hub);
	return hub;
};

const idIn = ({sh}: SnapshotLab, name: string) =>
	sh(`podman image inspect --format '{{.Id}}' localhost/${name}:1`);
const forget = ({sh}: SnapshotLab, name: string) =>
	sh(`rm -rf "$HOME/.local/state/ingot/images/$(podman image inspect --format '{{.Id}}' localhost/${name}:1)"
		podman rmi localhost/${name}:1 >/dev/null`);

/** From one worker to a registry and from there to another one; the other one may push it again. */
const throughRegistry = async ([from, to]: readonly [SnapshotLab, SnapshotLab], at: string, name: string) => {
	await makeImage(from, name, {kib: 300});
	const where = `${at}/team/${name}:1`;
	expect(outcomeOf(await run(from, await pushOf(from, `localhost/${name}:1`, {to: where})))).toBe(
		`done: ${where} is in the registry.`,
	);
	expect(outcomeOf(await run(to, pullOf(to, where)))).toBe(`done: localhost/${name}:1 is ready.`);
	expect(await idIn(to, name)).toBe(await idIn(from, name));
	const again = await run(to, await pushOf(to, `localhost/${name}:1`, {to: where}));
	expect(again.map(each => each.text)).toContain('Nothing has to be sent.');
	await Promise.all([from, to].map(each => forget(each, name)));
};

const registry = async (at: ReleaseWorker) => {
	const hub = await hubOf(at);
	await allowPlain(at.on, hub.registry);
	await throughRegistry([at.on, hub.on], hub.registry.at, `up-${at.release}`);
	await throughRegistry([hub.on, at.on], hub.registry.at, `down-${at.release}`);
};

/** A worker that got the image past any registry never pushed it there. */
const sameFrom = async ([one, other]: readonly [SnapshotLab, SnapshotLab], at: string, name: string) => {
	await makeImage(one, name, {kib: 300});
	const where = `${at}/same/${name}:1`;
	expect(outcomeOf(await run(one, await pushOf(one, `localhost/${name}:1`, {to: where})))).toMatch(/^done/u);
	expect(await copyBetween(one, other, `localhost/${name}:1`)).toBe(`done: localhost/${name}:1 is ready.`);
	const again = await run(other, await pushOf(other, `localhost/${name}:1`, {to: where}));
	expect(outcomeOf(again)).toBe(`done: ${where} is in the registry.`);
	expect(again.map(each => each.text)).toContain('Nothing has to be sent.');
	await forget(one, name);
	await makeImage(one, name, {kib: 20});
	expect(outcomeOf(await run(one, await pushOf(one, `localhost/${name}:1`, {to: where})))).toMatch(
		/^conflict: .* exists in the registry with other content/u,
	);
	await Promise.all([one, other].map(each => forget(each, name)));
};

const same = async (at: ReleaseWorker) => {
	const hub = await hubOf(at);
	await allowPlain(at.on, hub.registry);
	await sameFrom([at.on, hub.on], hub.registry.at, `same-up-${at.release}`);
	await sameFrom([hub.on, at.on], hub.registry.at, `same-down-${at.release}`);
};

const facts = ({sh}: SnapshotLab, name: string) =>
	sh(
		`podman image inspect --format '{{.Id}} {{.Digest}} {{json .RootFS}} {{json .Labels}}' localhost/${name}:1`,
	);

const copy = async (at: ReleaseWorker) => {
	const hub = await hubOf(at);
	for (const [from, to, name] of [
		[at.on, hub.on, `copied-up-${at.release}`],
		[hub.on, at.on, `copied-down-${at.release}`],
	] as const) {
		await makeImage(from, name, {kib: 300});
		expect(await copyBetween(from, to, `localhost/${name}:1`)).toBe(`done: localhost/${name}:1 is ready.`);
		expect(await facts(to, name)).toBe(await facts(from, name));
		expect(await to.sh(`podman run --rm --network none localhost/${name}:1 sha256sum /noise-${name}`)).toBe(
			await from.sh(`podman run --rm --network none localhost/${name}:1 sha256sum /noise-${name}`),
		);
		await Promise.all([from, to].map(each => forget(each, name)));
	}
};

/** The rows of the table that are about images on their way. */
export const travelCases: readonly ReleaseCase[] = [
	{name: 'push, pull', title: 'an image is pushed and pulled', run: registry},
	{name: 'push, same', title: 'an image pushed elsewhere is recognized', run: same},
	{name: 'copy', title: 'an image is copied and stays the same', run: copy},
];
