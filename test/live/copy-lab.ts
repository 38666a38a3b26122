import {afterAll, beforeAll} from 'vitest';
import {type CopyWish, type PlannedCopy, planCopy} from '../../source/jobs/copy-image.ts';
import {readCopySource, readCopyTarget} from '../../source/jobs/read-copy.ts';
import {submitCopy} from '../../source/jobs/send-layers.ts';
import {Failure} from '../../source/model/failure.ts';
import type {JobEvent} from '../../source/model/job.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {allEvents, outcomeOf, requester, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

/** Changes the bytes on their way; `again` says that a connection before was lost. */
type OnTheWay = (bytes: AsyncIterable<Uint8Array>, again: boolean) => AsyncIterable<Uint8Array>;

export type CopyLab = {
	readonly lab: Lab;
	/** The worker that has the images. */
	readonly a: SnapshotLab;
	readonly b: SnapshotLab;
	/** Makes a managed image on `a` from layers of so many KiB of noise. @returns its reference */
	make(name: string, layers: readonly number[], base?: string): Promise<string>;
	/** @returns undefined where the image is there already */
	plan(reference: string, wish?: Partial<CopyWish>, to?: SnapshotLab): Promise<PlannedCopy | undefined>;
	/** Runs it to its end. @returns its events and how many bytes were sent */
	run(planned: PlannedCopy | undefined, way?: OnTheWay, to?: SnapshotLab): Promise<Ran>;
};
type Ran = {readonly events: readonly JobEvent[]; readonly sent: number};

/** Everything that a copy which fails must not leave or change. */
export const traces = ({sh}: SnapshotLab): Promise<string> =>
	sh(`podman images --all --no-trunc --format '{{.Repository}}:{{.Tag}} {{.Id}}' | sort
		grep -o '"diff-digest":"[^"]*"' /var/lib/containers/storage/overlay-layers/layers.json | sort
		ls -A /var/tmp
		ls -A "$HOME/.local/state/ingot/locks" "$HOME/.local/state/ingot/images" 2>/dev/null
		ps -eo args | grep -e '[t]ar -x' -e 'podman [p]ull' -e 'podman image [s]ave' || true`);

const copyLab = (lab: Lab, a: SnapshotLab, b: SnapshotLab): CopyLab => ({
	lab,
	a,
	b,
	async make(name, layers, base = 'localhost/devbase:1') {
		const lines = layers.map((_, index) => `COPY f${index} /${name}-${index}`).join('\n');
		const noise = layers.map((kib, index) => `head -c ${kib * 1024} /dev/urandom >f${index}`).join('\n');
		const kept = 'LABEL io.clustercode.managed=true io.clustercode.os=linux io.clustercode.owner=alice';
		await a.sh(`mkdir -p "/root/make" && cd "/root/make" && ${noise}
			printf '%s\\n' 'FROM ${base}' '${kept}' '${lines.replaceAll('\n', "' '")}' >Containerfile
			podman build --quiet --layers --tag localhost/${name}:1 . >/dev/null; rm -r /root/make`);
		return `localhost/${name}:1`;
	},
	async plan(reference, wish = {}, to = b) {
		const image = (await a.remote.images()).managed.find(each => each.reference === reference);
		if (image === undefined) throw new Error(`no ${reference}`);
		const [source, target] = [await readCopySource(a.remote, image), await readCopyTarget(to.remote, image)];
		return planCopy({source, target}, {overwrite: false, force: false, ...wish}, requester);
	},
	async run(planned, way = bytes => bytes, to = b) {
		if (planned === undefined) throw new Error('already there');
		let sent = 0;
		let tries = 0;
		const counted = async function* (bytes: AsyncIterable<Uint8Array>) {
			for await (const chunk of bytes) {
				sent += chunk.length;
				yield chunk;
			}
		};
		const through: Remote = {
			...to.remote,
			send: (script, what) => {
				tries += 1;
				return to.remote.send(script, {...what, bytes: counted(way(what.bytes, tries > 1))});
			},
		};
		const {signal} = new AbortController();
		const ends = {source: async () => a.remote, target: async () => through, signal};
		const {sent: done} = await submitCopy(ends, planned);
		const events = await allEvents(to.remote, planned.request.id);
		await done;
		return {events, sent};
	},
});

/** A lab of two workers, for all tests of a file. */
export const holdCopyLab = (name: string, onUp: (held: CopyLab) => void): void => {
	let held: CopyLab | undefined;
	beforeAll(async () => {
		const lab = await holdLab({name: `${name}${process.pid}`, workers: 0});
		await Promise.all([lab.addWorker('a', 'plain'), lab.addWorker('b', 'plain')]);
		held = copyLab(lab, await snapshotLab(lab, 'a'), await snapshotLab(lab, 'b'));
		for (const {sh} of [held.a, held.b])
			await sh('mkdir -p "$HOME/.local/state/ingot/locks" "$HOME/.local/state/ingot/images"');
		onUp(held);
	});
	afterAll(async () => {
		held?.a.remote.close();
		held?.b.remote.close();
		await held?.lab.release();
	});
};

/** What a connection that was lost throws. */
export const lost = (): Failure => new Failure('lost', {kind: 'unreachable', hint: ''});

/** Copies an image. @returns the outcome */
export const copyBetween = async (from: SnapshotLab, to: SnapshotLab, reference: string): Promise<string> => {
	const image = (await from.remote.images()).managed.find(each => each.reference === reference);
	if (image === undefined) throw new Error(`no ${reference}`);
	const ends = {
		source: await readCopySource(from.remote, image),
		target: await readCopyTarget(to.remote, image),
	};
	const planned = planCopy(ends, {overwrite: false, force: false}, requester);
	if (planned === undefined) throw new Error('The image is there already.');
	const {sent} = await submitCopy(
		{source: async () => from.remote, target: async () => to.remote, signal: new AbortController().signal},
		planned,
	);
	const events = await allEvents(to.remote, planned.request.id);
	await sent;
	return outcomeOf(events);
};
