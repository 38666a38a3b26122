import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {saveStream} from '../../source/disk/save-stream.ts';
import {saveText} from '../../source/disk/save-text.ts';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-unwritten-'));
	writeFileSync(path.join(folder, 'file'), '');
});
afterAll(() => rmSync(folder, {recursive: true}));

const nothing = async function* () {};

test.each([
	['none/out.tar', 'its folder does not exist', 'Create the folder, or choose another one.'],
	['file/out.tar', 'a part of its path is not a folder', 'Choose another file or folder.'],
	[`${'x'.repeat(300)}.tar`, 'its name is too long', 'Choose a shorter name.'],
])('what cannot be saved as %.12s says why in words: %s', async (name, ...[why, hint]) => {
	const file = path.join(folder, name);
	const failure = {message: `${file} could not be written: ${why}.`, hint};
	await expect(saveText(file, 'text', {overwrite: false})).rejects.toMatchObject(failure);
	const stream = {content: nothing(), bytes: 0, overwrite: false};
	await expect(saveStream(file, stream)).rejects.toMatchObject(failure);
});
