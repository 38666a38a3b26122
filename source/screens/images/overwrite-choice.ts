import type {Choice} from '../../parts/ask-name.tsx';

/** Whether what has the name already is replaced. @param text says what happens to it */
export const overwriteChoice = ({
	overwrite,
	...rest
}: Pick<Choice, 'text' | 'next'> & {readonly overwrite: boolean}): Choice => ({
	key: 'ctrl+o',
	title: overwrite ? 'Keep it' : 'Overwrite',
	...rest,
});
