import {lstat} from 'node:fs/promises';
import path from 'node:path';
import type {SetupTools} from '../model/setup.ts';

export type SetupPlaces = {
	readonly file: string;
	readonly login: string;
	/** Where OpenSSH looks for `.ssh`: the home in the password database. */
	readonly sshHome: string;
	readonly home: string;
	/** `$DOCKER_CONFIG` */
	readonly docker: string | undefined;
};

/** Finds workers on this machine and writes the config file. Its modules are loaded on first use. */
export const setupTools = ({file, login, sshHome, home, docker}: SetupPlaces): SetupTools => ({
	file,
	account: {user: login, plan: 'pro', role: 'owner'},
	async find() {
		const {findWorkers} = await import('./find-workers.ts');
		return findWorkers({
			ssh: {folder: path.join(sshHome, '.ssh'), home: sshHome, login},
			docker: docker ?? path.join(home, '.docker'),
		});
	},
	async refuseExisting() {
		const isThere = await lstat(file).then(
			() => true,
			() => false,
		);
		if (!isThere) return;
		const {configExists} = await import('./write-config.ts');
		throw configExists(file);
	},
	async draft(draft) {
		const [{configText}, {parseSettings}] = await Promise.all([
			import('./config-text.ts'),
			import('./parse-settings.ts'),
		]);
		const text = configText(draft);
		return {text, settings: parseSettings(text, file, login)};
	},
	async write(text, {force} = {}) {
		const {writeConfig} = await import('./write-config.ts');
		await writeConfig(file, text, force);
	},
});
