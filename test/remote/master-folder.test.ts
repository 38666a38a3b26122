import {readdirSync, rmSync, statSync} from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {answerAt} from '../../source/remote/system/ask-server.ts';
import {masterFolder} from '../../source/remote/system/master-folder.ts';

const before = process.umask();
afterEach(() => {
	process.umask(before);
});

test.each([0o000, 0o022, 0o077])(
	'what the system’s ssh and Ingot share is its user’s alone, under umask %o',
	async umask => {
		process.umask(umask);
		const folder = await masterFolder();
		const end = await answerAt(path.join(folder, 'asks'), async () => undefined);
		try {
			const mode = (name: string) => (statSync(path.join(folder, name)).mode & 0o777).toString(8);
			expect(mode('.')).toBe('700');
			expect(mode('askpass')).toBe('700');
			expect(mode('asks')).toBe('600');
			expect(readdirSync(folder).sort()).toEqual(['askpass', 'asks', 'node']);
		} finally {
			end();
			rmSync(folder, {recursive: true, force: true});
		}
	},
);
