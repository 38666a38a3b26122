import type {Account} from '../model/account.ts';
import {mayChangeImage, requireAllowed} from '../model/policy.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {manageImageOn} from './image-script.ts';

export type UnnamedImage = {readonly worker: string; readonly id: string; readonly bytes: number};

/** The user's images without a name that no container or volume needs. */
export const listUnnamed = async (
	remote: Remote,
	account: Account,
	options?: RunOptions,
): Promise<readonly UnnamedImage[]> => {
	const stdout = await manageImageOn(remote, ['unnamed', account.user], options);
	return stdout.split('\n').flatMap(line => {
		const [, id, bytes] = /^([\da-f]{64}) (\d+)$/u.exec(line) ?? [];
		return id === undefined ? [] : [{worker: remote.worker.name, id, bytes: Number(bytes)}];
	});
};

/** Removes them; those that came into use meanwhile stay. @returns how many are gone, and the bytes that became free */
export const pruneImages = async (
	remote: Remote,
	account: Account,
	images: readonly UnnamedImage[],
): Promise<{readonly count: number; readonly freedBytes: number}> => {
	requireAllowed(mayChangeImage(account, {owner: account.user}));
	const argv = ['prune', account.user, ...images.map(each => each.id)];
	const stdout = await manageImageOn(remote, argv, {timeoutMs: 120_000});
	const lines = stdout.split('\n');
	const freed = Number(lines.find(line => line.startsWith('freed '))?.slice('freed '.length));
	return {
		count: lines.filter(line => line.startsWith('gone ')).length,
		freedBytes: Math.max(0, freed || 0) * 1024,
	};
};
