import {useContext, useRef, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {Failure, failureText} from '../../model/failure.ts';
import type {Image} from '../../model/image.ts';
import {mayLaunch} from '../../model/policy.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {TargetPicker} from './target-picker.tsx';

const fleetWide = {at: 'image'} as const;
/** A label shown for less time than this cannot be read, and drawing it would delay the launch. */
const readableMs = 100;

/** From anywhere: the image that was launched last is first, and Enter launches it with the same values. */
export const QuickLaunch = ({onClose}: {onClose: () => void}) => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const begun = useRef(false);
	const [isSlow, setSlow] = useState(false);
	const verdict = mayLaunch(account);
	const launch = (image: Image) => {
		if (!verdict.allowed) {
			notify(`${verdict.reason} ${verdict.hint}`);
			return;
		}
		if (begun.current) return;
		begun.current = true;
		const slow = setTimeout(setSlow, readableMs, true);
		const end = () => {
			clearTimeout(slow);
			begun.current = false;
		};
		actions.quickLaunch(image).then(
			request => {
				end();
				onClose();
				navigation.open({name: 'job', request});
			},
			(thrown: unknown) => {
				end();
				setSlow(false);
				notify(failureText(thrown));
				// For example a port in use: the form is where it can be changed.
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
			verb={isSlow ? 'Launching …' : 'Relaunch'}
			onPick={launch}
			onPulled={onClose}
			{...(!isSlow && {onRest: actions.prefetch})}
			onBack={onClose}
		/>
	);
};
