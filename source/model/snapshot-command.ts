import {capabilityTitle} from './capability.ts';
import {chosenByHand, exceptionOf} from './exclude-choice.ts';
import {identityWords} from './identity-choice.ts';
import type {ExcludeChoice} from './image-edits.ts';
import {type DecidedSecret, type SecretSearch, secretsWithin} from './secret-finding.ts';
import {quote} from './shell.ts';
import type {Draft, SnapshotSource} from './snapshot.ts';

/** The `ingot create` that makes the same image: names of variables, never their values. */
export const snapshotCommand = (
	{worker, devbox}: Pick<SnapshotSource, 'worker' | 'devbox'>,
	draft: Draft,
	search?: SecretSearch,
): string => {
	const identity = identityWords(draft.identity);
	const flags = [
		...['--worker', worker.name, '--from', devbox.name, '--name', draft.name],
		...(draft.tag === '' ? [] : ['--tag', draft.tag]),
		...draft.capabilities.flatMap(each => ['--capability', capabilityTitle(each)]),
		...Object.entries(draft.variables ?? {}).flatMap(([name, isKept]) => [
			isKept ? '--keep-env' : '--drop-env',
			name,
		]),
		...(draft.method === 'auto' || draft.method === 'off' ? [] : ['--method', draft.method]),
		...(devbox.state === 'stopped' ? ['--allow-stopped'] : []),
		...(draft.stopTimeout === undefined ? [] : ['--stop-timeout', String(draft.stopTimeout)]),
		...(draft.acceptUnclean ? ['--accept-unclean'] : []),
		...(identity === undefined ? [] : ['--identity', identity]),
		...(draft.overwrite ? ['--overwrite'] : []),
		...(draft.flatten ? ['--flatten'] : []),
		...chosenByHand(draft).flatMap(({word}) => ['--leave-out', word]),
		...excludeFlags(draft.excludes),
		...secretsFlag(secretsWithin(search?.secrets ?? [], draft.edits)),
	];
	return quote(['ingot', 'create', ...flags]);
};

/** Typed patterns replace the saved ones, so an exception repeats them. */
const excludeFlags = (excludes: ExcludeChoice | undefined): readonly string[] => {
	if (excludes === undefined) return [];
	const {instead, saved, takenBack} = excludes;
	if (instead === undefined && takenBack.length === 0) return [];
	const patterns = [...(instead ?? saved), ...takenBack.map(exceptionOf)];
	return patterns.length === 0 ? ['--no-saved-excludes'] : patterns.flatMap(each => ['--exclude', each]);
};

/** The command decides about all of them alike: where some stay, it asks. */
const secretsFlag = (secrets: readonly DecidedSecret[]): readonly string[] => {
	const [one, another] = new Set(secrets.map(({decision}) => (decision === 'keep' ? 'keep' : 'exclude')));
	return one === undefined || another !== undefined ? [] : ['--secrets', one];
};
