/** What applying a code block would do: the whole text of the file afterwards, and how it was found. */
export interface ApplyPlan {
	readonly how: 'selection' | 'wholeFile' | 'anchored' | 'atCursor';
	readonly proposed: string;
}

export interface ApplyTarget {
	readonly text: string;
	/** Offsets into `text`; equal for a bare cursor. */
	readonly selectionStart: number;
	readonly selectionEnd: number;
}

/** Share of the target's lines that a block must repeat to count as its new version. */
const WHOLE_FILE_SHARE = 0.5;

/**
 * Where a code block of an answer belongs in a file, tried in this order:
 * 1. something is selected: the block replaces the selection;
 * 2. the file is blank, or the block repeats at least half of the file's distinct non-blank lines: it is the file's new version;
 * 3. the block's first line stands exactly once in the file: the block replaces from there to its own last line where that stands exactly
 *    once too, else, where all its other lines are indented deeper (a function, a class), the definition that begins there;
 * 4. else it is inserted at the cursor's line.
 * Every result is shown as a diff before anything changes, so a wrong guess costs one click. Line ends follow the file.
 */
export function planApply(target: ApplyTarget, code: string): ApplyPlan {
	const eol = target.text.includes('\r\n') ? '\r\n' : '\n';
	const block = code.replace(/\r\n/g, '\n').replace(/\n+$/, '').replaceAll('\n', eol);
	if (target.selectionEnd > target.selectionStart) {
		const selected = target.text.slice(target.selectionStart, target.selectionEnd);
		const tail = /\r?\n$/.test(selected) ? eol : '';
		return { how: 'selection', proposed: splice(target.text, target.selectionStart, target.selectionEnd, block + tail) };
	}
	const lines = target.text.split(/\r?\n/);
	const blockLines = block.split(eol);
	if (target.text.trim() === '' || repeatsFile(lines, blockLines)) {
		return { how: 'wholeFile', proposed: block + (target.text.trim() === '' || /\n$/.test(target.text) ? eol : '') };
	}
	const range = anchoredRange(lines, blockLines);
	if (range) {
		return { how: 'anchored', proposed: [...lines.slice(0, range.start), ...blockLines, ...lines.slice(range.end)].join(eol) };
	}
	const cursorLine = target.text.slice(0, target.selectionStart).split('\n').length - 1;
	const at = lines[cursorLine]!.trim() === '' ? cursorLine : cursorLine + 1;
	const rest = lines[at]?.trim() === '' && at === cursorLine ? lines.slice(at + 1) : lines.slice(at);
	return { how: 'atCursor', proposed: [...lines.slice(0, at), ...blockLines, ...rest].join(eol) };
}

function splice(text: string, start: number, end: number, insert: string): string {
	return text.slice(0, start) + insert + text.slice(end);
}

/** Lines that say something: not blank, not a lone bracket. */
function telling(lines: readonly string[]): string[] {
	return lines.map((l) => l.trim()).filter((l) => /[\p{L}\p{N}]/u.test(l));
}

function repeatsFile(file: readonly string[], block: readonly string[]): boolean {
	const wanted = new Set(telling(file));
	if (wanted.size === 0) return true;
	const offered = new Set(telling(block));
	let repeated = 0;
	for (const line of wanted) if (offered.has(line)) repeated++;
	return repeated / wanted.size >= WHOLE_FILE_SHARE;
}

function onlyIndexOf(lines: readonly string[], line: string): number {
	const first = lines.findIndex((l) => l.trim() === line.trim());
	if (first < 0 || lines.findIndex((l, i) => i > first && l.trim() === line.trim()) >= 0) return -1;
	return first;
}

function anchoredRange(lines: readonly string[], block: readonly string[]): { start: number; end: number } | null {
	const start = onlyIndexOf(lines, block[0]!);
	if (start < 0 || telling([block[0]!]).length === 0) return null;
	const last = block.at(-1)!;
	const end = telling([last]).length > 0 ? onlyIndexOf(lines, last) : -1;
	if (end >= start) return { start, end: end + 1 };
	const body = block.slice(1).filter((line) => line.trim() !== '' && !/^[)\]}]/.test(line.trim()));
	const opens = body.length > 0 && body.every((line) => indentOf(line) > indentOf(block[0]!));
	return opens ? { start, end: endOfBlock(lines, start) } : null;
}

function indentOf(line: string): number {
	return line.length - line.trimStart().length;
}

/** End (exclusive) of the definition that begins at `start`: up to the next line that is not indented deeper, with its closing bracket. */
function endOfBlock(lines: readonly string[], start: number): number {
	const base = indentOf(lines[start]!);
	let end = start + 1;
	while (end < lines.length && (lines[end]!.trim() === '' || indentOf(lines[end]!) > base)) end++;
	if (end < lines.length && indentOf(lines[end]!) === base && /^[)\]}]/.test(lines[end]!.trim())) return end + 1;
	while (end > start + 1 && lines[end - 1]!.trim() === '') end--;
	return end;
}

/** VS Code language id for the info string of a fence. */
export function languageOfFence(info: string): string {
	const name = info.trim().split(/\s+/)[0]!.toLowerCase();
	return FENCE_LANGUAGES[name] ?? (name || 'plaintext');
}

/** The path after the language in a fence's info string (`ts src/list.ts`), null where there is none. */
export function pathOfFence(info: string): string | null {
	const words = info.trim().split(/\s+/).slice(1);
	return words.find((word) => /^[\w@.][\w@./-]*\.\w+$/.test(word)) ?? null;
}

/** Common fence names that differ from VS Code's language ids. */
const FENCE_LANGUAGES: Readonly<Record<string, string>> = {
	ts: 'typescript',
	tsx: 'typescriptreact',
	js: 'javascript',
	jsx: 'javascriptreact',
	py: 'python',
	rb: 'ruby',
	rs: 'rust',
	sh: 'shellscript',
	bash: 'shellscript',
	zsh: 'shellscript',
	shell: 'shellscript',
	console: 'shellscript',
	cs: 'csharp',
	'c++': 'cpp',
	yml: 'yaml',
	md: 'markdown',
	ps1: 'powershell',
	golang: 'go',
	kt: 'kotlin',
	text: 'plaintext',
	txt: 'plaintext',
	dockerfile: 'dockerfile',
};
