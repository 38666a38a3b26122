import type {Image} from '../../model/image.ts';
import type {JobRequest} from '../../model/job.ts';
import type {Schedule} from '../../model/schedule.ts';

/** Where we are, as a value; the app holds a stack of them. */
export type Screen =
	/** Until there is a config file. */
	| {readonly name: 'first-run'}
	| {readonly name: 'workers'}
	| {readonly name: 'devboxes'; readonly worker?: string}
	| {readonly name: 'images'; readonly worker?: string}
	| {readonly name: 'jobs'}
	/** What is right with a worker and what is not. */
	| {readonly name: 'doctor'; readonly worker: string}
	| {readonly name: 'create'; readonly worker?: string; readonly devbox?: string}
	| {readonly name: 'schedules'}
	/** A new one, or one to edit. */
	| {readonly name: 'schedule'; readonly edited?: Schedule; readonly image?: Image}
	/** `isAgain`: with the values of the last launch of that image. */
	| {readonly name: 'launch'; readonly worker?: string; readonly image?: Image; readonly isAgain?: boolean}
	/** What a DevBox prints. */
	| {
			readonly name: 'output';
			readonly worker: string;
			readonly devbox: {readonly id: string; readonly name: string};
	  }
	| {readonly name: 'job'; readonly request: JobRequest};

export type Navigation = {
	/** One deeper; `back` comes home again. */
	open(screen: Screen): void;
	back(): void;
	/** In place of all that is open. */
	go(screen: Screen): void;
	/** In place of the last. */
	replace(screen: Screen): void;
	/** Quick Launch, over whatever is open. */
	quick(): void;
	quit(): void;
};
