import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {parseSettings} from '../../source/disk/parse-settings.ts';
import {readSettings} from '../../source/disk/settings.ts';
import {settingsJsonSchema} from '../../source/disk/settings-schema.ts';
import {Failure} from '../../source/model/failure.ts';

const parse = (text: string) => parseSettings(text, 'config.yaml', 'login');
const problem = (text: string): string => {
	try {
		parse(text);
		return 'accepted';
	} catch (thrown) {
		expect(thrown).toBeInstanceOf(Failure);
		return (thrown as Failure).message;
	}
};

test('the file in docs/configuration.md is valid as printed', () => {
	const settings = parse(`
account: {user: alice, plan: pro, role: member}
workers:
  - name: forge-1
    ssh: forge-1
    identityFile: ~/.ssh/forge
    kind: self-hosted
    socket: /run/podman/podman.sock
    labels: [gpu, eu]
  - {name: here, local: true}
`);
	expect(settings.account).toEqual({user: 'alice', plan: 'pro', role: 'member'});
	expect(settings.workers[0]).toEqual({
		name: 'forge-1',
		ssh: 'forge-1',
		identityFile: '~/.ssh/forge',
		kind: 'self-hosted',
		socket: '/run/podman/podman.sock',
		labels: ['gpu', 'eu'],
	});
	expect(settings.workers[1]).toEqual({name: 'here', kind: 'self-hosted'});
});

test.each([
	[
		'account: {user: alice, plan: gold, role: member}',
		'account.plan (line 1): found "gold"; allowed: free | starter | pro | enterprise',
	],
	[
		'workers:\n  - name: a\n    ssh: x\n  - name: b\n    ssh: y\n    kind: clowd',
		'workers[1].kind (line 6): found "clowd"; allowed: self-hosted | cloud',
	],
	['workers:\n  - name: a\n    shh: x', 'workers[0].shh (line 3): unknown field; allowed: name, ssh, local'],
	['workers:\n  - ssh: x', 'workers[0].name (line 2): found nothing; allowed: text'],
	[
		'workers:\n  - name: a',
		'workers[0].ssh (line 2): found nothing; allowed: a worker has either ssh: or local: true',
	],
	[
		'workers:\n  - {name: a, ssh: x}\n  - {name: a, ssh: y}',
		'workers[1].name (line 3): found "a"; allowed: a unique worker name',
	],
	['workers:\n  - {name: a, ssh: -oProxyCommand=evil}', 'workers[0].ssh (line 2)'],
	[
		'workers:\n  - name: a\n    ssh: x\n    labels: gpu',
		'workers[0].labels (line 4): found "gpu"; allowed: a list',
	],
	[
		'workers:\n  - name: a\n    ssh: x\n    labels: [gpu, "a b"]',
		'workers[0].labels[1] (line 4): found "a b"; allowed: a word of letters, digits',
	],
	[
		'workers:\n  - {name: a, ssh: x, labels: ["\\e[31mred"]}',
		'workers[0].labels[0] (line 2): found "\\u001b[31mred"; allowed: a word of letters',
	],
	[
		'workers:\n  - {name: a, ssh: x, labels: [gpu, GPU]}',
		'workers[0].labels (line 2): found a list; allowed: each label once',
	],
	[
		`workers:\n  - {name: a, ssh: x, labels: [${Array.from({length: 17}, (_, at) => `l${at}`)}]}`,
		'workers[0].labels (line 2): found a list; allowed: at most 16 labels',
	],
	['workers: 7', 'workers (line 1): found 7; allowed: a list'],
	[
		'accounts: {}',
		'accounts (line 1): unknown field; allowed: account, sshConfig, transport, notify, theme, keys, mouse, keepJobs, image, capabilities, registry, workers',
	],
	[
		'account:\n  user: "a b"\n  plan: pro\n  role: member',
		'account.user (line 2): found "a b"; allowed: letters, digits',
	],
	['workers:\n  - name: [', 'line 2'],
	['just text', 'allowed: a group of fields'],
	['theme: pink', 'theme (line 1): found "pink"; allowed: 16 | auto | dark | light | high-contrast'],
	['keys: {t: d}', 'keys.t (line 1): d has another action; move that key, too, or choose a free one'],
	['keys:\n  t: b\n  o: b', 'keys.o (line 3): b is already the new key of t'],
	['keys: {t: [b]}', 'keys.t (line 1): found a list; allowed: text'],
	['keys: {t: }', 'keys.t (line 1): found nothing; allowed: text'],
	['mouse: wheel', 'mouse (line 1): found "wheel"; allowed: true or false'],
	['keys: t', 'keys (line 1): found "t"; allowed: a group of fields'],
])('%j is reported with its path, its line, the value found and the allowed ones', (text, told) => {
	expect(problem(text)).toContain(told);
});

