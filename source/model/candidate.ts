import {isHarmless} from './text.ts';
import type {Worker} from './worker.ts';

/** A machine as some place of this machine names it: ssh's config, Podman's connections, Docker's contexts. */
export type Found = {
	readonly name: string;
	/** How ssh reaches it; without it, this machine. */
	readonly ssh?: string | undefined;
	readonly identityFile?: string | undefined;
	readonly socket?: string | undefined;
	/** `~/.ssh/config:12` */
	readonly from: string;
	/** Other names of the same machine: `root@10.0.0.5:22`. */
	readonly addresses: readonly string[];
	/** The place knows its keys itself: another place's key is not needed. */
	readonly hasKeys?: boolean;
	/** Why it cannot be a worker. */
	readonly refusal?: string | undefined;
};

/** A machine that may become a worker, as it would stand in the config. */
export type Candidate = {
	readonly worker: Worker;
	/** Everywhere it was found. */
	readonly from: readonly string[];
	readonly refusal?: string | undefined;
};

/** What a config file takes as `ssh:`. */
export const sshTargetPattern = /^[^\s-][^\s]*$/u;
/** What a config file takes as `name:`. */
export const workerNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/u;

const isUsable = ({ssh, identityFile, socket}: Found): boolean =>
	(ssh === undefined || sshTargetPattern.test(ssh)) &&
	[ssh, identityFile, socket].every(each => each === undefined || isHarmless(each));

/** Everything that was found → candidates with names of their own, each machine once; those that cannot be workers last. */
export const toCandidates = (
	found: readonly Found[],
	taken: readonly string[] = [],
): readonly Candidate[] => {
	const merged: Found[][] = [];
	const refused: Found[] = [];
	for (const each of found) {
		if (each.refusal !== undefined) refused.push(each);
		else if (!isUsable(each)) refused.push({...each, refusal: 'its name is not valid in a config file'});
		else {
			const same = merged.find(group => group.some(other => isSame(other, each)));
			if (same === undefined) merged.push([each]);
			else same.push(each);
		}
	}
	const names = new Set(taken);
	return [...merged, ...refused.map(each => [each])].map(group => toCandidate(group, names));
};

const isSame = (a: Found, b: Found): boolean => {
	if (a.ssh === undefined || b.ssh === undefined) return a.ssh === b.ssh && a.socket === b.socket;
	const names = [b.ssh, ...b.addresses];
	return [a.ssh, ...a.addresses].some(each => names.includes(each));
};

/** The first place says how it is reached, the others what it leaves open. */
const toCandidate = (group: readonly Found[], names: Set<string>): Candidate => {
	const [first] = group;
	if (first === undefined) throw new Error('A candidate without a source');
	const identityFile = first.hasKeys
		? undefined
		: group.find(each => each.identityFile !== undefined)?.identityFile;
	const socket = group.find(each => each.socket !== undefined)?.socket;
	return {
		worker: {
			name: freeWorkerName(first.name, names),
			kind: 'self-hosted',
			...(first.ssh !== undefined && {ssh: first.ssh}),
			...(identityFile !== undefined && {identityFile}),
			...(socket !== undefined && {socket}),
		},
		from: [...new Set(group.map(each => each.from))],
		...(first.refusal !== undefined && {refusal: first.refusal}),
	};
};

const longest = 63;

/** A name that a config takes and no other has. It is taken from then on. */
const freeWorkerName = (wish: string, names: Set<string>): string => {
	const fit =
		wish
			.replaceAll(/[^A-Za-z0-9._-]+/gu, '-')
			.replace(/^[^A-Za-z0-9]+/u, '')
			.slice(0, longest - 4) || 'worker';
	let name = fit;
	for (let count = 2; names.has(name); count += 1) name = `${fit}-${count}`;
	names.add(name);
	return name;
};
