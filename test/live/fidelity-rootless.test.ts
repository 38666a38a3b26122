import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {quote} from '../../source/model/shell.ts';
import {holdLab} from '../lab/lab.ts';
import {rootlessRows} from './fidelity-rootless-rows.ts';
import {fidelitySuite} from './fidelity-suite.ts';
import {snapshotLab} from './snapshot-lab.ts';

/** As the ordinary user who logs in there, whose containers they are. */
fidelitySuite(rootlessRows, async () => {
	const lab = await holdLab({name: `fidelity-rootless${process.pid}`, workers: 0});
	await lab.addWorker('dev', 'rootless');
	const on = await snapshotLab(lab, 'dev', async script => {
		const argv = ['-F', lab.sshConfig, `${lab.name}-dev`, quote(['sh', '-euc', script])];
		const {stdout, stderr} = await promisify(execFile)('ssh', argv, {maxBuffer: 64e6});
		return {code: 0, stdout, stderr};
	});
	return {lab, workers: [on]};
});
