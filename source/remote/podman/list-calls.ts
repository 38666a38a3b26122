import type {ApiCall} from './podman-api.ts';

/** Lists all containers. */
export const containersCall: ApiCall = {
	path: '/v4.0.0/libpod/containers/json',
	query: {all: true},
	what: 'list the DevBoxes',
};

/** Lists all images. */
export const imagesCall: ApiCall = {path: '/v4.0.0/libpod/images/json', what: 'list the images'};
