import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {listContext} from '../source/context/list-context.ts';
import {packContext} from '../source/context/pack-context.ts';
import type {Remote} from '../source/remote/remote.ts';
import type {Lab} from '../test/lab/lab.ts';
import {snapshotLab} from '../test/live/snapshot-lab.ts';
import {inTurn, report, reportFigure, timeCommand} from './measure.ts';

const mib = 1024 ** 2;
const rounds = Number(process.env.ROUNDS ?? 3);
const megabytes = Number(process.env.MEGABYTES ?? 1024);
const manyFiles = Number(process.env.FILES ?? 200_000);
const unpack =
	'rm -rf /var/tmp/bench-context; mkdir /var/tmp/bench-context; tar -xpof - -C /var/tmp/bench-context';

/** Lists and sends a folder. @returns milliseconds until the worker has unpacked it */
const send = async (remote: Remote, folder: string): Promise<number> => {
	const {signal} = new AbortController();
	const begun = performance.now();
	const listed = await listContext(folder, {ignoreFiles: [], signal});
	const bytes = packContext({context: listed, file: {path: 'Containerfile', text: 'FROM scratch\n'}});
	const code = await remote.send(`echo go; ${unpack}`, {bytes, signal});
	if (code !== 0) throw new Error(`tar ended with ${code}`);
	return performance.now() - begun;
};

/** Very many small files: all of them arrive. */
const sendMany = async (remote: Remote): Promise<void> => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-many-'));
	try {
		for (let index = 0; index < manyFiles; index += 1) {
			const place = path.join(folder, `folder-${Math.floor(index / 1000)}`);
			if (index % 1000 === 0) mkdirSync(place);
			writeFileSync(path.join(place, `file-${index}`), `${index}`);
		}
		reportFigure(`context of ${manyFiles} files`, await send(remote, folder));
		const count =
			'cd /var/tmp/bench-context/context && find . -type f -size -10c | wc -l; rm -rf /var/tmp/bench-context';
		const {stdout} = await remote.run(count, {timeoutMs: 300_000});
		if (Number(stdout) !== manyFiles) throw new Error(`${stdout.trim()} of ${manyFiles} files arrived`);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
};

/** A context of 1 GiB in files of 16 MiB: sent and unpacked, against `tar | ssh tar`. Then one of 200,000 files. */
export const context = async (lab: Lab): Promise<void> => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-context-'));
	const block = Buffer.from(Array.from({length: 65_536}, (_, index) => (index * 7919) % 251));
	for (let index = 0; index * 16 < megabytes; index += 1)
		writeFileSync(path.join(folder, `file-${index}`), Buffer.concat(Array<Buffer>(256).fill(block)));
	const {remote} = await snapshotLab(lab);
	const ssh = ['ssh', '-F', lab.sshConfig, `${lab.name}-1`, `'${unpack}'`].join(' ');
	const theirs = () => timeCommand(['sh', '-c', `tar -cf - -C ${folder} . | ${ssh}`]);
	try {
		const {a, b, p95} = await inTurn(rounds, () => send(remote, folder), theirs);
		report(`context of ${Math.round(megabytes)} MiB against tar | ssh tar`, {
			ours: a,
			theirs: b,
			p95,
			most: 1.11,
		});
		const speed = (ms: number) => `${(((megabytes * mib) / ms / 1e6) * 1000).toFixed(0)} MB/s`;
		process.stdout.write(`${speed(a)} and ${speed(b)}\n`);
		await sendMany(remote);
	} finally {
		remote.close();
		rmSync(folder, {recursive: true, force: true});
	}
};
