import {useState} from 'react';
import {PickImage} from './pick-image.tsx';
import {PickWorker} from './pick-worker.tsx';
import type {PickerProps} from './picker-rows.ts';

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
