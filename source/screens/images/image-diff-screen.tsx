import prettyBytes from 'pretty-bytes';
import type {Image} from '../../model/image.ts';
import type {ImageComparison} from '../../state/actions.ts';
import {useApp} from '../shared/use-app.ts';
import {type Fact, FactsScreen} from './facts-screen.tsx';

/** What differs between two images, and on one worker also which files. */
export const ImageDiffScreen = ({images}: {images: readonly [Image, Image]}) => {
	const {actions} = useApp();
	return (
		<FactsScreen
			crumbs={['Images', images.map(({name, tag}) => `${name}:${tag}`).join(' → ')]}
			read={async signal => toFacts(await actions.compareImages(images, {size: prettyBytes, signal}))}
			empty="These images do not differ."
		/>
	);
};

const toFacts = ({differences, paths}: ImageComparison): readonly Fact[] => [
	...differences.map(({what, from, to}) =>
		what.startsWith('label ')
			? {label: 'label', text: `${what.slice('label '.length)}: ${from || 'none'} → ${to || 'none'}`}
			: {label: what, text: `${from || 'none'} → ${to || 'none'}`},
	),
	...(paths === undefined
		? [{label: 'files', text: 'Not compared: the images are on different workers.'}]
		: paths.map(({kind, path}) => ({label: kind, text: path}))),
];