test('all invalid fields are reported at once', () => {
	const told = problem('account: {user: alice, plan: gold, role: king}\nworkers: 7');
	expect(told.split('\n')).toHaveLength(4);
});

test('every worker knows the ssh config that is used for it, for commands that people copy', () => {
	const {workers} = parse('sshConfig: ~/work/ssh\nworkers: [{name: a, ssh: x}, {name: here, local: true}]');
	expect(workers.map(each => each.sshConfig)).toEqual(['~/work/ssh', '~/work/ssh']);
});

test('labels that many workers share by an alias are read', () => {
	const workers = Array.from(
		{length: 500},
		(_, index) => `  - {name: w${index}, ssh: w${index}, labels: *gpu}`,
	);
	const text = `workers:\n  - {name: first, ssh: first, labels: &gpu [gpu, eu]}\n${workers.join('\n')}\n`;
	expect(parse(text).workers.map(({labels}) => labels)).toEqual(
		Array.from({length: 501}, () => ['gpu', 'eu']),
	);
});

test('aliases that would fill the memory are refused with the file', () => {
	const names = [...'abcdefghij'];
	const lines = names.map((name, index) => {
		const before = index === 0 ? 'x' : `*${names[index - 1]}`;
		return `${name}: &${name} [${Array.from({length: 10}, () => before).join(', ')}]`;
	});
	expect(problem(lines.join('\n'))).toBe(
		'config.yaml cannot be used:\n  its aliases (*name) cannot be expanded',
	);
});

test('an empty file means no workers and the login as user', () => {
	expect(parse('')).toEqual({
		account: {user: 'login', plan: 'pro', role: 'owner'},
		sshConfig: undefined,
		workers: [],
	});
});

test('without a file this machine is offered', async () => {
	const {settings, exists} = await readSettings('/nonexistent/config.yaml', 'login');
	expect(exists).toBe(false);
	expect(settings.workers).toEqual([{name: 'local', kind: 'self-hosted'}]);
});

test('a file that did not change is not parsed again, a changed one is', async () => {
	const file = path.join(mkdtempSync(path.join(tmpdir(), 'ingot-test-')), 'config.yaml');
	writeFileSync(file, 'workers: [{name: a, ssh: x}]');
	const first = await readSettings(file, 'login');
	const known = {stamp: first.stamp, settings: {...first.settings, workers: []}};
	expect((await readSettings(file, 'login', {known})).settings.workers).toEqual([]);
	writeFileSync(file, 'workers: [{name: bb, ssh: x}]');
	expect((await readSettings(file, 'login', {known})).settings.workers[0]?.name).toBe('bb');
});

test('the JSON schema names every field', () => {
	expect(JSON.stringify(settingsJsonSchema())).toMatch(/identityFile.*self-hosted/su);
});

test('the theme 16 may be written as the number that YAML takes it for', () => {
	expect(parseSettings('theme: 16', 'config.yaml', 'alice').theme).toBe('16');
	expect(parseSettings('theme: "16"', 'config.yaml', 'alice').theme).toBe('16');
});

test('moved keys are read as they are written, digits too', () => {
	const {keys} = parse('keys: {t: b, ctrl+g: ctrl+q, 1: 6, "#": L}');
	expect(keys).toEqual({t: 'b', 'ctrl+g': 'ctrl+q', '1': '6', '#': 'L'});
});
