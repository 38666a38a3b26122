import {isHarmless} from './text.ts';
import type {Worker} from './worker.ts';

/** A machine as one source lists it: ssh's config, Podman's connections, Docker's contexts. */
export type Found = {
	readonly name: string;
	/** The ssh target; undefined for this machine. */
	readonly ssh?: string | undefined;
	readonly identityFile?: string | undefined;
	readonly socket?: string | undefined;
	/** `~/.ssh/config:12` */
	readonly from: string;
	/** Other names of the same machine: `root@10.0.0.5:22`; behind a jump host, with the way there. */
	readonly addresses: readonly string[];
	/** Its keys and known hosts: with the same address and others, it is another machine. */
	readonly proof?: string | undefined;
	/** The source configures its own keys, so no key of another source is used. */
	readonly hasKeys?: boolean;
	/** Why it cannot be a worker. */
	readonly refusal?: string | undefined;
};

/** A machine that may become a worker, as it would be written to the config. */
export type Candidate = {
	readonly worker: Worker;
	/** Everywhere it was found. */
	readonly from: readonly string[];
	readonly refusal?: string | undefined;
};

/** Where somebody has typed it. */
export const typedHere = 'typed';

/** Where a machine comes from, as half a sentence: `found in ~/.ssh/config:12`. */
export const originText = (from: readonly string[]): string => {
	const found = from.filter(each => each !== typedHere);
	return [
		...(found.length === from.length ? [] : ['entered by you']),
		...(found.length === 0 ? [] : [`found in ${found.join(', ')}`]),
	].join(', ');
};

/** A valid `ssh:` in a config file. */
export const sshTargetPattern = /^[^\s-][^\s]*$/u;
/** A valid `name:` in a config file. */
export const workerNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/u;

const isUsable = ({ssh, identityFile, socket}: Found): boolean =>
	(ssh === undefined || sshTargetPattern.test(ssh)) &&
	[ssh, identityFile, socket].every(each => each === undefined || isHarmless(each));

/** All machines found → candidates with unique names, each machine once; those that cannot be workers last. */
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
	if (a.ssh === b.ssh) return true;
	if (a.proof !== undefined && b.proof !== undefined && a.proof !== b.proof) return false;
	const names = [b.ssh, ...b.addresses];
	return [a.ssh, ...a.addresses].some(each => names.includes(each));
};

/** The first source decides how to connect; the others fill in what it leaves out. */
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

const maxLength = 63;

/** A valid, unused name; it is added to `names`. Letters lose their accents: `höst` becomes `host`. */
const freeWorkerName = (wish: string, names: Set<string>): string => {
	const fit =
		wish
			.normalize('NFKD')
			.replaceAll(/\p{M}+/gu, '')
			.replaceAll(/[^A-Za-z0-9._-]+/gu, '-')
			.replace(/^[^A-Za-z0-9]+/u, '')
			.slice(0, maxLength - 4) || 'worker';
	let name = fit;
	for (let count = 2; names.has(name); count += 1) name = `${fit}-${count}`;
	names.add(name);
	return name;
};
