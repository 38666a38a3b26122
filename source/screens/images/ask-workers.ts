import {failureText} from '../../model/failure.ts';
import {type Fleet, viewsOf} from '../../model/fleet.ts';
import type {PlanLine} from '../shared/plan-lines.ts';

/** What the workers answered, and those that could not be asked, with the reason. */
export type Answers<Row> = {readonly rows: readonly Row[]; readonly skipped: readonly PlanLine[]};

/** Asks each worker that is connected, or only one. */
export const askWorkers = async <Row extends object>(
	fleet: Fleet,
	only: string | undefined,
	ask: (worker: string) => Promise<readonly Row[]>,
): Promise<Answers<Row>> => {
	const views = viewsOf(fleet).filter(view => only === undefined || view.worker.name === only);
	const answers = await Promise.all(
		views.map(async ({worker: {name}, reach}): Promise<Answers<Row>> => {
			const skip = (text: string) => ({rows: [], skipped: [{name, text}]});
			if (reach.state !== 'ready')
				return skip(reach.state === 'down' ? reach.reason : 'it is not connected yet');
			return ask(name).then(
				rows => ({rows, skipped: []}),
				(thrown: unknown) => skip(failureText(thrown)),
			);
		}),
	);
	return {rows: answers.flatMap(({rows}) => rows), skipped: answers.flatMap(({skipped}) => skipped)};
};
