import {chmod, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import askpass from './askpass.sh';

/** A unix socket's path is limited to 104 bytes on some systems; ssh appends 17 bytes while it creates one. */
const maxFolderLength = 104 - 17 - '/master'.length - 1;

/** Makes a private folder for the sockets of one connection. Its path is short, whatever TMPDIR is. */
export const masterFolder = async (): Promise<string> => {
	const usual = path.join(tmpdir(), 'ingot-');
	const folder = await mkdtemp(usual.length + 6 > maxFolderLength ? '/tmp/ingot-' : usual);
	try {
		await chmod(folder, 0o700);
		await symlink(process.execPath, path.join(folder, 'node'));
		await writeFile(path.join(folder, 'askpass'), askpass, {mode: 0o700});
		return folder;
	} catch (thrown) {
		await rm(folder, {recursive: true, force: true});
		throw thrown;
	}
};
