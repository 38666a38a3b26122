import type {Answers, Check, DoctorInput} from './doctor.ts';
import {readCounts, readPodman} from './doctor-podman.ts';
import {readShell} from './doctor-shell.ts';
import {readSystem} from './doctor-system.ts';

/** All checks of a reachable worker, in the order in which to fix them. */
export const runChecks = (answers: Answers, input: DoctorInput): readonly Check[] => [
	...readShell(answers, input),
	...readSystem(answers, input),
	...readPodman(answers),
	...readCounts(answers, input),
];
