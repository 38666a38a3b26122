import {readFile} from 'node:fs/promises';
import path from 'node:path';
import SSHConfig, {type Line} from 'ssh-config';
import {expandHome} from '../../ssh-config/expand-home.ts';
import {includedFiles} from '../../ssh-config/included-files.ts';
import type {SshValues} from './ssh-values.ts';

type Target = {readonly user?: string; readonly host: string; readonly port?: number};
type Place = {readonly home: string; readonly sshConfig?: string | undefined};
type Found = {readonly values: SshValues; readonly skipped: readonly string[]};

/** As in ssh (READCONF_MAX_DEPTH). */
const maxDepth = 16;

/**
 * What `ssh -G` would print, for machines without ssh. Commands in the config are not run.
 * @returns the values and the lines that were skipped
 * @throws Error that names the file that cannot be parsed
 */
export const valuesWithoutSsh = async (target: Target, {home, sshConfig}: Place): Promise<Found> => {
	const reading = new Reading(target, home);
	const files =
		sshConfig === undefined
			? [path.join(home, '.ssh/config'), '/etc/ssh/ssh_config']
			: [expandHome(sshConfig, home)];
	for (const file of files) await reading.read(file, 0);
	return {values: toValues(reading.computed(), target), skipped: reading.skipped};
};

/** Merges config files into one, each Include in its place. */
class Reading {
	readonly skipped: string[] = [];
	readonly #target: Target;
	readonly #home: string;
	readonly #whole = new SSHConfig();

	constructor(target: Target, home: string) {
		this.#target = target;
		this.#home = home;
	}

	computed(): Readonly<Record<string, string | string[]>> {
		const {host, user} = this.#target;
		const asked = user === undefined ? {Host: host} : {Host: host, User: user};
		return this.#whole.compute(asked, {ignoreCase: true, matchExec: false});
	}

	async read(file: string, depth: number): Promise<void> {
		if (depth > maxDepth) throw new Error(`${file}: too many nested Include lines`);
		const text = await readFile(file, 'utf8').catch(() => '');
		let lines: readonly Line[];
		try {
			lines = SSHConfig.parse(text);
		} catch {
			throw new Error(`${file} cannot be parsed`);
		}
		for (const line of lines) await this.#take(line, file, depth);
	}

	async #take(line: Line, file: string, depth: number): Promise<void> {
		if (!('param' in line)) return;
		if (isInclude(line)) return this.#include(line, depth);
		if (!('config' in line)) {
			this.#whole.push(usualCase(line));
			return;
		}
		this.#tellOf(line, file);
		let rest = new SSHConfig();
		for (const inner of line.config.map(usualCase)) {
			if (isInclude(inner)) {
				this.#whole.push({...line, config: rest});
				rest = new SSHConfig();
				// The included file applies only where this section does.
				if (this.#applies(line)) await this.#include(inner, depth);
			} else rest.push(inner);
		}
		this.#whole.push({...line, config: rest});
	}

	async #include(line: Line, depth: number): Promise<void> {
		const place = {home: this.#home, folder: path.join(this.#home, '.ssh')};
		for (const file of await includedFiles(wordsOf(line), place)) await this.read(file, depth + 1);
	}

	#applies(section: Line): boolean {
		const probe = SSHConfig.parse('Host *\n IngotProbe yes\n')[0];
		const config = probe !== undefined && 'config' in probe ? probe.config : new SSHConfig();
		this.#whole.push({...section, config} as Line);
		const isIn = this.computed().ingotprobe !== undefined;
		this.#whole.pop();
		return isIn;
	}

	#tellOf(line: Line, file: string): void {
		if (!('criteria' in line)) return;
		const known = /^(?:all|final|host|originalhost|user|localuser)$/iu;
		const unknown = Object.keys(line.criteria).find(each => !known.test(each));
		if (unknown !== undefined) this.skipped.push(`Match ${unknown} in ${file}`);
	}
}

const isInclude = (line: Line): boolean => 'param' in line && /^include$/iu.test(line.param);

const wordsOf = (line: Line): readonly string[] => {
	if (!('value' in line)) return [];
	return typeof line.value === 'string' ? [line.value] : line.value.map(each => each.val);
};

/** For Match, the package recognises these two only in this spelling. */
const usualCase = <T extends Line>(line: T): T => {
	if (!('param' in line)) return line;
	const usual = ['HostName', 'User'].find(each => each.toLowerCase() === line.param.toLowerCase());
	return usual === undefined ? line : {...line, param: usual};
};

const lists = new Set(['identityfile', 'certificatefile']);
const algorithmKeys = new Set(['kexalgorithms', 'ciphers', 'macs', 'hostkeyalgorithms']);

const toValues = (computed: Readonly<Record<string, string | string[]>>, {host, port}: Target): SshValues => {
	const values = new Map<string, readonly string[]>();
	for (const [key, value] of Object.entries(computed)) {
		if (key === 'host' || (algorithmKeys.has(key) && /^[+^-]/u.test(String(value)))) continue;
		const all = typeof value === 'string' ? [value] : [...new Set(value)];
		values.set(key, lists.has(key) ? all : [all.join(' ')]);
	}
	const name = values.get('hostname')?.[0];
	if (name !== undefined) values.set('hostname', [name.replaceAll('%h', host).replaceAll('%%', '%')]);
	if (port !== undefined) values.set('port', [String(port)]);
	return values;
};
