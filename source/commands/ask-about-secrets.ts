import {Failure} from '../model/failure.ts';
import type {CommandDeps} from './command-deps.ts';

/**
 * Asks what becomes of the secrets that are on the screen.
 * @throws Failure (cancelled) if the user cancels
 */
export const askAboutSecrets = async (deps: CommandDeps, refused: boolean): Promise<'exclude' | 'keep'> => {
	const choices = refused ? '[k]eep or [c]ancel' : '[e]xclude, [k]eep or [c]ancel';
	for (;;) {
		const answer = (await deps.ask(`Create the image with them? ${choices}:`))?.trim().toLowerCase() ?? '';
		if (!refused && ['e', 'exclude'].includes(answer)) return 'exclude';
		if (['k', 'keep'].includes(answer)) return 'keep';
		if (['', 'c', 'cancel'].includes(answer)) break;
	}
	throw new Failure('No image was made.', {
		kind: 'cancelled',
		hint: 'Use --secrets exclude to create the image without them, or --secrets keep to create it with them.',
	});
};
