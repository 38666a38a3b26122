import {spawn} from 'node:child_process';
import {copyFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {type LocalWorker, localWorker, type Shell, shells} from '../jobs/local-worker.ts';

/** A worker with a cron that starts nothing: a process of that name, and a crontab in a file. */
export const withCron = (shell: Shell): LocalWorker => {
	const worker = localWorker(shell);
	const bin = path.resolve(worker.ingotFolder, '../../../bin');
	const lines = path.join(bin, 'lines');
	writeFileSync(
		path.join(bin, 'crontab'),
		`#!/bin/sh\ncase $1 in -l) cat ${lines} 2>&1 || { echo 'no crontab for me' >&2; exit 1; } ;; *) cat >${lines} ;; esac\n`,
		{mode: 0o755},
	);
	writeFileSync(path.join(bin, 'systemctl'), '#!/bin/sh\nexit 1\n', {mode: 0o755});
	copyFileSync('/bin/sleep', path.join(bin, 'cron'));
	if (shell === 'busybox') keepCrontabsIn(bin);
	const cron = spawn(path.join(bin, 'cron'), ['600'], {stdio: 'ignore'});
	onTestFinished(() => void cron.kill());
	return worker;
};

/** busybox calls the crontab that it has itself, whatever PATH says: that of this machine's user. Here it finds another folder there. */
const keepCrontabsIn = (bin: string): void => {
	const folder = path.join(bin, 'crontabs');
	mkdirSync(folder);
	rmSync(path.join(bin, 'sh'));
	const inside = `mount --bind ${folder} /var/spool/cron/crontabs && exec ${shells.busybox} sh "$@"`;
	writeFileSync(path.join(bin, 'sh'), `#!/bin/dash\nexec unshare -m /bin/dash -c '${inside}' sh "$@"\n`, {
		mode: 0o755,
	});
};
