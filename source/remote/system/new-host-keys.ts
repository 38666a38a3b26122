import {appendFile, readFile} from 'node:fs/promises';
import type {HostKeyQuestion} from '../../model/host-key.ts';
import {isWritableName} from '../../model/known-hosts.ts';
import {nameOf} from '../config/host-names.ts';
import type {Destination} from '../config/jump-hosts.ts';
import type {SshDeps} from '../ssh2/ssh-client.ts';
import {knownFile} from './master-options.ts';

type Shown = Pick<HostKeyQuestion, 'keyType' | 'fingerprint'>;

/** Host keys that are new to the system's ssh. It writes them to a file of ours; we copy them to where they belong. */
export class NewHostKeys {
	isAsked = false;
	readonly #file: string;
	readonly #to: Destination;
	readonly #host: string;
	readonly #deps: SshDeps;
	readonly #seen = new Set<string>();
	#isOnce = false;

	constructor(folder: string, to: Destination, deps: SshDeps) {
		this.#file = knownFile(folder);
		this.#to = to;
		this.#host = nameOf(to.address);
		this.#deps = deps;
	}

	/** Writes the keys that are trusted until Ingot ends, so that ssh does not ask about them. */
	async writeTrusted(): Promise<void> {
		for (const key of this.#deps.shared.hostKeys.keysOf(this.#host)) {
			const blob = Buffer.from(key, 'base64');
			const line = `${this.#host} ${blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1')} ${key}`;
			this.#seen.add(line);
			await appendFile(this.#file, `${line}\n`, {mode: 0o600});
		}
	}

	/** @returns whether ssh may continue */
	async ask({keyType, fingerprint}: Shown): Promise<boolean> {
		this.isAsked = true;
		const {askHostKey, shared} = this.#deps;
		const file = isWritableName(this.#host) ? (this.#to.address.knownHostsFiles[0] ?? '') : '';
		const question = {worker: this.#to.name, host: this.#host, keyType, fingerprint, file};
		const what = `${this.#host} ${fingerprint}`;
		const answer = await shared.hostKeys.ask(what, askHostKey, () => askHostKey(question));
		this.#isOnce = answer === 'once';
		return answer !== 'no';
	}

	/** Adds what ssh has written since the last call. */
	async collect(): Promise<void> {
		const [file] = this.#to.address.knownHostsFiles;
		const text = await readFile(this.#file, 'utf8').catch(() => '');
		for (const line of text.split('\n')) {
			if (line.trim() === '' || this.#seen.has(line)) continue;
			this.#seen.add(line);
			const trust = () => this.#deps.shared.hostKeys.trust(`${this.#host} ${line.trim().split(' ').at(-1)}`);
			// As in ssh: if it cannot be written, the key is trusted for now.
			if (this.#isOnce || file === undefined) trust();
			else await this.#deps.knownHosts.add(file, line).catch(trust);
		}
	}
}
