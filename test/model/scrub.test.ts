import {expect, test} from 'vitest';
import {crashReport} from '../../source/model/crash-report.ts';
import {possibleSecrets, scrub} from '../../source/model/scrub.ts';

const nothing = {secrets: [], home: '/home/alice'};

test.each([
	['https://alice:s3cr3t@forge/x', 's3cr3t'],
	['postgres://u:p@ss/w0rd@db:5432/x', 'w0rd'],
	['Authorization: Bearer abc.def', 'abc.def'],
	['sent basic YWxpY2U6aHVudGVy', 'YWxpY2U6aHVudGVy'],
	['env API_KEY=abc', '=abc'],
	['{"password": "two words"}', 'two words'],
	['run --registry-token abc next', ' abc '],
	['found ghp_abcdefghijklmnop', 'ghp_'],
	['found glpat-abcdefghijklmnop', 'glpat-'],
	['found AKIAABCDEFGHIJKLMNOP', 'AKIA'],
	['found eyJhbGciOi.eyJzdWIi.c2ln', 'eyJ'],
	['found 9f86d081884c7d659a2feaa0c55ad015', '9f86'],
	['-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n-----END OPENSSH PRIVATE KEY-----', 'b3Blbn'],
	['-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r', 'b3Blbn'],
])('of %j nobody can read the secret', (text, secret) => {
	expect(scrub(text, nothing)).not.toContain(secret);
	expect(scrub(text, nothing)).toContain('‹hidden›');
});

test('a stack stays readable', () => {
	const stack =
		'TypeError: x is undefined\n    at KeyStdin.feed (file:///home/alice/ingot/source/terminal/key-stdin.ts:12:3)';
	expect(scrub(stack, nothing)).toBe(stack.replace('/home/alice', '~'));
});

test('values of variables and arguments count as secret, words and paths do not', () => {
	const env = {
		DB_PASSWORD: 'abc',
		LANG: 'C.UTF-8',
		EDITOR: 'vi',
		SOMETHING: 'correct horse',
		PATH: '/usr/bin:/bin',
	};
	const secrets = possibleSecrets(env, ['launch', 'x', '-e', 'MODE=staging', '--name', 'mine']);
	expect(secrets).toEqual(expect.arrayContaining(['abc', 'correct horse', 'staging', 'mine']));
	expect(secrets).not.toContain('vi');
	expect(secrets).not.toContain('/usr/bin:/bin');
	expect(secrets).not.toContain('launch');
});

const facts = {
	...nothing,
	version: '1',
	platform: 'Node',
	at: new Date(0),
	screens: ['workers', 'create'],
	events: ['job-event', 'job-event', 'worker-reached'],
	size: {columns: 80, rows: 24},
};

test('a crash report contains the chain of causes, the screens and the types of events', () => {
	const thrown = new Error('outer', {cause: new TypeError('inner', {cause: 'password=x9x9x9'})});
	const report = crashReport(thrown, facts);
	expect(report).toContain('Error: outer');
	expect(report).toContain('Caused by: TypeError: inner');
	expect(report).toContain('Screens: workers › create');
	expect(report).toContain('job-event ×2\nworker-reached');
	expect(report).not.toContain('x9x9x9');
});

test('a crash report contains no escape sequences and no fields of thrown objects', () => {
	expect(crashReport(new Error('a\u001B]0;title\u0007b\u009Bc'), facts)).not.toMatch(/[\u001B\u0007\u009B]/u);
	expect(crashReport({password: 'x9x9x9', toString: () => 'x9x9x9'}, facts)).not.toContain('x9x9x9');
	const round = new Error('round');
	round.cause = round;
	expect(crashReport(round, facts).match(/Error: round/gu)).toHaveLength(1);
});
