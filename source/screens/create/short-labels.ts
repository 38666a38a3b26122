import type {ChoiceLine} from '../../model/image-choice.ts';
import type {PlannedSnapshot} from '../../state/actions.ts';

/** In front of the labels of Ingot and of OCI: the same on every image, so not worth reading. */
const prefixes = /^(?:io\.clustercode|org\.opencontainers\.image)\./u;

/** Long, and the same words stand elsewhere or say nothing to a person. */
const lengthy =
	/^(?:io\.clustercode\.(?:job|renew|devbox)|org\.opencontainers\.image\.(?:created|base\.digest))$/u;

/**
 * The labels as a person reads them: without prefixes, each kind in a row. Those that are set to nothing, times and digests are
 * only counted; all of them stand with the commands.
 */
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
	const all = Object.entries(labels);
	const shown = all.filter(([key, value]) => value !== '' && !lengthy.test(key));
	const rest = all.length - shown.length;
	return [
		row(
			'',
			[
				...shown.map(([key, value]) => `${key.replace(prefixes, '')}=${value}`),
				...(rest === 0 ? [] : [`and ${rest} more`]),
			],
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
