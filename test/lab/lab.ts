import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const script = fileURLToPath(new URL('lab.sh', import.meta.url));

/** README.md tells what each kind is. */
export type WorkerKind =
	| 'plain'
	| 'set'
	| 'full'
	| 'no-podman'
	| 'no-socket'
	| 'garbage'
	| 'refuses-key'
	| 'rootless'
	| 'lingering'
	| 'systemd'
	| 'windows'
	| 'small-windows'
	| 'upstream'
	| 'small-upstream';

/** A release of Debian other than this machine's: its own Podman, sshd and cron. */
export type LabRelease = '12' | '13' | 'testing' | 'unstable';

type ExecOptions = {input?: string; timeoutMs?: number};
export type ExecResult = {code: number; stdout: string; stderr: string};

/** A lab that is up. A worker is told by its alias (`lab-1`) or by what follows the lab's name (`1`). */
export type Lab = {
	readonly name: string;
	readonly folder: string;
	readonly sshConfig: string;
	readonly configFile: string;
	/** Runs argv as root inside the worker, past SSH. */
	readonly exec: (worker: string, argv: readonly string[], options?: ExecOptions) => Promise<ExecResult>;
	/**
	 * @param options homeOf: its home is that of another worker, as on a file server; release: of Debian, this machine's
	 * when left out. The first worker of a release takes about a minute.
	 */
	readonly addWorker: (
		worker: string,
		kind: WorkerKind,
		options?: {storageMb?: number; homeOf?: string; release?: LabRelease},
	) => Promise<void>;
	/** Makes the worker's DevBoxes and images anew. */
	readonly fixtures: (worker: string) => Promise<void>;
	/** Cuts the power: all its processes vanish, its disk stays. */
	readonly killWorker: (worker: string) => Promise<void>;
	/** Starts a killed worker again over what its disk held. */
	readonly bootWorker: (worker: string) => Promise<void>;
	/** Takes the worker's network away without a word to anyone; `mendWorker` gives it back. */
	readonly cutWorker: (worker: string) => Promise<void>;
	readonly mendWorker: (worker: string) => Promise<void>;
	/** Tears the lab down when we hold it. */
	readonly release: () => Promise<void>;
};

/** Runs lab.sh to its end; the exit code is part of the answer. Past its time it is killed and this rejects. */
const runLabScript = async (argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> => {
	const child = spawn('sh', [script, ...argv], {stdio: ['pipe', 'pipe', 'pipe']});
	const late =
		options.timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.timeoutMs);
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	// A command that does not read its input may be gone before it is written.
	child.stdin.on('error', () => {}).end(options.input ?? '');
	const [code, signal]: unknown[] = await once(child, 'close');
	clearTimeout(late);
	if (typeof code !== 'number') throw new Error(`${argv.join(' ')} ended by ${signal}: ${stderr}`);
	return {code, stdout, stderr};
};

const must = async (argv: readonly string[]): Promise<void> => {
	const {code, stderr} = await runLabScript(argv);
	if (code !== 0) throw new Error(`lab.sh ${argv.join(' ')} failed: ${stderr.trim()}`);
};

const labNamed = (name: string, release: () => Promise<void>): Lab => {
	const folder = `/var/tmp/ingot-lab/${name}`;
	const to = (worker: string) => ['--name', name, '--worker', worker];
	return {
		name,
		folder,
		sshConfig: `${folder}/ssh_config`,
		configFile: `${folder}/config.yaml`,
		exec: (worker, argv, options) => runLabScript(['exec', ...to(worker), '--', ...argv], options),
		addWorker: (worker, kind, {storageMb = 256, homeOf, release} = {}) =>
			must([
				'add',
				...to(worker),
				...['--kind', kind, '--storage-mb', String(storageMb)],
				...(homeOf === undefined ? [] : ['--home-of', homeOf]),
				...(release === undefined ? [] : ['--release', release]),
			]),
		fixtures: worker => must(['fixtures', ...to(worker)]),
		killWorker: worker => must(['kill', ...to(worker)]),
		bootWorker: worker => must(['boot', ...to(worker)]),
		cutWorker: worker => must(['cut', ...to(worker)]),
		mendWorker: worker => must(['mend', ...to(worker)]),
		release,
	};
};

/** Resolves at the line `ready`; rejects with what the holder said when it ends before. */
const untilReady = (holder: ChildProcess): Promise<void> =>
	new Promise((resolve, reject) => {
		let said = '';
		holder.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		if (holder.stdout) createInterface(holder.stdout).on('line', line => line === 'ready' && resolve());
		holder.once('error', reject);
		holder.once('close', code => reject(new Error(`The lab did not come up (${code}): ${said.trim()}`)));
	});

/** Brings a lab up that lives until `release`, or until this process ends, however it ends. */
export const holdLab = async (request: {name: string; workers?: number; user?: string}): Promise<Lab> => {
	const {name, workers = 2, user = 'alice'} = request;
	const argv = [script, 'hold', '--name', name, '--workers', String(workers), '--user', user];
	const holder = spawn('sh', argv, {stdio: ['pipe', 'pipe', 'pipe']});
	const ended = once(holder, 'close');
	await untilReady(holder);
	holder.stdin.on('error', () => {});
	return labNamed(name, async () => {
		holder.stdin.end();
		await ended;
	});
};
