import {type ReactNode, useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {counted} from '../../model/counted.ts';
import {failureText} from '../../model/failure.ts';
import type {JobRequest} from '../../model/job.ts';
import {neutralise} from '../../model/text.ts';
import {AskName} from '../../parts/ask-name.tsx';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {useApp} from '../shared/use-app.ts';
import type {StepCursor} from './use-step-cursor.ts';

type Question = {readonly ask: 'path'} | {readonly ask: 'overwrite'; readonly file: string};

/** The key `S`: saves every line of the step's log to a file, which is asked for; overwrites none without asking. */
export const useSaveLog = (
	request: JobRequest,
	{step, title}: StepCursor,
): {readonly binding: Binding; readonly question: ((size: Size) => ReactNode) | undefined} => {
	const {actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const [question, setQuestion] = useState<Question>();
	const {whole} = actions.log(request.id).of(step);
	const close = () => setQuestion(undefined);
	const save = (file: string, overwrite: boolean) => {
		close();
		const lines = whole.slice(whole.first, whole.length);
		const text = lines.map(({at, text: said}) => `${isoTime(at)}${said}\n`).join('');
		actions.saveText(file, text, {overwrite}).then(
			done => {
				if (done === 'exists') setQuestion({ask: 'overwrite', file});
				else notify(`Saved ${counted(lines.length, 'line')} to ${neutralise(file)}.`);
			},
			(thrown: unknown) => notify(failureText(thrown)),
		);
	};
	return {
		binding: {
			key: 'S',
			title: 'Save log',
			group: 'Log',
			run: () => setQuestion({ask: 'path'}),
			refusal: whole.length === 0 ? 'This step has no log.' : undefined,
		},
		question:
			question &&
			(size =>
				question.ask === 'path' ? (
					<AskName
						title={`Save the log of “${neutralise(title)}”`}
						note={savedText(whole, request.id)}
						initial={fileName(request, step)}
						verb="Save"
						problemOf={typed => (typed.trim() === '' ? 'Type the path of the file.' : undefined)}
						onName={file => save(file.trim(), false)}
						onNo={close}
						size={size}
					/>
				) : (
					<Confirm
						title={`${question.file} exists`}
						consequences={['Its content is replaced by the log.']}
						verb="Overwrite"
						onYes={() => save(question.file, true)}
						onNo={close}
						size={size}
					/>
				)),
	};
};

/** A screen keeps the last lines of a very long log; the worker has all of them. */
const savedText = (
	{first, length}: {readonly first: number; readonly length: number},
	job: string,
): string =>
	first === 0
		? 'Every line of it, with its time, in a file that only you can read.'
		: `Its last ${length - first} of ${length} lines, with their times, in a file that only you can read. All of them: ingot attach ${job} --json`;

/** The step's id comes from a worker: nothing of it may lead to another folder. */
const fileName = ({id}: JobRequest, step: string): string =>
	`${id}-${step}`.replaceAll(/[^\w-]+/gu, '-').concat('.log');

const isoTime = (at: number | undefined): string => {
	const date = new Date(at ?? Number.NaN);
	return Number.isNaN(date.getTime()) ? '' : `${date.toISOString()}  `;
};
