import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {holdLab, type Lab} from '../lab/lab.ts';
import {
	allowPlain,
	type LabRegistry,
	makeImage,
	pullOf,
	pushOf,
	run,
	skopeoDigest,
	startRegistry,
	traces,
} from './registry-lab.ts';
import {outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let a: SnapshotLab;
let b: SnapshotLab;
let plain: LabRegistry;
let before: string;
const password = 'correct horse "battery" $taple';
const login = {username: 'alice', password};

beforeAll(async () => {
	lab = await holdLab({name: `registry${process.pid}`, workers: 0});
	await Promise.all([lab.addWorker('a', 'plain'), lab.addWorker('b', 'plain')]);
	[a, b] = await Promise.all([snapshotLab(lab, 'a'), snapshotLab(lab, 'b')]);
	plain = await startRegistry(lab, 'a', {port: 5000});
	await Promise.all([a, b].map(each => allowPlain(each, plain)));
	await Promise.all(
		[a, b].map(({sh}) => sh('mkdir -p "$HOME/.local/state/ingot/locks" "$HOME/.local/state/ingot/images"')),
	);
});
afterAll(async () => {
	a?.remote.close();
	b?.remote.close();
	await lab?.release();
});
beforeEach(async () => {
	before = await traces(b);
});

test('an image comes out of a registry as it went in', async () => {
	await makeImage(a, 'web', 300);
	const to = `${plain.at}/team/web:1`;
	expect(outcomeOf(await run(a, await pushOf(a, 'localhost/web:1', {to})))).toBe(
		`done: ${to} is in the registry.`,
	);
	expect(outcomeOf(await run(b, pullOf(b, to)))).toBe('done: localhost/web:1 is ready.');
	const facts = "podman image inspect --format '{{.Id}} {{json .RootFS}} {{json .Labels}}' localhost/web:1";
	expect(await b.sh(facts)).toBe(await a.sh(facts));
	const digest = await skopeoDigest(a, to, '--tls-verify=false');
	const [id] = (await a.sh(facts)).split(' ');
	for (const {sh} of [a, b])
		expect(await sh(`cat "$HOME/.local/state/ingot/images/${id}/registries"`)).toBe(`${to} ${digest}`);
	expect(await b.sh("podman images --format '{{.Repository}}:{{.Tag}}' | sort")).toBe(
		'localhost/devbase:1\nlocalhost/web:1',
	);
});

test('what is there already is not sent again', async () => {
	const to = `${plain.at}/team/web:1`;
	const events = await run(a, await pushOf(a, 'localhost/web:1', {to}));
	expect(outcomeOf(events)).toBe(`done: ${to} is in the registry.`);
	expect(events.map(each => each.text)).toContain('Nothing has to be sent.');
	expect(outcomeOf(await run(b, pullOf(b, to)))).toBe('done: localhost/web:1 is ready.');
	expect(await traces(b)).toBe(before);
});

test('a name with other content is refused on both sides, or replaced when asked to', async () => {
	await makeImage(a, 'other', 20);
	const to = `${plain.at}/team/web:1`;
	expect(outcomeOf(await run(a, await pushOf(a, 'localhost/other:1', {to})))).toMatch(
		/^conflict: .*other content/u,
	);
	expect(outcomeOf(await run(a, await pushOf(a, 'localhost/other:1', {to, overwrite: true})))).toMatch(
		/^done: /u,
	);
	expect(outcomeOf(await run(b, pullOf(b, to)))).toMatch(/^conflict: localhost\/web:1 exists already/u);
	expect(await traces(b)).toBe(before);
	expect(outcomeOf(await run(b, pullOf(b, to, {overwrite: true})))).toBe('done: localhost/web:1 is ready.');
	const id = "podman image inspect --format '{{.Id}}'";
	expect(await b.sh(`${id} localhost/web:1`)).toBe(await a.sh(`${id} localhost/other:1`));
});

test('a registry without that image, or that is not there, is told, and nothing is left', async () => {
	expect(outcomeOf(await run(b, pullOf(b, `${plain.at}/none:1`)))).toMatch(
		/^failed: The registry has no .*none:1/u,
	);
	const away = plain.at.replace('5000', '5999');
	expect(outcomeOf(await run(b, pullOf(b, `${away}/none:1`)))).toMatch(
		/cannot be reached from the worker: connection refused/u,
	);
	expect(await traces(b)).toBe(before);
});

test('a certificate that nobody vouches for is refused until the worker trusts it', async () => {
	const secure = await startRegistry(lab, 'a', {port: 5001, words: ['tls', 'login'], password});
	const to = `${secure.at}/web:1`;
	const push = async () => outcomeOf(await run(a, await pushOf(a, 'localhost/web:1', {to, login})));
	expect(await push()).toMatch(/^failed: The worker does not trust the certificate of the registry/u);
	for (const {sh} of [a, b]) await sh(`mkdir -p /etc/containers/certs.d/${secure.at}`);
	const authority = await a.sh(`cat ${secure.folder}/ca.crt`);
	for (const each of ['a', 'b'])
		await lab.exec(each, ['sh', '-c', `cat >/etc/containers/certs.d/${secure.at}/ca.crt`], {
			input: `${authority}\n`,
		});
	expect(await push()).toBe(`done: ${to} is in the registry.`);
	const wrong = {username: 'alice', password: 'wrong'};
	expect(outcomeOf(await run(b, pullOf(b, to, {login: wrong, name: 'secure:1'})))).toMatch(
		/does not accept this user name and password/u,
	);
	expect(outcomeOf(await run(b, pullOf(b, to, {name: 'secure:1'})))).toMatch(
		/wants a login that the worker does not have/u,
	);
	expect(await traces(b)).toBe(before);
	await b.sh(`printf %s '${password}' | podman login --username alice --password-stdin ${secure.at}`);
	expect(outcomeOf(await run(b, pullOf(b, to, {name: 'secure:1'})))).toBe(
		'done: localhost/secure:1 is ready.',
	);
});

test('the password is in no file, process or log, while the job runs and after it', async () => {
	await makeImage(a, 'large', 60_000);
	const to = `${plain.at.replace('5000', '5001')}/large:1`;
	const planned = await pushOf(a, 'localhost/large:1', {to, login});
	const secret = Buffer.from(`alice:${password}`).toString('base64');
	const watched =
		a.sh(`until ls "$HOME/.local/state/ingot/jobs/${planned.request.id}/pipe" 2>/dev/null; do sleep 0.1; done >/dev/null
		ps -eo args | grep -cF -e '${secret}' -e 'horse' || true
		grep -rlF -e '${secret}' -e 'horse' "$HOME/.local/state/ingot" || true
		stat -c '%a %n' /dev/shm/ingot-*`);
	const [events, said] = await Promise.all([run(a, planned), watched]);
	expect(outcomeOf(events)).toBe(`done: ${to} is in the registry.`);
	// The watching shell itself is one of them.
	expect(said.split('\n').slice(1)).toEqual([
		`/root/.local/state/ingot/jobs/${planned.request.id}/auth.json`,
		`600 /dev/shm/ingot-${planned.request.id}.json`,
	]);
	expect(
		await a.sh(
			`grep -rlF -e '${secret}' -e horse "$HOME/.local/state/ingot" /dev/shm /var/tmp --exclude-dir='registry-*' || true`,
		),
	).toBe('');
});
