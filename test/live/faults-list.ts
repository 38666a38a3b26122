import {expect} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {until} from '../driver/until.ts';
import {type Cell, type Fault, killRunner, letGo, type Struck} from './faults-fault.ts';
import {folderOf, watchJob} from './faults-lab.ts';

const done = () => /^done: /u;
const interrupted = () => /^interrupted: The job was interrupted on the worker/u;
/** Whatever becomes of it, it is told, and why. */
const told = () => /^(?:done|failed|refused): ./u;
/** Steps that only look: no podman in them changes anything. */
const looks = ['check', 'capture', 'running', 'healthy', 'receive', 'compare', 'rest', 'judge'];

const runner: Fault = {
	name: 'runner killed',
	outcome: interrupted,
	strike: async cell => {
		await killRunner(cell);
		await cell.watch.recover();
	},
};

const podmanThatDies = (when: 'look' | 'work') => (run: string) =>
	`export KILL=${when} PATH=/run/harm/bin:$PATH; ${run}`;

/** And nothing is taken for gone or resumed because nobody could say that it is there. */
const toldRight = () => /^(?:done|failed): (?!.*\bgone\b|exit code|Somebody resumed)./u;

const podman: readonly Fault[] = [
	{
		name: 'podman killed as it starts',
		change: podmanThatDies('look'),
		outcome: toldRight,
	},
	{
		name: 'podman killed at work',
		change: podmanThatDies('work'),
		impossible: ({step}) => (looks.includes(step.id) ? 'the step changes nothing through Podman' : undefined),
		outcome: toldRight,
	},
];

/** The context of a build comes over the connection, after its first step. */
const doneUnlessSending = ({kind, step}: Omit<Cell, 'at'>) =>
	kind.name === 'build' && step.id === 'check'
		? /^failed: (?:The connection ended before all of the context|No byte of the context has arrived|Nobody sent the context)/u
		: done();

/** What still needs the network fails without it, and says so. */
const doneUnlessCut = (cell: Omit<Cell, 'at'>) => {
	const {kind, step} = cell;
	const asks = kind.name === 'push' || (kind.name === 'pull' && step.id === 'check');
	if (asks) return /^failed: The registry \S+ (?:cannot be reached from the worker|does not answer)/u;
	const waits = ['import', 'copy'].includes(kind.name) && step.id === 'check';
	return waits ? /^failed: No byte of the image has arrived for 120 s/u : doneUnlessSending(cell);
};

const connection: readonly Fault[] = [
	{
		name: 'SSH session killed',
		outcome: doneUnlessSending,
		strike: async cell => {
			const {remote} = await cell.at.on();
			await cell.at.sh("pkill -9 -f 'sshd: [r]oot'");
			await remote.ended;
			await letGo(cell);
		},
	},
	{
		name: 'network cut',
		outcome: doneUnlessCut,
		strike: async cell => {
			const {lab, worker, sh} = cell.at;
			await lab.cutWorker(worker);
			await letGo(cell);
			await sh(`until [ -e ${folderOf(cell.job.id)}/status.json ]; do sleep 0.05; done`);
			await lab.mendWorker(worker);
		},
	},
];

const full: Fault = {
	name: 'disk full',
	small: true,
	// Podman cannot write what a health check said, so what waits for one goes on when there is room again.
	change: (run, {step}) =>
		`sh /run/harm.sh fill; ${['healthy', 'running'].includes(step.id) ? '(sleep 2; sh /run/harm.sh unfill) & ' : ''}${run}`,
	outcome: told,
	mend: ({at}) => at.harm('unfill'),
};

/** What the job makes itself is there only when its first step has ended. */
const somebody = (harm: string) => (run: string, cell: Cell) =>
	cell.kind.makes && cell.step.id === 'start' ? `${run} && { ${harm}; }` : `${harm}; ${run}`;

const noVictim = 'the job is about an image';
/** From here on, the name is of no DevBox, or of the new one. */
const isExchanged = ({kind, step}: Omit<Cell, 'at'>) =>
	kind.name === 'rollback' && ['name', 'start', 'rest'].includes(step.id);
const exchanged = 'the old DevBox is off and has another name';
const somebodyElse: readonly Fault[] = [
	{
		name: 'removed by somebody',
		leaves: 'gone',
		impossible: cell => (cell.kind.victim === '' ? noVictim : isExchanged(cell) ? exchanged : undefined),
		change: (run, cell) =>
			somebody(`victim=${cell.kind.victim}; podman rm -f -t 0 $victim >/dev/null`)(run, cell),
		outcome: told,
	},
	{
		name: 'stopped by somebody',
		leaves: 'exited',
		impossible: ({kind, step, isLast}) =>
			kind.victim === ''
				? noVictim
				: isExchanged({kind, step, isLast}) || (kind.name === 'rollback' && step.id === 'rename')
					? exchanged
					: kind.box === 'exited' || (kind.name === 'snapshot, restart' && step.id !== 'check')
						? 'the DevBox is off, or starts again'
						: undefined,
		change: (run, cell) =>
			somebody(
				`victim=${cell.kind.victim}; podman unpause $victim >/dev/null 2>&1; podman stop -t 0 $victim >/dev/null`,
			)(run, cell),
		outcome: told,
	},
];

const locked: Fault = {
	name: 'storage locked 1.5 s',
	outcome: done,
	change: run => `sh /run/harm.sh lock 1.5 & until [ -e locked ]; do sleep 0.02; done; rm locked; ${run}`,
};

const shift = (days: number) => async (cell: Struck) => {
	await cell.at.harm('days', String(days));
	await killRunner(cell);
	await cell.watch.recover();
};
const clock: readonly Fault[] = [1, -1].map(days => ({
	name: `clock a day ${days > 0 ? 'on' : 'back'}`,
	outcome: interrupted,
	strike: shift(days),
	mend: ({at}) => at.harm('days', '0'),
}));

const halfLine: Fault = {
	name: 'events cut in a line',
	outcome: interrupted,
	losesLine: true,
	strike: async cell => {
		await killRunner(cell);
		await cell.at.harm('cut_line', `${folderOf(cell.job.id)}/events.ndjson`);
		await cell.watch.recover();
	},
};

const two: readonly Fault[] = [
	{
		name: 'second job meanwhile',
		outcome: done,
		strike: async cell => {
			const second = await cell.kind.job(cell.at, true);
			await second.start(second.plan);
			const said = await watchJob(cell.at, second.id).ended();
			expect(said).toMatch(cell.kind.busy ?? /^done/u);
			if (cell.kind.busy !== undefined) expect(said).toContain(cell.job.id);
			await letGo(cell);
		},
	},
	{
		name: 'two recover',
		outcome: interrupted,
		strike: async cell => {
			await killRunner(cell);
			await cell.watch.recover(2);
		},
	},
	{
		name: 'two cancel',
		outcome: () => /^cancelled: Cancelled by (?:alice|bob)\.$/u,
		strike: async cell => {
			const {remote} = await cell.at.on();
			await Promise.all(['alice', 'bob'].map(user => cancelJob(remote, cell.job.id, user)));
			await until(() => cell.watch.seen.some(event => event.kind === 'job-ended'), {what: 'the end'});
			expect(cell.watch.seen.filter(event => event.kind === 'cancel-requested')).toHaveLength(1);
		},
	},
];

export const faults: readonly Fault[] = [
	runner,
	...podman,
	...connection,
	full,
	...somebodyElse,
	locked,
	...clock,
	halfLine,
	...two,
];
