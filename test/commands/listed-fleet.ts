import {createHash} from 'node:crypto';
import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {runProgram} from '../../source/commands/program.ts';
import {Failure, failureText} from '../../source/model/failure.ts';
import type {Image} from '../../source/model/image.ts';
import type {Remote} from '../../source/remote/remote.ts';

/** What the image of a name and a content is; the same content is the same image on every worker. */
const configOf = (content: string): string => JSON.stringify({content, rootfs: {diff_ids: []}});
export const idOf = (content: string): string => createHash('sha256').update(configOf(content)).digest('hex');

const manifest = JSON.stringify({schemaVersion: 2, layers: []});
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** `web:1 CONTENT` */
const toImage = (worker: string, line: string): Image => {
	const [short = '', content = ''] = line.split(' ');
	const [name = '', tag = ''] = short.split(':');
	return {
		...{worker, name, tag, id: idOf(content), reference: `localhost/${short}`, os: 'linux', owner: 'alice'},
		...{source: undefined, capabilities: [], sizeBytes: 1, createdAt: 0, base: undefined},
	};
};

const lists = 'is never asked for more than lists';

/** A worker that says which images it has, and nothing else. */
const remoteOf = (name: string, lines: readonly string[]): Remote => {
	const managed = lines.map(line => toImage(name, line));
	return {
		worker: {name, kind: 'self-hosted'},
		images: async () => ({managed, references: managed.map(each => each.reference)}),
		devboxes: async () => [],
		facts: async () => ({windows: undefined}),
		async run(script: string) {
			const said = (text: string) => ({code: 0, stdout: text, stderr: ''});
			// Those of copy-source.sh and copy-target.sh, which read the storage of Podman.
			if (script.includes('in_one_line')) {
				const content = lines.map(line => line.split(' ')[1] ?? '').find(each => script.includes(idOf(each)));
				return said(`config ${base64(configOf(content ?? ''))}\nmanifest ${base64(manifest)}\n`);
			}
			if (script.includes('holder=')) {
				const held = managed.find(({reference}) => script.includes(reference));
				return said(held === undefined ? '' : `holder ${held.id}\nhas ${held.id}\n`);
			}
			return {code: 1, stdout: '', stderr: lists};
		},
		close() {},
	} as unknown as Remote;
};

export type Fleet = Readonly<Record<string, readonly string[] | undefined>>;

/** Runs a command on workers with these images (`web:1 CONTENT`); one without a list cannot be reached. */
export const onFleet =
	(fleet: Fleet) =>
	async (...argv: readonly string[]) => {
		const out: string[] = [];
		const err: string[] = [];
		const connected: string[] = [];
		const deps = {
			settings: async () => ({
				account: {user: 'alice', plan: 'pro', role: 'member'},
				sshConfig: undefined,
				workers: Object.keys(fleet).map(name => ({name, kind: 'self-hosted'})),
			}),
			async connect({name}) {
				connected.push(name);
				const lines = fleet[name];
				if (lines === undefined)
					throw new Failure(`${name} is not reachable.`, {kind: 'unreachable', hint: 'Start it.'});
				return remoteOf(name, lines);
			},
			confirm: async () => false,
			ask: async () => undefined,
			out: line => out.push(line),
			err: line => err.push(line),
			signal: new AbortController().signal,
			requester: {host: 'laptop', ingot: '1'},
		} as Partial<CommandDeps> as CommandDeps;
		const code = await runProgram(argv, deps, {version: '1'}).catch((thrown: unknown) => {
			if (!(thrown instanceof Failure)) throw thrown;
			err.push(failureText(thrown));
			return thrown.kind;
		});
		return {code, out, err: err.join('\n'), connected};
	};
