import type {PlannedSnapshot} from '../../source/jobs/create-image.ts';
import {inMatrix} from './faults-matrix.ts';
import {stepsOf} from './faults-plans.ts';
import {withStep} from './snapshot-lab.ts';
import {folderOf} from './windows-faults-lab.ts';

/** With INGOT_FAULTS=all (`npm run test:faults`) a table is tried whole, otherwise only its first rows. */
export const rowsOf = <T>(table: readonly T[], few: number): readonly T[] =>
	process.env.INGOT_FAULTS === 'all' ? table : table.slice(0, few);

const facts = {
	// The step has noted that, and asks for the shutdown; its log tells of that for a moment only.
	stop: (planned: PlannedSnapshot) => `test -e ${folderOf(planned)}/stop-begun`,
	copy: ({request}: PlannedSnapshot) => `ls /var/tmp/ingot-${request.id}/data.*`,
	convert: (planned: PlannedSnapshot) => `pgrep -x qemu-img && test -s ${folderOf(planned)}/progress`,
	bake: () => "pgrep -f 'podman [c]ommit'",
};
type LongStep = keyof typeof facts;

/** A command of the worker that succeeds when a step is in the middle of its work. */
export const middleOf = (step: LongStep, planned: PlannedSnapshot): string => facts[step](planned);

/**
 * Packing as on a slow disk, by qemu-img's own limit: the lab's disk is packed in a fifth of a second, and between two
 * looks all of that can be over.
 */
export const packedSlowly = (planned: PlannedSnapshot): PlannedSnapshot =>
	withStep(
		planned,
		'convert',
		run =>
			`sed -i 's/ convert -p / convert -p -r 8M /' windows-pack.sh && grep -q ' -r 8M ' windows-pack.sh && ${run}`,
	);

const faults = [
	'runner killed',
	'script killed at work',
	'script killed at its end',
	'SSH session killed',
	'cancel',
	'disk full',
	'removed by somebody',
	'started by somebody',
	'QEMU killed',
	'second job meanwhile',
	'worker without power',
] as const;

/** The test that calls this is that cell of the matrix. */
export const inWindowsMatrix = (step: string, fault: (typeof faults)[number]): void => {
	const kind = 'snapshot, Windows';
	inMatrix({kind, step, fault, row: stepsOf(kind).indexOf(step), column: faults.indexOf(fault)});
};
