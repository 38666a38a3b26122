import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import {quote} from '../../source/model/shell.ts';
import type {Change, Remote} from '../../source/remote/remote.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {reach} from './remote-lab.ts';

let lab: Lab;
let worker: string;
let remote: Remote;
beforeAll(async () => {
	lab = await holdLab({name: `remote${process.pid}`, workers: 1});
	worker = `${lab.name}-1`;
	remote = await reach(lab, worker);
});
afterAll(async () => {
	remote?.close();
	await lab?.release();
});

const sh = async (script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('1', ['sh', '-euc', script]);
	if (code !== 0) throw new Error(`${script} → ${code}: ${stderr}${stdout}`);
	return stdout.trim();
};

test('a worker reports its facts', async () => {
	const facts = await remote.facts();
	expect(facts).toMatchObject({
		hostname: worker,
		podmanVersion: (await sh('podman --version')).split(' ').at(-1),
		rootless: false,
		storageDriver: 'overlay',
		graphRoot: '/var/lib/containers/storage',
	});
	expect(facts.freeBytes).toBeGreaterThan(1024 ** 2);
	expect(facts.memoryBytes).toBeGreaterThan(1024 ** 3);
	expect(facts.cpus).toBeGreaterThan(0);
});

test('all DevBoxes are listed, a paused and a stopped one too, and no staging container of ours', async () => {
	await sh(
		'podman pause plain >/dev/null; podman create --quiet --name ingot-staging-x localhost/devbase:1 sh',
	);
	try {
		const list = await remote.devboxes();
		expect(list.map(each => `${each.name} ${each.state} ${each.launchedBy ?? '-'}`)).toEqual([
			'api running alice',
			'bobs-box running bob',
			'cloudy running alice',
			'copycat running -',
			'idle stopped alice',
			'plain paused -',
			'shop running alice',
		]);
		expect(list.find(each => each.name === 'cloudy')?.cloudWorker).toBe('cw-7');
	} finally {
		await sh('podman unpause plain; podman rm ingot-staging-x');
	}
});

test('images are listed by reference, managed ones with their labels', async () => {
	const {managed, references} = await remote.images();
	expect(references.toSorted()).toEqual([
		'localhost/devbase:1',
		'localhost/node-base:22',
		'localhost/tools:3',
	]);
	expect(managed).toMatchObject([
		{reference: 'localhost/node-base:22', owner: 'bob', os: 'linux', capabilities: ['git', 'node']},
	]);
});

test('an inspected DevBox has what Podman knows', async () => {
	const id = await sh("podman container inspect --format '{{.Id}}' shop");
	const detail = await remote.inspect(id);
	expect(detail).toMatchObject({id, name: 'shop', state: 'running', imageReference: 'localhost/devbase:1'});
	expect(detail.mounts.map(each => `${each.type} ${each.source} ${each.destination}`)).toEqual([
		'volume shop-data /data',
		'bind /srv /mnt/host',
	]);
	expect(await sh(`test -d ${quote([detail.layer.upperDir ?? ''])} && echo there`)).toBe('there');
});

test('the networks and the restart policy of a DevBox are those that it was created with', async () => {
	const networksOf = async (...options: readonly string[]) => {
		const made = await lab.exec('1', ['podman', 'create', ...options, 'localhost/devbase:1', 'sh']);
		expect(made.code, made.stderr).toBe(0);
		try {
			const {networks, restart} = await remote.inspect(made.stdout.trim());
			return {networks, restart: restart || 'no'};
		} finally {
			await sh(`podman rm ${made.stdout.trim()}`);
		}
	};
	await sh('podman network create own-net');
	expect(await networksOf('--network', 'own-net', '--restart', 'always')).toEqual({
		networks: ['own-net'],
		restart: 'always',
	});
	expect(await networksOf('--network', 'none')).toEqual({networks: ['none'], restart: 'no'});
	await sh('podman network rm own-net');
});

test('a DevBox that no longer exists is reported', async () => {
	await expect(remote.inspect('f'.repeat(64))).rejects.toMatchObject({
		name: 'Failure',
		message: expect.stringMatching(
			new RegExp(`^${worker} could not inspect the DevBox: .*no such container`, 'u'),
		),
	});
	await expect(remote.inspect('../../images')).rejects.toBeInstanceOf(Failure);
});

test('hostile labels arrive unchanged, as data', async () => {
	const labels = {
		lines: 'one\ntwo\r\n',
		escapes: '\u001B[2J\u001B]0;owned\u0007',
		quotes: `"'\`$(id)\\`,
		emoji: '😀 é ‮',
		'key with = and "': 'x',
	};
	const args = Object.entries(labels).flatMap(([key, value]) =>
		key.includes('=') ? [] : ['--label', `${key}=${value}`],
	);
	const made = await lab.exec('1', [
		...['podman', 'create', '--name', 'hostile', ...args],
		...['localhost/devbase:1', 'sh'],
	]);
	expect(made.code, made.stderr).toBe(0);
	try {
		const devbox = (await remote.devboxes()).find(each => each.name === 'hostile');
		const detail = await remote.inspect(devbox?.id ?? '');
		const {'key with = and "': _, ...wanted} = labels;
		expect(detail.labels).toMatchObject(wanted);
	} finally {
		await sh('podman rm hostile');
	}
});

