import type {ChoiceLine} from '../../model/image-choice.ts';
import type {PlannedSnapshot} from '../../state/actions.ts';

/** In front of the labels of Ingot and of OCI: the same on every image, so not worth reading. */
const prefixes = /^(?:io\.clustercode|org\.opencontainers\.image)\./u;

/** The labels as a person reads them: without prefixes and those that are set to nothing, each kind in a row. */
export const shortLabels = ({
	labels,
	choice,
}: Pick<PlannedSnapshot, 'labels'> & Partial<Pick<PlannedSnapshot, 'choice'>>): readonly {
	readonly items: readonly string[];
	readonly tone: ChoiceLine['tone'];
}[] => {
	const {kept = {}, inherited = [], dropped = [], emptied = []} = choice?.labels ?? {};
	const row = (head: string, items: readonly string[], tone: ChoiceLine['tone']) => ({
		items: items.length === 0 || head === '' ? items : [head, ...items],
		tone,
	});
	return [
		row(
			'',
			Object.entries(labels).flatMap(([key, value]) =>
				value === '' ? [] : [`${key.replace(prefixes, '')}=${value}`],
			),
			'plain',
		),
		row(
			'kept:',
			Object.entries(kept).map(([key, value]) => `${key}=${value}`),
			'plain',
		),
		row('inherited:', inherited, 'muted'),
		row(
			'left out:',
			[...dropped, ...emptied].map(({name, tool}) => `${name} (${tool})`),
			'muted',
		),
	].filter(({items}) => items.length > 0);
};
