import {execFile, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {Failure} from '../../model/failure.ts';
import {quote} from '../../model/shell.ts';
import askScript from './ask-ssh.sh';

type Asked = {
	readonly worker: string;
	readonly argv: readonly string[];
	readonly resolve: (said: string | undefined) => void;
	readonly reject: (failure: Failure) => void;
};

/** Hundreds of workers are resolved at startup, and the first must not wait for the last. */
const maxAtOnce = 4;
/** Starting a process blocks Node, longer the larger it is; from this many waiting targets on, a shell starts ssh for them. */
const manyTargets = 8;
const maxPerShell = 32;
const timeoutMs = 10_000;

const waiting: Asked[] = [];
let running = 0;

/**
 * What `ssh -G` prints for these arguments; undefined when no ssh is installed. @param worker for messages
 * @throws Failure (unreachable) for an invalid config
 */
export const askSsh = (worker: string, argv: readonly string[]): Promise<string | undefined> =>
	new Promise((resolve, reject) => {
		waiting.push({worker, argv, resolve, reject});
		next();
	});

const next = (): void => {
	while (running < maxAtOnce && waiting.length > 0) {
		const asked = waiting.splice(0, waiting.length < manyTargets ? 1 : maxPerShell);
		running += 1;
		void askAll(asked).then(() => {
			running -= 1;
			next();
		});
	}
};

const askAll = async (asked: readonly Asked[]): Promise<void> => {
	const left = asked.length === 1 ? asked : await askInShell(asked);
	for (const each of left) await askAlone(each);
};

/** Never rejects. */
const askAlone = ({worker, argv, resolve, reject}: Asked): Promise<void> =>
	new Promise(done => {
		execFile('ssh', ['-G', ...argv], {timeout: timeoutMs, encoding: 'utf8'}, (error, stdout, stderr) => {
			if (error === null) resolve(stdout);
			else if (error.code === 'ENOENT') resolve(undefined);
			else reject(badConfig(worker, stderr || error.message));
			done();
		});
	});

/** Answers each as soon as it is known. @returns those that failed or were not reached: asked alone, they say why */
const askInShell = (asked: readonly Asked[]): Promise<readonly Asked[]> =>
	new Promise(done => {
		const mark = randomUUID();
		const child = spawn('sh', ['-s'], {stdio: ['pipe', 'pipe', 'ignore']});
		const late = setTimeout(() => child.kill(), timeoutMs);
		const failed: Asked[] = [];
		let at = 0;
		let rest = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			const answers = (rest + text).split(new RegExp(`${mark} (\\d+)\\n`, 'u'));
			rest = answers.pop() ?? '';
			for (let part = 0; part < answers.length; part += 2) {
				const target = asked[at];
				at += 1;
				if (target === undefined) continue;
				if (answers[part + 1] === '0') target.resolve(answers[part]);
				else failed.push(target);
				late.refresh();
			}
		});
		const end = () => {
			clearTimeout(late);
			done([...failed, ...asked.slice(at)]);
		};
		child.once('error', end).once('close', end);
		child.stdin.on('error', () => {});
		child.stdin.end(
			[`mark=${mark}`, askScript, ...asked.map(({argv}) => quote(['ask', ...argv]))].join('\n'),
		);
	});

/** `ssh` refuses its config. @param said its words */
export const badConfig = (worker: string, said: string): Failure =>
	new Failure(`ssh rejected its config for ${worker}: ${said.trim().split('\n')[0] ?? ''}`, {
		kind: 'unreachable',
		hint: 'Fix that line of the ssh config.',
	});
