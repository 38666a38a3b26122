import {execFileSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {packLayers} from '../../source/context/pack-layers.ts';
import {copyScripts} from '../../source/jobs/copy-scripts.ts';
import {receivingScript} from '../../source/jobs/job-script.ts';
import keptLayers from '../../source/worker/jobs/kept-layers.sh';
import receiveLayers from '../../source/worker/jobs/receive-layers.sh';
import {until} from '../driver/until.ts';
import {type LocalWorker, localWorker, type Shell} from '../jobs/local-worker.ts';

const contents = [70_000, 900_000, 5000].map(length => randomBytes(length));
const layers = contents.map(each => ({
	hex: createHash('sha256').update(each).digest('hex'),
	bytes: each.length,
}));
const total = contents.reduce((sum, each) => sum + each.length, 0);
const signal = new AbortController().signal;
const id = '20261129-060000-copy';

const listed = layers.map(({hex, bytes}) => `${hex} ${bytes}\n`).join('');

/** A job that waits for the layers. */
const waiting = async (here: LocalWorker, {missing = listed, patience = 120} = {}): Promise<void> => {
	const scripts = copyScripts.map(({name, text}) => ({
		name,
		text: text.replace(/^resume_seconds=120$/mu, `resume_seconds=${patience}`),
	}));
	await here.start(
		id,
		[
			{
				id: 'receive',
				run: `TMPDIR="$PWD/large"; export TMPDIR; sh ./copy-image.sh receive_layers ${total} && sha256sum large/*/blobs/sha256/* >sums`,
			},
		],
		{files: [...scripts, {name: 'missing', text: missing}]},
	);
};
const kept = ({remote}: LocalWorker) => remote.run(receivingScript(keptLayers, [id]));

/** @param cut ends it within the second layer, once the first one has arrived */
async function* bytesOf(which: readonly number[], cut?: () => Promise<unknown>) {
	let passed = 0;
	for (const index of which) {
		const content = contents[index] ?? Buffer.of();
		for (let at = 0; at < content.length; at += 10_000) {
			if (cut !== undefined && passed >= 700_000) {
				await cut();
				throw new Error('cut');
			}
			yield content.subarray(at, at + 10_000);
			passed += 10_000;
		}
	}
}

const send = (here: LocalWorker, which: readonly number[], cut?: () => Promise<unknown>) =>
	here.remote
		.send(receivingScript(receiveLayers, [id]), {
			bytes: packLayers(
				layers.filter((_, index) => which.includes(index)),
				bytesOf(which, cut),
			),
			signal,
		})
		.catch(() => -1);

describe.each(['dash', 'bash', 'busybox'] as const)('layers of a copy under %s', (shell: Shell) => {
	test('arrive whole, and what was cut is sent again from its layer on', async () => {
		using here = localWorker(shell);
		await waiting(here);
		const first = path.join(here.jobFolder(id), `large/ingot-${id}/blobs/sha256/${layers[0]?.hex}`);
		const firstArrived = () =>
			until(() => existsSync(first) && statSync(first).size === 70_000, {what: 'the first layer'});
		expect(await kept(here)).toMatchObject({code: 0, stdout: ''});
		expect(await send(here, [0, 1, 2], firstArrived)).not.toBe(0);
		expect((await kept(here)).stdout).toBe(`${layers[0]?.hex}\n`);
		expect(await send(here, [1, 2])).toBe(0);
		const events = await here.ended(id);
		expect(events.at(-1)).toMatchObject({kind: 'job-ended', outcome: 'done'});
		const sums = readFileSync(path.join(here.jobFolder(id), 'sums'), 'utf8')
			.trim()
			.split('\n');
		expect(sums).toHaveLength(layers.length);
		for (const sum of sums) expect(sum.split(/\s+/u)[1]).toContain(`/${sum.slice(0, 64)}`);
	});

	test('which take longer to hash than the job waits for a byte are waited for', async () => {
		using here = localWorker(shell);
		await waiting(here, {patience: 5});
		expect((await kept(here)).code).toBe(0);
		expect(await send(here, [0])).toBe(0);
		const bin = path.join(here.ingotFolder, '../../../bin');
		writeFileSync(path.join(bin, 'sha256sum'), '#!/bin/sh\nsleep 8\nexec /usr/bin/sha256sum "$@"\n', {
			mode: 0o755,
		});
		expect((await kept(here)).stdout).toBe(`${layers[0]?.hex}\n`);
		rmSync(path.join(bin, 'sha256sum'));
		expect(await send(here, [1, 2])).toBe(0);
		expect((await here.ended(id)).at(-1)).toMatchObject({kind: 'job-ended', outcome: 'done'});
	});

	test('a disk that is full to its last block, so that tar cannot even say so, ends the job with that reason', async () => {
		using here = localWorker(shell);
		mkdirSync(here.ingotFolder, {recursive: true});
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=900k', 'none', here.ingotFolder]);
		try {
			await waiting(here);
			expect((await kept(here)).code).toBe(0);
			expect(await send(here, [0, 1, 2])).not.toBe(0);
			expect((await here.ended(id)).at(-1)?.text).toMatch(/^The disk is full: \d+ MiB are free in /u);
		} finally {
			execFileSync('umount', ['--lazy', here.ingotFolder]);
		}
	});

	test('a layer that tar cannot write ends the job with the reason in its words', async () => {
		using here = localWorker(shell);
		await waiting(here);
		expect((await kept(here)).code).toBe(0);
		mkdirSync(
			path.join(here.jobFolder(id), `large/ingot-${id}/blobs/sha256/${layers[1]?.hex}/in-its-place`),
			{
				recursive: true,
			},
		);
		expect(await send(here, [0, 1, 2])).not.toBe(0);
		expect((await here.ended(id)).at(-1)?.text).toMatch(
			new RegExp(
				`^The layers could not be unpacked on the worker: tar: .*${layers[1]?.hex.slice(0, 8)}`,
				'u',
			),
		);
	});

	test.each([
		'../../../../../precious 7',
		'../../../../../precious',
		`${'.'.repeat(64)} 7`,
		`${'a'.repeat(63)} 7`,
		`${'a'.repeat(64)} 7x`,
		`${'a'.repeat(64)}`,
		'',
	])('a list of layers with the line «%s» ends the job, and no file outside is touched', async line => {
		using here = localWorker(shell);
		await waiting(here, {missing: `${listed}${line}\n`});
		// Where the blobs would be, five folders up.
		const precious = path.join(here.jobFolder(id), '../precious');
		writeFileSync(precious, 'another job needs it');
		expect((await here.ended(id)).at(-1)?.text).toBe(
			'The list of layers is damaged: it has a line that is no digest and size. Try again.',
		);
		expect(readFileSync(precious, 'utf8')).toBe('another job needs it');
	});

	test('whoever asks what has arrived has nothing removed outside either', async () => {
		using here = localWorker(shell);
		await waiting(here);
		expect((await kept(here)).code).toBe(0);
		const precious = path.join(here.jobFolder(id), '../precious');
		writeFileSync(precious, 'another job needs it');
		appendFileSync(path.join(here.jobFolder(id), 'missing'), '../../../../../precious 7\n');
		const folder = path.join(here.jobFolder(id), `large/ingot-${id}/blobs/sha256`);
		expect(readFileSync(path.join(folder, '../../../../../precious'), 'utf8')).toContain('needs it');
		expect((await kept(here)).code).toBe(19);
		expect(readFileSync(precious, 'utf8')).toBe('another job needs it');
	});

	test('a job that has ended wants none', async () => {
		using here = localWorker(shell);
		await here.start(id, [{id: 'receive', run: 'true'}]);
		await here.ended(id);
		expect((await kept(here)).code).toBe(18);
		expect(await send(here, [0])).toBe(18);
	});
});
