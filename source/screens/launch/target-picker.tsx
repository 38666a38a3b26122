import {useState} from 'react';
import type {Image} from '../../model/image.ts';
import {PickImage} from './pick-image.tsx';
import {PickWorker} from './pick-worker.tsx';
import type {Refuse} from './picker-rows.ts';

export type PickerProps = {
	/** Where we are: `Launch`. */
	readonly crumbs: readonly string[];
	readonly onPick: (image: Image) => void;
	readonly onBack: () => void;
	/** The cursor rests on an image: it may be chosen soon. A function that stays the same. */
	readonly onRest?: (image: Image) => void;
	/** Begin with the worker, with one worker's images, or with the images of the whole fleet. */
	readonly from?: {readonly at: 'worker'} | {readonly at: 'image'; readonly worker?: string | undefined};
	/** What Enter does with an image: `Launch`. */
	readonly verb?: string;
	/** What this picker's use forbids; a function that stays the same. */
	readonly refuse?: Refuse;
};

/**
 * The target of a launch, the same for Launch, Quick Launch and schedules: the worker, which pins the launch to it, then
 * one of its images; or an image of the whole fleet, and the worker follows.
 */
export const TargetPicker = (props: PickerProps) => {
	const {from = {at: 'worker'}, onBack} = props;
	const [place, setPlace] = useState(from);
	if (place.at === 'worker') {
		return (
			<PickWorker
				crumbs={props.crumbs}
				onNext={worker => setPlace({at: 'image', worker})}
				onAll={() => setPlace({at: 'image'})}
				onBack={onBack}
			/>
		);
	}
	return (
		<PickImage
			key={place.worker ?? ''}
			{...props}
			worker={place.worker}
			onWorker={() => setPlace({at: 'worker'})}
			onBack={() => (from.at === 'worker' ? setPlace({at: 'worker'}) : onBack())}
		/>
	);
};
