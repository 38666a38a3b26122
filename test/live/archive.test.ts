import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {beforeEach, expect, onTestFinished, test} from 'vitest';
import {saveStream} from '../../source/disk/save-stream.ts';
import {openExport} from '../../source/jobs/export-image.ts';
import type {Image} from '../../source/model/image.ts';
import {killSessions} from '../driver/counting.ts';
import {homeIn, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {type CopyLab, holdCopyLab, traces} from './copy-lab.ts';
import {snapshotLab} from './snapshot-lab.ts';

let on: CopyLab;
let before: readonly string[];
let folder: string;

holdCopyLab('archive', held => {
	on = held;
});
beforeEach(async () => {
	await on.a.sh('mkdir -p "$HOME/.local/state/ingot/locks" "$HOME/.local/state/ingot/images"');
	before = await Promise.all([on.a, on.b].map(traces));
	folder = mkdtempSync(path.join(tmpdir(), 'archives-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
});

const unchanged = async () => expect(await Promise.all([on.a, on.b].map(traces))).toEqual(before);
const run = (...argv: readonly string[]) => homeIn(on.lab).run('images', ...argv);
const skopeo = (what: string, ...options: readonly string[]) =>
	JSON.parse(execFileSync('skopeo', ['inspect', ...options, what], {encoding: 'utf8'}));
const at = (name: string) => path.join(folder, name);
const [a, b] = [() => on.a.remote.worker.name, () => on.b.remote.worker.name];

test('an image is the same after an export and an import, and other tools read the archive', async () => {
	await on.make('whole', [4096, 100, 3000]);
	const exported = run('export', 'whole:1', at('whole.tar'), '--worker', a());
	const [, command = ''] = /Check it with: (.*)$/mu.exec(exported.stderr) ?? [];
	expect(execFileSync('sh', ['-c', command], {encoding: 'utf8'})).toBe('whole.tar: OK\n');
	const identity = `{{.Id}} {{.Digest}} {{json .RootFS}} {{json .Labels}}`;
	const here = await on.a.sh(`podman image inspect --format '${identity}' localhost/whole:1`);
	const said = skopeo(`oci-archive:${at('whole.tar')}`);
	expect(here.split(' ')[1]).toBe(said.Digest);
	expect(said.Labels['io.clustercode.owner']).toBe('alice');
	// skopeo reads and hashes every layer.
	execFileSync('skopeo', ['copy', '--quiet', `oci-archive:${at('whole.tar')}`, `dir:${at('dir')}`]);

	expect(ok(run('import', at('whole.tar'), '--worker', b()))).toContain('localhost/whole:1 is ready.');
	expect(await on.b.sh(`podman image inspect --format '${identity}' localhost/whole:1`)).toBe(here);
	expect(ok(run('show', 'whole:1', '--worker', b()))).toContain('the archive whole.tar');
	expect(run('import', at('whole.tar'), '--worker', b()).stdout).toContain('is already on');
	ok(run('export', 'whole:1', at('again.tar'), '--worker', b()));
	expect(readFileSync(at('again.tar')).equals(readFileSync(at('whole.tar')))).toBe(true);
	expect(await on.a.sh('ls -A /var/tmp')).toBe('');
});

test('an archive on stdout is complete, and has the name of the image', async () => {
	await on.make('piped', [200]);
	const [node = '', ...rest] = homeIn(on.lab).argv('images', 'export', 'piped:1', '-', '--worker', a());
	const bytes = execFileSync(node, rest, {maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore']});
	writeFileSync(at('piped.tar'), bytes);
	expect(skopeo(`oci-archive:${at('piped.tar')}:localhost/piped:1`).Layers.length).toBeGreaterThan(1);
});

test.each(['oci-archive', 'docker-archive'])(
	'an archive of podman save in the format %s gives the same image',
	async format => {
		const name = `saved-${format.slice(0, 3)}`;
		await on.make(name, [500, 40]);
		await on.a.sh(`podman save --quiet --format ${format} --output /root/saved localhost/${name}:1`);
		writeFileSync(
			at('saved'),
			Buffer.from(await on.a.sh('base64 -w0 /root/saved; rm /root/saved'), 'base64'),
		);
		expect(ok(run('import', at('saved'), '--worker', b()))).toContain(`localhost/${name}:1 is ready.`);
		const files = `podman run --rm --network none localhost/${name}:1 sh -c 'sha256sum /${name}-*'`;
		expect(await on.b.sh(files)).toBe(await on.a.sh(files));
		const [config] = skopeo(`${format}:${at('saved')}`, '--config').rootfs.diff_ids;
		expect(
			await on.b.sh(`podman image inspect --format '{{index .RootFS.Layers 0}}' localhost/${name}:1`),
		).toBe(config);
	},
);

const wanted = async (reference: string): Promise<Image> => {
	const image = (await on.a.remote.images()).managed.find(each => each.reference === reference);
	if (image === undefined) throw new Error(`no ${reference}`);
	return image;
};

test('an export that is cut at any tenth leaves nothing, here or there', async () => {
	// The last tenth is more than what a connection holds in advance.
	await on.make('cut', [40_000, 30_000]);
	before = await Promise.all([on.a, on.b].map(traces));
	const image = await wanted('localhost/cut:1');
	for (const tenth of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
		const {remote} = await snapshotLab(on.lab, 'a');
		const {bytes, content} = await openExport(remote, image, {
			signal: new AbortController().signal,
			onBytes: () => {},
		});
		const cut = async function* () {
			let done = 0;
			let isCut = false;
			for await (const chunk of content) {
				done += chunk.length;
				if (!isCut && done > (bytes * tenth) / 10) {
					isCut = true;
					await killSessions(on.lab, a());
				}
				yield chunk;
			}
		};
		const saving = saveStream(at('cut.tar'), {content: cut(), bytes, overwrite: false});
		await expect(saving, `${tenth}`).rejects.toMatchObject({kind: 'unreachable'});
		remote.close();
		expect(readdirSync(folder)).toEqual([]);
	}
	on = {...on, a: await snapshotLab(on.lab, 'a')};
	await until(async () => (await traces(on.a)) === before[0], {what: 'the worker to be as before'});
});

test('Ctrl-C ends an export: exit code 130, and no file', async () => {
	await on.make('stopped', [30_000]);
	const [node = '', ...rest] = homeIn(on.lab).argv(
		'images',
		'export',
		'stopped:1',
		at('stopped.tar'),
		'-w',
		a(),
	);
	const child = spawn(node, rest, {stdio: 'ignore'});
	const exited = once(child, 'exit');
	await until(() => existsSync(at('stopped.tar.part')), {what: 'the export to begin'});
	child.kill('SIGINT');
	expect((await exited)[0]).toBe(130);
	expect(readdirSync(folder)).toEqual([]);
});

test('a disk without enough space is reported before anything is written', async () => {
	const small = `mount -t tmpfs -o size=1m none "${folder}" && exec "$0" "$@"`;
	const argv = homeIn(on.lab).argv('images', 'export', 'stopped:1', at('large.tar'), '-w', a());
	const child = spawn('unshare', ['-m', 'sh', '-euc', small, ...argv], {stdio: ['ignore', 'ignore', 'pipe']});
	const said = (async () => {
		let text = '';
		for await (const chunk of child.stderr) text += chunk;
		return text;
	})();
	expect((await once(child, 'exit'))[0]).toBe(1);
	expect(await said).toMatch(/free, and the archive needs 3\d/u);
});

test('a damaged or shortened archive is refused before a byte is sent', async () => {
	await on.make('harmed', [300]);
	before = await Promise.all([on.a, on.b].map(traces));
	ok(run('export', 'harmed:1', at('harmed.tar'), '-w', a()));
	const bytes = readFileSync(at('harmed.tar'));
	const harmed = Buffer.from(bytes);
	harmed[bytes.length - 50_000] = (harmed[bytes.length - 50_000] ?? 0) ^ 1;
	writeFileSync(at('harmed.tar'), harmed);
	const refused = run('import', at('harmed.tar'), '-w', b());
	expect([refused.code, refused.stderr]).toEqual([
		1,
		expect.stringContaining('The archive is damaged: the blob'),
	]);
	rmSync(at('harmed.tar.sha256'));
	expect(run('import', at('harmed.tar'), '-w', b()).stderr).toContain('The archive is damaged: the blob');
	writeFileSync(at('harmed.tar'), bytes.subarray(0, bytes.length / 2));
	expect(run('import', at('harmed.tar'), '-w', b()).stderr).toContain('ends in the middle');
	writeFileSync(at('harmed.tar'), bytes);
	const other = run('import', at('harmed.tar'), '-w', b(), '--checksum', 'a'.repeat(64));
	expect(other.stderr).toContain('does not have the expected SHA-256');
	await unchanged();
});

test('a name that another image has there is refused, or replaced when asked to', async () => {
	await on.make('taken', [10]);
	ok(run('export', 'taken:1', at('taken.tar'), '-w', a()));
	await on.b.sh('podman tag localhost/devbase:1 localhost/taken:1');
	expect(run('import', at('taken.tar'), '-w', b()).code).toBe(5);
	ok(run('import', at('taken.tar'), '-w', b(), '--overwrite'));
	const id = `podman image inspect --format '{{.Id}}' localhost/taken:1`;
	expect(await on.b.sh(id)).toBe(await on.a.sh(id));
	expect(run('export', 'taken:1', at('taken.tar'), '-w', a()).code).toBe(5);
	ok(run('export', 'taken:1', at('taken.tar'), '-w', a(), '--force'));
	expect(statSync(at('taken.tar')).mode & 0o777).toBe(0o600);
});

test('a worker without enough space is reported before a byte is sent', async () => {
	await on.lab.addWorker('full', 'full', {storageMb: 60});
	ok(run('export', 'stopped:1', at('stopped.tar'), '-w', a()));
	const {code, stdout} = run('import', at('stopped.tar'), '-w', `${on.lab.name}-full`);
	expect([code, stdout]).toEqual([1, expect.stringContaining('Not enough disk space')]);
});
