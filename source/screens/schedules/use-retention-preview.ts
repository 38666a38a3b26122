import {useEffect, useEffectEvent, useState} from 'react';
import {failureText} from '../../model/failure.ts';
import type {Retained, Retention} from '../../model/retention.ts';
import {useApp} from '../shared/use-app.ts';

export type RetentionPreview = {
	/** The last answer; it stays until the next one. */
	readonly rows: readonly Retained[] | undefined;
	/** Whether the answer is for other rules than those of now. */
	readonly isReading: boolean;
	/** Why the worker did not answer. */
	readonly problem: string | undefined;
};
type Answer = {
	readonly key: string;
	readonly rows: readonly Retained[] | undefined;
	readonly problem: string | undefined;
};

/** Typing goes on: the worker is not asked for each letter. */
const pauseMs = 300;

/** What a deletion by these rules would delete and keep now, as the worker judges. @param retention undefined while they are wrong */
export const useRetentionPreview = (
	worker: string,
	retention: Retention | undefined,
	user: string,
): RetentionPreview => {
	const {actions} = useApp();
	const [answer, setAnswer] = useState<Answer>({key: '', rows: undefined, problem: undefined});
	const key = retention === undefined ? undefined : keyOf(retention);
	const isFirst = answer.key === '';
	const ask = useEffectEvent(async () => (retention ? actions.listRetention(worker, retention, user) : []));
	useEffect(() => {
		if (key === undefined) return;
		let isStale = false;
		const answered = (next: Omit<Answer, 'key'>) => {
			if (!isStale) setAnswer({...next, key});
		};
		const timer = setTimeout(
			() =>
				void ask().then(
					rows => answered({rows, problem: undefined}),
					(thrown: unknown) => answered({rows: undefined, problem: failureText(thrown)}),
				),
			isFirst ? 0 : pauseMs,
		);
		return () => {
			isStale = true;
			clearTimeout(timer);
		};
	}, [key, isFirst]);
	return {rows: answer.rows, isReading: answer.key !== key, problem: answer.problem};
};

const keyOf = ({keepLast, keepWithinMs, names = []}: Retention): string =>
	[keepLast, keepWithinMs ?? 'no age', ...names].join(' ');
