import prettyBytes from 'pretty-bytes';
import type {Retained} from '../../model/retention.ts';
import type {PlanLine} from './plan-lines.ts';

/** An image as a line of what would be deleted, with its size, or kept. */
export const retainedLine = (each: Retained, nameOf: (each: Retained) => string): PlanLine => ({
	name: nameOf(each),
	text: each.isOld ? `${each.why}, ${prettyBytes(each.image.sizeBytes)}` : each.why,
});
