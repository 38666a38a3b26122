import {capabilityTitle} from '../../model/capability.ts';
import type {Known} from '../../model/known.ts';
import {neutralise} from '../../model/text.ts';

export type Candidate = {readonly value: string; readonly about: string};
type FromWorker = (known: Known, worker: string) => readonly Candidate[];

/**
 * Only names that mean the same to every shell without quotes are offered. A worker's Podman allows no others; a worker that
 * lists others may be hostile.
 */
const plain = /^[A-Za-z0-9_/][A-Za-z0-9_@%+=:,./-]{0,254}$/u;

const devboxes: FromWorker = ({fleet}, worker) =>
	(fleet[worker]?.devboxes?.content ?? []).map(({name, state}) => ({
		value: name,
		about: `${state} on ${worker}`,
	}));

const images: FromWorker = ({fleet}, worker) =>
	(fleet[worker]?.images?.content.managed ?? []).map(({name, tag}) => ({
		value: `${name}:${tag}`,
		about: `on ${worker}`,
	}));

const capabilities: FromWorker = ({fleet}, worker) =>
	(fleet[worker]?.images?.content.managed ?? []).flatMap(image =>
		image.capabilities.map(each => ({value: capabilityTitle(each).replace(/^#/u, ''), about: ''})),
	);

const jobs: FromWorker = ({fleet}, worker) =>
	(fleet[worker]?.jobs?.content ?? []).map(({request, outcome}) => ({
		value: request.id,
		about: `${request.title}: ${outcome ?? 'running'}`,
	}));

const schedules: FromWorker = (known, worker) =>
	(known.schedules[worker] ?? []).map(value => ({value, about: `on ${worker}`}));

/** How an option or an argument calls what it takes → what is known of that. */
const sources: Readonly<Record<string, FromWorker>> = {
	worker: (_, worker) => [{value: worker, about: ''}],
	label: ({settings}, worker) =>
		(settings.workers.find(each => each.name === worker)?.labels ?? []).map(value => ({value, about: ''})),
	devbox: devboxes,
	from: devboxes,
	snapshot: devboxes,
	container: devboxes,
	image: images,
	other: images,
	to: images,
	capability: capabilities,
	id: jobs,
	jobs,
	schedule: schedules,
};

/**
 * The names of one kind on the named workers, or on all configured ones.
 * @param kind the name of an argument or option: `devbox`, `image` …; no names of others are known
 */
export const namesOf = (kind: string, known: Known, on: readonly string[]): readonly Candidate[] => {
	const source = Object.hasOwn(sources, kind) ? sources[kind] : undefined;
	if (source === undefined) return [];
	return known.settings.workers
		.map(each => each.name)
		.filter(worker => on.length === 0 || on.includes(worker))
		.flatMap(worker => source(known, worker))
		.filter(({value}) => plain.test(value))
		.map(({value, about}) => ({value, about: neutralise(about).replaceAll('\n', ' ')}));
};
