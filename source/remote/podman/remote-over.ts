import type {Worker} from '../../model/worker.ts';
import {orAborted} from '../../time/or-aborted.ts';
import type {Remote, RunResult} from '../remote.ts';
import {readBytes} from '../shell/read-bytes.ts';
import {runScript, scriptLines} from '../shell/run-script.ts';
import {sendBytes} from '../shell/send-bytes.ts';
import {PreparedShell} from '../shell/spare-shell.ts';
import type {Transport} from '../transport.ts';
import {podmanChanges} from './changes.ts';
import {checked} from './checked.ts';
import {readFacts} from './facts.ts';
import {containersCall, imagesCall} from './list-calls.ts';
import {imagesToInspect} from './listed-os.ts';
import type {PodmanApi} from './podman-api.ts';
import {containerList, imageList, inspected, inspectedImage, networkList} from './podman-schemas.ts';
import type {WorkerProbe} from './probe-worker.ts';
import {type EarlyApi, reachPodman} from './reach-podman.ts';
import {coalesce, imageConfigs} from './shared-requests.ts';
import {toDetail} from './to-detail.ts';
import {toDevboxes} from './to-devbox.ts';
import {toImageDetail, toImages} from './to-image.ts';
import {readUsage} from './usage.ts';

/** A worker whose Podman answers, early or now. @throws Failure (unreachable) that says why it does not */
export const remoteOver = async (
	probe: WorkerProbe,
	worker: Worker,
	{signal, early}: {readonly signal: AbortSignal; readonly early: Promise<EarlyApi | undefined>},
): Promise<Remote> => {
	const found = await early;
	if (found !== undefined && found.socket === (worker.socket ?? probe.socket))
		return over(worker, probe, found.api);
	found?.close();
	const {api} = await reachPodman(probe, worker, signal);
	return over(worker, probe, api);
};

const over = (worker: Worker, {transport, ahead}: WorkerProbe, api: PodmanApi): Remote => {
	const {name} = worker;
	// A DevBox has the capabilities of its image, so both lists need the images, and they are read together.
	const readImages = coalesce(options => api.get(imagesCall, options));
	const inspectImage: Remote['inspectImage'] = async (image, options) => {
		const call = {
			path: `/v4.0.0/libpod/images/${encodeURIComponent(image)}/json`,
			what: 'inspect the image',
		};
		return toImageDetail(checked(name, inspectedImage, await api.get(call, options)));
	};
	const configsOf = imageConfigs(async (id, options) => (await inspectImage(id, options)).config);
	return {
		worker,
		...scripts(transport, name, firstAnswers(api, ahead)),
		facts: options => readFacts({transport, api}, name, options),
		async devboxes(options) {
			const [list, images] = await Promise.all([api.get(containersCall, options), readImages(options)]);
			const containers = checked(name, containerList, list);
			const configs = await configsOf(imagesToInspect(containers), options);
			return toDevboxes(worker, containers, {listed: checked(name, imageList, images), configs});
		},
		async images(options) {
			return toImages(name, checked(name, imageList, await readImages(options)));
		},
		async inspect(id, options) {
			const call = {
				path: `/v4.0.0/libpod/containers/${encodeURIComponent(id)}/json`,
				what: 'inspect the DevBox',
			};
			return toDetail(checked(name, inspected, await api.get(call, options)));
		},
		usage: (ids, options) => readUsage(api, name, {ids, ...options}),
		inspectImage,
		async networks(options) {
			const call = {path: '/v4.0.0/libpod/networks/json', what: 'list the networks'};
			return checked(name, networkList, await api.get(call, options)).map(each => each.name);
		},
		changes: signal => podmanChanges({transport, api}, name, signal),
		onSessions: notify => transport.onSessions?.(notify),
		answers: timeoutMs => answersWithin(transport, timeoutMs),
		ended: transport.ended,
		close() {
			api.close();
			transport.close();
		},
	};
};

/** Older than that, what was read ahead of time is read again. */
const aheadMs = 3000;

type FirstAnswers = {
	/** What this script has printed, if it ran ahead of time and nothing else has been run since. */
	readonly take: (script: string) => RunResult | undefined;
	readonly forget: () => void;
};

/** Answers that were read while the connection was made, until the first script that may change something. */
const firstAnswers = (api: PodmanApi, ahead: WorkerProbe['ahead']): FirstAnswers => {
	let answer = ahead;
	const forget = () => {
		answer = undefined;
		api.forget();
	};
	setTimeout(forget, aheadMs).unref();
	return {
		forget,
		take(script) {
			const found = answer;
			if (found?.script !== script) {
				forget();
				return undefined;
			}
			answer = undefined;
			return found.result;
		},
	};
};

/** Everything that runs a script of ours. */
const scripts = (
	transport: Transport,
	name: string,
	first: FirstAnswers,
): Pick<Remote, 'run' | 'prepare' | 'lines' | 'send' | 'read'> => {
	const prepared = new PreparedShell(transport);
	return {
		run: async (script, {isPrepared = false, ...options} = {}) =>
			first.take(script) ??
			runScript(isPrepared ? prepared.transport() : transport, name, {script, ...options}),
		prepare: () => void prepared.open(),
		lines(script, signal, options) {
			first.forget();
			return scriptLines(transport, script, {signal, ...options});
		},
		send(script, what) {
			first.forget();
			return sendBytes(transport, script, what);
		},
		read: (script, signal) => readBytes(transport, {worker: name, script, signal}),
	};
};

const answersWithin = async (transport: Transport, timeoutMs: number): Promise<boolean> => {
	try {
		await orAborted(transport.ping(), AbortSignal.timeout(timeoutMs));
		return true;
	} catch {
		return false;
	}
};
