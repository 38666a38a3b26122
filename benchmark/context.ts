import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {listContext} from '../source/context/list-context.ts';
import {packContext} from '../source/context/pack-context.ts';
import type {Lab} from '../test/lab/lab.ts';
import {snapshotLab} from '../test/live/snapshot-lab.ts';
import {inTurn, report, timeCommand} from './measure.ts';

const mib = 1024 ** 2;
const rounds = Number(process.env.ROUNDS ?? 3);
const megabytes = Number(process.env.MEGABYTES ?? 1024);

/** A context of 1 GiB in files of 16 MiB: sent and unpacked, against `tar | ssh tar`. */
export const context = async (lab: Lab): Promise<void> => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-context-'));
	const block = Buffer.from(Array.from({length: 65_536}, (_, index) => (index * 7919) % 251));
	for (let index = 0; index * 16 < megabytes; index += 1)
		writeFileSync(path.join(folder, `file-${index}`), Buffer.concat(Array<Buffer>(256).fill(block)));
	const {remote} = await snapshotLab(lab);
	const {signal} = new AbortController();
	const unpack =
		'rm -rf /var/tmp/bench-context; mkdir /var/tmp/bench-context; tar -xpof - -C /var/tmp/bench-context';
	const ours = async (): Promise<number> => {
		const begun = performance.now();
		const listed = await listContext(folder, {ignoreFiles: [], signal});
		const bytes = packContext({context: listed, file: {path: 'Containerfile', text: 'FROM scratch\n'}});
		const code = await remote.send(`echo go; ${unpack}`, {bytes, signal});
		if (code !== 0) throw new Error(`tar ended with ${code}`);
		return performance.now() - begun;
	};
	const ssh = ['ssh', '-F', lab.sshConfig, `${lab.name}-1`, `'${unpack}'`].join(' ');
	const theirs = () => timeCommand(['sh', '-c', `tar -cf - -C ${folder} . | ${ssh}`]);
	try {
		const {a, b} = await inTurn(rounds, ours, theirs);
		report(`context of ${Math.round(megabytes)} MiB against tar | ssh tar`, {ours: a, theirs: b, most: 1.11});
		const speed = (ms: number) => `${(((megabytes * mib) / ms / 1e6) * 1000).toFixed(0)} MB/s`;
		process.stdout.write(`${speed(a)} and ${speed(b)}\n`);
	} finally {
		remote.close();
		rmSync(folder, {recursive: true, force: true});
	}
};
