import {Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';
import type {Worker, WorkerFacts} from '../model/worker.ts';
import {wholeLines} from './lines.ts';
import {localTransport} from './local-transport.ts';
import {notPodman, type PodmanApi, podmanApi} from './podman-api.ts';
import {containerList, imageList, inspected, podmanInfo} from './podman-schemas.ts';
import {findPodmanSocket} from './podman-socket.ts';
import type {Change, Remote, RunOptions} from './remote.ts';
import {runScript, scriptLines} from './run-script.ts';
import {type SshWorld, sshTransport} from './ssh-transport.ts';
import {toDetail, toDevboxes} from './to-devbox.ts';
import {toFacts, toImages} from './to-image.ts';
import type {Transport} from './transport.ts';

/**
 * Connects to a worker: one connection that carries commands, API requests and the event stream.
 * @throws Failure (unreachable) with the reason and what to do
 */
export const connect = async (worker: Worker, world: SshWorld): Promise<Remote> => {
	const transport = worker.ssh === undefined ? localTransport() : await sshTransport(worker, world);
	try {
		const open = await findPodmanSocket(transport, worker);
		return over(worker, transport, podmanApi(worker.name, open));
	} catch (thrown) {
		transport.close();
		throw thrown;
	}
};

const over = (worker: Worker, transport: Transport, api: PodmanApi): Remote => {
	const {name} = worker;
	return {
		worker,
		run: (script, options) => runScript(transport, name, {script, ...options}),
		lines: (script, signal) => scriptLines(transport, script, signal),
		facts: options => readFacts(name, {transport, api, options}),
		async devboxes(options) {
			const call = {path: '/v4.0.0/libpod/containers/json', query: {all: true}, what: 'list the DevBoxes'};
			return toDevboxes(worker, checked(name, containerList, await api.get(call, options)));
		},
		async images(options) {
			const call = {path: '/v4.0.0/libpod/images/json', what: 'list the images'};
			return toImages(name, checked(name, imageList, await api.get(call, options)));
		},
		async inspect(id, options) {
			const call = {
				path: `/v4.0.0/libpod/containers/${encodeURIComponent(id)}/json`,
				what: 'look at the DevBox',
			};
			return toDetail(checked(name, inspected, await api.get(call, options)));
		},
		changes: signal => changes(api, transport, signal),
		ended: transport.ended,
		close() {
			api.close();
			transport.close();
		},
	};
};

type Schema<T> = {safeParse(found: unknown): {success: true; data: T} | {success: false; error: unknown}};

/** What a worker says is data until it has been looked at. */
const checked = <T>(worker: string, schema: Schema<T>, found: unknown): T => {
	const result = schema.safeParse(found);
	if (result.success) return result.data;
	throw notPodman(worker, result.error);
};

const readFacts = async (
	worker: string,
	{transport, api, options}: {transport: Transport; api: PodmanApi; options: RunOptions | undefined},
): Promise<WorkerFacts> => {
	const info = checked(
		worker,
		podmanInfo,
		await api.get({path: '/v4.0.0/libpod/info', what: 'tell about itself'}, options),
	);
	const root = info.store.graphRoot;
	const {stdout} = await runScript(transport, worker, {script: quote(['df', '-Pk', '--', root]), ...options});
	const free = Number(stdout.trim().split('\n').at(-1)?.split(/\s+/u)[3]);
	return toFacts(info, Number.isFinite(free) ? free * 1024 : 0);
};

/** Container and image events as they come; ends when the connection does. */
async function* changes(api: PodmanApi, transport: Transport, signal: AbortSignal): AsyncGenerator<Change> {
	const call = {
		path: '/v4.0.0/libpod/events',
		query: {stream: true, filters: '{"type":["container","image"]}'},
		what: 'tell events',
	};
	const over = new AbortController();
	void transport.ended.then(() => over.abort());
	const both = AbortSignal.any([signal, over.signal]);
	try {
		for await (const line of wholeLines(await api.stream(call, both))) {
			const change = toChange(line);
			if (change !== undefined) yield change;
		}
	} catch (thrown) {
		if (both.aborted) return;
		throw new Failure('The event stream of Podman ended.', {
			kind: 'unreachable',
			hint: 'Ingot connects again by itself.',
			cause: thrown,
		});
	}
}

const toChange = (line: string): Change | undefined => {
	try {
		const found = JSON.parse(line) as {Type?: string; Action?: string; Actor?: {ID?: string}};
		if (found.Type !== 'container' && found.Type !== 'image') return undefined;
		return {subject: found.Type, action: found.Action ?? '', id: found.Actor?.ID ?? ''};
	} catch {
		return undefined;
	}
};
