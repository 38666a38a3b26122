import {TextField} from '../../parts/text-field.tsx';
import {TickField} from '../../parts/tick-field.tsx';
import {CreateField} from './create-field.tsx';
import type {useWindowsOptions} from './use-windows-options.ts';

/** The fields of a Windows DevBox; those that do not apply to the method are not shown. */
export const CreateWindows = ({
	options,
	focused,
	width,
}: {
	options: ReturnType<typeof useWindowsOptions>;
	focused: string;
	width: number;
}) => (
	<>
		{options.hasStopTimeout && (
			<CreateField
				label="Stop timeout"
				isActive={focused === 'stopTimeout'}
				problem={options.problem}
				note={options.note}
			>
				<TextField
					state={options.stopTimeout}
					onChange={options.setStopTimeout}
					isActive={focused === 'stopTimeout'}
					width={width}
					placeholder="seconds, or 5m"
				/>
			</CreateField>
		)}
		{options.hasUnclean && (
			<CreateField
				label="Unclean disk"
				isActive={focused === 'unclean'}
				problem={undefined}
				note={
					options.acceptUnclean
						? 'The image label says so; Windows may check its disk at first boot.'
						: 'Otherwise no image is made of such a disk.'
				}
			>
				<TickField
					label="Accept a disk that was not shut down cleanly"
					isOn={options.acceptUnclean}
					onChange={options.setAcceptUnclean}
					isActive={focused === 'unclean'}
				/>
			</CreateField>
		)}
	</>
);
