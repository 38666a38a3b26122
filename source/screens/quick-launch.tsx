import {useContext, useState} from 'react';
import {KeyLayerContext} from '../keys.ts';
import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {mayLaunch} from '../model/policy.ts';
import {TargetPicker} from './target-picker.tsx';
import {useApp, useAppState} from './use-app.ts';
import {told} from './use-devbox-keys.tsx';

const fleetWide = {at: 'image'} as const;

/** From anywhere: the image that was launched last stands first, and Enter launches it as it was launched last. */
export const QuickLaunch = ({onClose}: {onClose: () => void}) => {
	const {actions, navigation} = useApp();
	const {tell} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const [isStarting, setStarting] = useState(false);
	const verdict = mayLaunch(account);
	const launch = (image: Image) => {
		if (!verdict.allowed) {
			tell(`${verdict.reason} ${verdict.hint}`);
			return;
		}
		if (isStarting) return;
		setStarting(true);
		actions.quickLaunch(image).then(
			request => {
				onClose();
				navigation.open({name: 'job', request});
			},
			(thrown: unknown) => {
				setStarting(false);
				tell(told(thrown));
				// A port that is taken by now: the form is where it can be changed.
				if (!(thrown instanceof Failure) || !['conflict', 'usage'].includes(thrown.kind)) return;
				onClose();
				navigation.open({name: 'launch', image, isAgain: true});
			},
		);
	};
	return (
		<TargetPicker
			crumbs={['Quick launch']}
			from={fleetWide}
			verb={isStarting ? 'Launching …' : 'Launch as last time'}
			onPick={launch}
			{...(!isStarting && {onRest: actions.lookAhead})}
			onBack={onClose}
		/>
	);
};
