import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {Resvg} from '@resvg/resvg-js';
import {Home, labConfig} from '../driver/ingot.ts';
import {holdLab} from '../lab/lab.ts';
import {toSvg} from './to-svg.ts';

const folder = path.resolve(import.meta.dirname, '../../docs/pictures');
const lab = await holdLab({name: 'forge', workers: 2, user: 'alice'});
const home = new Home(labConfig(lab.configFile));
const terminal = home.open({columns: 100, rows: 26});

const take = (name: string): void => {
	const picture = new Resvg(toSvg(terminal.emulator), {
		font: {defaultFontFamily: 'DejaVu Sans Mono', loadSystemFonts: true},
	});
	writeFileSync(path.join(folder, `${name}.png`), picture.render().asPng());
};

try {
	await terminal.sees(/ready[\s\S]*ready/u);
	await terminal.sees('4.3');
	take('workers');
	terminal.type('c');
	await terminal.sees('Which DevBox');
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
	terminal.press('enter');
	await terminal.sees('Steps');
	terminal.press('enter');
	await terminal.sees('Done in');
	take('job');
} finally {
	terminal.close();
	home.release();
	await lab.release();
}
process.exit(0);
