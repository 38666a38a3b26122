import {expect} from 'vitest';
import {quote} from '../../source/model/shell.ts';
import type {Plan, Step} from '../../source/plan/step.ts';
import {type Cell, type Fault, held} from './faults-fault.ts';
import {type Kind, makeBox} from './faults-kinds.ts';
import {type FaultWorker, folderOf, type Watch, watchJob} from './faults-lab.ts';

const withStep = (plan: Plan, id: string, change: (run: string) => string): Plan => ({
	...plan,
	steps: plan.steps.map(step =>
		step.id === id ? ({...step, argv: ['sh', '-c', change(quote(step.argv))]} satisfies Step) : step,
	),
});

/** Nothing is lost and nothing comes twice: 1, 2, 3, …, as in the file, and its end is the outcome. */
const isWhole = async (at: FaultWorker, id: string, {seen, losesLine}: Watch & {losesLine: boolean}) => {
	const numbers = seen.map(event => event.seq);
	const lines = Number(await at.sh(`wc -l <${folderOf(id)}/events.ndjson`));
	const expected = Array.from({length: lines}, (_, index) => index + 1);
	const lost = expected.filter(number => !numbers.includes(number));
	expect(lost.length).toBeLessThanOrEqual(losesLine ? 1 : 0);
	expect(numbers).toEqual(expected.filter(number => !lost.includes(number)));
	expect(await at.sh(`cat ${folderOf(id)}/status.json`)).toContain(`"outcome":"${seen.at(-1)?.outcome}"`);
};

/** The context that a kind starts from; the same after each cell. */
export type Ground = {readonly kind: Kind; readonly before: string};

/** Does one kind of harm in one step, and looks at everything afterwards; then the same job must succeed. */
export const tryCell = async (cell: Cell, fault: Fault, {before}: Ground): Promise<void> => {
	const {at, kind, step} = cell;
	const was = await at.harm('box');
	const job = await kind.job(at);
	await job.start(withStep(job.plan, step.id, run => (fault.change ?? held)(run, cell)));
	const watch = watchJob(at, job.id);
	const struck = {...cell, job, watch};
	let end: string;
	try {
		if (fault.change === undefined) await watch.said('here');
		await fault.strike?.(struck);
		end = await watch.ended();
	} finally {
		await fault.mend?.(struck);
	}
	expect(end).toMatch(fault.outcome(cell));
	await isWhole(at, job.id, {...watch, losesLine: fault.losesLine ?? false});
	await isAsBefore({cell, fault, end, was, before});
	const again = await kind.job(at);
	await again.start(again.plan);
	expect(await watchJob(at, again.id).ended(), 'the same once more').toMatch(/^done: /u);
	await settle(cell);
};

const settle = async ({at, kind}: Cell): Promise<void> => {
	await at.sh(kind.settle);
	if ((await at.harm('box')) === 'gone') await makeBox(at, kind);
};

type After = {
	readonly cell: Cell;
	readonly fault: Fault;
	readonly end: string;
	readonly was: string;
	readonly before: string;
};

const isAsBefore = async ({cell, fault, end, was, before}: After): Promise<void> => {
	const {at, kind} = cell;
	const isDone = end.startsWith('done');
	const now = await at.harm('box');
	// A rollback of a DevBox that is off is done as well: the new one runs.
	const isTheirs = fault.leaves !== undefined && !kind.makes && !(isDone && kind.name === 'rollback');
	if (isTheirs) {
		expect(now, end).toMatch(fault.leaves === 'gone' ? /^gone$/u : / exited |^gone$/u);
	} else if (!isDone && mayHaveHappened(cell, fault)) {
		await makeBox(at, kind);
	} else if (!isDone || kind.name.startsWith('snapshot') || kind.makes) {
		const [id, state] = was.split(' ');
		expect(kind.restarts ? now.split(' ').slice(0, 2).join(' ') : now, end).toBe(
			kind.restarts ? `${id} ${state}` : was,
		);
	}
	if (isDone) await at.sh(kind.settle);
	else if (kind.restore !== undefined) await at.sh(kind.restore);
	// Where the disk is full Podman removes no image and no container: whoever reads the outcome does it later.
	const [remedy] = /podman (?:rmi (?:sha256:)?|rm --force --volumes )[0-9a-f]{64}$/u.exec(end) ?? [];
	if (remedy !== undefined) await at.sh(remedy);
	if (isTheirs || (await at.harm('box')) === 'gone') await makeBox(at, kind);
	await expect.poll(() => at.harm('traces'), {timeout: 120_000, message: end}).toBe(before);
};

/** What cannot be taken back: a start or removal that Podman had done when it died. */
const mayHaveHappened = ({kind, step}: Cell, fault: Fault): boolean =>
	(kind.name === 'start' || kind.name === 'remove') &&
	step.id === kind.name &&
	fault.name.startsWith('podman');
