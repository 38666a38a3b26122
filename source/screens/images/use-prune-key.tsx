import prettyBytes from 'pretty-bytes';
import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {counted} from '../../model/counted.ts';
import {failureText} from '../../model/failure.ts';
import {noUnnamedImages} from '../../model/image-deletion.ts';
import {mayChangeImage} from '../../model/policy.ts';
import {neutralise} from '../../model/text.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import type {UnnamedImage} from '../../state/actions.ts';
import {planLines} from '../shared/plan-lines.ts';
import {jobCount, submitJobs} from '../shared/submit-jobs.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {type Answers, askWorkers} from './ask-workers.ts';
import type {AskingKey} from './use-delete-key.tsx';

type PrunePlan = Answers<UnnamedImage>;

/** `p`: deletes the user's images that have no name and that nothing needs, of one worker or of all, as `ingot images prune`. */
export const usePruneKey = (worker: string | undefined): AskingKey => {
	const {actions, store} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const [asked, setAsked] = useState<PrunePlan | undefined>(undefined);
	const verdict = mayChangeImage(account, {owner: account.user});
	const ask = async () => {
		notify('Looking for your images without a name …');
		const plan = await askWorkers(store.get().fleet, worker, name => actions.listUnnamed(name));
		const [first] = plan.skipped;
		if (plan.rows.length > 0) setAsked(plan);
		else notify(first === undefined ? noUnnamedImages : neutralise(`${first.name}: ${first.text}`));
	};
	const submit = ({rows: images}: PrunePlan) => {
		setAsked(undefined);
		const perWorker = [...Map.groupBy(images, each => each.worker)].map(([name, own]) => ({
			worker: name,
			own,
		}));
		notify(`Starting ${jobCount(perWorker.length)} …`);
		void submitJobs(
			perWorker,
			each => each.worker,
			each => actions.pruneImages(each.worker, each.own),
		).then(notify);
	};
	return {
		binding: {
			key: 'p',
			title: 'Prune',
			run: () => void ask().catch((thrown: unknown) => notify(failureText(thrown))),
			refusal: verdict.allowed ? undefined : verdict.reason,
		},
		question:
			asked &&
			(size => (
				<Confirm
					{...questionOf(asked, size)}
					size={size}
					onNo={() => setAsked(undefined)}
					onYes={() => submit(asked)}
				/>
			)),
	};
};

const questionOf = ({rows: images, skipped}: PrunePlan, size: Size) => ({
	title: `Delete ${counted(images.length, 'unnamed image')}?`,
	verb: 'Delete',
	consequences: [
		'They have no name, and no DevBox or volume needs them.',
		...planLines(
			images.map(({id, worker, bytes}) => ({
				name: `${id.slice(0, 12)} on ${worker}`,
				text: prettyBytes(bytes),
			})),
			skipped,
			size,
		),
	],
});
