// Stands for `Intl.Segmenter` in the bundle (build-options.ts): the first one of a process takes some 10 ms, libraries make theirs
// when they are loaded, and most frames hold no text that needs one.

/** As Intl.Segmenter, which is made when it is first used. */
export class LazySegmenter {
	readonly #make: () => Intl.Segmenter;
	#made: Intl.Segmenter | undefined;

	constructor(...options: ConstructorParameters<typeof Intl.Segmenter>) {
		// By name, because the bundle replaces `Intl.Segmenter`.
		const Segmenter = Reflect.get(Intl, 'Segmenter') as typeof Intl.Segmenter;
		this.#make = () => new Segmenter(...options);
	}

	segment(text: string): Intl.Segments {
		this.#made ??= this.#make();
		return this.#made.segment(text);
	}
}
