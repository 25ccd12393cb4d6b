/** No file's name holds it. */
const MARK = '\0';

/** The cells of a notebook are documents of their own within one file: `cell` tells them apart wherever documents are kept by path. */
export function cellPath(file: string, cell: string): string {
	return file + MARK + cell;
}

/** The file that a path leads to: what rules for files match, and what is shown. */
export function fileOf(path: string): string {
	const at = path.indexOf(MARK);
	return at < 0 ? path : path.slice(0, at);
}
