import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {quote} from '../../source/model/shell.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {copyBetween} from './copy-lab.ts';
import {traces} from './registry-lab.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let workers: Readonly<Record<'root' | 'dev' | 'other', SnapshotLab>>;

/** As the ordinary user who logs in there, whose images they are. */
const withoutRoot = (name: string): Promise<SnapshotLab> =>
	snapshotLab(lab, name, async script => {
		const argv = ['-F', lab.sshConfig, `${lab.name}-${name}`, quote(['sh', '-euc', script])];
		const {stdout, stderr} = await promisify(execFile)('ssh', argv, {maxBuffer: 64e6});
		return {code: 0, stdout, stderr};
	});

beforeAll(async () => {
	lab = await holdLab({name: `rootcopy${process.pid}`, workers: 0});
	await Promise.all([
		lab.addWorker('root', 'plain'),
		lab.addWorker('dev', 'rootless'),
		lab.addWorker('other', 'rootless'),
	]);
	const [root, dev, other] = await Promise.all([
		snapshotLab(lab, 'root'),
		withoutRoot('dev'),
		withoutRoot('other'),
	]);
	workers = {root, dev, other};
	for (const {sh} of Object.values(workers))
		await sh('mkdir -p "$HOME/.local/state/ingot/locks" "$HOME/.local/state/ingot/images"');
});
afterAll(async () => {
	for (const {remote} of Object.values(workers ?? {})) remote.close();
	await lab?.release();
});

const label = 'LABEL io.clustercode.managed=true io.clustercode.os=linux io.clustercode.owner=alice';
/** Files of other users, with bits and attributes that only their layer can carry. */
const make = ({sh}: SnapshotLab, name: string) =>
	sh(`mkdir -p "$HOME/make"; cd "$HOME/make"; head -c 400000 /dev/urandom >noise
		printf '%s\\n' 'FROM localhost/devbase:1' '${label}' 'COPY noise /noise' \\
			'RUN cp /noise /theirs && chown 7:8 /theirs && chmod 6755 /theirs && ln /theirs /linked && mkfifo /pipe && rm -rf /usr/lib/node' >Containerfile
		podman build --quiet --network none --tag localhost/${name}:1 . >/dev/null; cd; rm -r "$HOME/make"`);
const facts = ({sh}: SnapshotLab, name: string) =>
	sh(
		`podman image inspect --format '{{.Id}} {{.Digest}} {{json .RootFS}} {{json .Labels}}' localhost/${name}:1`,
	);
/** Seen by a container of it. */
const files = ({sh}: SnapshotLab, name: string) =>
	sh(`podman run --rm --network none localhost/${name}:1 sh -c 'cd /; stat -c "%n %a %u:%g %h %F %s" noise theirs linked pipe
		sha256sum noise theirs; ls usr/lib/node 2>&1 || true'`);

/** `dev` and `other` are workers without root, `root` has root's Podman. */
test.each([
	['dev', 'other'],
	['dev', 'root'],
	['root', 'other'],
] as const)(
	'an image copied from %s to %s is the same, with its files and their owners',
	async (from, to) => {
		const [source, target] = [workers[from], workers[to]];
		const name = `${from}-${to}`;
		await make(source, name);
		const before = [await traces(source), await traces(target)];
		expect(await copyBetween(source, target, `localhost/${name}:1`)).toBe(
			`done: localhost/${name}:1 is ready.`,
		);
		expect(await facts(target, name)).toBe(await facts(source, name));
		expect(await files(target, name)).toBe(await files(source, name));
		expect(await files(target, name)).toContain('theirs 6755 7:8 2 regular file 400000');
		const id = (await facts(target, name)).split(' ')[0];
		await target.sh(
			`rm -r "$HOME/.local/state/ingot/images/${id}"; podman rmi localhost/${name}:1 >/dev/null`,
		);
		expect([await traces(source), await traces(target)]).toEqual(before);
	},
);
