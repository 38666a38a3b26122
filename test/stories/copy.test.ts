import {spawnSync} from 'node:child_process';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {Home, labConfig} from '../driver/ingot.ts';
import type {Terminal} from '../driver/terminal.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
const open: {close(): void}[] = [];
const homes: Home[] = [];

beforeAll(async () => {
	lab = await holdLab({name: `copying${process.pid}`, workers: 3, user: 'alice'});
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

const idOn = async (worker: string, reference: string): Promise<string> => {
	const argv = ['podman', 'image', 'inspect', '--format', '{{.Id}}', reference];
	return (await lab.exec(`${lab.name}-${worker}`, argv)).stdout.trim();
};

/** Makes an image on the first worker. */
const make = async (reference: string): Promise<void> => {
	const label = 'LABEL io.clustercode.managed=true io.clustercode.os=linux io.clustercode.owner=alice';
	const script = `cd /tmp && head -c 300000 /dev/urandom >f && printf '%s\\n' 'FROM localhost/devbase:1' '${label}' 'COPY f /f' |
		podman build -q -f - -t ${reference} . >/dev/null`;
	expect((await lab.exec(`${lab.name}-1`, ['sh', '-c', script])).code).toBe(0);
};

/** The dialog of the copy key for an image. */
const copying = async (name: string): Promise<{home: Home; terminal: Terminal}> => {
	const home = new Home(labConfig(lab.configFile));
	homes.push(home);
	const terminal = home.open({columns: 120, rows: 40});
	open.push(terminal);
	await terminal.sees(/\b[3-9] ready/u);
	terminal.type('3');
	await terminal.sees(name);
	terminal.type('/').type(name).press('enter');
	await terminal.sees(new RegExp(`❯ .*${name}`, 'u'));
	terminal.type('m');
	await terminal.sees(`Copy ${name}:1 to which workers?`);
	return {home, terminal};
};

test('an image gets to another worker by keys, and says where it came from', async () => {
	await make('localhost/mine:1');
	const {home, terminal} = await copying('mine');
	terminal.press('enter');
	await terminal.sees('localhost/mine:1 is ready.');
	expect(await idOn('2', 'localhost/mine:1')).toBe(await idOn('1', 'localhost/mine:1'));
	expect(await idOn('2', 'localhost/mine:1')).toMatch(/^[0-9a-f]{64}$/u);
	const {code, stdout} = home.run('images', 'show', 'mine:1', '--worker', `${lab.name}-2`);
	expect(code).toBe(0);
	expect(stdout).toMatch(new RegExp(`Copied from +${lab.name}-1`, 'u'));
});

test('an image gets to several workers that are selected, each with a job of its own', async () => {
	await make('localhost/several:1');
	const {terminal} = await copying('several');
	terminal.type(' ').press('down').type(' ');
	await terminal.sees('Copy to 2 workers');
	terminal.press('enter');
	await terminal.sees('2 jobs started. Press 4 to follow.');
	terminal.type('4');
	await terminal.sees(/(?:done +Copy several:1[\s\S]*){2}/u);
	const [id = '', ...others] = await Promise.all(
		['1', '2', '3'].map(each => idOn(each, 'localhost/several:1')),
	);
	expect(id).toMatch(/^[0-9a-f]{64}$/u);
	expect(others).toEqual([id, id]);
});

test('a copy keeps running when nobody reads its output any more', async () => {
	await make('localhost/unread:1');
	const home = new Home(labConfig(lab.configFile));
	homes.push(home);
	const argv = home.argv('copy', 'unread:1', '--to', `${lab.name}-2`);
	const closed = ['-c', '{ "$@"; echo "code $?" >&2; } | head -n 0', 'sh', ...argv];
	const {stderr} = spawnSync('sh', closed, {encoding: 'utf8', env: {...process.env, ...home.env}});
	expect(stderr).toMatch(/^code 0$/mu);
	const id = await idOn('1', 'localhost/unread:1');
	expect(id).toMatch(/^[0-9a-f]{64}$/u);
	expect(await idOn('2', 'localhost/unread:1')).toBe(id);
});
