import type {Account} from './account.ts';
import type {Worker} from './worker.ts';

/** What the config file says, defaults filled in. */
export type Settings = {
	readonly account: Account;
	/** Used in place of ~/.ssh/config. */
	readonly sshConfig: string | undefined;
	readonly workers: readonly Worker[];
	/** How the end of a job is told to somebody who looks elsewhere; by itself what the terminal can do. */
	readonly notify?: 'desktop' | 'bell' | 'off' | undefined;
};

/** Without a config file: this machine's Podman, as its own owner. The plan is a matter of the file, so nothing is locked. */
export const settingsWithoutFile = (login: string): Settings => ({
	account: {user: login, plan: 'pro', role: 'owner'},
	sshConfig: undefined,
	workers: [{name: 'local', kind: 'self-hosted'}],
});
