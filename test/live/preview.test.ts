import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {readLayer} from '../../source/jobs/read-layer.ts';
import {pathBytes} from '../../source/model/image-edits.ts';
import {layerTree, nodeAt} from '../../source/model/layer-tree.ts';
import {quote} from '../../source/model/shell.ts';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `preview${process.pid}`, workers: 1});
	await lab.addWorker('dev', 'rootless');
});
afterAll(() => lab?.release());

/** Everything that a layer can hold, by commands of the DevBox itself. */
const work = String.raw`mkdir -p /root/.npm/_cacache "/srv/two words/deep" /tmp/x /var/log /opt/made
head -c 3000000 /dev/zero >/root/.npm/_cacache/blob; head -c 1000000 /dev/zero >"/srv/two words/deep/file"
ln "/srv/two words/deep/file" /srv/again; ln -s /etc/passwd /srv/link; echo log >/var/log/app.log; echo x >/tmp/x/y
echo changed >>/etc/passwd; rm -f /bin/uptime; rm -rf /usr/share/udhcpc; printf x >"$(printf '/srv/line\nbreak')"
printf x >"$(printf '/srv/\377')"; printf x >"$(printf '/srv/\033[31mred')"; mkfifo /srv/pipe; dd if=/dev/zero of=/srv/sparse bs=1 count=1 seek=5000000 2>/dev/null`;

const workers = {
	rootful: {worker: '1', devbox: 'api', unshare: ''},
	rootless: {worker: 'dev', devbox: 'etl', unshare: 'podman unshare '},
} as const;

describe.each(Object.entries(workers))('%s', (_, {worker, devbox, unshare}) => {
	let on: SnapshotLab;
	beforeAll(async () => {
		on = await snapshotLab(lab, worker, async script => {
			const argv = ['-F', lab.sshConfig, `${lab.name}-${worker}`, quote(['sh', '-euc', script])];
			return {code: 0, ...(await promisify(execFile)('ssh', argv, {maxBuffer: 64e6}))};
		});
		await on.sh(`podman exec -u 0 ${devbox} sh -euc ${quote([work])}`);
	});
	afterAll(() => on?.remote.close());

	const upper = () => on.sh(`podman container inspect --format '{{.GraphDriver.Data.UpperDir}}' ${devbox}`);
	const inLayer = async (script: string) =>
		on.sh(`${unshare}sh -euc ${quote([`cd ${quote([await upper()])}; ${script}`])}`);
	const look = async () => {
		const source = await on.look(devbox);
		return {source, records: await readLayer(on.remote, source)};
	};

	test('what is added, changed and deleted is what podman diff prints', async () => {
		const {records} = await look();
		const theirs = JSON.parse(await on.sh(`podman diff --format json ${devbox}`));
		// Names with bytes that are no text are compared below; Podman leaves out the places of its own mounts.
		const known = new Set<string>([
			...(theirs.added ?? []),
			...(theirs.changed ?? []),
			...(theirs.deleted ?? []),
		]);
		const said = (change: string) =>
			records
				.filter(each => each.change === change)
				.map(({path}) => new TextDecoder().decode(pathBytes(path)))
				.toSorted();
		expect(said('added').filter(each => known.has(each))).toEqual(theirs.added.toSorted());
		expect(said('changed').filter(each => known.has(each))).toEqual(theirs.changed.toSorted());
		expect(said('deleted')).toEqual(theirs.deleted.toSorted());
		const podmans = /^\/(?:dev|etc|proc|run|sys|var)(?:\/|$)/u;
		expect(
			[...said('added'), ...said('changed')].filter(each => !known.has(each) && !podmans.test(each)),
		).toEqual([]);
	});

	test('every path and the sizes of files are those that find prints in the layer', async () => {
		const {records} = await look();
		const count = Number(await inLayer(`find . -mindepth 1 ! -type c -print0 | tr -dc '\\0' | wc -c`));
		expect(records.filter(({type}) => type !== 'deleted')).toHaveLength(count);
		const bytes = await inLayer(
			"find . -type f -printf '%i %s\\n' | sort -u | awk '{n += $2} END {print n}'",
		);
		expect(layerTree(records).sizeBytes).toBe(Number(bytes));
		const listed = await inLayer('find ./srv -mindepth 1 -print0 | base64 -w 0');
		expect(
			records
				.filter(({path}) => path.startsWith('/srv/'))
				.map(({path}) => Buffer.from(pathBytes(path)).toString('latin1'))
				.toSorted(),
		).toEqual(
			Buffer.from(listed, 'base64')
				.toString('latin1')
				.split('\0')
				.filter(each => each !== '')
				.map(each => each.slice(1))
				.toSorted(),
		);
	});

	test('a hard link counts once, and a sparse file by its length', async () => {
		const tree = layerTree((await look()).records);
		expect(nodeAt(tree, '/srv')?.sizeBytes).toBe(1_000_000 + 5_000_001 + 3);
	});

	test('looking at a DevBox does not change it', async () => {
		const hash = () =>
			inLayer(
				"{ find . -printf '%p %y %m %U %G %s %T@ %C@\\n' | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum; } | sha256sum",
			);
		const [before, state] = [await hash(), await on.traces()];
		await look();
		expect(await hash()).toBe(before);
		expect(await on.traces()).toBe(state);
	});

	test('the command lists the largest folder first, the caches, and can be read by scripts', async () => {
		const home = homeIn(lab, member('alice'));
		const create = (...flags: readonly string[]) =>
			home.run('create', '-w', `${lab.name}-${worker}`, '-f', devbox, ...flags);
		const text = ok(create('--preview'));
		expect(text).toMatch(/^\S+ differs from \S+ by .* MB in \d+ files\.\nSIZE/u);
		expect(text).toMatch(/\n6 MB .*\/srv\/\n3 MB .*\/root\/\n/u);
		expect(text).toMatch(/\n3 MB +npm +1 +\/root\/\.npm\n/u);
		expect(text).not.toContain('\u001B[31mred');
		const rows = ok(create('--preview=/srv', '--json'))
			.trimEnd()
			.split('\n')
			.map(each => JSON.parse(each));
		expect(rows[0]).toMatchObject({name: devbox, kind: 'folder', path: '/srv', sizeBytes: 6_000_004});
		expect(rows.find(({path}) => path === '/srv/two words')).toMatchObject({
			kind: 'entry',
			change: 'added',
			sizeBytes: 1_000_000,
		});
		expect(rows.find(({kind, cache}) => kind === 'cache' && cache === 'npm')).toMatchObject({
			sizeBytes: 3_000_000,
			folders: ['/root/.npm'],
		});
		expect(create('--preview=/nowhere').code).toBe(2);
	});
});
