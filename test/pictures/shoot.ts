import {Home, labConfig} from '../driver/ingot.ts';
import type {Terminal} from '../driver/terminal.ts';
import {holdLab} from '../lab/lab.ts';
import {type Cast, CastRecorder} from './cast.ts';
import {film, filmSize} from './film.ts';
import {stillness} from './stillness.ts';
import {pictureLab, pictureSize, tour} from './tour.ts';

/**
 * Runs the app in a fresh lab for every picture and the film: one way for those that are made and those that they are compared
 * with.
 */
export const shoot = async (take: (name: string, terminal: Terminal) => void): Promise<Cast> => {
	const lab = await holdLab(pictureLab);
	const home = new Home(labConfig(lab.configFile));
	try {
		const recorded = await onTerminal(home, filmSize, async terminal => {
			const recorder = new CastRecorder(terminal);
			await film(terminal, recorder);
			return recorder.cast;
		});
		await lab.fixtures(`${lab.name}-1`);
		await onTerminal(home, pictureSize, terminal =>
			tour(home, terminal, async name => {
				await stillness(terminal);
				take(name, terminal);
			}),
		);
		return recorded;
	} finally {
		home.release();
		await lab.release();
	}
};

const onTerminal = async <Result>(
	home: Home,
	size: typeof pictureSize,
	run: (terminal: Terminal) => Promise<Result>,
): Promise<Result> => {
	const terminal = home.open(size);
	try {
		return await run(terminal);
	} finally {
		terminal.close();
	}
};
