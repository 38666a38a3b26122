import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {quote} from '../../source/model/shell.ts';
import type {FaultWorker} from './faults-lab.ts';
import {allowPlain, type LabRegistry, makeImage, startRegistry} from './registry-lab.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

/** The worker that no harm is done to: images come from it, and it has the registry. */
export type Hub = {
	readonly registry: LabRegistry;
	/** A file on this machine with the image `localhost/travelled:1`. */
	readonly archive: string;
	/** Of that image. */
	readonly id: string;
	/** A new connection to it. */
	connect(): Promise<SnapshotLab>;
};

/** What the registry asks for. */
export const login = {username: 'alice', password: 'correct horse'};
export const credentials = quote([`${login.username}:${login.password}`]);

const hubs = new Map<string, Promise<Hub>>();
const ready = new Set<string>();

/** The hub of the worker's lab, made when it is first needed; the worker trusts its registry. */
export const hubOf = async (at: FaultWorker): Promise<Hub> => {
	const making = hubs.get(at.lab.name) ?? make(at);
	hubs.set(at.lab.name, making);
	const hub = await making;
	if (!ready.has(at.worker)) {
		ready.add(at.worker);
		await allowPlain(await at.on(), hub.registry);
		await at.sh(`echo ${hub.id} >/root/travelled.id`);
	}
	return hub;
};

const make = async ({lab}: FaultWorker): Promise<Hub> => {
	await lab.addWorker('hub', 'plain');
	const on = await snapshotLab(lab, 'hub');
	const {password} = login;
	const registry = await startRegistry(lab, 'hub', {port: 5000, words: ['login'], password});
	await allowPlain(on, registry);
	await makeImage(on, 'lower', {kib: 1500});
	await makeImage(on, 'travelled', {kib: 3000, base: 'localhost/lower:1'});
	await on.sh(
		`podman push --quiet --creds ${credentials} localhost/travelled:1 ${registry.at}/team/travelled:1
			podman save --quiet --format oci-archive --output /root/travelled.tar localhost/travelled:1`,
	);
	const archive = path.join(mkdtempSync(path.join(tmpdir(), 'travelled-')), 'travelled.tar');
	writeFileSync(archive, Buffer.from(await on.sh('base64 -w0 /root/travelled.tar'), 'base64'));
	const id = await on.sh("podman image inspect --format '{{.Id}}' localhost/travelled:1");
	on.remote.close();
	return {registry, archive, id, connect: () => snapshotLab(lab, 'hub')};
};
