import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type LocalWorker, type Shell, shells} from '../jobs/local-worker.ts';
import {withCron} from './with-cron.ts';

/** Whether a crontab can be had that is not this machine's. */
export const canHideCrontab = process.getuid?.() === 0 && existsSync('/usr/bin/crontab');

/** The folder with the commands of that worker. */
export const binOf = (worker: LocalWorker): string => path.resolve(worker.ingotFolder, '../../../bin');

export type CrontabWorker = {
	readonly worker: LocalWorker;
	read(): string;
	write(text: string | Buffer): void;
};

/**
 * A worker with the real `crontab`, whose spool is a folder of its own. busybox takes its own one, whatever the PATH says: there the
 * whole shell sees that spool.
 */
export const withPrivateCrontab = (shell: Shell): CrontabWorker => {
	const worker = withCron(shell);
	const bin = binOf(worker);
	const spool = path.join(bin, 'spool');
	mkdirSync(path.join(spool, 'crontabs'), {recursive: true});
	const [name, command] =
		shell === 'busybox' ? ['sh', `${shells.busybox} sh`] : ['crontab', '/usr/bin/crontab'];
	rmSync(path.join(bin, name));
	writeFileSync(
		path.join(bin, name),
		`#!/bin/dash\nexec unshare -m /bin/dash -c 'mount --bind "$0" /var/spool/cron && exec ${command} "$@"' ${spool} "$@"\n`,
		{mode: 0o755},
	);
	const env = {HOME: path.dirname(bin), PATH: `${bin}:${process.env.PATH}`};
	const run = (script: string, input: string | Buffer) =>
		execFileSync(path.join(bin, 'sh'), ['-c', script], {input, env, encoding: 'latin1'});
	return {
		worker,
		read: () => run('crontab -l', ''),
		write: text => void run('crontab -', text),
	};
};
