import {Text} from 'ink';
import {Spinner} from './spinner.tsx';

/** What is being waited for, behind a spinner: one text, so that the blank between them stays where it wraps. */
export const Busy = ({words}: {readonly words: string}) => (
	<Text>
		<Spinner /> {words}
	</Text>
);
