import {useAnimation, useIsScreenReaderEnabled} from 'ink';
import {useState} from 'react';
import type {StepProgress} from '../../model/progress.ts';

/**
 * The worker's clock, epoch ms: its last report and the time that has passed here since then, because the two clocks may differ.
 * Counts while something is reported.
 */
export const useProgressClock = (progress: StepProgress | undefined): number => {
	const isSpoken = useIsScreenReaderEnabled();
	useAnimation({interval: 1000, isActive: progress !== undefined && !isSpoken});
	const [seen, setSeen] = useState({progress, at: Date.now()});
	if (seen.progress !== progress) setSeen({progress, at: Date.now()});
	return (progress?.at ?? 0) + Date.now() - seen.at;
};
