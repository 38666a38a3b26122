declare module '*.sh' {
	const text: string;
	// biome-ignore lint/style/noDefaultExport: what the bundler makes of a text file
	export default text;
}
