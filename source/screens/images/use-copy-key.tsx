import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {type Fleet, viewsOf, type WorkerView} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {mayCreateImage} from '../../model/policy.ts';
import {neutralise} from '../../model/text.ts';
import {windowsProblem} from '../../model/windows-host.ts';
import {jobCount, submitJobs} from '../shared/submit-jobs.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {CopyDialog} from './copy-dialog.tsx';
import type {ImageKeys} from './use-image-keys.tsx';

/** `m`: copies the image under the cursor to other workers, which a dialog asks for. */
export const useCopyKey = (image: Image | undefined): ImageKeys => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const fleet = useAppState(state => state.fleet);
	const [asked, setAsked] = useState<Image | undefined>(undefined);
	const verdict = mayCreateImage(account);
	const copyToOne = async (to: string, what: Image, overwrite: boolean) => {
		notify(`Reading what ${neutralise(to)} has of it …`);
		const request = await actions.copyImage(what, to, overwrite);
		if (request === undefined) notify(`${neutralise(what.reference)} is already on ${neutralise(to)}.`);
		else navigation.open({name: 'job', request});
	};
	const copy = async (workers: readonly string[], what: Image, overwrite: boolean) => {
		setAsked(undefined);
		const [first, second] = workers;
		if (first !== undefined && second === undefined) return copyToOne(first, what, overwrite);
		notify(`Starting ${jobCount(workers.length)} …`);
		const started = actions.copyToSeveral(what, workers, overwrite);
		notify(
			await submitJobs(
				workers.map(worker => ({worker})),
				({worker}) => worker,
				async ({worker}) => started.get(worker),
			),
		);
	};
	if (asked !== undefined)
		return {
			bindings: [],
			question: size => (
				<CopyDialog
					image={asked}
					targets={targetsOf(asked, fleet)}
					onTargets={(to, overwrite) =>
						void copy(to, asked, overwrite).catch((thrown: unknown) => notify(failureText(thrown)))
					}
					onNo={() => setAsked(undefined)}
					size={size}
				/>
			),
		};
	if (image === undefined) return {bindings: [], question: undefined};
	return {
		question: undefined,
		bindings: [
			{
				key: 'm',
				title: 'Copy to workers',
				run: () => setAsked(image),
				refusal: verdict.allowed ? refusalOf(image, fleet) : verdict.reason,
			},
		],
	};
};

const refusalOf = (image: Image, fleet: Fleet): string | undefined =>
	targetsOf(image, fleet).length === 0 ? 'No other worker is connected that could hold it.' : undefined;

/** Connected workers that do not have it, and can host it. */
const targetsOf = ({worker: source, reference, os, id}: Image, fleet: Fleet): readonly WorkerView[] =>
	viewsOf(fleet).filter(({worker, reach, images}) => {
		if (worker.name === source || reach.state !== 'ready') return false;
		if (os === 'windows' && windowsProblem(worker, reach.facts?.windows) !== undefined) return false;
		const has = images?.content.managed.some(each => each.reference === reference && each.id === id);
		return has !== true;
	});
