import {spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Terminal, type TerminalOptions} from './terminal.ts';

const bundle = path.resolve(import.meta.dirname, '../../dist/ingot.js');
const env = {
	HOME: '/root',
	USER: 'root',
	LANG: 'C.UTF-8',
	SSH_AUTH_SOCK: undefined,
	XDG_CONFIG_HOME: undefined,
	XDG_CACHE_HOME: undefined,
	XDG_STATE_HOME: undefined,
	DOCKER_CONFIG: undefined,
};

/**
 * The home folder of someone who has never started Ingot. It replaces root's for programs that run in it, because OpenSSH
 * finds it in the password database and not in $HOME.
 */
export class EmptyHome {
	readonly folder = mkdtempSync(path.join(tmpdir(), 'ingot-empty-'));

	/** A key and an ssh config, as a user of these machines has them. */
	withSsh(key: string, config: string): this {
		mkdirSync(path.join(this.folder, '.ssh'), {mode: 0o700});
		copyFileSync(key, path.join(this.folder, '.ssh/id_ed25519'));
		return this.write('.ssh/config', config);
	}

	write(name: string, text: string): this {
		mkdirSync(path.dirname(path.join(this.folder, name)), {recursive: true});
		writeFileSync(path.join(this.folder, name), text, {mode: 0o600});
		return this;
	}

	/** Undefined if there is no such file. */
	read(name: string): string | undefined {
		const file = path.join(this.folder, name);
		return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
	}

	/** Opens the screen in a terminal. */
	open(options: TerminalOptions = {}, argv: readonly string[] = []): Terminal {
		return new Terminal(this.#argv(argv), {...options, env: {...env, ...options.env}});
	}

	/** Runs a command to its end, without a terminal. */
	run(...argv: readonly string[]): {code: number; stdout: string; stderr: string} {
		const [file = 'sh', ...rest] = this.#argv(argv);
		const {status, stdout, stderr} = spawnSync(file, rest, {
			encoding: 'utf8',
			env: {...process.env, ...env},
			timeout: 180_000,
		});
		return {code: status ?? -1, stdout, stderr};
	}

	#argv(argv: readonly string[]): readonly string[] {
		// This machine's own Podman must not be tried.
		const script =
			'mount --bind /dev/null "$(command -v podman)" && mount --bind "$0" /root && cd / && exec "$@"';
		return ['unshare', '-m', 'sh', '-c', script, this.folder, process.execPath, bundle, ...argv];
	}

	release(): void {
		rmSync(this.folder, {recursive: true, force: true});
	}
}
