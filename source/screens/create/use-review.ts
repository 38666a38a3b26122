import {useContext} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {withPatterns} from '../../model/exclude-choice.ts';
import {failureText} from '../../model/failure.ts';
import {searchedDraft, secretsWithin, undecidedText} from '../../model/secret-finding.ts';
import type {Draft, SnapshotSource} from '../../model/snapshot.ts';
import {useApp} from '../shared/use-app.ts';
import type {DevboxStep} from './devbox-step.ts';
import {type Found, useFound} from './use-found.ts';

/** The way from a draft to its review: past the patterns and the search for secrets, which are read once. */
export const useReview = (setStep: (step: DevboxStep) => void) => {
	const {actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const {foundOf, keepFound} = useFound();
	/** Shows what is wrong, where the form can fix it. */
	const refuse = (thrown: unknown) => notify(failureText(thrown));
	const review = (source: SnapshotSource, before: Draft, more: Found = {}) => {
		const found = {...foundOf(source), ...more};
		keepFound(source, found);
		try {
			const draft = withPatterns(before, found.patterns, source);
			const {search} = found;
			const planned = actions.plan(source, searchedDraft(draft, search));
			const isOpen = undecidedText(secretsWithin(search?.secrets ?? [], draft.edits)) !== undefined;
			setStep(
				search === undefined || found.patterns === undefined || isOpen
					? {at: 'secrets', source, draft}
					: {at: 'review', source, draft, planned},
			);
		} catch (thrown) {
			refuse(thrown);
		}
	};
	/** After the first look: shows the secrets that were found, if any. */
	const searched = (source: SnapshotSource, before: Draft, found: Required<Found>) => {
		keepFound(source, found);
		try {
			const draft = withPatterns(before, found.patterns, source);
			if (secretsWithin(found.search?.secrets ?? [], draft.edits).length === 0) review(source, draft, found);
			else setStep({at: 'secrets', source, draft});
		} catch (thrown) {
			setStep({at: 'details', source, draft: before});
			refuse(thrown);
		}
	};
	return {review, searched, foundOf};
};
