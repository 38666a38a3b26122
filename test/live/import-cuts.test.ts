import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {copyScripts} from '../../source/jobs/copy-scripts.ts';
import {planImport, submitImport} from '../../source/jobs/import-image.ts';
import {type Archive, readArchive} from '../../source/jobs/read-archive.ts';
import {readCopyTarget} from '../../source/jobs/read-copy.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {killSessions} from '../driver/counting.ts';
import {until} from '../driver/until.ts';
import {type CopyLab, holdCopyLab, traces} from './copy-lab.ts';
import {onceAfter, reconnecting} from './cut-lab.ts';
import {allEvents, outcomeOf, requester, snapshotLab} from './snapshot-lab.ts';

let on: CopyLab;
holdCopyLab('importcut', held => {
	on = held;
});

const reference = 'localhost/cut:1';
const mib = 1024 ** 2;

/** An archive of an image of 24 MB in two layers, which the other worker lacks. */
const makeArchive = async (): Promise<Archive> => {
	const folder = mkdtempSync(path.join(tmpdir(), 'cuts-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const file = path.join(folder, 'cut.tar');
	const saved = await on.a.sh(`podman save --quiet --format oci-archive ${reference} | base64 -w0`);
	writeFileSync(file, Buffer.from(saved, 'base64'));
	return readArchive(file, {signal: new AbortController().signal});
};

type Run = {
	readonly archive: Archive;
	/** Called once, after so many bytes. */
	readonly after: {readonly bytes: number; readonly cut: () => Promise<unknown>};
	/** Ends the transfer for good. */
	readonly signal?: AbortSignal;
	/** Seconds without a byte until the job gives up. */
	readonly patience?: number;
};

/** Starts an import to `b` over connections of its own, made anew where one is lost. @returns the job's id */
const start = async ({archive, after, signal, patience = 120}: Run): Promise<string> => {
	const into = reconnecting(on.lab, 'b');
	const way = onceAfter(after.bytes, after.cut);
	const target = async (): Promise<Remote> => {
		const remote = await into.remote();
		return {...remote, send: (script, what) => remote.send(script, {...what, bytes: way(what.bytes)})};
	};
	const there = await readCopyTarget(await target(), {id: archive.id, reference});
	const wish = {reference, overwrite: false, force: false};
	const planned = planImport({archive, target: there}, wish, requester);
	if (planned === undefined) throw new Error('The image is there already.');
	const patient = copyScripts.flatMap(({name, text}) =>
		name === 'await-layers.sh'
			? [{name, text: text.replace(/^resume_seconds=\d+$/mu, `resume_seconds=${patience}`)}]
			: [],
	);
	const ends = {target, signal: signal ?? new AbortController().signal};
	const {sent: done} = await submitImport(ends, {
		archive,
		planned: {...planned, files: [...planned.files, ...patient]},
	});
	void done.then(() => into.close());
	return planned.request.id;
};

test('an import whose connection is cut at any tenth continues, and the image is the same', async () => {
	await on.make('cut', [12_000, 12_000]);
	const archive = await makeArchive();
	const before = await traces(on.b);
	for (const tenth of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
		const cut = () => killSessions(on.lab, `${on.lab.name}-b`);
		const id = await start({archive, after: {bytes: (24 * mib * tenth) / 10, cut}});
		// Past SSH: a connection of ours could be what is cut. The runner gives its locks back before it says that it has ended.
		const {sh} = on.b;
		const folder = `"$HOME/.local/state/ingot/jobs/${id}"`;
		await until(
			async () => (await sh(`grep '"job-ended"' ${folder}/events.ndjson 2>/dev/null || true`)) !== '',
			{what: `the import that is cut at ${tenth} tenths to end`, timeoutMs: 240_000},
		);
		expect(await sh(`cat ${folder}/status.json`), `${tenth}`).toContain('"done"');
		expect(await sh(`podman image inspect --format '{{.Id}}' ${reference}`)).toBe(archive.id);
		await sh(`podman rmi ${reference}; rm -r "$HOME/.local/state/ingot/images/${archive.id}"`);
		expect(await traces(on.b), `${tenth}`).toBe(before);
	}
});

test('an import whose network stays away, or whose Ingot is gone, fails with the reason and leaves nothing', async () => {
	const archive = await makeArchive();
	const b = await snapshotLab(on.lab, 'b');
	const before = await traces(b);
	const reason =
		/^failed: No byte of the image has arrived for 8 s: Ingot was ended, or lost a connection\. Try again\.$/u;
	const half = 12 * mib;
	const network = await start({
		archive,
		patience: 8,
		after: {bytes: half, cut: () => on.lab.cutWorker('b')},
	});
	await b.sh(`until [ -e "$HOME/.local/state/ingot/jobs/${network}/status.json" ]; do sleep 0.1; done`);
	await on.lab.mendWorker('b');
	const after = await snapshotLab(on.lab, 'b');
	expect(outcomeOf(await allEvents(after.remote, network))).toMatch(reason);
	expect(await traces(after)).toBe(before);

	const ended = new AbortController();
	const gone = await start({
		archive,
		patience: 8,
		signal: ended.signal,
		after: {bytes: half, cut: async () => ended.abort()},
	});
	expect(outcomeOf(await allEvents(after.remote, gone))).toMatch(reason);
	expect(await traces(after)).toBe(before);
	b.remote.close();
	after.remote.close();
});
