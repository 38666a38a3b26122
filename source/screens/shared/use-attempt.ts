import {useContext} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';

/** Does something that may fail, such as making a plan, and says why it did: the screen stays, and the user can fix it there. */
export const useAttempt = (): ((what: () => void) => void) => {
	const {notify} = useContext(KeyLayerContext);
	return what => {
		try {
			what();
		} catch (thrown) {
			notify(failureText(thrown));
		}
	};
};
