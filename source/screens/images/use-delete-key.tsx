import prettyBytes from 'pretty-bytes';
import {type ReactNode, useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {Image} from '../../model/image.ts';
import {type DeletionPlan, planDeletion} from '../../model/image-deletion.ts';
import {mayChangeImage} from '../../model/policy.ts';
import {shortReference} from '../../model/reference.ts';
import {neutralise} from '../../model/text.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {jobCount, submitJobs} from '../shared/submit-jobs.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import type {Selection} from '../shared/use-selection.ts';
import {deleteQuestion, nothingToDelete, readUses} from './delete-question.ts';

/** A key, and the question that it asks over the screen. */
export type AskingKey = {
	readonly binding: Binding;
	readonly question: ((size: Size) => ReactNode) | undefined;
};

/** `d`: deletes the selected images, or the one under the cursor: one plan, one question, then a job for each. */
export const useDeleteKey = (current: Image | undefined, selection: Selection<Image>): AskingKey => {
	const {actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const [asked, setAsked] = useState<DeletionPlan | undefined>(undefined);
	const {rows} = selection;
	const images = rows.length > 0 || current === undefined ? rows : [current];
	const ask = async () => {
		if (images.length > 1) notify(`Checking what uses ${images.length} images …`);
		const plan = planDeletion(await readUses(actions, images), account);
		if (plan.acts.length > 0) setAsked(plan);
		else notify(neutralise(nothingToDelete(plan)));
	};
	const verdicts = images.map(image => mayChangeImage(account, image));
	const [first] = verdicts;
	const refusal =
		first !== undefined && !first.allowed && verdicts.every(({allowed}) => !allowed)
			? first.reason
			: undefined;
	const submit = ({acts}: DeletionPlan) => {
		setAsked(undefined);
		selection.clear();
		notify(`Starting ${jobCount(acts.length)} …`);
		void submitJobs(
			acts.map(act => ({...act, worker: act.image.worker})),
			({image}) => shortReference(image.reference),
			({image, use}) => actions.deleteImage(image, use),
		).then(notify);
	};
	return {
		binding: {
			key: 'd',
			title: rows.length > 0 ? `Delete ${rows.length}` : 'Delete',
			run: () => void ask().catch((thrown: unknown) => notify(failureText(thrown))),
			refusal,
		},
		question:
			asked &&
			(size => (
				<Confirm
					{...deleteQuestion(asked, size, prettyBytes)}
					size={size}
					onNo={() => setAsked(undefined)}
					onYes={() => submit(asked)}
				/>
			)),
	};
};
