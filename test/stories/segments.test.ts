import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {Home, labConfig} from '../driver/ingot.ts';
import type {Terminal} from '../driver/terminal.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
const open: {close(): void}[] = [];
const homes: Home[] = [];
const sizes = [
	[80, 24],
	[200, 60],
] as const;

beforeAll(async () => {
	lab = await holdLab({name: `segments${process.pid}`, workers: 1, user: 'alice'});
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

const start = async (columns: number, rows: number): Promise<{terminal: Terminal; home: Home}> => {
	const home = new Home(labConfig(lab.configFile));
	homes.push(home);
	const terminal = home.open({columns, rows});
	open.push(terminal);
	return {terminal: await terminal.sees('ready'), home};
};

const on = async (...argv: readonly string[]): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec(`${lab.name}-1`, argv);
	expect(code, stderr).toBe(0);
	return stdout.trim();
};

test.each(sizes)(
	'at %i by %i a DevBox becomes an image with three keys, under a name that is free',
	async (columns, rows) => {
		const {terminal} = await start(columns, rows);
		terminal.type('2');
		await terminal.sees(/❯ api /u);
		terminal.type('c');
		await terminal.sees('✓ free');
		const [, name = ''] = /localhost\/(api[-\d]*:latest) on/u.exec(terminal.screen()) ?? [];
		expect((await lab.exec(`${lab.name}-1`, ['podman', 'image', 'exists', `localhost/${name}`])).code).toBe(
			1,
		);
		terminal.press('ctrl+s');
		await terminal.sees('● Review');
		await terminal.sees('Interruption');
		terminal.press('enter');
		await terminal.sees(`localhost/${name} is ready.`);
		await on('podman', 'image', 'exists', `localhost/${name}`);
	},
);

test.each(sizes)(
	'at %i by %i a folder becomes an image by keys, and keeps what it inherits',
	async (columns, rows) => {
		const {terminal, home} = await start(columns, rows);
		const folder = path.join(home.folder, `shop-${columns}`);
		mkdirSync(folder);
		writeFileSync(
			path.join(folder, 'Containerfile'),
			'FROM localhost/node-base:22\nARG TEXT\nCOPY app.txt /app.txt\nRUN echo "$TEXT" >/text\n',
		);
		writeFileSync(path.join(folder, 'app.txt'), 'from the folder');
		writeFileSync(path.join(folder, 'left.out'), 'x');
		writeFileSync(path.join(folder, '.containerignore'), 'left.out\n');
		terminal.type('c');
		await terminal.sees('Select a DevBox');
		terminal.press('ctrl+f');
		await terminal.sees('❯ From Containerfile');
		terminal.press('ctrl+u').type(folder);
		await terminal.sees(`shop-${columns}`);
		terminal.press('tab', 'tab');
		await terminal.sees(`localhost/shop-${columns}:latest on`);
		await terminal.sees(/What goes in .*3 files/u);
		terminal.press('tab', 'tab').type('erp\r');
		await terminal.sees('#erp');
		terminal.press('tab').type('TEXT=given\r');
		await terminal.sees('TEXT=given');
		terminal.press('ctrl+s');
		await terminal.sees('● Review');
		await terminal.sees(/Base +localhost\/node-base:22, on \S+ already/u);
		terminal.press('enter');
		await terminal.sees(`localhost/shop-${columns}:latest is ready.`);
		const labels = JSON.parse(
			await on(
				'podman',
				'image',
				'inspect',
				'--format',
				'{{json .Labels}}',
				`localhost/shop-${columns}:latest`,
			),
		);
		expect(labels).toMatchObject({
			'io.clustercode.managed': 'true',
			'io.clustercode.owner': 'alice',
			'io.clustercode.source': 'containerfile',
			'io.clustercode.capabilities': 'git,node,custom:erp',
		});
		expect(
			await on(
				...['podman', 'run', '--rm', '--network', 'none', '--entrypoint', 'cat'],
				...[`localhost/shop-${columns}:latest`, '/app.txt', '/text'],
			),
		).toBe('from the foldergiven');
	},
);
