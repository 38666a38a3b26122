import {randomBytes} from 'node:crypto';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {Home, labConfig} from '../driver/ingot.ts';
import type {Terminal} from '../driver/terminal.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

/** What a job may take on a machine that others use as well. */
const jobMs = 300_000;

/** Looks like a token of GitHub's, and is none. */
const token = `ghp_${randomBytes(64)
	.toString('base64')
	.replaceAll(/[^A-Za-z0-9]/gu, '')
	.slice(0, 36)}`;

let lab: Lab;
let worker: string;
const open: {close(): void}[] = [];
const homes: Home[] = [];
beforeAll(async () => {
	lab = await holdLab({name: `copies${process.pid}`, workers: 1, user: 'alice'});
	worker = `${lab.name}-1`;
	await on(
		'podman exec --user root api sh -c "mkdir -p /root/.npm/_cacache /srv/data; head -c 3000000 /dev/urandom >/root/.npm/_cacache/blob; head -c 500000 /dev/urandom >/srv/data/scratch; echo tuned >/home/dev/tuned.txt"',
	);
	await on(`podman exec --user root api sh -c 'printf "NAME=shop\\nTOKEN=%s\\n" ${token} >/home/dev/.env'`);
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

const on = async (script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec(worker, ['sh', '-eu', '-c', script]);
	expect(code, stderr).toBe(0);
	return stdout.trim();
};

const start = (): Terminal => {
	const home = new Home(labConfig(lab.configFile));
	homes.push(home);
	const terminal = home.open({columns: 100, rows: 32});
	open.push(terminal);
	return terminal;
};

/** The list of DevBoxes with the cursor on `api`. */
const atApi = async (): Promise<Terminal> => {
	const terminal = await start().sees(/ready/u);
	terminal.type('2');
	await terminal.sees('/ Filter');
	terminal.type('/api\r');
	return terminal.sees(/─ api ─[\s\S]*Own layer/u);
};

/** All files of a DevBox, but those that each container has of its own. */
const filesOf = (name: string): Promise<string> =>
	on(`podman exec --user root ${name} sh -c 'cd /; find root home srv -type f -exec sha256sum {} + | sort'`);

test('somebody looks at what goes in, leaves out caches, a folder and a token, and the image has none of them', async () => {
	const machineId = '00112233445566778899aabbccddeeff';
	await on(`podman exec --user root api sh -c 'echo ${machineId} >/etc/machine-id'`);
	const before = await filesOf('api');
	const terminal = await atApi();
	terminal.type('c');
	await terminal.sees('Image name');
	terminal.press('ctrl+p');
	await terminal.sees(/root\/ +3 MB +1/u);
	terminal.type('C');
	await terminal.sees(/3 MB left out/u);
	terminal.press('down');
	await terminal.sees(/❯ srv\//u);
	terminal.press('enter');
	await terminal.sees(/❯ data\//u);
	terminal.type(' ');
	await terminal.sees(/data\/ .*left out/u);
	terminal.press('ctrl+s');
	await terminal.sees(/blanked +\/home\/dev\/\.env:2/u);
	terminal.press('enter');
	await terminal.sees('Show commands');
	await terminal.sees(/Left out .*npm/u);
	await terminal.sees(/Secrets +1 found: 1 blanked/u);
	// The same machine id is wanted in all DevBoxes of this image.
	await terminal.sees(/Identity +Not shared: machine id/u);
	terminal.type('i');
	await terminal.sees(/❯ \[x\] Machine id/iu);
	terminal.type(' ');
	await terminal.sees(/❯ \[ \] Machine id/iu);
	terminal.press('enter');
	await terminal.sees(/Identity +Not shared: (?!machine id)/u);
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s: localhost\/\S+ is ready\./u, jobMs);

	const [, reference = ''] = /: (localhost\/\S+) is ready/u.exec(terminal.screen()) ?? [];
	const names = await on(
		`podman save ${reference} | tar -xO --wildcards '*.tar' | tar -t --ignore-zeros 2>/dev/null || :`,
	);
	expect(await on(`podman run --rm --network none --entrypoint cat ${reference} /etc/machine-id`)).toContain(
		machineId,
	);
	expect(names).toContain('home/dev/tuned.txt');
	expect(names).not.toContain('_cacache/blob');
	expect(names).not.toContain('srv/data');
	const env = await on(`podman run --rm --network none --entrypoint cat ${reference} /home/dev/.env`);
	expect(env).toBe(`NAME=shop\nTOKEN=${'x'.repeat(40)}`);
	expect(terminal.screen()).not.toContain(token.slice(4));
	expect(await filesOf('api')).toBe(before);
});

test('somebody forks a DevBox into two, which have its files while it runs on', async () => {
	const terminal = await atApi();
	terminal.type('f');
	await terminal.sees('How many forks of api?');
	terminal.press('backspace').type('2\r');
	await terminal.sees(/Done in [\d.]+ s/u, jobMs);
	const forks = (await on(`podman ps --format '{{.Names}}' --filter label=io.clustercode.forked-from`)).split(
		'\n',
	);
	expect(forks).toHaveLength(2);
	const original = await filesOf('api');
	for (const fork of forks) expect(await filesOf(fork), fork).toBe(original);
	// The image that they share has lost its name; Podman keeps it as long as one of them is there.
	expect(await on("podman images --format '{{.Repository}}'")).not.toContain('fork');
});

/** Of each layer of an image: what it has, with type, mode, owner and size, and the content of its files; by podman and tar alone. */
const layersOf = (reference: string): Promise<string> =>
	on(`at=$(mktemp -d); podman save --quiet --format docker-archive --output "$at/saved.tar" ${reference}
mkdir "$at/saved"; tar -xf "$at/saved.tar" -C "$at/saved"; cd "$at/saved"
for layer in $(grep -o '[0-9a-f]*[.]tar' manifest.json); do
	echo "layer"; tar --numeric-owner -tvf "$layer" | awk '{print $1, $2, $3, $6, $7, $8}' | sort
	mkdir one; tar -xf "$layer" -C one; (cd one; find . -type f -exec sha256sum {} + | sort); rm -rf one
done
cd /; rm -rf "$at"`);

test('the form leaves out what patterns match as the command line does, layer by layer, and saves what is chosen', async () => {
	await on(
		`podman exec --user root api sh -c 'mkdir -p /srv/scratch /srv/more; echo 1 >/srv/scratch/one; echo 2 >/srv/more/two; echo 3 >/home/dev/own.log; echo "*.log" >/.ingotignore; rm -f /home/dev/.env'`,
	);
	const home = new Home(labConfig(lab.configFile));
	homes.push(home);
	const argv = [
		'create',
		'-w',
		worker,
		'-f',
		'api',
		'--exclude',
		'/srv/scratch',
		'-n',
		'by-command',
		'--yes',
	];
	const command = home.ask(...argv);
	open.push(command);
	await command.sees('localhost/by-command:latest is ready.', jobMs);

	const terminal = await atApi();
	terminal.type('c');
	await terminal.sees('Image name');
	terminal.press('ctrl+s');
	await terminal.sees('Show commands');
	await terminal.sees(/Patterns: 2 paths, .*\.ingotignore/u);
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s: localhost\/\S+ is ready\./u, jobMs);
	const [, reference = ''] = /: (localhost\/\S+) is ready/u.exec(terminal.screen()) ?? [];
	const layers = await layersOf(reference);
	expect(layers).toBe(await layersOf('localhost/by-command:latest'));
	expect(layers).toContain('./srv/more/two');
	expect(layers).not.toContain('srv/scratch');
	expect(layers).not.toContain('own.log');

	const again = await atApi();
	again.type('c');
	await again.sees('Image name');
	again.press('ctrl+p');
	await again.sees(/❯ \S+\//u);
	again.type('F');
	await again.sees('The saved ones are forgotten');
	again.press('ctrl+s');
	await again.sees('The saved patterns will be forgotten.');
	again.press('enter');
	await again.sees(/Done in [\d.]+ s: localhost\/\S+ is ready\./u, jobMs);
	expect(await on('find /root /home -path "*ingot/excludes/*" -type f 2>/dev/null || :')).toBe('');
});

test('somebody rolls a DevBox back to the image made of it: its later files are gone, the old one stays', async () => {
	await on('podman exec --user root api sh -c "rm /home/dev/tuned.txt; echo broken >/home/dev/broken.txt"');
	const terminal = await atApi();
	terminal.type('z');
	await terminal.sees('Roll api back to which image?');
	terminal.press('down');
	await terminal.sees(/❯ Roll back to/u);
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s/u, jobMs);
	expect(await on('podman exec api sh -c "cat /home/dev/tuned.txt; ls /home/dev"')).not.toContain('broken');
	const former = await on(
		`podman inspect --format '{{.Name}} {{.State.Status}}' $(podman ps --all --quiet --filter name=^api-before-)`,
	);
	expect(former).toMatch(/^api-before-\S+ exited$/u);
});
