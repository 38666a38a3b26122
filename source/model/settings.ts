import type {Account} from './account.ts';
import type {KeyMoves} from './keymap.ts';
import type {Worker} from './worker.ts';

/** The config file, with defaults filled in. */
export type Settings = {
	readonly account: Account;
	/** Used instead of ~/.ssh/config. */
	readonly sshConfig: string | undefined;
	readonly workers: readonly Worker[];
	/** How to notify a user who is looking elsewhere that a job has ended; by default whatever the terminal supports. */
	readonly notify?: 'desktop' | 'bell' | 'off' | undefined;
	/** The colours; by default those that fit the background, as far as it is known. */
	readonly theme?: 'auto' | 'dark' | 'light' | 'high-contrast' | '16' | undefined;
	/** Keys that the user has moved. */
	readonly keys?: KeyMoves | undefined;
	/** Whether the wheel and clicks work. The terminal then selects text only with shift. */
	readonly mouse?: boolean | undefined;
	/** Where pushes and pulls go when a name has no registry: `registry.example.com/team`. */
	readonly registry?: string | undefined;
};

/** Without a config file: this machine's Podman, with the user as owner. Only the file sets a plan, so nothing is locked. */
export const settingsWithoutFile = (login: string): Settings => ({
	account: {user: login, plan: 'pro', role: 'owner'},
	sshConfig: undefined,
	workers: [{name: 'local', kind: 'self-hosted'}],
});
