import prettyBytes from 'pretty-bytes';
import {type Fleet, imagesOf} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {type ImageDetails, imageFacts} from '../../model/image-details.ts';
import type {JobRequest} from '../../model/job.ts';
import {labels} from '../../model/labels.ts';
import {fleetJobs, listedTitle} from '../shared/activity.ts';
import {ago} from '../shared/age.ts';
import {copyables} from '../shared/copyables.ts';
import {type Fact, FactsPage} from '../shared/facts-page.tsx';
import {useAgain, useAnswer} from '../shared/use-answer.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useOpenJob} from '../shared/use-open-job.ts';

/** Everything about an image: configuration, labels, layers, lineage, what uses it, the job that made it. */
export const ImageScreen = ({image}: {image: Image}) => {
	const {actions, navigation} = useApp();
	const openJob = useOpenJob();
	const fleet = useAppState(state => state.fleet);
	const answer = useAnswer(signal => actions.readImageDetails(image, signal));
	const again = useAgain([answer], [image.worker]);
	const {found, thrown} = answer;
	return (
		<FactsPage
			crumbs={['Images', `${image.name}:${image.tag}`]}
			copyable={copyables.image(image)}
			facts={
				found &&
				toFacts(found, fleet, {
					image: each => navigation.open({name: 'image', image: each}),
					job: openJob,
				})
			}
			thrown={thrown}
			bindings={[{key: 'l', title: 'Launch', run: () => navigation.open({name: 'launch', image})}, ...again]}
			empty="Nothing is known of this image."
		/>
	);
};

type Openers = {readonly image: (image: Image) => void; readonly job: (request: JobRequest) => void};

/** The image that it was made from and the job that made it can be opened, where they still exist. */
const toFacts = (details: ImageDetails, fleet: Fleet, open: Openers): readonly Fact[] => {
	const {image, lineage, config} = details;
	const base = imagesOf(fleet, image.worker).find(
		each => each.reference === lineage[0] && each.id !== image.id,
	);
	const made = config.labels[labels.job];
	const job = fleetJobs(fleet).find(({request}) => request.id === made);
	return imageFacts(details, prettyBytes).map((fact): Fact => {
		if (fact.label === 'Lineage') return {...fact, open: base && (() => open.image(base))};
		if (fact.label !== 'Job' || job === undefined) return fact;
		const {request} = job;
		return {
			...fact,
			text: `${listedTitle(job)}, by ${request.user} ${ago(Date.parse(request.at))} (${fact.text})`,
			open: () => open.job(request),
		};
	});
};
