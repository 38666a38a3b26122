import type {Account} from '../model/account.ts';
import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {mayChangeImage, requireAllowed} from '../model/policy.ts';
import {splitReference, toReference, typedNameProblem} from '../model/reference.ts';
import type {Remote} from '../remote/remote.ts';
import {manageImageOn} from './image-script.ts';

/**
 * Gives an image one more name. @param wanted `name:tag` @returns the new reference
 * @throws Failure (usage) for an invalid name, (refused) for others' images, (conflict) if the name is taken
 */
export const tagImage = async (
	remote: Remote,
	image: Image,
	{account, wanted}: {account: Account; wanted: string},
): Promise<string> => {
	requireAllowed(mayChangeImage(account, image));
	const problem = typedNameProblem(wanted);
	if (problem !== undefined)
		throw new Failure(`${wanted} is not a valid image name.`, {kind: 'usage', hint: problem});
	const {name, tag} = splitReference(wanted);
	const reference = toReference(name, tag);
	await manageImageOn(remote, ['tag', image.id, image.reference, reference]);
	return reference;
};
