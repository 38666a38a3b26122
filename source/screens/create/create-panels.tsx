import type {ReactNode} from 'react';
import {Panel, panelEdge, panelRules} from '../../parts/panel.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {CompactContext} from './create-field.tsx';

/**
 * A form over what there is to know of its source. The form comes first: what is below gets the lines that are left, and where
 * there are none, the form itself does without blank lines.
 */
export const CreatePanels = ({
	size,
	formLines,
	about,
	children,
}: {
	size: Size;
	/** Lines of the form, blank ones included. */
	formLines: number;
	about: {
		readonly title: string;
		readonly note: string;
		readonly lines: number;
		readonly draw: (height: number) => ReactNode;
	};
	/** The form, in so many columns. */
	children: (width: number) => ReactNode;
}) => {
	const width = size.width - panelEdge;
	const both = size.height - panelRules(2);
	const below = Math.min(about.lines, both - formLines);
	const isAlone = below < 1;
	const height = isAlone ? size.height - panelRules(1) : both - below;
	const form = {
		title: 'Details',
		height,
		body: <CompactContext value={formLines > height}>{children(width)}</CompactContext>,
	};
	return (
		<Panel
			width={size.width}
			sections={
				isAlone
					? [form]
					: [
							form,
							{
								title: about.title,
								note: about.note,
								height: below,
								body: about.draw(below),
								isFocused: false,
							},
						]
			}
		/>
	);
};
