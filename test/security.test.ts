import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

// docs/security.md lists where programs are started and what is written where. Add a new place there, too.

const root = path.resolve(import.meta.dirname, '..');
const filesWith = (pattern: RegExp, folder = 'source'): readonly string[] =>
	globSync(`${folder}/**/*.{ts,tsx}`, {cwd: root})
		.filter(file => pattern.test(readFileSync(path.join(root, file), 'utf8')))
		.sort();

test('programs are started here and nowhere else, and none by a shell that reads words of others', () => {
	expect(filesWith(/\b(?:spawn|exec|execFile|fork)(?:Sync)?\(/u).filter(file => started(file))).toEqual([
		'source/disk/find-workers.ts',
		'source/remote/config/ask-ssh.ts',
		'source/remote/connect/find-ssh-capabilities.ts',
		'source/remote/connect/local-transport.ts',
		'source/remote/ssh2/command-stream.ts',
		'source/remote/system/master-keeper.ts',
		'source/remote/system/system-execution.ts',
		'source/remote/system/system-sockets.ts',
		'source/terminal/run-interactively.ts',
	]);
	expect(filesWith(/shell: true|execSync\(/u)).toEqual([]);
});

const started = (file: string): boolean =>
	readFileSync(path.join(root, file), 'utf8').includes("from 'node:child_process'");

test('what commands print as JSON is harmless where somebody looks at it', () => {
	expect(filesWith(/JSON\.stringify\(/u, 'source/commands')).toEqual([
		// A job's name in a message, and whether it can be written at all; our own schema; what the user typed, in a message.
		'source/commands/export-jobs.ts',
		'source/commands/json-line.ts',
		'source/commands/program.ts',
		'source/commands/select-jobs.ts',
	]);
});

test('what is neutralised is documented in one place', () => {
	expect(filesWith(/\\p\{C[cf]\}|\\u009[BbDd]/u)).toEqual([
		'source/disk/settings-schema.ts',
		'source/model/image-edits.ts',
		'source/model/text.ts',
		'source/parts/text-field.tsx',
		'source/terminal/strip-commands.ts',
	]);
});
