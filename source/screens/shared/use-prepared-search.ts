import {useEffect} from 'react';
import type {Image} from '../../model/image.ts';
import {prepareSearch} from '../../search/search-images.ts';

/** Prepares a list of images for its search when it is about to begin, between two keys. */
export const usePreparedSearch = (images: readonly Image[], isSoon: boolean): void =>
	useEffect(() => {
		if (!isSoon) return;
		// The frame that the key has caused goes to the terminal first.
		const timer = setTimeout(() => prepareSearch(images), 0);
		return () => clearTimeout(timer);
	}, [images, isSoon]);
