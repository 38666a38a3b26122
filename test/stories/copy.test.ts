import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {Home, labConfig} from '../driver/ingot.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
const open: {close(): void}[] = [];
const homes: Home[] = [];

beforeAll(async () => {
	lab = await holdLab({name: `copying${process.pid}`, workers: 2, user: 'alice'});
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

const idOn = async (worker: string): Promise<string> => {
	const argv = ['podman', 'image', 'inspect', '--format', '{{.Id}}', 'localhost/mine:1'];
	return (await lab.exec(`${lab.name}-${worker}`, argv)).stdout.trim();
};

test('an image gets to another worker by keys, and says where it came from', async () => {
	const label = 'LABEL io.clustercode.managed=true io.clustercode.os=linux io.clustercode.owner=alice';
	const make = `cd /tmp && head -c 300000 /dev/urandom >f && printf '%s\\n' 'FROM localhost/devbase:1' '${label}' 'COPY f /f' |
		podman build -q -f - -t localhost/mine:1 . >/dev/null`;
	expect((await lab.exec(`${lab.name}-1`, ['sh', '-c', make])).code).toBe(0);
	const home = new Home(labConfig(lab.configFile));
	homes.push(home);
	const terminal = home.open({columns: 120, rows: 40});
	open.push(terminal);
	await terminal.sees(/\b[2-9] ready/u);
	terminal.type('3');
	await terminal.sees('mine');
	terminal.type('/').type('mine').press('enter');
	await terminal.sees(/❯ .*mine/u);
	terminal.type('m');
	await terminal.sees('Copy mine:1 to which workers?');
	terminal.press('enter');
	await terminal.sees('localhost/mine:1 is ready.');
	expect(await idOn('2')).toBe(await idOn('1'));
	expect(await idOn('2')).toMatch(/^[0-9a-f]{64}$/u);
	const {code, stdout} = home.run('images', 'show', 'mine:1', '--worker', `${lab.name}-2`);
	expect(code).toBe(0);
	expect(stdout).toMatch(new RegExp(`Copied from +${lab.name}-1`, 'u'));
});
