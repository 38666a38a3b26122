import type {Image} from '../../model/image.ts';
import type {JobRequest} from '../../model/job.ts';
import type {Schedule} from '../../model/schedule.ts';
import type {KeepRules} from '../../model/scheduled-task.ts';

/** The current screen as a value; the app holds a stack of them. */
export type Screen =
	/** Until there is a config file. */
	| {readonly name: 'first-run'}
	/** `at`: the id of the row that the cursor is on first. */
	| {readonly name: 'workers'; readonly at?: string}
	| {readonly name: 'devboxes'; readonly worker?: string; readonly at?: string}
	| {readonly name: 'images'; readonly worker?: string; readonly at?: string}
	/** Everything about an image. */
	| {readonly name: 'image'; readonly image: Image}
	/** What differs between two. */
	| {readonly name: 'image-diff'; readonly images: readonly [Image, Image]}
	| {readonly name: 'jobs'}
	/** The checks of a worker. */
	| {readonly name: 'doctor'; readonly worker: string}
	| {readonly name: 'create'; readonly worker?: string; readonly devbox?: string}
	| {readonly name: 'schedules'; readonly at?: string}
	/** Everything about a schedule. */
	| {readonly name: 'schedule-facts'; readonly worker: string; readonly id: string}
	/** A new schedule, or one to edit. */
	| {readonly name: 'schedule'; readonly edited?: Schedule; readonly image?: Image}
	/** A schedule that creates images of a DevBox. */
	| {
			readonly name: 'snapshot-schedule';
			readonly worker: string;
			readonly devbox: {readonly id: string; readonly name: string};
			readonly edited?: Schedule;
	  }
	/** `isAgain`: with the values of the last launch of that image. */
	/** A schedule that deletes old images. */
	| {
			readonly name: 'prune-schedule';
			/** Asked for if it is not given. */
			readonly worker?: string | undefined;
			readonly keep?: KeepRules;
			readonly edited?: Schedule;
	  }
	| {readonly name: 'launch'; readonly worker?: string; readonly image?: Image; readonly isAgain?: boolean}
	/** Everything about a DevBox. */
	| {readonly name: 'devbox'; readonly worker: string; readonly id: string}
	/** The output of a DevBox. */
	| {
			readonly name: 'output';
			readonly worker: string;
			readonly devbox: {readonly id: string; readonly name: string};
	  }
	| {readonly name: 'job'; readonly request: JobRequest};

export type Navigation = {
	/** Pushes a screen; `back` pops it. */
	open(screen: Screen): void;
	back(): void;
	/** Replaces the whole stack. */
	go(screen: Screen): void;
	/** Replaces the last screen. */
	replace(screen: Screen): void;
	/** Opens Quick Launch over the current screen. */
	quick(): void;
	quit(): void;
};
