import {readFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {type CutRelay, cutRelay} from '../driver/cut-relay.ts';
import type {Lab} from '../lab/lab.ts';
import {
	allowPlain,
	holdRegistryLab,
	type LabRegistry,
	makeImage,
	pullOf,
	pushOf,
	run,
	skopeoDigest,
	traces,
} from './registry-lab.ts';
import {outcomeOf, type SnapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let hub: SnapshotLab;
let on: SnapshotLab;
let registry: LabRegistry;
let relay: CutRelay;
/** The relay, as the worker sees it. */
let at: string;

holdRegistryLab('regcuts', held => {
	({lab, a: hub, b: on, registry} = held);
});
beforeAll(async () => {
	const [host = '', port = ''] = registry.at.split(':');
	relay = await cutRelay({host, port: Number(port)});
	at = `${readFileSync(path.join(lab.folder, 'worker-b', 'gateway'), 'utf8').trim()}:${relay.port}`;
	await allowPlain(on, {...registry, at});
	await makeImage(on, 'lower', {kib: 8000});
	await makeImage(on, 'sent', {kib: 8000, base: 'localhost/lower:1'});
	await makeImage(hub, 'lower', {kib: 8000});
	await makeImage(hub, 'taken', {kib: 8000, base: 'localhost/lower:1'});
	await hub.sh(`podman push --quiet localhost/taken:1 ${registry.at}/taken:1`);
});
afterAll(() => relay?.close());

beforeEach(() => relay.mend());

/** What it knows of blobs in other repositories, from which a registry could mount them without a byte sent. */
const forget = () => on.sh('rm -f /var/lib/containers/cache/blob-info-cache-v1.*');
const inRegistry = (name: string) => skopeoDigest(hub, `${registry.at}/${name}`, '--tls-verify=false');
const inStorage = (reference: string) =>
	on.sh(`skopeo inspect --format '{{.Digest}}' containers-storage:${reference}`);
const tagsOf = (name: string) =>
	hub.sh(`skopeo list-tags --tls-verify=false docker://${registry.at}/${name} 2>&1 || true`);
const drop = (reference: string) =>
	on.sh(`rm -rf "$HOME/.local/state/ingot/images/$(podman image inspect --format '{{.Id}}' ${reference})"
		podman rmi ${reference} >/dev/null`);

const told =
	/^failed: (?:The connection to the registry \S+ broke\. Check the registry and try again|The registry \S+ cannot be reached from the worker: .* and try again)/u;

const damaged =
	/^failed: The image was damaged on its way: .* Check the network to the registry \S+ and try again\.$/u;

const push = async (name: string): Promise<string> =>
	outcomeOf(await run(on, await pushOf(on, 'localhost/sent:1', {to: `${at}/${name}:1`})));
const pull = async (): Promise<string> => outcomeOf(await run(on, pullOf(on, `${at}/taken:1`)));
/** So that each push has all to send, and its record does not show in what a failed one left. */
const forgetPush = () => on.sh('rm -rf "$HOME/.local/state/ingot/images"/*');

const tenths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('a registry that stays away', () => {
	test('fails a push at any tenth with the reason and leaves nothing; a retry pushes the same image', async () => {
		relay.cutAfter(Number.POSITIVE_INFINITY);
		expect(await push('whole')).toMatch(/^done: /u);
		const bytes = relay.passed();
		const digest = await inRegistry('whole:1');
		await forgetPush();
		const before = await traces(on);
		for (const tenth of tenths) {
			const name = `away-${tenth}`;
			await forget();
			relay.cutAfter((bytes * tenth) / 10);
			expect(await push(name), `${tenth}`).toMatch(told);
			expect(relay.hasStruck()).toBe(true);
			expect(await traces(on), `${tenth}`).toBe(before);
			expect(await tagsOf(name), `${tenth}`).not.toContain('"1"');
			relay.mend();
			expect(await push(name), `${tenth}`).toBe(`done: ${at}/${name}:1 is in the registry.`);
			expect(await inRegistry(`${name}:1`)).toBe(digest);
			await forgetPush();
			expect(await traces(on), `${tenth}`).toBe(before);
		}
	});

	test('fails a pull at any tenth with the reason and leaves nothing; a retry brings the same image', async () => {
		relay.cutAfter(Number.POSITIVE_INFINITY);
		const before = await traces(on);
		expect(await pull()).toMatch(/^done: /u);
		const bytes = relay.passed();
		const digest = await inRegistry('taken:1');
		await drop('localhost/taken:1');
		for (const tenth of tenths) {
			relay.cutAfter((bytes * tenth) / 10);
			expect(await pull(), `${tenth}`).toMatch(told);
			expect(relay.hasStruck()).toBe(true);
			expect(await traces(on), `${tenth}`).toBe(before);
			relay.mend();
			expect(await pull(), `${tenth}`).toBe('done: localhost/taken:1 is ready.');
			expect(await inStorage('localhost/taken:1')).toBe(digest);
			await drop('localhost/taken:1');
			expect(await traces(on), `${tenth}`).toBe(before);
		}
	});
});

test('one cut at any tenth ends a push or pull with the image, or with the reason and nothing left', async () => {
	relay.cutAfter(Number.POSITIVE_INFINITY);
	await forget();
	expect(await push('once')).toMatch(/^done: /u);
	const sent = relay.passed();
	await forgetPush();
	const before = await traces(on);
	relay.cutAfter(Number.POSITIVE_INFINITY);
	expect(await pull()).toMatch(/^done: /u);
	const taken = relay.passed();
	await drop('localhost/taken:1');
	for (const tenth of tenths) {
		await forget();
		relay.cutAfter((sent * tenth) / 10, {staysAway: false});
		const pushed = await push(`once-${tenth}`);
		expect(relay.hasStruck()).toBe(true);
		if (pushed.startsWith('done'))
			expect(await inRegistry(`once-${tenth}:1`)).toBe(await inRegistry('once:1'));
		else expect(pushed, `${tenth}`).toMatch(told);
		await forgetPush();
		expect(await traces(on), `${tenth}`).toBe(before);
		relay.cutAfter((taken * tenth) / 10, {staysAway: false});
		const pulled = await pull();
		expect(relay.hasStruck()).toBe(true);
		if (pulled.startsWith('done')) {
			expect(await inStorage('localhost/taken:1')).toBe(await inRegistry('taken:1'));
			await drop('localhost/taken:1');
		} else expect(pulled, `${tenth}`).toMatch(told);
		expect(await traces(on), `${tenth}`).toBe(before);
	}
});

test('a layer that is damaged on its way is sent again, or refused with nothing left', async () => {
	relay.cutAfter(Number.POSITIVE_INFINITY);
	await forget();
	expect(await push('intact')).toMatch(/^done: /u);
	const sent = relay.passed();
	await forgetPush();
	const before = await traces(on);
	relay.cutAfter(Number.POSITIVE_INFINITY);
	expect(await pull()).toMatch(/^done: /u);
	const taken = relay.passed();
	await drop('localhost/taken:1');
	for (const part of [0.3, 0.5, 0.7]) {
		await forget();
		relay.damageAfter(sent * part);
		const pushed = await push(`damaged-${part * 10}`);
		expect(relay.hasStruck()).toBe(true);
		if (pushed.startsWith('done'))
			expect(await inRegistry(`damaged-${part * 10}:1`)).toBe(await inRegistry('intact:1'));
		else expect(pushed).toMatch(damaged);
		await forgetPush();
		expect(await traces(on), `${part}`).toBe(before);
		relay.damageAfter(taken * part);
		const pulled = await pull();
		expect(relay.hasStruck()).toBe(true);
		if (pulled.startsWith('done')) {
			expect(await inStorage('localhost/taken:1')).toBe(await inRegistry('taken:1'));
			await drop('localhost/taken:1');
		} else expect(pulled).toMatch(damaged);
		expect(await traces(on), `${part}`).toBe(before);
	}
});
