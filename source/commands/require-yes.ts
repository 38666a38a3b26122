import {Failure} from '../model/failure.ts';

/**
 * Goes on only if the user agreed. @param answer undefined without a terminal @param doing what needs it: `Pruning`
 * @throws Failure (usage) without a terminal, (cancelled) if the user did not agree
 */
export const requireYes = (
	answer: boolean | undefined,
	{doing, declined}: {readonly doing: string; readonly declined: string},
): void => {
	if (answer === undefined)
		throw new Failure(`${doing} needs a confirmation, and there is no terminal.`, {
			kind: 'usage',
			hint: 'Add --yes.',
		});
	if (!answer) throw new Failure(declined, {kind: 'cancelled', hint: 'Nothing was changed.'});
};
