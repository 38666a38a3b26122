import type {Step} from '../../source/plan/step.ts';
import type {FaultJob, Kind} from './faults-kinds.ts';
import {type FaultWorker, folderOf, type Watch} from './faults-lab.ts';

/** One kind, one step of its plan, at work on a worker. */
export type Cell = {
	readonly at: FaultWorker;
	readonly kind: Kind;
	readonly step: Step;
	/** The last step done is the job done: it is struck before its work, others after it. */
	readonly isLast: boolean;
};
export type Struck = Cell & {readonly job: FaultJob; readonly watch: Watch};

/** One column of the matrix. */
export type Fault = {
	readonly name: string;
	/** Why it makes no sense in this step. */
	impossible?(cell: Omit<Cell, 'at'>): string | undefined;
	/** What the step does instead of its command; by default it stops where it is struck until it is let go. */
	change?(run: string, cell: Cell): string;
	/** Done when the step says that it is there. */
	strike?(cell: Struck): Promise<void>;
	/** Takes the harm itself away, when the job has ended. */
	mend?(cell: Struck): Promise<unknown>;
	outcome(cell: Omit<Cell, 'at'>): RegExp;
	/** The disk is small. */
	readonly small?: boolean;
	/** What somebody has made of the DevBox, which nobody may undo. */
	readonly leaves?: 'gone' | 'exited';
	/** The last line but one of the events is lost by design. */
	readonly losesLine?: boolean;
};

const hold = 'echo here; until [ -e go ]; do sleep 0.05; done';
export const held = (run: string, {isLast}: Cell): string =>
	isLast ? `${hold}; ${run}` : `${run} && { ${hold}; }`;

/** The step that waits goes on. */
export const letGo = ({at, job}: Struck) => at.sh(`: >${folderOf(job.id)}/go`);
export const killRunner = ({at, job}: Struck) =>
	at.sh(
		`read -r pid rest <${folderOf(job.id)}/pid; kill -9 "$pid"; while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done`,
	);
