import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {settingsFor} from '../../source/disk/kept-settings.ts';

let folder = '';
let place = {file: '', keptFile: '', login: 'ann', version: '1'};
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-kept-'));
	place = {
		...place,
		file: path.join(folder, 'config.yaml'),
		keptFile: path.join(folder, 'cache/settings.json'),
	};
	writeFileSync(place.file, 'workers: [{name: a, ssh: x}]');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const names = async (changed = {}) =>
	(await settingsFor({isNamed: false, ...place, ...changed})()).workers.map(each => each.name);
const kept = () => vi.waitFor(() => JSON.parse(readFileSync(place.keptFile, 'utf8')), {timeout: 60_000});

test('the next command takes the settings of an unchanged file from what was kept, for its user only', async () => {
	expect(await names()).toEqual(['a']);
	const found = await kept();
	expect(statSync(place.keptFile).mode & 0o777).toBe(0o600);
	writeFileSync(
		place.keptFile,
		JSON.stringify({...found, settings: {...found.settings, workers: [{name: 'kept'}]}}),
	);
	expect(await names()).toEqual(['kept']);
});

test.each([
	['another version of Ingot', {version: '2'}],
	['another login, which is the account where the file names none', {login: 'bob'}],
])('%s reads the file itself', async (_, changed) => {
	await names();
	const found = await kept();
	writeFileSync(
		place.keptFile,
		JSON.stringify({...found, settings: {...found.settings, workers: [{name: 'kept'}]}}),
	);
	expect(await names(changed)).toEqual(['a']);
});

test('a file that has changed is read again, within a command, too', async () => {
	const settings = settingsFor({isNamed: false, ...place});
	await settings();
	writeFileSync(place.file, 'workers: [{name: bb, ssh: x}]');
	expect((await settings()).workers[0]?.name).toBe('bb');
	expect(await names()).toEqual(['bb']);
});

test.each(['', 'null', '[]', '{"version": "1"}', '{"version":"1","stamp":'])(
	'a damaged file of what was kept is ignored: %j',
	async text => {
		await names();
		await kept();
		writeFileSync(place.keptFile, text);
		expect(await names()).toEqual(['a']);
	},
);

test('a file that somebody names must exist; the usual one need not', async () => {
	const file = path.join(folder, 'missing.yaml');
	await expect(settingsFor({...place, file, isNamed: true})()).rejects.toThrow(`${file} does not exist.`);
	expect(await names({file})).toEqual(['local']);
});
