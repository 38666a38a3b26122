import prettyBytes from 'pretty-bytes';
import type {Image} from '../../model/image.ts';
import type {ImageComparison} from '../../state/actions.ts';
import {type Fact, FactsPage} from '../shared/facts-page.tsx';
import {useAgain, useAnswer} from '../shared/use-answer.ts';
import {useApp} from '../shared/use-app.ts';

/** What differs between two images, and on one worker also which files. */
export const ImageDiffScreen = ({images}: {images: readonly [Image, Image]}) => {
	const {actions} = useApp();
	const answer = useAnswer(signal => actions.compareImages(images, {size: prettyBytes, signal}));
	const again = useAgain(
		[answer],
		images.map(({worker}) => worker),
	);
	const {found, thrown} = answer;
	return (
		<FactsPage
			crumbs={['Images', images.map(({name, tag}) => `${name}:${tag}`).join(' → ')]}
			facts={found && toFacts(found)}
			thrown={thrown}
			bindings={again}
			empty="These images do not differ."
		/>
	);
};

const toFacts = ({differences, packages, paths}: ImageComparison): readonly Fact[] => [
	...differences.map(({what, from, to}) =>
		what.startsWith('label ')
			? {label: 'label', text: `${what.slice('label '.length)}: ${from || 'none'} → ${to || 'none'}`}
			: {label: what, text: `${from || 'none'} → ${to || 'none'}`},
	),
	...packages.unknown.map(text => ({label: 'packages', text})),
	...(packages.differences ?? []).map(({kind, type, name, from, to}) => ({
		label: `package ${kind === 'changed' ? '' : kind}`.trim(),
		text: `${name} (${type}): ${[from, to].filter(each => each !== '').join(' → ')}`,
	})),
	...(paths === undefined
		? [{label: 'files', text: 'Not compared: the images are on different workers.'}]
		: paths.map(({kind, path}) => ({label: kind, text: path}))),
];
