import {readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll} from 'vitest';
import {type PlannedTransfer, planPull, planPush, submitTransfer} from '../../source/jobs/registry-image.ts';
import type {JobEvent} from '../../source/model/job.ts';
import {
	parseRegistryReference,
	type RegistryLogin,
	type RegistryReference,
} from '../../source/model/registry.ts';
import {quote} from '../../source/model/shell.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {allEvents, requester, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

const script = readFileSync(fileURLToPath(new URL('../lab/registry.sh', import.meta.url)), 'utf8');

/** A registry that runs in a worker of the lab. */
export type LabRegistry = {
	/** Its address and port. */
	readonly at: string;
	/** Its files in the worker; see test/lab/registry.sh. */
	readonly folder: string;
	/** Ends it; what it has stays. */
	end(): Promise<void>;
	/** Starts it again. */
	begin(): Promise<void>;
};

/** Starts a registry on a port of a worker. @param words login, tls, small */
export const startRegistry = async (
	lab: Lab,
	worker: string,
	{port, words = [], password = ''}: {port: number; words?: readonly string[]; password?: string},
): Promise<LabRegistry> => {
	const address = readFileSync(path.join(lab.folder, `worker-${worker}`, 'ip'), 'utf8').trim();
	const folder = `/var/tmp/registry-${port}`;
	const sh = (text: string, input = '') => lab.exec(worker, ['sh', '-euc', text], {input});
	await sh(`mkdir -p ${folder}; cat >${folder}/password`, password);
	const begin = async () => {
		const running = lab.exec(worker, [
			'sh',
			'-c',
			script,
			'registry',
			folder,
			address,
			String(port),
			...words,
		]);
		running.catch(() => {});
		await until(async () => (await sh(`ss -ltn | grep -q ':${port} ' && echo up || true`)).stdout !== '', {
			what: 'the registry',
			timeoutMs: 120_000,
		});
	};
	await begin();
	return {
		at: `${address}:${port}`,
		folder,
		begin,
		async end() {
			await sh(`kill $(ss -ltnp | sed -n 's/.*:${port} .*pid=\\([0-9]*\\).*/\\1/p')`);
			await until(async () => (await sh(`ss -ltn | grep ':${port} ' || echo gone`)).stdout === 'gone\n');
		},
	};
};

/** Allows a registry without TLS on a worker, as its admin would. */
export const allowPlain = ({sh}: Pick<SnapshotLab, 'sh'>, {at}: LabRegistry): Promise<string> =>
	sh(`printf '[[registry]]\\nlocation = "%s"\\ninsecure = true\\n' ${at} >>/etc/containers/registries.conf`);

/** A lab of two workers; `a` has a registry at its port 5000, which both may use. */
export type RegistryLab = {
	readonly lab: Lab;
	readonly a: SnapshotLab;
	readonly b: SnapshotLab;
	readonly registry: LabRegistry;
};

/** Holds such a lab for all tests of a file. @param onUp gets it before the first test */
export const holdRegistryLab = (name: string, onUp: (held: RegistryLab) => void): void => {
	let lab: Lab | undefined;
	const open: SnapshotLab[] = [];
	beforeAll(async () => {
		const made = await holdLab({name: `${name}${process.pid}`, workers: 0});
		lab = made;
		await Promise.all([made.addWorker('a', 'plain'), made.addWorker('b', 'plain')]);
		const [a, b] = await Promise.all([snapshotLab(made, 'a'), snapshotLab(made, 'b')]);
		open.push(a, b);
		const registry = await startRegistry(made, 'a', {port: 5000});
		for (const each of open) {
			await allowPlain(each, registry);
			await each.sh('mkdir -p "$HOME/.local/state/ingot/locks" "$HOME/.local/state/ingot/images"');
		}
		onUp({lab: made, a, b, registry});
	});
	afterAll(async () => {
		for (const {remote} of open) remote.close();
		await lab?.release();
	});
};

/** A name in a registry. */
const named = (typed: string): RegistryReference => {
	const parsed = parseRegistryReference(typed, {registry: undefined});
	if (parsed.problem !== undefined) throw new Error(parsed.problem);
	return parsed.reference;
};

type How = {readonly overwrite?: boolean; readonly login?: RegistryLogin};

/** Runs it to its end. */
export const run = async ({remote}: SnapshotLab, planned: PlannedTransfer): Promise<readonly JobEvent[]> => {
	await submitTransfer(remote, planned);
	return allEvents(remote, planned.request.id);
};

/** Plans a push of an image of a worker. */
export const pushOf = async (
	{remote}: SnapshotLab,
	reference: string,
	{to, overwrite = false, login}: How & {readonly to: string},
): Promise<PlannedTransfer> => {
	const image = (await remote.images()).managed.find(each => each.reference === reference);
	if (image === undefined) throw new Error(`no ${reference}`);
	return planPush(image, {destination: named(to), overwrite, login}, requester);
};

/** Plans a pull to a worker. */
export const pullOf = (
	{remote}: SnapshotLab,
	from: string,
	{name, overwrite = false, login}: How & {readonly name?: string} = {},
): PlannedTransfer => planPull(named(from), {worker: remote.worker.name, name, overwrite, login}, requester);

/** Makes a managed image with so many KiB of noise in a layer of its own. @returns its reference */
export const makeImage = async (
	{sh}: Pick<SnapshotLab, 'sh'>,
	name: string,
	{kib, base = 'localhost/devbase:1'}: {readonly kib: number; readonly base?: string},
): Promise<string> => {
	const labels = 'LABEL io.clustercode.managed=true io.clustercode.os=linux io.clustercode.owner=alice';
	await sh(`mkdir -p "$HOME/make"; cd "$HOME/make"; head -c ${kib * 1024} /dev/urandom >noise
		printf '%s\\n' 'FROM ${base}' '${labels}' 'COPY noise /noise-${name}' >Containerfile
		podman build --quiet --tag localhost/${name}:1 . >/dev/null; cd; rm -r "$HOME/make"`);
	return `localhost/${name}:1`;
};

/** Everything that a job which fails must not leave or change. */
export const traces = ({sh}: SnapshotLab): Promise<string> =>
	sh(`podman images --all --no-trunc --digests --format '{{.Repository}}:{{.Tag}} {{.Digest}} {{.Id}}' | sort
		grep -o '"diff-digest":"[^"]*"' "$(podman info --format '{{.Store.GraphRoot}}')/overlay-layers/layers.json" | sort
		ls -A /var/tmp /dev/shm | grep -v -e '^libpod' -e '^registry-' -e 'lock$'
		ls -A "$HOME/.local/state/ingot/locks" "$HOME/.local/state/ingot/images" 2>/dev/null
		ps -eo args | grep -e 'podman [p]ull' -e 'podman [p]ush' || true`);

/** Prints the digest of an image in a registry, by a tool that is not ours. */
export const skopeoDigest = (
	{sh}: SnapshotLab,
	name: string,
	...options: readonly string[]
): Promise<string> =>
	sh(quote(['skopeo', 'inspect', '--format', '{{.Digest}}', ...options, `docker://${name}`]));