describe('while a commit holds a DevBox', () => {
	test('scripts and images answer; the DevBoxes time out and come back after it', async () => {
		await sh('podman exec shop dd if=/dev/urandom of=/big bs=1M count=600 2>/dev/null');
		const commit = lab.exec('1', ['podman', 'commit', '--quiet', '--pause=true', 'shop', 'localhost/big:1']);
		let isOver = false;
		void commit.then(() => {
			isOver = true;
		});
		try {
			const held = await until(
				() =>
					remote.devboxes({timeoutMs: 300}).then(
						() => undefined,
						(thrown: Error) => thrown,
					),
				{what: 'the lock'},
			);
			expect(held).toBeInstanceOf(Failure);
			expect(held.message).toBe(
				`${worker} did not list the DevBoxes within 1 s: something holds Podman's lock.`,
			);
			// As many as an impatient user requests: none of them may block the rest.
			const waiting = Array.from({length: 5}, () => remote.devboxes({timeoutMs: 60_000}));
			expect(await remote.run('echo here', {timeoutMs: 30_000})).toMatchObject({stdout: 'here\n'});
			// Not at once: the store is locked while the layer is written. But long before the end of the commit.
			expect((await remote.images({timeoutMs: 60_000})).references).toContain('localhost/node-base:22');
			expect(isOver).toBe(false);
			for (const list of await Promise.all(waiting)) expect(list.length).toBe(7);
			expect((await remote.images()).references).toContain('localhost/big:1');
		} finally {
			await commit;
			await sh('podman rmi localhost/big:1; podman exec shop rm /big');
		}
	});
});

test('more scripts at once than sshd allows sessions all get their turn', async () => {
	const results = await Promise.all(Array.from({length: 25}, (_, i) => remote.run(`echo ${i}`)));
	expect(results.map(each => each.stdout.trim())).toEqual(results.map((_, i) => String(i)));
});

test('a script runs whatever the login shell is', async () => {
	expect(await remote.run('echo "$0 $#"; exit 4')).toMatchObject({code: 4, stdout: 'sh 0\n'});
});

/** The first change after the event that the stream is open. */
const first = async (changes: AsyncIterable<Change>) => {
	const iterator = changes[Symbol.asyncIterator]();
	await iterator.next();
	return iterator.next();
};

test('changes are reported as they happen', async () => {
	const stop = new AbortController();
	const seen: string[] = [];
	const id = await sh("podman container inspect --format '{{.Id}}' api");
	const following = (async () => {
		for await (const change of remote.changes(stop.signal)) seen.push(`${change.subject} ${change.action}`);
	})();
	await until(() => seen.includes('stream open'), {what: 'the stream to stand'});
	await sh(`podman pause ${id}; podman unpause ${id}; podman tag localhost/devbase:1 localhost/ev:1`);
	await sh('podman rmi localhost/ev:1');
	await until(() => seen.includes('image untag'), {what: 'the events'});
	expect(seen).toEqual(expect.arrayContaining(['container pause', 'container unpause', 'image tag']));
	stop.abort();
	await following;
});

/** The sshd process that serves this connection alone. */
const sessionOf = async (connection: Remote): Promise<string> =>
	(await connection.run('echo $PPID')).stdout.trim();

test('a dropped connection ends everything on it with a Failure', async () => {
	const own = await reach(lab, worker);
	const pid = await sessionOf(own);
	const lines: string[] = [];
	const signal = new AbortController().signal;
	const reading = (async () => {
		for await (const line of own.lines('echo first; cat >/dev/null', signal)) lines.push(line);
	})();
	const watching = first(own.changes(signal));
	const running = own.run('sleep 60');
	const outcomes = Promise.allSettled([reading, watching, running]);
	await until(() => lines.length > 0, {what: 'the first line'});
	await sh(`kill -9 ${pid}`);
	const lost = expect.objectContaining({
		name: 'Failure',
		kind: 'unreachable',
		message: expect.stringContaining(`The connection to ${worker} was lost`),
	});
	expect(await own.ended).toEqual(lost);
	for (const outcome of await outcomes) expect(outcome).toEqual({status: 'rejected', reason: lost});
	await expect(own.run('true')).rejects.toMatchObject({name: 'Failure', kind: 'unreachable'});
	await expect(own.images()).rejects.toMatchObject({name: 'Failure', kind: 'unreachable'});
	await expect(first(own.changes(signal))).rejects.toBeInstanceOf(Failure);
	own.close();
	expect((await remote.run('echo others go on')).stdout).toBe('others go on\n');
});

test('closing ends it without a reason', async () => {
	const own = await reach(lab, worker);
	const watching = first(own.changes(new AbortController().signal));
	own.close();
	expect(await own.ended).toBeUndefined();
	expect(await watching).toEqual({done: true, value: undefined});
});

test('a script without a reader notices', async () => {
	const stop = new AbortController();
	for await (const line of remote.lines('echo $$; cat >/dev/null; echo >/tmp/told', stop.signal)) {
		expect(line).toMatch(/^\d+$/u);
		break;
	}
	await until(async () => (await lab.exec('1', ['test', '-e', '/tmp/told'])).code === 0, {
		what: 'the script’s last word',
	});
});

// The last test, since it ends the connection that the others share.
test('a silent network is noticed, and until then no call exceeds its timeout', async () => {
	const own = await reach(lab, worker);
	await own.images();
	await lab.cutWorker('1');
	try {
		await expect(own.run('true', {timeoutMs: 500})).rejects.toThrow('did not answer within 1 s');
		await expect(own.images({timeoutMs: 500})).rejects.toThrow('did not list the images within 1 s');
		expect(await own.ended).toMatchObject({name: 'Failure', kind: 'unreachable'});
	} finally {
		await lab.mendWorker('1');
	}
});
