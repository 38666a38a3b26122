import type {Devbox} from '../../model/devbox.ts';
import type {Image} from '../../model/image.ts';
import type {JobSummary} from '../../model/job.ts';
import type {Schedule} from '../../model/schedule.ts';
import {quote} from '../../model/shell.ts';
import {neutralise} from '../../model/text.ts';
import type {Worker} from '../../model/worker.ts';
import type {Copyable} from './use-copy.tsx';

/** A command line that a shell takes as these words; what no terminal should get, NUL too, is gone before they are quoted. */
const command = (...words: readonly string[]): Copyable => ({
	label: 'Command',
	text: quote(words.map(neutralise)),
});

/** What can be copied of a selected row. */
export const copyables = {
	worker: ({name, ssh}: Worker): readonly Copyable[] => [
		{label: 'Name', text: name},
		{label: 'SSH address', text: ssh ?? ''},
		command('ingot', 'devboxes', '--worker', name),
	],
	devbox: ({name, worker, image, id}: Devbox): readonly Copyable[] => [
		{label: 'Name', text: name},
		command('ingot', 'shell', name, '--worker', worker),
		{label: 'Image', text: image},
		{label: 'ID', text: id},
	],
	image: ({reference, worker, id}: Image): readonly Copyable[] => [
		{label: 'Reference', text: reference},
		command('ingot', 'launch', reference, '--worker', worker),
		{label: 'Image ID', text: id},
	],
	job: ({request}: Pick<JobSummary, 'request'>): readonly Copyable[] => [
		{label: 'Job ID', text: request.id},
		command('ingot', 'attach', request.id),
		{label: 'Title', text: request.title},
	],
	schedule: ({draft, worker, reference}: Schedule): readonly Copyable[] => [
		{label: 'Name', text: draft.name},
		command('ingot', 'schedules', 'run', draft.name, '--worker', worker),
		{label: 'Image', text: reference},
	],
};
