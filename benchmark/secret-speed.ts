import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {withArguments} from '../source/model/shell.ts';
import {median, outputOf, report, reportFigure, timeCommand} from './measure.ts';

const rounds = Number(process.env.ROUNDS ?? 3);
const folders = 1000;
const perFolder = 100;
const bytesEach = 10_486;
const endings = ['.js', '.py', '.json', '.md', '.txt', '.ts', '', '.c', '.so', '.html'];
const words =
	'the value of each line is read from its file and sent to a server that keeps state for users'.split(' ');

/** Lines as long as those of programs, without anything that looks like a secret; the same each time. */
const textOf = (bytes: number): string => {
	let state = 1;
	const next = () => {
		state = (state * 48_271) % 2_147_483_647;
		return state;
	};
	const parts: string[] = [];
	for (let length = 0; length < bytes; ) {
		const part = `${words[next() % words.length]}${next() % 7 === 0 ? '\n\t' : ' '}`;
		parts.push(part);
		length += part.length;
	}
	return parts.join('');
};

/** 100,000 files of 10 KiB, 1 GiB together; three in a thousand have a password. */
const fill = (folder: string): void => {
	const text = textOf(bytesEach * 64);
	for (let at = 0; at < folders; at += 1) {
		const into = path.join(folder, 'srv', `p${Math.floor(at / 30)}`, `d${at}`);
		mkdirSync(into, {recursive: true});
		for (let n = 0; n < perFolder; n += 1) {
			const from = ((at * perFolder + n) * 7919) % (text.length - bytesEach);
			const secret = at % 10 < 3 && n === 2 ? `password: Zq8sT1vW${at}\n` : '';
			const content = text.slice(from, from + bytesEach - secret.length);
			writeFileSync(path.join(into, `file-number-${n}${endings[n % endings.length]}`), `${secret}${content}`);
		}
	}
};

const query = (name: string): string =>
	readFileSync(new URL(`../source/worker/queries/${name}.sh`, import.meta.url), 'utf8');

/** The worker's part of the search, against what merely lists the files and what merely reads them; warm cache, in turn. */
export const secretSpeed = async (folder: string): Promise<void> => {
	const tree = path.join(folder, 'speed');
	fill(tree);
	try {
		const script = withArguments([tree], query('secret-patterns'), query('secret-candidates'));
		const file = path.join(folder, 'search.sh');
		writeFileSync(file, script);
		const times: {ours: number[]; list: number[]; read: number[]} = {ours: [], list: [], read: []};
		for (let round = 0; round <= rounds; round += 1) {
			const {ms, stdout} = await outputOf(['sh', file]);
			if (!stdout.trimEnd().endsWith(`end ${folders * perFolder} 0`))
				throw new Error('the search did not end');
			const list = await timeCommand(['sh', '-c', 'find "$1" | wc -l', 'sh', tree]);
			const read = await timeCommand(['sh', '-c', 'grep -rlF no-such-text "$1" || [ $? = 1 ]', 'sh', tree]);
			if (round === 0) continue;
			times.ours.push(ms);
			times.list.push(list);
			times.read.push(read);
		}
		const ours = median(times.ours);
		report('secrets in 100,000 files against grep -rlF', {ours, theirs: median(times.read), most: 5});
		reportFigure('  find | wc -l', median(times.list));
		reportFigure('  the search on the worker, 1 GiB', ours, 3000);
	} finally {
		rmSync(tree, {recursive: true, force: true});
	}
};
