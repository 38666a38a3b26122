import {spawnSync} from 'node:child_process';
import {beforeAll, expect, test} from 'vitest';
import {ask} from './known-fleet.ts';

let page: string;
beforeAll(async () => {
	page = (await ask('man')).join('\n');
});

const groff = (...options: readonly string[]) =>
	spawnSync('groff', ['-man', '-Tutf8', '-P-c', '-P-b', '-P-u', '-rLL=100n', ...options], {
		encoding: 'utf8',
		input: page,
	});

test('groff has no warning about the man page', () => {
	expect(groff('-ww', '-z')).toMatchObject({status: 0, stderr: ''});
});

test('the man page names the version, every command and its options, and what the exit codes mean', () => {
	const {stdout} = groff();
	expect(stdout).toMatch(/Ingot 1\.2\.3 +2026-11-28/u);
	for (const command of ['create', 'images tag', 'schedules add', 'jobs export', 'completion', 'launch'])
		expect(stdout).toMatch(new RegExp(`^ +ingot ${command}( \\[options\\])? `, 'mu'));
	expect(stdout).toMatch(/--env-file <file>\n +read variables from a file/u);
	expect(stdout).toMatch(/\$ ingot launch "cap:erp tag:v1" --worker forge-1 -p 8080:80 -e MODE=test$/mu);
	expect(stdout).toMatch(/4 worker not reachable/u);
	expect(stdout).not.toMatch(/ingot (?:complete|man)\b/u);
});

test('what looks like roff in a help text is printed as it is', () => {
	const {stdout} = groff();
	expect(stdout).toContain('"select(.type == \\"event\\").event.text"');
	expect(stdout).toContain('DevBox’s');
});
