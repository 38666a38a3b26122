import {planLaunch, submitLaunch} from '../../source/jobs/launch.ts';
import {probeLaunch} from '../../source/jobs/launch-context.ts';
import {Failure} from '../../source/model/failure.ts';
import {labels} from '../../source/model/labels.ts';
import {noOptions} from '../../source/model/launch.ts';
import type {SnapshotMethod} from '../../source/model/snapshot.ts';
import {type Config, configAgainstCommit, configAgainstDevbox} from './fidelity-config.ts';
import {compareFiles, ownersAgainst, toFileDifferences} from './fidelity-files.ts';
import {idle, type Row, word} from './fidelity-row.ts';
import {allEvents, outcomeOf, requester, type SnapshotLab, withStep} from './snapshot-lab.ts';

/** What one row came to by one method. */
export type Cell = {
	readonly row: string;
	readonly method: SnapshotMethod;
	/** How the job ended; its log when it failed. */
	readonly outcome: string;
	/** `DevBox: …` against the DevBox, `commit: …` against a bare commit, `launched: …` of what was launched. */
	readonly differences: readonly string[];
	/** How a bare commit itself differs from the DevBox. */
	readonly ofCommit: readonly string[];
	/** How the launch ended. */
	readonly launch: string;
	readonly seconds: number;
};

/** The container of a row, called `box`, is there, and a bare commit of it. */
export type Box = {
	readonly row: Row;
	readonly bare: Config;
	/** How a bare commit itself differs from the DevBox. */
	readonly ofCommit: readonly string[];
	/** Everything on the worker that a snapshot must not leave or change. */
	readonly traces: string;
};

/** Makes the container of a row and a bare commit of it. */
export const makeBox = async (on: SnapshotLab, row: Row): Promise<Box> => {
	const {options = '', image = 'localhost/devbase:1', command = `sh -c ${word(idle)}`} = row;
	const network = /--network|--pod/u.test(options) ? '' : '--network none';
	const stop = options.includes('--stop-timeout') ? '' : '--stop-timeout 1';
	const run = `podman run -d --quiet --name box ${network} ${stop} --label ${labels.launchedBy}=alice ${options.replaceAll('\n', ' ')} ${image} ${command} >/dev/null`;
	await on.sh(`${row.before ?? ''}\n${row.make ?? run}`);
	if (row.inside !== undefined)
		await on.sh(`podman exec -i --user 0 box sh -eus <<'END_OF_INSIDE'\n${row.inside}\nEND_OF_INSIDE`);
	if (row.outside !== undefined) await on.sh(`${merged}\n${row.outside}`);
	if (row.refused !== undefined) return {row, bare: {}, ofCommit: [], traces: ''};
	await on.sh(`podman commit --quiet --pause=${!row.isRootless} box localhost/bare:1 >/dev/null`);
	const [devbox, bare, files] = await seen(on, row, 'localhost/bare:1');
	return {row, bare, ofCommit: [...configAgainstDevbox(bare, devbox), ...files], traces: await tracesOn(on)};
};

const tracesOn = (on: SnapshotLab): Promise<string> =>
	on.sh(
		'podman volume ls --quiet | sort; podman ps --all --external --format "{{.Names}}" | sort; ls -A /var/tmp',
	);

const merged = `merged=$(podman container inspect --format '{{.GraphDriver.Data.MergedDir}}' box)`;

/**
 * `box` and an image: their configurations, and how their files differ. Skopeo reads the image's configuration from the
 * storage in its own format: Podman's own inspect hides some fields.
 */
const seen = async (
	on: SnapshotLab,
	row: Row,
	image: string,
): Promise<readonly [Config, Config, readonly string[]]> => {
	const script = `${merged}
podman container inspect --format '{{json .Config}}' box
skopeo inspect --raw --config containers-storage:${image}; echo
mounted=$(podman image mount ${image})
${compareFiles({from: '"$merged"', to: '"$mounted"'}, row)}
podman image umount ${image} >/dev/null`;
	// An ordinary user's layers can be read only where their owners are known.
	const said = await on.sh(row.isRootless ? `podman unshare sh -euc ${word(script)}` : script);
	const [ofContainer = '', ofImage = '', ...files] = said.split('\n').filter(line => line !== '');
	return [JSON.parse(ofContainer), JSON.parse(ofImage).config, toFileDifferences(files)];
};

