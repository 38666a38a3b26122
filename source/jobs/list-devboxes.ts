import type {Devbox, Os} from '../model/devbox.ts';
import {withArguments} from '../model/shell.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import containerRecords from '../worker/jobs/container-records.sh';
import stateFolder from '../worker/jobs/state-folder.sh';
import adopted from '../worker/queries/adopted.sh';

/** Runs a verb of worker/queries/adopted.sh. */
export const adoptedScript = (argv: readonly string[]): string =>
	withArguments(argv, stateFolder, containerRecords, adopted);

/** All DevBoxes of a worker, with the users who adopted containers. */
export const listDevboxes = async (remote: Remote, options?: RunOptions): Promise<readonly Devbox[]> => {
	const [devboxes, {stdout}] = await Promise.all([
		remote.devboxes(options),
		remote.run(adoptedScript(['list']), options),
	]);
	const said = new Map(
		stdout.split('\n').map(line => {
			const [id = '', ...user] = line.split(' ');
			return [id, user.join(' ')];
		}),
	);
	return devboxes.map(devbox => {
		const by = said.get(devbox.id);
		const {osInDoubt, ...known} = devbox;
		const os = toOs(said.get(`os-${devbox.id}`));
		return {
			...(os === undefined ? devbox : {...known, os}),
			...(by !== undefined && by !== '' && {adoptedBy: by}),
		};
	});
};

const toOs = (word: string | undefined): Os | undefined =>
	word === 'windows' || word === 'linux' ? word : undefined;

/** The system in a DevBox as recorded at adoption. */
export const adoptedOs = async (
	remote: Remote,
	id: string,
	options?: RunOptions,
): Promise<Os | undefined> => {
	const {stdout} = await remote.run(adoptedScript(['system', id]), options);
	return toOs(stdout.trim());
};
