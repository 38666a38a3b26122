import type * as z from 'zod/mini';
import type {Devbox} from '../../model/devbox.ts';
import {guessOs, needsLook} from '../../model/guess-os.ts';
import type {ImageConfig} from '../../model/image-config.ts';
import type {containerList, imageList} from './podman-schemas.ts';

export type ListedImages = {
	readonly listed: z.infer<typeof imageList>;
	/** By image id. */
	readonly configs: ReadonlyMap<string, ImageConfig>;
};

type ListedContainer = z.infer<typeof containerList>[number];

const traitsOf = ({Labels, Image, Mounts, Ports}: ListedContainer) => ({
	labels: Labels ?? {},
	image: Image,
	mounts: Mounts ?? [],
	ports: (Ports ?? []).map(({container_port, protocol}) => `${container_port}/${protocol || 'tcp'}`),
});

/** Ids of the images that have to be inspected to know what runs in their containers. */
export const imagesToInspect = (list: z.infer<typeof containerList>): readonly string[] => [
	...new Set(list.filter(each => needsLook(traitsOf(each))).map(each => each.ImageID)),
];

/** What runs in a listed container; `config` is that of its image, if it was inspected. */
export const listedOs = (
	each: ListedContainer,
	config: ImageConfig | undefined,
): Pick<Devbox, 'os' | 'osInDoubt'> => {
	const traits = traitsOf(each);
	const {os, inDoubt} = guessOs(
		config === undefined
			? traits
			: {
					...traits,
					entrypoint: config.entrypoint,
					env: config.env,
					ports: [...traits.ports, ...config.exposedPorts],
				},
	);
	return {os, ...(inDoubt && {osInDoubt: true})};
};
