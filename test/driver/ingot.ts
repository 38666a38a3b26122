import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Terminal, type TerminalOptions} from './terminal.ts';

const bundle = path.resolve(import.meta.dirname, '../../dist/ingot.js');

/** A home with its own config, cache and state. */
export class Home {
	readonly folder = mkdtempSync(path.join(tmpdir(), 'ingot-home-'));
	readonly config = path.join(this.folder, 'config.yaml');

	constructor(config?: string) {
		if (config !== undefined) writeFileSync(this.config, config);
	}

	/** Ingot's log of warnings: its file, and what it holds. */
	readonly warningsFile = path.join(this.folder, 'state/ingot/warnings.log');

	get warnings(): string {
		return existsSync(this.warningsFile) ? readFileSync(this.warningsFile, 'utf8') : '';
	}

	get env(): Record<string, string> {
		return {
			XDG_CACHE_HOME: path.join(this.folder, 'cache'),
			XDG_CONFIG_HOME: path.join(this.folder, 'none'),
			XDG_STATE_HOME: path.join(this.folder, 'state'),
		};
	}

	/** Opens the screen in a terminal. */
	open(options: TerminalOptions = {}): Terminal {
		return new Terminal([process.execPath, bundle, '--config', this.config], {
			...options,
			env: {LANG: 'C.UTF-8', ...this.env, ...options.env},
		});
	}

	/** Runs a command in a terminal. */
	ask(...argv: readonly string[]): Terminal {
		return new Terminal([process.execPath, bundle, '--config', this.config, ...argv], {
			columns: 120,
			env: {LANG: 'C.UTF-8', ...this.env},
		});
	}

	/** The argv of a command, for a terminal. */
	argv(...words: readonly string[]): readonly string[] {
		return [process.execPath, bundle, '--config', this.config, ...words];
	}

	/** Runs a command to its end. */
	run(...argv: readonly string[]): {code: number; stdout: string; stderr: string} {
		const {status, stdout, stderr} = spawnSync(process.execPath, [bundle, '--config', this.config, ...argv], {
			encoding: 'utf8',
			env: {...process.env, FORCE_COLOR: undefined, ...this.env},
			timeout: 180_000,
		});
		return {code: status ?? -1, stdout, stderr};
	}

	release(): void {
		rmSync(this.folder, {recursive: true, force: true});
	}
}

/** The lab's config with another account, over the transport of `INGOT_TRANSPORT`. */
export const labConfig = (file: string, account?: string): string => {
	const {INGOT_TRANSPORT: transport} = process.env;
	const text = `${readFileSync(file, 'utf8')}${transport === undefined ? '' : `\ntransport: ${transport}\n`}`;
	return account === undefined ? text : text.replace(/^account:.*$/mu, `account: ${account}`);
};
