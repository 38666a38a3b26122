import type {ReactNode} from 'react';
import {Panel, panelEdge, panelRules} from '../../parts/panel.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {type AboutLine, aboutLines} from './create-about.tsx';
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
	/** What is known of the image. */
	about: {readonly note: string; readonly lines: readonly AboutLine[]};
	/** The form, in so many columns. */
	children: (width: number) => ReactNode;
}) => {
	const width = size.width - panelEdge;
	const both = size.height - panelRules(2);
	const {lines, draw} = aboutLines(about.lines, size.width);
	const below = Math.min(lines, both - formLines);
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
								title: 'What goes in',
								note: about.note,
								height: below,
								body: draw(below),
								isFocused: false,
							},
						]
			}
		/>
	);
};
