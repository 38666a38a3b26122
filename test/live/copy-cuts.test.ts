import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {planCopy} from '../../source/jobs/copy-image.ts';
import {copyScripts} from '../../source/jobs/copy-scripts.ts';
import {followJob} from '../../source/jobs/follow-job.ts';
import {readCopySource, readCopyTarget} from '../../source/jobs/read-copy.ts';
import {submitCopy} from '../../source/jobs/send-layers.ts';
import type {JobEvent} from '../../source/model/job.ts';
import {killSessions} from '../driver/counting.ts';
import {type CopyLab, holdCopyLab, traces} from './copy-lab.ts';
import {onceAfter, reconnecting} from './cut-lab.ts';
import {outcomeOf, requester, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let on: CopyLab;
holdCopyLab('copycut', held => {
	on = held;
});
beforeAll(() => on.make('cut', [12_000, 12_000]));

const reference = 'localhost/cut:1';
const tenths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

type Run = {
	/** What happens once, after so many tenths of the bytes. */
	readonly after?: {readonly tenth: number; readonly then: () => Promise<unknown>};
	/** Ends the transfer for good. */
	readonly signal?: AbortSignal;
	/** Seconds without a byte until the job gives up. */
	readonly patience?: number;
	readonly to?: string;
};

/** Copies the image from `a` over connections of its own, made anew where one is lost. @returns its outcome */
const copy = async ({after, signal, patience = 120, to = 'b'}: Run = {}): Promise<string> => {
	const [from, into] = [reconnecting(on.lab, 'a'), reconnecting(on.lab, to)];
	const source = await from.remote();
	const image = (await source.images()).managed.find(each => each.reference === reference);
	if (image === undefined) throw new Error(`no ${reference}`);
	const ends = {
		source: await readCopySource(source, image),
		target: await readCopyTarget(await into.remote(), image),
	};
	const planned = planCopy(ends, {overwrite: false, force: false}, requester);
	if (planned === undefined) throw new Error('The image is there already.');
	const way =
		after === undefined ? undefined : onceAfter((planned.bytes * after.tenth) / 10, async () => after.then());
	const target = async () => {
		const remote = await into.remote();
		const send: typeof remote.send = (script, what) =>
			remote.send(script, {...what, bytes: way?.(what.bytes) ?? what.bytes});
		return {...remote, send};
	};
	const patient = copyScripts.flatMap(({name, text}) =>
		name === 'await-layers.sh'
			? [{name, text: text.replace(/^resume_seconds=\d+$/mu, `resume_seconds=${patience}`)}]
			: [],
	);
	const {sent} = await submitCopy(
		{source: () => from.remote(), target, signal: signal ?? new AbortController().signal},
		{...planned, files: [...planned.files, ...patient]},
	);
	const events: JobEvent[] = [];
	const followed = {id: planned.request.id, after: 0, signal: AbortSignal.timeout(300_000)};
	for await (const event of followJob({...followed, remote: () => into.remote()})) events.push(event);
	await sent;
	await Promise.all([from.close(), into.close()]);
	return outcomeOf(events);
};

/** By a tool that is not ours. */
const digestOn = ({sh}: SnapshotLab) =>
	sh(
		`skopeo inspect --format '{{.Digest}}' containers-storage:${reference}; podman image inspect --format '{{.Id}}' ${reference}`,
	);
const drop = ({sh}: SnapshotLab) =>
	sh(`rm -r "$HOME/.local/state/ingot/images/$(podman image inspect --format '{{.Id}}' ${reference})"
		podman rmi ${reference} >/dev/null`);

/** What both workers had before is what they have. */
const leavesNothing = async (before: readonly string[]): Promise<void> => {
	// The script that read the layers ends when it finds that nobody takes them.
	await expect.poll(() => traces(on.a)).toBe(before[0]);
	expect(await traces(on.b)).toBe(before[1]);
};

describe.each([
	['the target', 'b'],
	['the source', 'a'],
])('a copy whose connection to %s is cut goes on, and the image is the same', (_, worker) => {
	let before: readonly string[];
	beforeAll(async () => {
		before = [await traces(on.a), await traces(on.b)];
	});

	test.each(tenths)('after %i tenths of it', async tenth => {
		const then = () => killSessions(on.lab, `${on.lab.name}-${worker}`);
		expect(await copy({after: {tenth, then}})).toBe(`done: ${reference} is ready.`);
		expect(await digestOn(on.b)).toBe(await digestOn(on.a));
		await drop(on.b);
		await leavesNothing(before);
	});
});

describe('a copy whose Ingot ends fails with the reason and leaves nothing; a retry brings the same image', () => {
	let before: readonly string[];
	beforeAll(async () => {
		before = [await traces(on.a), await traces(on.b)];
	});

	test.each(tenths)('after %i tenths of it', async tenth => {
		const ended = new AbortController();
		const then = async () => ended.abort();
		expect(await copy({after: {tenth, then}, signal: ended.signal, patience: 3})).toBe(
			'failed: No byte of the image has arrived for 3 s: Ingot was ended, or lost a connection. Try again.',
		);
		await leavesNothing(before);
		expect(await copy()).toBe(`done: ${reference} is ready.`);
		expect(await digestOn(on.b)).toBe(await digestOn(on.a));
		await drop(on.b);
		await leavesNothing(before);
	});
});

describe('a target whose disk fills says so and keeps nothing; with space again, a retry brings the same image', () => {
	let full: SnapshotLab;
	let before: string;
	beforeAll(async () => {
		await on.lab.addWorker('full', 'full', {storageMb: 220});
		full = await snapshotLab(on.lab, 'full');
		await full.sh('mkdir -p "$HOME/.local/state/ingot/locks" "$HOME/.local/state/ingot/images"');
		before = await traces(full);
	});
	afterAll(() => full?.remote.close());

	test.each(tenths)('after %i tenths of it', async tenth => {
		const then = () =>
			full.sh(
				`fallocate -l "$(df -Pk /var/tmp | awk 'NR == 2 { print $4 }')K" /var/tmp/filling || true; dd if=/dev/zero of=/var/tmp/filling-rest bs=4k 2>/dev/null || true`,
			);
		expect(await copy({after: {tenth, then}, to: 'full'})).toMatch(
			/^failed: The disk is full: \d+ MiB are free in \/var\/tmp\. Free disk space there and try again\.$/u,
		);
		await full.sh('rm -f /var/tmp/filling /var/tmp/filling-rest');
		expect(await traces(full)).toBe(before);
		expect(await copy({to: 'full'})).toBe(`done: ${reference} is ready.`);
		expect(await digestOn(full)).toBe(await digestOn(on.a));
		await drop(full);
		expect(await traces(full)).toBe(before);
	});
});
