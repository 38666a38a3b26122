import type {PlannedSnapshot} from '../jobs/create-image.ts';
import {Failure} from '../model/failure.ts';
import {stopsDevbox} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';

/** Someone may be working in it. Scripts cannot be asked. */
export const askToStop = async (deps: CommandDeps, {chosen, request}: PlannedSnapshot): Promise<void> => {
	if (!stopsDevbox(chosen.method)) return;
	deps.err(chosen.because);
	if ((await deps.confirm(`Stop ${neutralise(request.devbox.name)} for the snapshot?`)) !== false) return;
	throw new Failure('The DevBox was not stopped, and no image was made.', {
		kind: 'cancelled',
		hint: 'Use --yes to skip the question.',
	});
};
