import {beforeEach, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {submitTransfer} from '../../source/jobs/registry-image.ts';
import type {Lab} from '../lab/lab.ts';
import {
	allowPlain,
	holdRegistryLab,
	type LabRegistry,
	makeImage,
	pullOf,
	pushOf,
	run,
	skopeoDigest,
	startRegistry,
	traces,
} from './registry-lab.ts';
import {allEvents, outcomeOf, type SnapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let a: SnapshotLab;
let b: SnapshotLab;
let plain: LabRegistry;
let secure: LabRegistry;
let before: string;
const password = 'correct horse "battery" $taple';
const login = {username: 'alice', password};

holdRegistryLab('registry', held => {
	({lab, a, b, registry: plain} = held);
});
beforeEach(async () => {
	before = await traces(b);
});

test('an image comes out of a registry as it went in', async () => {
	await makeImage(a, 'web', {kib: 300});
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
	const pulled = await run(b, pullOf(b, to));
	expect(outcomeOf(pulled)).toBe('done: localhost/web:1 is ready.');
	const said = pulled.map(each => each.text);
	expect(said).toContain('localhost/web:1 is this image already.');
	expect(said.join()).not.toContain('will be replaced');
	expect(await traces(b)).toBe(before);
});

test('a name with other content is refused on both sides, or replaced when asked to', async () => {
	await makeImage(a, 'other', {kib: 20});
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

test('the same image of another worker, which never pushed it, is no other content', async () => {
	await makeImage(a, 'shared', {kib: 40});
	const to = `${plain.at}/team/shared:1`;
	expect(outcomeOf(await run(a, await pushOf(a, 'localhost/shared:1', {to})))).toMatch(/^done: /u);
	const archive = await a.sh('podman save --quiet --format oci-archive localhost/shared:1 | base64 -w0');
	await lab.exec('b', ['sh', '-c', 'base64 -d | podman load --quiet'], {input: archive});
	const id = "podman image inspect --format '{{.Id}}' localhost/shared:1";
	expect(await b.sh(id)).toBe(await a.sh(id));
	const again = await run(b, await pushOf(b, 'localhost/shared:1', {to}));
	expect(outcomeOf(again)).toBe(`done: ${to} is in the registry.`);
	expect(again.map(each => each.text)).toContain('Nothing has to be sent.');
	expect(await b.sh(`cat "$HOME/.local/state/ingot/images/$(${id})/registries"`)).toBe(
		`${to} ${await skopeoDigest(a, to, '--tls-verify=false')}`,
	);
	await b.sh(`rm -r "$HOME/.local/state/ingot/images/$(${id})"`);
	expect(outcomeOf(await run(b, pullOf(b, to)))).toBe('done: localhost/shared:1 is ready.');
	await b.sh('podman rmi localhost/shared:1');
});

test('a registry that lacks the image or does not answer is reported, and nothing is left', async () => {
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
	secure = await startRegistry(lab, 'a', {port: 5001, words: ['tls', 'login'], password});
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
	await makeImage(a, 'large', {kib: 60_000});
	const planned = await pushOf(a, 'localhost/large:1', {to: `${secure.at}/large:1`, login});
	const {id} = planned.request;
	const secrets = `${Buffer.from(`alice:${password}`).toString('base64')}\nhorse\n`;
	await lab.exec('a', ['sh', '-c', 'cat >/tmp/secrets'], {input: secrets});
	const watched = a.sh(`cd "$HOME/.local/state/ingot"; until [ -e jobs/${id}/pipe ]; do sleep 0.05; done
		ps -eo args | grep -cFf /tmp/secrets || true
		grep -cFf /tmp/secrets jobs/${id}/auth.json
		grep -rlFf /tmp/secrets . || true
		stat -c '%a %n' /dev/shm/ingot-*`);
	const [events, said] = await Promise.all([run(a, planned), watched]);
	expect(outcomeOf(events)).toBe(`done: ${secure.at}/large:1 is in the registry.`);
	expect(said).toBe(`0\n1\n600 /dev/shm/ingot-${id}.json`);
	expect(
		await a.sh(
			`grep -rlFf /tmp/secrets "$HOME/.local" /dev/shm /var/tmp --exclude-dir='registry-*' || true; ls /dev/shm | grep ingot || true`,
		),
	).toBe('');
});

test('a push that is cancelled leaves nothing on the worker, and no tag in the registry', async () => {
	await makeImage(a, 'cancelled', {kib: 60_000});
	const traced = await traces(a);
	const planned = await pushOf(a, 'localhost/cancelled:1', {to: `${plain.at}/cancelled:1`, login});
	await submitTransfer(a.remote, planned);
	const {id} = planned.request;
	await a.sh(`until [ -e "$HOME/.local/state/ingot/jobs/${id}/pipe" ]; do sleep 0.05; done`);
	await cancelJob(a.remote, id, 'alice');
	expect(outcomeOf(await allEvents(a.remote, id))).toMatch(/^cancelled: /u);
	expect(await traces(a)).toBe(traced);
	const tags = `skopeo list-tags --tls-verify=false docker://${plain.at}/cancelled 2>&1 || true`;
	expect(await a.sh(tags)).toMatch(/404|name unknown|"Tags": (?:null|\[\])/u);
});

test('a pull from a registry that goes away leaves no image and no layer', async () => {
	await makeImage(a, 'lower', {kib: 50});
	await makeImage(a, 'cut', {kib: 90_000, base: 'localhost/lower:1'});
	const to = `${plain.at}/cut:1`;
	await run(a, await pushOf(a, 'localhost/cut:1', {to}));
	const count = 'grep -o \'"diff-digest"\' /var/lib/containers/storage/overlay-layers/layers.json | wc -l';
	const layers = await b.sh(count);
	const ended = run(b, pullOf(b, to));
	await b.sh(`until [ "$(${count})" -gt ${layers} ]; do :; done`);
	await plain.end();
	expect(outcomeOf(await ended)).toMatch(
		/^failed: (?:The connection to the registry|The registry .* cannot be reached)/u,
	);
	expect(await traces(b)).toBe(before);
	await plain.begin();
});

test('a registry whose disk is full is reported', async () => {
	const small = await startRegistry(lab, 'a', {port: 5002, words: ['small']});
	await allowPlain(a, small);
	const outcome = outcomeOf(await run(a, await pushOf(a, 'localhost/large:1', {to: `${small.at}/large:1`})));
	expect(outcome).toMatch(/^failed: The registry .* Its disk may be full/u);
});
