declare module '*.bash' {
	const text: string;
	// biome-ignore lint/style/noDefaultExport: what the bundler makes of a text file
	export default text;
}
declare module '*.zsh' {
	const text: string;
	// biome-ignore lint/style/noDefaultExport: what the bundler makes of a text file
	export default text;
}
declare module '*.fish' {
	const text: string;
	// biome-ignore lint/style/noDefaultExport: what the bundler makes of a text file
	export default text;
}
