import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {addKnownHost, readKnownHosts} from '../source/disk/known-hosts-file.ts';
import {listDevboxes} from '../source/jobs/list-devboxes.ts';
import {connect} from '../source/remote/connect/connect.ts';
import {SharedConnections} from '../source/remote/ssh2/shared-connections.ts';
import type {Lab} from '../test/lab/lab.ts';
import {inTurn, report} from './measure.ts';
import {sshMux} from './ssh-mux.ts';

/** DevBoxes and images of a worker over a warm connection, against OpenSSH's own multiplexing. */
export const lists = async (lab: Lab): Promise<void> => {
	const worker = `${lab.name}-1`;
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-bench-'));
	const mux = sshMux(lab, worker);
	const remote = await connect(
		{name: worker, kind: 'self-hosted', ssh: worker},
		{
			me: {home: folder, login: 'root', sshConfig: lab.sshConfig},
			askSecret: async () => undefined,
			shared: new SharedConnections(),
			knownHosts: {read: readKnownHosts, add: addKnownHost},
			askHostKey: async () => 'no',
			signal: new AbortController().signal,
		},
	);
	const {a, b, p95} = await inTurn(
		20,
		async () => {
			const begun = performance.now();
			await Promise.all([listDevboxes(remote), remote.images()]);
			return performance.now() - begun;
		},
		async () => (await mux.time('podman ps --all')) + (await mux.time('podman images')),
	);
	remote.close();
	await mux.close();
	rmSync(folder, {recursive: true, force: true});
	report('Lists, against ssh with ControlMaster', {ours: a, theirs: b, p95, most: 0.3});
};
