import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {findBasePaths} from '../../source/jobs/find-base-paths.ts';
import {escapePath} from '../../source/model/image-edits.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {shells} from '../jobs/local-worker.ts';
import {source} from '../plan/sources.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-base-'));
	const script = `mkdir -p top/usr/doc below/usr/doc/deep below/etc outside/secret; head -c 5000 /dev/zero >below/usr/doc/a; echo b >below/usr/doc/deep/b
		mknod top/usr/hidden c 0 0; echo x >below/usr/hidden; ln -s ../outside below/link; ln -s nowhere below/dangling
		printf x >"below/etc/two
lines"; echo x >below/etc/only; : >below/etc/it\\'s; mknod top/usr/never c 0 0`;
	expect(spawnSync('bash', ['-euc', script], {cwd: folder}).status).toBe(0);
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

test.each([
	['dash', [shells.dash]],
	['bash', [shells.bash]],
	['busybox', [shells.busybox, 'sh']],
])(
	'under %s: a path is found in any layer of the image, and never through a link',
	async (_, [file = '', ...first]) => {
		const remote = {
			worker: source.worker,
			run: async (script: string) => {
				const {stdout, stderr, status} = spawnSync(file, [...first, '-s'], {input: script, encoding: 'utf8'});
				return {stdout, stderr, code: status};
			},
		} as unknown as Remote;
		const layer = {...source.devbox.layer, lowerDirs: `${folder}/top:${folder}/below`};
		const twoLines = escapePath(Buffer.from('/etc/two\nlines'));
		const texts = [
			'/usr/doc',
			'/usr/hidden',
			'/usr/never',
			'/link/secret',
			'/dangling',
			twoLines,
			"/etc/it's",
			'/no',
		];
		const found = await findBasePaths(
			remote,
			{facts: {...source.facts, rootless: false}, devbox: {...source.devbox, layer}},
			{patterns: texts.map(text => ({text, folder: '/', by: '--exclude'}))},
		);
		expect(found.map(({path: at, isFolder}) => [at, isFolder])).toEqual([
			['/usr/doc', true],
			['/usr/hidden', false],
			['/dangling', false],
			[twoLines, false],
			["/etc/it's", false],
		]);
	},
);
