import {Text} from 'ink';
import type {Verdict} from '../../model/policy.ts';
import {Dialog} from '../../parts/dialog.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {colours} from '../../theme.ts';
import {ScreenFrame} from './screen-frame.tsx';

const titles = {
	plan: 'Upgrade to create golden images',
	role: 'Your role does not allow this',
} as const;

/** Replaces a form that the user may not use: the upgrade, or the reason. */
export const RefusedScreen = ({
	crumb,
	verdict,
	onBack,
}: {
	crumb: string;
	verdict: Extract<Verdict, {allowed: false}>;
	onBack: () => void;
}) => (
	<ScreenFrame crumbs={[crumb]} bindings={[{key: 'esc', title: 'Back', run: onBack}]}>
		{size => (
			<Dialog title={titles[verdict.because]} size={size} color={colours.warning}>
				<Text>{verdict.reason}</Text>
				<Text {...toneOf('muted')}>{verdict.hint}</Text>
			</Dialog>
		)}
	</ScreenFrame>
);