export const removeBox = async (on: SnapshotLab, {after}: Row): Promise<void> => {
	await on.sh(`podman rm --force --ignore --time 0 --volumes box launched >/dev/null 2>&1; ${after ?? ''}
podman image umount --all >/dev/null; podman rmi --ignore --force localhost/bare:1 localhost/made:1 >/dev/null; podman volume prune --force >/dev/null`);
};

/** Snapshots `box` by a method, launches the image and compares all of them. */
export const tryMethod = async (on: SnapshotLab, box: Box, method: SnapshotMethod): Promise<Cell> => {
	const began = performance.now();
	const cell = {row: box.row.name, method, differences: [], ofCommit: box.ofCommit, launch: ''};
	const end = () => ({seconds: (performance.now() - began) / 1000});
	const outcome = await snapshot(on, box.row, method);
	if (!outcome.startsWith('done')) return {...cell, outcome, ...end()};
	const launch = await launchIt(on);
	const differences = await compare(on, box);
	await on.sh('podman rm --force --ignore --time 0 --volumes launched >/dev/null 2>&1');
	const traces = await tracesOn(on);
	const left = traces === box.traces ? [] : [`left: ${traces}, before: ${box.traces}`];
	return {...cell, outcome, launch, differences: [...differences, ...left], ...end()};
};

const snapshot = async (on: SnapshotLab, {draft}: Row, method: SnapshotMethod): Promise<string> => {
	try {
		const planned = on.plan(await on.look('box'), {overwrite: true, ...draft, method});
		// Small layers are copied while the DevBox is frozen; those here are small.
		const events = await on.run(
			withStep(planned, 'precopy', run => `sed -i 's/^small=.*/small=0/' precopy.sh; ${run}`),
		);
		const outcome = outcomeOf(events);
		if (outcome.startsWith('done')) return outcome;
		return `${outcome}\n${events.map(each => `${each.kind} ${each.text ?? ''}`).join('\n')}`;
	} catch (error) {
		if (error instanceof Failure) return `refused: ${error.message} ${error.hint ?? ''}`;
		throw error;
	}
};

/** By Ingot's own launch, with what the image itself runs. */
const launchIt = async (on: SnapshotLab): Promise<string> => {
	const {managed} = await on.remote.images({timeoutMs: 30_000});
	const image = managed.find(each => each.reference === 'localhost/made:1');
	if (image === undefined) return 'not listed';
	const context = await probeLaunch(on.remote, image, {user: 'alice'});
	const planned = planLaunch(context, {...noOptions, name: 'launched', network: 'none'}, requester);
	await submitLaunch(on.remote, planned);
	const events = await allEvents(on.remote, planned.request.id);
	return outcomeOf(events);
};

const compare = async (on: SnapshotLab, {row, bare}: Box): Promise<readonly string[]> => {
	const [devbox, made, files] = await seen(on, row, 'localhost/made:1');
	const launched = await on.sh(
		`podman container inspect --format '{{.State.Running}} {{json .Config}}' launched || true`,
	);
	const isRunning = launched.startsWith('true ');
	const owners = row.isMapped && isRunning ? await ownersAgainst(on.sh, {from: 'box', to: 'launched'}) : [];
	const ofLaunched = JSON.parse(launched.slice(launched.indexOf(' '))) as Config;
	return [
		...configAgainstDevbox(made, devbox).map(each => `DevBox: ${each}`),
		...files.map(each => `DevBox: ${each}`),
		...owners.map(each => `owners: ${each}`),
		...configAgainstCommit(made, bare).map(each => `commit: ${each}`),
		...(ofLaunched.Env?.includes('HOSTNAME=launched') ? [] : ['launched: HOSTNAME of another']),
		// Variables and labels are the launch's own, too.
		...configAgainstDevbox(ofLaunched, devbox)
			.filter(each => !/^(?:Env|Labels)/u.test(each))
			.map(each => `launched: ${each}`),
	];
};
