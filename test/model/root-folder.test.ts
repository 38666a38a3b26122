import {expect, test} from 'vitest';
import {rootFolderLosses} from '../../source/model/root-folder.ts';

const root = {mode: '555', owner: '0:0', imageMode: '555', imageOwner: '0:0', attributes: []};
const own = {isIdMapped: false};
const mapped = {isIdMapped: true, idMap: {uids: ['0:100000:1000', '1000:5000:10'], gids: ['0:300000:65536']}};
const loses = (what: string, image = '0:0, 555') => [
	`The image cannot keep owner and mode of / (${what}): DevBoxes that are launched from it have ${image}.`,
];

test.each([
	{says: 'nothing where / is as in the image', root, layer: own, sentences: []},
	{says: 'nothing where nobody could look', root: undefined, layer: own, sentences: []},
	{says: 'another mode', root: {...root, mode: '700'}, layer: own, sentences: loses('0:0, 700')},
	{
		says: 'another owner',
		root: {...root, owner: '1000:1000', mode: '700'},
		layer: own,
		sentences: loses('1000:1000, 700'),
	},
	{
		says: 'what the image has instead',
		root: {...root, imageMode: '755'},
		layer: own,
		sentences: loses('0:0, 555', '0:0, 755'),
	},
	{
		says: 'nothing where mapped ids are root inside',
		root: {...root, owner: '100000:300000'},
		layer: mapped,
		sentences: [],
	},
	{
		says: 'an owner as it is inside',
		root: {...root, owner: '5003:300007'},
		layer: mapped,
		sentences: loses('1003:7, 555'),
	},
	{
		says: 'attributes by name',
		root: {...root, attributes: ['user.a', 'system.posix_acl_access']},
		layer: own,
		sentences: ['The image cannot keep the extended attributes of / (user.a, system.posix_acl_access).'],
	},
])('of / the review says: $says', ({root: folder, layer, sentences}) => {
	expect(rootFolderLosses(folder, layer)).toEqual(sentences);
});
