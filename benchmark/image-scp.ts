import {execFileSync, spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {Lab} from '../test/lab/lab.ts';
import {timeCommand} from './measure.ts';

export type ImageScp = {
	/** Copies an image. @returns ms */
	readonly copy: (reference: string) => Promise<number>;
	readonly release: () => void;
};

/**
 * `podman image scp` between the first two workers, with a configuration and an agent of its own: it takes its key from nowhere
 * else, and its home is a temporary folder.
 */
export const imageScp = (lab: Lab): ImageScp => {
	const home = mkdtempSync(path.join(tmpdir(), 'ingot-scp-'));
	const socket = path.join(home, 'agent');
	const agent = spawn('ssh-agent', ['-D', '-a', socket], {stdio: 'ignore'});
	const file = path.join(home, 'containers.conf');
	writeFileSync(file, configuration(readFileSync(lab.sshConfig, 'utf8'), lab.name));
	const key = /IdentityFile (\S+)/u.exec(readFileSync(lab.sshConfig, 'utf8'))?.[1] ?? '';
	const env = {...process.env, HOME: home, CONTAINERS_CONF: file, SSH_AUTH_SOCK: socket};
	let hasKey = false;
	return {
		copy(reference) {
			// The agent has its socket by now.
			if (!hasKey) execFileSync('ssh-add', ['-q', key], {env});
			hasKey = true;
			return timeCommand(['podman', 'image', 'scp', `w1::${reference}`, 'w2::'], env);
		},
		release() {
			agent.kill();
			rmSync(home, {recursive: true, force: true});
		},
	};
};

const configuration = (sshConfig: string, lab: string): string => {
	const addressOf = (worker: string) =>
		new RegExp(`Host ${lab}-${worker}\n\\s+HostName (\\S+)`, 'u').exec(sshConfig)?.[1];
	const of = (worker: string) => `[engine.service_destinations.w${worker}]
uri = "ssh://root@${addressOf(worker)}:22/run/podman/podman.sock"
`;
	return `[engine]\n[engine.service_destinations]\n${of('1')}${of('2')}`;
};
