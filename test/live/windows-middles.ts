import type {PlannedSnapshot} from '../../source/jobs/create-image.ts';
import {folderOf} from './windows-faults-lab.ts';

const facts = {
	stop: (_planned: PlannedSnapshot, devbox: string) => `podman logs --tail 3 ${devbox} 2>&1 | grep -q ACPI`,
	copy: ({request}: PlannedSnapshot) => `test -e /var/tmp/ingot-${request.id}/state/windows.mac`,
	convert: (planned: PlannedSnapshot) => `pgrep -x qemu-img && test -s ${folderOf(planned)}/progress`,
	bake: () => "pgrep -f 'podman [c]ommit'",
	verify: () => "pgrep -f '[/]golden/data.qcow2$'",
};
export type LongStep = keyof typeof facts;
export const longSteps = Object.keys(facts) as LongStep[];

/** A command of the worker that succeeds when a step is in the middle of its work. */
export const middleOf = (step: LongStep, planned: PlannedSnapshot, devbox = 'win11'): string =>
	facts[step](planned, devbox);
