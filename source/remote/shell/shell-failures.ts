import {Failure} from '../../model/failure.ts';
import {quote} from '../../model/shell.ts';
import {neutralise} from '../../model/text.ts';
import type {Worker} from '../../model/worker.ts';

export type Instead = {
	readonly worker: Worker;
	readonly user: string;
	/** Undefined where it did not end. */
	readonly code: number | undefined;
	/** What it has printed. */
	readonly said: string;
	/** More than anybody would read. */
	readonly isEndless: boolean;
};

/** Something else than our shell has answered a command → what that was, and what to do. */
export const somethingElse = (instead: Instead): Failure =>
	(instead.worker.sudo ? bySudo(instead) : undefined) ?? byShell(instead);

const last = (said: string): string => {
	const line = neutralise(said.trim().split('\n').at(-1)?.trim() ?? '').slice(0, 300);
	return line === '' ? 'it said nothing' : `it said “${line}”`;
};

const bySudo = ({worker, user, code, said}: Instead): Failure | undefined => {
	const failed = (message: string, hint: string) =>
		new Failure(`${message}: ${last(said)}.`, {kind: 'unreachable', stage: 'sudo', hint});
	if (/must have a tty/u.test(said)) {
		const line = `Defaults:${user} !requiretty`;
		return failed(`sudo on ${worker.name} wants a terminal`, `On the worker: ${sudoersCommand(line)}`);
	}
	if (/^sudo: .*(?:password|terminal|not allowed)|not (?:in the sudoers|allowed to)/imu.test(said))
		return failed(
			`sudo on ${worker.name} does not let ${user} in without a password`,
			`On the worker: ${sudoersCommand(`${user} ALL=(root) NOPASSWD: /bin/sh`)}`,
		);
	if (code === 127 || /sudo.*not found|not found.*sudo/iu.test(said))
		return failed(
			`There is no sudo on ${worker.name}`,
			'Install sudo there, or take sudo: true out of the config file and log in as who may use Podman.',
		);
	return undefined;
};

const sudoersCommand = (line: string): string => `echo ${quote([line])} | sudo tee -a /etc/sudoers.d/ingot`;

const byShell = ({worker, user, code, said, isEndless}: Instead): Failure => {
	const {name} = worker;
	const failed = (message: string, hint: string) =>
		new Failure(message, {kind: 'unreachable', stage: 'shell', hint});
	if (isEndless)
		return failed(
			`The login shell of ${user} on ${name} prints without end before it runs a command: ${last(said)}.`,
			'Look into its rc files (.bashrc, .zshenv, .tcshrc, config.fish): they may print only where there is a terminal.',
		);
	if (code === undefined)
		return failed(
			`${name} does not run commands for ${user}: it stands still, ${last(said)}.`,
			`Something reads the input or waits: look into the rc files of its login shell, and at ForceCommand in sshd_config and command= in authorized_keys there. ${trial(worker)}`,
		);
	const message = `${name} does not run commands for ${user}: ${last(said)} (exit code ${code}).`;
	if (/currently not available|nologin/iu.test(said))
		return failed(message, `Give ${user} a login shell there: sudo chsh -s /bin/sh ${quote([user])}`);
	if (/sftp/iu.test(said))
		return failed(
			message,
			`sshd gives ${user} SFTP only. Take the ForceCommand out of sshd_config there, or log in as somebody else.`,
		);
	return failed(
		message,
		`A ForceCommand in sshd_config, a command= in authorized_keys or the login shell runs something else. ${trial(worker)}`,
	);
};

const trial = ({ssh}: Worker): string => `\`ssh ${ssh ?? 'there'} "sh -c 'echo hello'"\` must print hello.`;
