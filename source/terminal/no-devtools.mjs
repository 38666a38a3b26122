// Ink imports the React developer tools when DEV is set; the bundle leaves them out.
const devtools = {initialize: () => {}, connectToDevTools: () => {}};
// biome-ignore lint/style/noDefaultExport: it replaces a package with a default export
export default devtools;
