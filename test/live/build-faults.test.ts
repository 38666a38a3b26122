import {mkdirSync, truncateSync, unlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {submitBuild} from '../../source/jobs/send-context.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {until} from '../driver/until.ts';
import type {Lab} from '../lab/lab.ts';
import {type BuildLab, buildLab, holdBuildLab, makeContext} from './build-lab.ts';
import {allEvents, outcomeOf} from './snapshot-lab.ts';

let lab: Lab;
let on: BuildLab;
let before: string;
const mib = 1024 ** 2;
const containerfile = 'FROM localhost/devbase:1\nCOPY . /c/\nRUN echo one >/one\nCMD ["sleep", "987"]\n';
const context = () =>
	makeContext({
		Containerfile: containerfile,
		...Object.fromEntries(
			Array.from({length: 10}, (_, index) => [`part-${index}`, Buffer.alloc(mib, String(index))]),
		),
	});

holdBuildLab('bfault', held => {
	({lab, on} = held);
});
beforeEach(async () => {
	before = await on.traces();
});

/** The same connection, but something happens when so many bytes were sent. */
const strikingAfter = (remote: Remote, bytes: number, strike: () => Promise<unknown>): Remote => ({
	...remote,
	send: (script, what) => remote.send(script, {...what, bytes: struck(what.bytes, bytes, strike)}),
});

async function* struck(chunks: AsyncIterable<Uint8Array>, limit: number, strike: () => Promise<unknown>) {
	let sent = 0;
	for await (const chunk of chunks) {
		const left = limit - sent;
		if (left >= 0 && left < chunk.length) {
			yield chunk.subarray(0, left);
			await strike();
			yield chunk.subarray(left);
		} else yield chunk;
		sent += chunk.length;
	}
}

describe('a connection that is cut leaves nothing, and the job says so', () => {
	test.each(Array.from({length: 10}, (_, tenth) => tenth))('after %i tenths of the context', async tenth => {
		const other = await buildLab(lab, 'b');
		const cut = async () => {
			await on.sh(`until ls "$HOME"/.local/state/ingot/jobs/*/unpacker >/dev/null; do sleep 0.05; done`);
			other.remote.close();
			await other.remote.ended;
		};
		const planned = await on.plan(context());
		const {sent} = await submitBuild(
			strikingAfter(other.remote, (tenth * 10 * mib) / 10 + 7000, cut),
			planned,
		);
		await sent;
		expect(outcomeOf(await allEvents(on.remote, planned.request.id))).toMatch(
			/^failed: The connection ended before all of the context had arrived \(\d+ MiB of 1[01] MiB\)\. Try again\.$/u,
		);
		expect(await on.traces()).toBe(before);
	});
});

test('an archive that ends between two entries does not count as complete', async () => {
	const planned = await on.plan(context());
	const early: Remote = {
		...on.remote,
		send: (script, what) => on.remote.send(script, {...what, bytes: struckEnd(what.bytes)}),
	};
	expect(outcomeOf(await on.run(planned, early))).toMatch(/^failed: The connection ended before/u);
	expect(await on.traces()).toBe(before);
});

/** Without its last entry, but with an end. */
async function* struckEnd(chunks: AsyncIterable<Uint8Array>) {
	const all: Uint8Array[] = [];
	for await (const chunk of chunks) all.push(chunk);
	const whole = Buffer.concat(all);
	yield whole.subarray(0, whole.length - 2048);
	yield Buffer.alloc(1024);
}

test('a context that nobody sends fails the job after a minute', async () => {
	const planned = await on.plan(context());
	const silent: Remote = {...on.remote, send: async () => 0};
	expect(outcomeOf(await on.run(planned, silent))).toBe(
		'failed: Nobody sent the context within 60 s: Ingot was ended, or lost its connection. Try again.',
	);
	expect(await on.traces()).toBe(before);
});

/** A large file: it is opened first, and then read in pieces. */
const largeFile = () => {
	const folder = makeContext({Containerfile: containerfile, 'part-9': Buffer.alloc(40 * mib, 'x')});
	return {folder, place: path.join(folder, 'part-9')};
};

test('a file that vanishes before it is sent fails the job with the reason', async () => {
	const {folder, place} = largeFile();
	const planned = await on.plan(folder);
	unlinkSync(place);
	expect(outcomeOf(await on.run(planned))).toMatch(
		/^failed: part-9 could not be sent: it does not exist\. Build/u,
	);
	expect(await on.traces()).toBe(before);
});

test.each([
	['shrinks', (place: string) => truncateSync(place, 10)],
	['grows', (place: string) => writeFileSync(place, 'x', {flag: 'a'})],
])('a file that %s while it is sent fails the job with the reason', async (_, change) => {
	const {folder, place} = largeFile();
	const strike = async () => change(place);
	const events = await on.run(await on.plan(folder), strikingAfter(on.remote, 8 * mib, strike));
	expect(outcomeOf(events)).toMatch(/^failed: part-9 changed while it was sent\. Build again/u);
	expect(await on.traces()).toBe(before);
});

describe('a cancel leaves nothing', () => {
	test('while the context is received', async () => {
		const planned = await on.plan(context());
		const cancel = () => cancelJob(on.remote, planned.request.id, 'alice');
		expect(outcomeOf(await on.run(planned, strikingAfter(on.remote, 5 * mib, cancel)))).toBe(
			'cancelled: Cancelled by alice.',
		);
		expect(await on.traces()).toBe(before);
	});

	test.each(['check', 'receive', 'build', 'verify', 'label-check'])(
		'at the end of the step %s',
		async step => {
			const planned = await on.plan(context(), {start: false});
			const steps = planned.plan.steps.map(each =>
				each.id === step ? {...each, argv: ['sh', '-c', '"$@" && sleep 987', 'sh', ...each.argv]} : each,
			);
			const {sent} = await submitBuild(on.remote, {...planned, plan: {...planned.plan, steps}});
			const events = allEvents(on.remote, planned.request.id);
			await until(async () => (await on.sh('ps -eo args | grep "^[s]leep 987" || true')) !== '', {
				what: 'the step’s end',
			});
			await cancelJob(on.remote, planned.request.id, 'alice');
			expect(outcomeOf(await events)).toBe('cancelled: Cancelled by alice.');
			await sent;
			expect(await on.traces()).toBe(before);
		},
	);
});

test('a full disk on the worker is named as the reason, and the disk is free again', async () => {
	await lab.addWorker('small', 'full', {storageMb: 200});
	const small = await buildLab(lab, 'small');
	await small.sh('podman rm -f -t 0 --all >/dev/null; mkdir -p "$HOME/.local/state/ingot/locks"');
	const was = await small.traces();
	const folder = makeContext({
		Containerfile: 'FROM localhost/devbase:1\nCOPY . /c/\nRUN dd if=/dev/zero of=/big bs=1M count=300\n',
		x: 'x',
	});
	const events = await small.run(await small.plan(folder));
	expect(outcomeOf(events)).toMatch(/^failed: .*RUN dd if=.*its output stands before this line\.$/u);
	expect(events.filter(({step}) => step === 'build').map(each => each.text)).toContainEqual(
		expect.stringContaining('No space left on device'),
	);
	expect(await small.traces()).toBe(was);
	const large = makeContext({Containerfile: containerfile, large: Buffer.alloc(300 * mib, 'x')});
	expect(outcomeOf(await small.run(await small.plan(large)))).toMatch(
		/^failed: Not enough disk space: \/var\/tmp has \d+ MiB free, the build needs 333 MiB\./u,
	);
	const planned = await small.plan(
		makeContext({Containerfile: containerfile, part: Buffer.alloc(60 * mib, 'x')}),
	);
	const fill = () =>
		small.sh(
			'fallocate -l "$(df -Pk /var/tmp | tail -n 1 | tr -s " " | cut -d " " -f 4)K" /var/tmp/filling || true; dd if=/dev/zero of=/var/tmp/filling-rest bs=4k 2>/dev/null || true',
		);
	expect(outcomeOf(await small.run(planned, strikingAfter(small.remote, 10 * mib, fill)))).toMatch(
		/^failed: The disk is full: \d+ MiB are free in \/var\/tmp\. Free disk space there and try again\.$/u,
	);
	await small.sh('rm -f /var/tmp/filling /var/tmp/filling-rest');
	expect(await small.traces()).toBe(was);
	small.remote.close();
});

test('a context of 200,000 files arrives whole', async () => {
	const folders = 200;
	const context = makeContext({
		Containerfile: 'FROM localhost/devbase:1\nCOPY . /c/\nCMD ["sleep", "987"]\n',
	});
	for (let folder = 0; folder < folders; folder += 1) {
		const place = path.join(context, `folder-${folder}`);
		mkdirSync(place);
		for (let file = 0; file < 1000; file += 1) writeFileSync(path.join(place, `file-${file}`), '');
	}
	const planned = await on.plan(context, {name: 'many'});
	expect(outcomeOf(await on.run(planned))).toBe('done: localhost/many:1 is ready.');
	expect(await on.sh('podman run --rm --network none localhost/many:1 sh -c "find /c -type f | wc -l"')).toBe(
		'200001',
	);
	await on.sh('podman rmi -f localhost/many:1 >/dev/null');
});
