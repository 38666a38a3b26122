import {spawnSync} from 'node:child_process';
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
	copyFileSync(scriptPath('launch-identity'), path.join(folder, 'launch-identity.sh'));
	writeFileSync(path.join(folder, 'secret'), 'of the worker');
	writeFileSync(path.join(folder, 'keys-needed'), ' rsa ed25519\n');
	mkdirSync(path.join(folder, 'bin'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	/** Asks an image for keys, in whose container this script runs in place of the image's shell. @returns the keys */
	const keysOf = (script: string) => {
		const podman = `#!/bin/sh\nprintf '%s\\n' "$*" >>${folder}/words\n${script}\n`;
		writeFileSync(path.join(folder, 'bin/podman'), podman, {mode: 0o755});
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status, stderr} = spawnSync(
			file,
			[...first, '-uc', 'umask 077; . ./launch-identity.sh; image_to_renew=image; make_keys'],
			{
				cwd: folder,
				encoding: 'utf8',
				env: {PATH: `${folder}/bin:${process.env.PATH ?? ''}`, SHLVL: '2'},
				timeout: 30_000,
			},
		);
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
		const keys = path.join(folder, 'keys');
		return Object.fromEntries(
			readdirSync(keys).map(name => [name, readFileSync(path.join(keys, name), 'utf8')]),
		);
	};
	/** Runs the words of the container for real, where its folder in memory is another one. */
	const asImage = `while [ "$1" != -c ]; do shift; done
		mkdir $PWD/memory; script=$(printf '%s\n' "$2" | sed "s|/run/ingot-keys|$PWD/memory|g"); shift 2; sh -c "$script" "$@"`;

	test('the tool of an image makes the keys', () => {
		const keys = keysOf(asImage);
		expect(Object.keys(keys).toSorted()).toEqual(['ed25519', 'ed25519.pub', 'rsa', 'rsa.pub']);
		for (const type of ['rsa', 'ed25519']) {
			const {stdout} = spawnSync('ssh-keygen', ['-y', '-f', path.join(folder, 'keys', type)], {
				encoding: 'utf8',
			});
			expect(stdout.split(' ')[1]).toBe(keys[`${type}.pub`]?.split(' ')[1]);
		}
	});

	test('an image without the tool makes none', () => {
		expect(keysOf('exit 127')).toEqual({});
	});

	test('a hostile image gets no folder of the worker, and what it prints is only ever text', () => {
		const keys = keysOf(`
			for word; do case $word in *:/run/ingot-keys) for each in rsa rsa.pub; do ln -s ${folder}/secret "\${word%%:*}/$each"; done ;; esac; done
			printf '%s\\n' 'rsa $(cat secret)' 'rsa.pub x' '../secret broken' 'bogus y' 'ed25519 half'
			head -c 100000000 /dev/zero | tr '\\0' 'z'`);
		expect(keys).toEqual({rsa: '$(cat secret)\n', 'rsa.pub': 'x\n'});
		expect(readFileSync(path.join(folder, 'secret'), 'utf8')).toBe('of the worker');
		expect(readFileSync(path.join(folder, 'words'), 'utf8')).not.toMatch(/--volume|--mount|-v /u);
	});
});
