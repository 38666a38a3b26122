import {type ReactNode, useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {counted} from '../../model/counted.ts';
import {failureText} from '../../model/failure.ts';
import type {Image} from '../../model/image.ts';
import {mayChangeImage} from '../../model/policy.ts';
import type {Retained, Retention} from '../../model/retention.ts';
import {neutralise} from '../../model/text.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {planLines} from '../shared/plan-lines.ts';
import {retainedLine} from '../shared/retained-line.ts';
import {jobCount, submitJobs} from '../shared/submit-jobs.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {type Answers, askWorkers} from './ask-workers.ts';
import {RetentionDialog} from './retention-dialog.tsx';
import type {AskingKey} from './use-delete-key.tsx';

/** Old images of one worker. */
type Old = {readonly worker: string; readonly images: readonly [Image, ...Image[]]};
type Asked = 'rules' | Answers<Retained>;

/**
 * `O`: deletes the user's old images, of one worker or of all, after it has shown what goes and what stays, and why.
 * @param current the image under the cursor, whose worker a schedule is for
 */
export const useRetentionKey = (worker: string | undefined, current: Image | undefined): AskingKey => {
	const {actions, store, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const [asked, setAsked] = useState<Asked | undefined>(undefined);
	const verdict = mayChangeImage(account, {owner: account.user});
	const fail = (thrown: unknown) => notify(failureText(thrown));
	const judge = async (retention: Retention) => {
		setAsked(undefined);
		notify('Looking which of your images are old …');
		const answers = await askWorkers(store.get().fleet, worker, name =>
			actions.listRetention(name, retention),
		);
		if (answers.rows.some(({isOld}) => isOld)) setAsked(answers);
		else notify(nothingOld(answers));
	};
	const submit = async ({rows}: Answers<Retained>) => {
		setAsked(undefined);
		const jobs = oldOf(rows);
		const [first, second] = jobs;
		if (first !== undefined && second === undefined)
			return navigation.open({name: 'job', request: await actions.pruneOld(first.images)});
		notify(`Starting ${jobCount(jobs.length)} …`);
		notify(
			await submitJobs(
				jobs,
				each => each.worker,
				({images}) => actions.pruneOld(images),
			),
		);
	};
	const questionAt = (size: Size): ReactNode =>
		asked === 'rules' ? (
			<RetentionDialog
				worker={worker}
				onRules={rules => void judge(rules).catch(fail)}
				onSchedule={keep => {
					setAsked(undefined);
					navigation.open({name: 'prune-schedule', worker: worker ?? current?.worker, keep});
				}}
				onNo={() => setAsked(undefined)}
				size={size}
			/>
		) : (
			asked && (
				<Confirm
					{...questionOf(asked, size)}
					size={size}
					onNo={() => setAsked(undefined)}
					onYes={() => void submit(asked).catch(fail)}
				/>
			)
		);
	return {
		binding: {
			key: 'O',
			title: 'Prune old',
			run: () => setAsked('rules'),
			refusal: verdict.allowed ? undefined : verdict.reason,
		},
		question: asked && questionAt,
	};
};

const oldOf = (rows: readonly Retained[]): readonly Old[] =>
	[...Map.groupBy(rows, ({image}) => image.worker)].flatMap(([worker, own]): readonly Old[] => {
		const [first, ...rest] = own.flatMap(({image, isOld}) => (isOld ? [image] : []));
		return first === undefined ? [] : [{worker, images: [first, ...rest]}];
	});

const nothingOld = ({rows, skipped: [first]}: Answers<Retained>): string => {
	const judged =
		rows.length === 0
			? 'You have no images.'
			: rows.length === 1
				? 'Your only image is not old.'
				: `None of your ${rows.length} images is old.`;
	return first === undefined ? judged : neutralise(`${judged} ${first.name} was not asked: ${first.text}`);
};

const placed = ({image}: Retained): string => `${image.name}:${image.tag} on ${image.worker}`;

const questionOf = ({rows, skipped}: Answers<Retained>, size: Size) => {
	const old = rows.filter(({isOld}) => isOld);
	const kept = rows.filter(({isOld}) => !isOld);
	return {
		title: `Delete ${old.length} of your ${counted(rows.length, 'image')}?`,
		verb: 'Delete',
		typedName: `delete ${old.length}`,
		consequences: planLines(
			old.map(each => retainedLine(each, placed)),
			[
				...skipped.map(({name, text}) => ({name, text: `not asked: ${text}`})),
				...kept.map(each => retainedLine(each, placed)),
			],
			{...size, word: 'kept'},
		),
	};
};
