/**
 * A bar of what is used, `██░░░░`; in an ASCII frame `##....`. Only what is really empty or full looks so.
 *
 * @param share used, from 0 to 1; anything outside counts as the nearest @param cells its width
 */
export const meter = (share: number, cells: number): string => {
	const used = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
	const rounded = Math.round(used * cells);
	const full = used === 0 || used === 1 ? rounded : Math.min(cells - 1, Math.max(1, rounded));
	return '█'.repeat(full) + '░'.repeat(cells - full);
};
