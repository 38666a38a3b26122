import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {Resvg} from '@resvg/resvg-js';
import {Home, labConfig} from '../driver/ingot.ts';
import {holdLab} from '../lab/lab.ts';
import {toSvg} from './to-svg.ts';

const folder = path.resolve(import.meta.dirname, '../../docs/pictures');
const lab = await holdLab({name: 'forge', workers: 2, user: 'alice'});
const home = new Home(labConfig(lab.configFile));
const terminal = home.open({columns: 110, rows: 26});

const take = (name: string): void => {
	const picture = new Resvg(toSvg(terminal.emulator), {
		font: {defaultFontFamily: 'DejaVu Sans Mono', loadSystemFonts: true},
	});
	writeFileSync(path.join(folder, `${name}.png`), picture.render().asPng());
};

try {
	await terminal.sees(/ready[\s\S]*ready/u);
	await terminal.sees(/G free[^\n]*\n[^\n]*G free/u);
	take('workers');
	terminal.type('2');
	await terminal.sees(/api .*\d%/u);
	await terminal.sees('Own layer');
	take('list');
	terminal.type('1');
	await terminal.sees('DEVBOXES');
	terminal.type('c');
	await terminal.sees('Select a DevBox');
	terminal.press('tab');
	await terminal.sees('Cloud-managed');
	take('devboxes');
	terminal.type('shop');
	await terminal.sees('1 of');
	terminal.press('enter');
	await terminal.sees('Image name');
	terminal.press('ctrl+u').type('tax-prep\r2025\rtax-prep-2025\rerp\r');
	await terminal.sees('erp');
	take('details');
	terminal.press('ctrl+s');
	await terminal.sees('Steps');
	terminal.press('enter');
	await terminal.sees(/Done in[\s\S]*labels are correct[\s\S]*is ready/u);
	take('job');
	for (const [worker, from, name, tag, capability] of [
		['forge-1', 'api', 'tax-returns', '2024', 'pdf'],
		['forge-1', 'api', 'api-golden', 'v3', 'billing'],
		['forge-2', 'etl', 'ledger', 'v7', 'tax-rules'],
	] as const) {
		home.run('create', '-w', worker, '-f', from, '-n', name, '-t', tag, '-c', capability);
	}
	home.run('launch', 'tax-prep:2025', '--name', 'tax-prep-ann');
	for (const [name, when] of [
		['nightly-report', '30 2 * * 1-5'],
		['warm-cache', 'hourly'],
	] as const) {
		const words = ['--when', when, '--', 'sh', '-c', 'echo done'];
		home.run('schedules', 'add', 'tax-prep:2025', '--name', name, ...words);
		home.run('schedules', 'run', name);
	}
	terminal.type('l');
	await terminal.sees('Select a worker.');
	terminal.press('tab');
	await terminal.sees('tax-prep');
	terminal.type('tax');
	await terminal.sees('3 of 6');
	take('launch');
	for (const seen of ['type to filter', 'Select a worker.', 'Done in']) {
		terminal.press('esc');
		await terminal.sees(seen);
	}
	terminal.type('5');
	await terminal.sees(/nightly-report .* done\b.*\n.*warm-cache .* done\b/u);
	take('schedules');
} finally {
	terminal.close();
	home.release();
	await lab.release();
}
process.exit(0);
