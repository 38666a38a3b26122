import {useWindowSize} from '../../parts/use-window-size.ts';

/** Rows between the title and the notice line; must agree with parts/frame.tsx. */
export const useBodyHeight = (): number => Math.max(8, useWindowSize().rows - 4);
