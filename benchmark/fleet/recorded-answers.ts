import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {get} from 'node:http';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {until} from '../../test/driver/until.ts';

export type CommandAnswer = {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
};
export type ApiAnswer = {readonly status: number; readonly type: string; readonly body: Buffer};

/**
 * Answers of one real worker. The first time something is asked, the worker is asked over ssh; from then on the answer is
 * repeated, so a recording never is older than the scripts that Ingot sends.
 */
export class RecordedAnswers {
	/** How often the real worker was asked. */
	asked = 0;
	readonly #folder = mkdtempSync(path.join(tmpdir(), 'ingot-recorded-'));
	readonly #ssh: readonly string[];
	readonly #commands = new Map<string, Promise<CommandAnswer>>();
	readonly #requests = new Map<string, Promise<ApiAnswer>>();
	readonly #sockets = new Map<string, Promise<string>>();
	readonly #forwards: ChildProcess[] = [];

	/** @param ssh argv up to the worker's name */
	constructor(ssh: readonly string[]) {
		this.#ssh = ssh;
	}

	/** What a command prints that reads this on stdin. */
	run(command: string, input: string): Promise<CommandAnswer> {
		return remembered(this.#commands, `${command}\n${input}`, () => this.#run(command, input));
	}

	/** What Podman's API at this socket answers to a GET. */
	get(socket: string, url: string): Promise<ApiAnswer> {
		return remembered(this.#requests, `${socket} ${url}`, () => this.#get(socket, url));
	}

	close(): void {
		for (const child of this.#forwards) child.kill();
		rmSync(this.#folder, {recursive: true, force: true});
	}

	async #run(command: string, input: string): Promise<CommandAnswer> {
		this.asked += 1;
		const [file = 'ssh', ...rest] = this.#ssh;
		const child = spawn(file, [...rest, command], {stdio: 'pipe'});
		const said = {stdout: '', stderr: ''};
		for (const name of ['stdout', 'stderr'] as const)
			child[name].setEncoding('utf8').on('data', (text: string) => {
				said[name] += text;
			});
		child.stdin.on('error', () => {}).end(input);
		const [code] = await once(child, 'close');
		return {...said, code: Number(code)};
	}

	async #get(socket: string, url: string): Promise<ApiAnswer> {
		this.asked += 1;
		const socketPath = await remembered(this.#sockets, socket, () => this.#forward(socket));
		return new Promise((resolve, reject) => {
			get({socketPath, path: url, agent: false}, response => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('end', () => {
					const {statusCode: status = 500, headers} = response;
					resolve({status, type: headers['content-type'] ?? '', body: Buffer.concat(chunks)});
				});
			}).on('error', reject);
		});
	}

	/** @returns a socket here that leads to the one there */
	async #forward(socket: string): Promise<string> {
		const here = path.join(this.#folder, `${this.#forwards.length}.sock`);
		const [file = 'ssh', ...rest] = this.#ssh;
		this.#forwards.push(spawn(file, ['-N', '-L', `${here}:${socket}`, ...rest], {stdio: 'ignore'}));
		await until(() => existsSync(here), {what: `a forward to ${socket}`});
		return here;
	}
}

const remembered = <T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> => {
	const found = known.get(key) ?? ask();
	known.set(key, found);
	return found;
};
