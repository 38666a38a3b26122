import {type ReactNode, useState} from 'react';
import type {Binding} from '../../keys.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';

type Leave = {
	readonly binding: Binding;
	readonly isChanged: boolean;
	/** Covers the form while it is asked. */
	readonly question: ((size: Size) => ReactNode) | undefined;
};

/**
 * Esc in a form: goes back at once while nothing was changed, and asks otherwise.
 * @param state what the form holds, half-typed entries too; compared as JSON with what it held first
 * @param isTyped the form was filled in before: it comes back from its review
 */
export const useLeave = (
	state: unknown,
	{isTyped = false, onBack}: {isTyped?: boolean | undefined; onBack: () => void},
): Leave => {
	const now = JSON.stringify(state);
	const [first] = useState(now);
	const [isAsking, setAsking] = useState(false);
	const isChanged = isTyped || now !== first;
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
