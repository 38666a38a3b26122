/** Columns of the labels. */
export const fieldEdge = 16;

/** Lines that a form may need for notes that take two in a narrow terminal. @param width of the screen, in columns */
export const wrappedNotes = (fields: readonly string[], width: number): number =>
	width < wideFrom ? fields.filter(each => noted.has(each)).length : 0;

const noted: ReadonlySet<string> = new Set(['tag', 'method', 'environment', 'context']);
const wideFrom = 78;
