import {Box} from 'ink';
import {useState} from 'react';
import type {Binding} from '../../keys.ts';
import type {JobRequest} from '../../model/job.ts';
import {isUnderWay, subjectOf} from '../../model/job-state.ts';
import {neutralise} from '../../model/text.ts';
import {Panel, panelEdge} from '../../parts/panel.tsx';
import {StepList} from '../../parts/step-list.tsx';
import {colours} from '../../theme.ts';
import {copyables} from '../shared/copyables.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useRecoverKey} from './job-keys.ts';
import type {JobLayout} from './job-layout.ts';
import {StatusLines, statusOf} from './job-outcome.tsx';
import {type Unreachable, useListed, useRelated, useUnreachable} from './job-related.ts';
import {stepRows} from './step-rows.ts';
import {useCancelKey} from './use-cancel-key.tsx';
import {useJobLayout} from './use-job-layout.ts';
import {useProgressClock} from './use-progress-clock.ts';
import {useSaveLog} from './use-save-log.tsx';
import {type StepCursor, useStepCursor} from './use-step-cursor.ts';
import {type StepLogPanel, useStepLog} from './use-step-log.tsx';

const nothingSelected = {rows: [], clear: () => {}};

/**
 * A job as it happens: its steps, and the log of the step under the cursor.
 *
 *     ╭─ Snapshot of api as localhost/golden:1 ──────────── 3 of 5 ─╮
 *     │   ✓ Check the DevBox     0.4 s  The disk has space for it.  │
 *     │ ❯ ⠙ Commit the image      12 s  ██████░░░░  58 %  6 s left  │
 *     ├─ Log: Commit the image ───────────────────────── following ─┤
 *     │ 11:44:02 Copying blob sha256:0fb1c2…                        │
 *     ╰─────────────────────────────────────────────────────────────╯
 */
export const JobScreen = ({request}: {request: JobRequest}) => {
	const {actions, navigation} = useApp();
	const job = useAppState(state => state.jobs[request.id])?.job;
	const unreachable = useUnreachable(request);
	const followed = useAppState(state => state.jobs[request.id])?.problem;
	const problem = problemLines(unreachable, followed);
	const listed = useListed(request, job);
	const related = useRelated(request, job);
	const isNewsless = problem !== undefined && job?.outcome === undefined;
	const {layout, lines} = useJobLayout(request.steps.length, [
		...statusOf(job, problem),
		...(related.notice === undefined
			? []
			: [{text: neutralise(related.notice), tone: {bold: true, color: colours.danger}}]),
	]);
	const cursor = useStepCursor(request, job);
	const log = useStepLog(request.id, cursor, layout.log);
	const save = useSaveLog(request, cursor);
	const cancel = useCancelKey(listed, nothingSelected);
	const recoverKey = useRecoverKey(listed);
	const hasEnded = !isUnderWay(listed);
	const [isInLog, setInLog] = useState(false);
	const bindings: readonly Binding[] = [
		...log.searchKeys,
		...(isInLog ? log.lineKeys : cursor.bindings),
		...related.bindings,
		// A launched DevBox can be paused, too; its log has ended.
		{...log.followKey, isHidden: related.bindings.some(({title}) => title === log.followKey.title)},
		{...cancel.binding, isHidden: hasEnded},
		{
			key: 'r',
			title: problem === undefined ? 'Refresh' : 'Connect now',
			run: () => actions.refresh(request.worker),
			isHidden: problem === undefined,
		},
		recoverKey,
		...log.keys.slice(0, 1),
		{
			key: 'esc',
			title: hasEnded || isNewsless ? 'Back' : 'Back (keeps running)',
			run: () => navigation.back(),
		},
		{key: 'tab', title: isInLog ? 'Choose step' : 'Scroll log', run: () => setInLog(!isInLog)},
		...log.keys.slice(1),
		save.binding,
		{key: 'i', title: 'Images', isHidden: !hasEnded, run: () => navigation.go({name: 'images'})},
	];
	return (
		<ScreenFrame
			crumbs={['Jobs', request.worker, subjectOf(request)].filter(Boolean).map(neutralise)}
			copyable={[...copyables.job({request}), log.copyable]}
			menu={cancel.question ?? save.question ?? related.question}
			hasPanel={false}
			bindings={bindings}
		>
			{() => (
				<Panels {...{request, layout, cursor, log, isInLog}} onStep={() => setInLog(false)}>
					<StatusLines lines={lines} />
				</Panels>
			)}
		</ScreenFrame>
	);
};

const problemLines = (
	unreachable: Unreachable | undefined,
	followed: string | undefined,
): readonly string[] | undefined => {
	if (unreachable !== undefined) return [unreachable.known, unreachable.why];
	return followed === undefined ? undefined : [followed];
};

type PanelsProps = {
	readonly request: JobRequest;
	readonly layout: JobLayout;
	readonly cursor: StepCursor;
	readonly log: StepLogPanel;
	/** Whether the log has the keys that move by a line. */
	readonly isInLog: boolean;
	/** A step was clicked. */
	readonly onStep: () => void;
	/** Lines below the steps. */
	readonly children: React.ReactNode;
};

const Panels = ({request, layout, cursor, log, isInLog, onStep, children}: PanelsProps) => {
	const job = useAppState(state => state.jobs[request.id])?.job;
	const jobLog = useApp().actions.log(request.id);
	const now = useProgressClock(job?.progress);
	const begun = job?.steps.filter(({state}) => state !== 'waiting').length ?? 0;
	const {length} = request.steps;
	const steps = {
		id: 'steps',
		title: request.title,
		note: `${begun} of ${length}`,
		height: layout.steps.height,
		isFocused: !isInLog,
		body: (
			<>
				<StepList
					steps={job === undefined ? [] : stepRows(job, jobLog, now)}
					width={layout.steps.width}
					height={layout.rows}
					cursor={cursor.index}
					onCursor={index => {
						onStep();
						cursor.goTo(index);
					}}
				/>
				{children}
			</>
		),
	};
	const shown = {
		id: 'log',
		title: cursor.title === '' ? 'Log' : `Log: ${cursor.title}`,
		note: log.note,
		height: layout.log.height,
		isFocused: isInLog,
		body: log.body,
	};
	if (layout.arrangement === 'stacked')
		return <Panel sections={[steps, shown]} width={layout.steps.width + panelEdge} />;
	return (
		<Box flexShrink={0}>
			<Panel sections={[steps]} width={layout.steps.width + panelEdge} />
			<Panel sections={[shown]} width={layout.log.width + panelEdge} />
		</Box>
	);
};
