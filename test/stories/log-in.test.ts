import {execFileSync} from 'node:child_process';
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {homeIn} from '../driver/homes.ts';
import type {Home} from '../driver/ingot.ts';
import {Terminal} from '../driver/terminal.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

const secret = 'correct-horse';
let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `asked${process.pid}`, workers: 2});
});
afterAll(() => lab?.release());

/** A home whose only key has a passphrase, and is good for the first worker only. */
const homeWithLockedKey = (transport: string): Home => {
	const home = homeIn(lab, undefined, text =>
		text.replace(
			/^sshConfig:.*$/mu,
			`sshConfig: ${path.join(lab.folder, 'locked_config')}\ntransport: ${transport}`,
		),
	);
	const key = path.join(home.folder, 'locked');
	copyFileSync(`${lab.folder}/key`, key);
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secret, '-f', key]);
	const usual = readFileSync(lab.sshConfig, 'utf8');
	const [first = '', ...others] = usual.split(/^(?=Host )/mu);
	writeFileSync(
		path.join(lab.folder, 'locked_config'),
		[first.replaceAll(`${lab.folder}/key`, key), ...others].join(''),
	);
	return home;
};
const opened = (terminal: Terminal): Terminal => {
	onTestFinished(() => terminal.close());
	return terminal;
};

describe.each(['ssh2', 'system'])('by %s', transport => {
	test('a passphrase is asked for over whatever is open, is never seen, and lets in', async () => {
		const terminal = opened(homeWithLockedKey(transport).open({columns: 100, rows: 30}));
		await terminal.sees(`A key for ${lab.name}-1 has a passphrase`);
		terminal.type('wrong');
		await terminal.sees('*****');
		terminal.press('enter');
		await terminal.sees('Incorrect. Attempt 2 of 3.');
		terminal.type(secret);
		await terminal.sees('*'.repeat(secret.length));
		terminal.press('enter');
		await terminal.sees(new RegExp(`${lab.name}-1 +ready`, 'u'));
		await terminal.sees(new RegExp(`${lab.name}-2 +ready`, 'u'));
		expect(terminal.output).not.toContain(secret);
	});

	test('a dismissed question is not asked again by itself, but when the user wants that worker', async () => {
		const terminal = opened(homeWithLockedKey(transport).open({columns: 100, rows: 30}));
		await terminal.sees(`A key for ${lab.name}-1 has a passphrase`);
		terminal.press('esc');
		await terminal.sees(new RegExp(`${lab.name}-1 +down`, 'u'));
		await terminal.sees('rejected user root');
		await terminal.sees(new RegExp(`${lab.name}-2 +ready`, 'u'));
		terminal.type('r');
		await terminal.sees(`A key for ${lab.name}-1 has a passphrase`);
	});

	test('a command asks on the terminal, unseen', async () => {
		const home = homeWithLockedKey(transport);
		const bundle = path.resolve(import.meta.dirname, '../../dist/ingot.js');
		const argv = [process.execPath, bundle, '--config', home.config, 'devboxes', '-w', `${lab.name}-1`];
		const terminal = opened(new Terminal(argv, {env: home.env, columns: 120}));
		await terminal.sees('passphrase of');
		terminal.type(secret);
		terminal.press('enter');
		await terminal.sees('WORKER');
		expect(await terminal.exited).toBe(0);
		expect(terminal.output).not.toContain(secret);
	});

	test('without a terminal nobody is asked, and the failure says what would help', () => {
		const {code, stderr} = homeWithLockedKey(transport).run('devboxes', '-w', `${lab.name}-1`);
		expect(code).toBe(4);
		expect(stderr).toContain('ssh-add');
	});
});
