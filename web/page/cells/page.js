// Which page this is, by the name of its file ("01_perceptron"), and where its changes are kept.
export const page = decodeURIComponent(location.pathname.split("/").at(-1)).replace(/\.html$/, "");
export const KEY = `dlnotes-cell/${page}/`; // of a cell in localStorage, before its id
