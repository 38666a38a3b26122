import type {Draft, SnapshotSource} from '../../model/snapshot.ts';
import type {PlannedSnapshot} from '../../state/actions.ts';

/** The step of the flow after its worker; going back keeps what was typed. */
export type DevboxStep =
	| {readonly at: 'devbox'; readonly worker: string}
	| {readonly at: 'inspect'; readonly worker: string; readonly devbox: string}
	| {
			readonly at: 'details';
			readonly source: SnapshotSource;
			readonly draft?: Draft;
	  }
	| {readonly at: 'secrets'; readonly source: SnapshotSource; readonly draft: Draft}
	| {readonly at: 'identity'; readonly source: SnapshotSource; readonly draft: Draft}
	| {
			readonly at: 'contents';
			readonly source: SnapshotSource;
			readonly draft: Draft;
			readonly from: 'details' | 'review';
	  }
	| {
			readonly at: 'review';
			readonly source: SnapshotSource;
			readonly draft: Draft;
			readonly planned: PlannedSnapshot;
	  };
