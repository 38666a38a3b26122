import {Failure} from '../../model/failure.ts';
import {quote} from '../../model/shell.ts';
import {sshCommand} from '../../model/ssh-command.ts';
import {neutralise} from '../../model/text.ts';
import type {Worker} from '../../model/worker.ts';

export type Instead = {
	readonly worker: Worker;
	readonly user: string;
	/** Exit code; undefined when it did not end. */
	readonly code: number | undefined;
	/** Its output. */
	readonly said: string;
	/** It printed more than we read. */
	readonly isEndless: boolean;
};

/** Something other than our shell answered a command → what it was, and what to do. */
export const somethingElse = (instead: Instead): Failure =>
	(instead.worker.sudo ? bySudo(instead) : undefined) ?? byShell(instead);

const last = (said: string): string => {
	const line = neutralise(said.trim().split('\n').at(-1)?.trim() ?? '').slice(0, 300);
	return line === '' ? 'it printed nothing' : `it printed “${line}”`;
};

const bySudo = ({worker, user, code, said}: Instead): Failure | undefined => {
	const failed = (message: string, hint: string) =>
		new Failure(`${message}: ${last(said)}.`, {kind: 'unreachable', stage: 'sudo', hint});
	if (/must have a tty/u.test(said)) {
		const line = `Defaults:${user} !requiretty`;
		return failed(`sudo on ${worker.name} requires a terminal`, `Run on the worker: ${sudoersCommand(line)}`);
	}
	if (/^sudo: .*(?:password|terminal|not allowed)|not (?:in the sudoers|allowed to)/imu.test(said))
		return failed(
			`sudo on ${worker.name} does not accept ${user} without a password`,
			`Run on the worker: ${sudoersCommand(`${user} ALL=(root) NOPASSWD: /bin/sh`)}`,
		);
	if (code === 127 || /sudo.*not found|not found.*sudo/iu.test(said))
		return failed(
			`There is no sudo on ${worker.name}`,
			'Install sudo there, or remove sudo: true from the config file and log in as a user who may use Podman.',
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
			`The login shell of ${user} on ${name} prints endlessly before it runs a command: ${last(said)}.`,
			'Check its rc files (.bashrc, .zshenv, .tcshrc, config.fish): they should print only in a terminal.',
		);
	if (code === undefined)
		return failed(
			`${name} does not run commands for ${user}: it hangs, ${last(said)}.`,
			`A program reads the input or waits: check the rc files of its login shell, ForceCommand in sshd_config and command= in authorized_keys. ${trial(worker)}`,
		);
	const message = `${name} does not run commands for ${user}: ${last(said)} (exit code ${code}).`;
	if (/currently not available|nologin/iu.test(said))
		return failed(message, `Give ${user} a login shell there: sudo chsh -s /bin/sh ${quote([user])}`);
	if (/sftp/iu.test(said))
		return failed(
			message,
			`sshd allows ${user} SFTP only. Remove the ForceCommand from its sshd_config, or log in as another user.`,
		);
	return failed(
		message,
		`A ForceCommand in sshd_config, a command= in authorized_keys or the login shell runs another program. ${trial(worker)}`,
	);
};

const trial = (worker: Worker): string =>
	`\`${sshCommand(worker, [])} "sh -c 'echo hello'"\` must print hello.`;

/** A worker that does not answer a script in time. */
export const tooSlow = (worker: string, timeoutMs: number): Failure =>
	new Failure(`${worker} did not answer within ${Math.ceil(timeoutMs / 1000)} s.`, {
		hint: 'The machine may be overloaded. Try again, or check its load.',
	});
