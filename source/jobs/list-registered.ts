import type {Registered} from '../model/registered.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {manageImageOn} from './image-script.ts';

/** The names in registries that a worker has recorded for its images. */
export const listRegistered = async (
	remote: Remote,
	options?: RunOptions,
): Promise<readonly Registered[]> => {
	const stdout = await manageImageOn(remote, ['registries'], options);
	return stdout.split('\n').flatMap(line => {
		const [, id, name] = /^([\da-f]{64}) (\S+) sha256:[\da-f]{64}$/u.exec(line) ?? [];
		return id === undefined || name === undefined ? [] : [{worker: remote.worker.name, id, name}];
	});
};
