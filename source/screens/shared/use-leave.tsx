import {type ReactNode, type RefObject, useEffect, useRef, useState} from 'react';
import type {Binding} from '../../keys.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';

/** What a form of a flow held when it was first shown, as JSON: coming back to it from the review is no change. */
export type FormStart = RefObject<string | undefined>;

type Start = {
	/** For the form. */
	readonly start: FormStart;
	/** The next form is another one: of another image, or filled in anew. */
	readonly restart: () => void;
};

/** Owned by a flow, because its form is not mounted during the review. */
export const useFormStart = (): Start => {
	const start = useRef<string | undefined>(undefined);
	return {
		start,
		restart() {
			start.current = undefined;
		},
	};
};

type Leave = {
	readonly binding: Binding;
	readonly isChanged: boolean;
	/** Covers the form while it is asked. */
	readonly question: ((size: Size) => ReactNode) | undefined;
};

/**
 * Esc in a form: goes back at once while nothing was changed, and asks otherwise.
 * @param state what the form holds, half-typed entries too; compared as JSON with what it held first
 * @param start where the form has a review after it
 */
export const useLeave = (
	state: unknown,
	{start, onBack}: {readonly start?: FormStart | undefined; readonly onBack: () => void},
): Leave => {
	const now = JSON.stringify(state);
	const [first] = useState(() => start?.current ?? now);
	useEffect(() => {
		if (start) start.current = first;
	}, [start, first]);
	const [isAsking, setAsking] = useState(false);
	const isChanged = now !== first;
	return {
		isChanged,
		binding: {key: 'esc', title: 'Back', run: isChanged ? () => setAsking(true) : onBack},
		question: isAsking
			? size => (
					<Confirm
						title="Discard what you entered?"
						consequences={['This form is not kept. Nothing has been created or changed yet.']}
						verb="Discard"
						onYes={onBack}
						onNo={() => setAsking(false)}
						size={size}
					/>
				)
			: undefined,
	};
};
