import {type ChildProcess, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {Failure} from '../../model/failure.ts';
import {quote} from '../../model/shell.ts';
import {shareInFlight} from '../../time/share-in-flight.ts';
import askScript from './ask-ssh.sh';

/** What ssh printed, undefined when none is installed; or the failure for a worker. */
type Answer = {readonly said: string | undefined} | {readonly failure: (worker: string) => Failure};
type Asked = {readonly argv: readonly string[]; readonly resolve: (answer: Answer) => void};

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
export const askSsh = async (worker: string, argv: readonly string[]): Promise<string | undefined> => {
	const answer = await askOnce(JSON.stringify(argv));
	if ('failure' in answer) throw answer.failure(worker);
	return answer.said;
};

/** All workers behind one jump host ask for its address, too. */
const askOnce = shareInFlight(
	(words): Promise<Answer> =>
		new Promise(resolve => {
			waiting.push({argv: JSON.parse(words), resolve});
			next();
		}),
);

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
	const {failed, unasked} = asked.length === 1 ? {failed: asked, unasked: []} : await askInShell(asked);
	waiting.unshift(...unasked);
	next();
	for (const each of failed) await askAlone(each);
};

/** Never rejects. */
const askAlone = ({argv, resolve}: Asked): Promise<void> =>
	new Promise(done => {
		const child = spawn('ssh', ['-G', ...argv], {stdio: ['ignore', 'pipe', 'pipe'], detached: true});
		let [said, why] = ['', ''];
		const end = (answer: Answer) => {
			clearTimeout(late);
			resolve(answer);
			done();
		};
		const late = setTimeout(() => {
			endGroup(child);
			end({failure: noAnswer});
		}, timeoutMs);
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			why += text;
		});
		child.once('error', (error: NodeJS.ErrnoException) =>
			end(error.code === 'ENOENT' ? {said: undefined} : refused(error.message)),
		);
		child.once('close', code => end(code === 0 ? {said} : refused(why || `exit code ${code}`)));
	});

/** What a shell has left: those that failed, which say why when they are asked alone, and those that it did not come to. */
type Left = {readonly failed: readonly Asked[]; readonly unasked: readonly Asked[]};

/** Answers each as soon as it is known. One that hangs, in a command of `Match exec`, gets a failure and holds up no other. */
const askInShell = (asked: readonly Asked[]): Promise<Left> =>
	new Promise(done => {
		const mark = randomUUID();
		const child = spawn('sh', ['-s'], {stdio: ['pipe', 'pipe', 'ignore'], detached: true});
		const failed: Asked[] = [];
		let at = 0;
		let rest = '';
		const late = setTimeout(() => {
			endGroup(child);
			asked[at]?.resolve({failure: noAnswer});
			done({failed, unasked: asked.slice(at + 1)});
		}, timeoutMs);
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			const answers = (rest + text).split(new RegExp(`${mark} (\\d+)\\n`, 'u'));
			rest = answers.pop() ?? '';
			for (let part = 0; part < answers.length; part += 2) {
				const target = asked[at];
				at += 1;
				if (target === undefined) continue;
				if (answers[part + 1] === '0') target.resolve({said: answers[part]});
				else failed.push(target);
				late.refresh();
			}
		});
		const end = () => {
			clearTimeout(late);
			done({failed: [...failed, ...asked.slice(at)], unasked: []});
		};
		child.once('error', end).once('close', end);
		child.stdin.on('error', () => {});
		child.stdin.end(
			[`mark=${mark}`, askScript, ...asked.map(({argv}) => quote(['ask', ...argv]))].join('\n'),
		);
	});

/** Ends a process that leads a group, and what it has started: each of them holds its output open. */
const endGroup = ({pid, stdout, stderr}: ChildProcess): void => {
	stdout?.destroy();
	stderr?.destroy();
	if (pid === undefined) return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It has just ended.
	}
};

const noAnswer = (worker: string): Failure =>
	new Failure(`ssh did not read its config for ${worker} within ${timeoutMs / 1000} s.`, {
		kind: 'unreachable',
		hint: 'A command of `Match exec` in the ssh config may hang. Run it by hand to see why, or remove it.',
	});

const refused = (why: string): Answer => ({failure: worker => badConfig(worker, why)});

/** `ssh` refuses its config. @param said its words */
export const badConfig = (worker: string, said: string): Failure =>
	new Failure(`ssh rejected its config for ${worker}: ${said.trim().split('\n')[0] ?? ''}`, {
		kind: 'unreachable',
		hint: 'Fix that line of the ssh config.',
	});
