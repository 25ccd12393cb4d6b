/** A block of a user's message that an editor or Routoo put there: a file or a part of one, with its text. */
export interface AttachedBlock {
	/** Offsets of the text within the message, without what frames it. */
	readonly start: number;
	readonly end: number;
	/** As it is named; null where it has no name. */
	readonly path: string | null;
	/** The client's own call that gave it; absent where a tag or a head names it. */
	readonly call?: { readonly name: string; readonly arguments: string };
}

/** Tags in which editors put files, selections and outputs before what the user typed. */
const OPENING =
	/<(attachment|file(?:-[a-z-]{1,30})?|(?:final_)?file_content|document|fileContents|selection|editorContext|context_file|resource|code_snippet|terminal\w*)((?:\s+[\w-]{1,40}\s*=\s*(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}'|[^\s"'<>]{1,1000})){0,12})\s*>/g;
const PATH = /\b(?:file_?path|path|file|filename|uri|name|id)\s*=\s*(?:"([^"]+)"|'([^']+)'|(\S+))/gi;
/** How VS Code's inline chat names the file whose text, and what is selected of it, follow in tags without a name. */
const NAMED_BEFORE = /^The filepath is `([^`\n]{1,500})`/gm;
/** Routoo's own: see core/chat/prompt.ts. */
const FENCED = /^(?:File|Selected code) (\S.{0,500}?)(?::\d+-\d+)?\n(`{3,})[^\n`]{0,60}\n/gm;
/** Where an editor that asks for a commit message puts what is staged, and the diff of one file in it. */
const CHANGES = /^#{0,3} ?CODE CHANGES:/m;
const DIFF = /^diff --git "?a\/.{1,500}?"? "?b\/(.{1,500}?)"?$/gm;
const MOST_BLOCKS = 200;

/** The blocks of a message in their order; what stands in none of them the user typed. */
export function attachedBlocks(text: string): readonly AttachedBlock[] {
	const found: AttachedBlock[] = [];
	const names = [...text.matchAll(NAMED_BEFORE)].slice(0, MOST_BLOCKS);
	// From here on no such tag is closed any more.
	const open = new Set<string>();
	for (const match of text.matchAll(OPENING)) {
		const tag = match[1]!;
		const start = match.index + match[0].length;
		if (open.has(tag) || start < (found.at(-1)?.end ?? 0)) continue;
		if (found.length >= MOST_BLOCKS) break;
		const end = text.indexOf(`</${tag}>`, start);
		if (end < 0) open.add(tag);
		else {
			const before = tag.startsWith('file') ? names.findLast(({ index }) => index < start)?.[1] : undefined;
			found.push({ start, end, path: pathOf(match[2] ?? '') ?? before ?? null });
		}
	}
	let tried = 0;
	for (const match of text.matchAll(FENCED)) {
		if (++tried > MOST_BLOCKS) break;
		const start = match.index + match[0].length;
		const end = text.indexOf(`\n${match[2]}`, start - 1);
		const inside = found.some((block) => match.index >= block.start && match.index < block.end);
		if (end >= start && !inside && found.length < MOST_BLOCKS) found.push({ start, end, path: match[1]! });
	}
	for (const block of stagedDiffs(text)) {
		const inside = found.some(({ start, end }) => block.start >= start && block.start < end);
		if (!inside && found.length < MOST_BLOCKS) found.push(block);
	}
	return found.sort((a, b) => a.start - b.start);
}

/** Each file's part of the staged changes; one after a fence ends with it. */
function stagedDiffs(text: string): readonly AttachedBlock[] {
	const from = CHANGES.exec(text)?.index;
	if (from === undefined) return [];
	const diffs = [...text.matchAll(DIFF)].filter(({ index }) => index > from).slice(0, MOST_BLOCKS);
	return diffs.map(({ index, 0: line, 1: path }, i): AttachedBlock => {
		const start = index + line.length;
		const next = diffs[i + 1]?.index ?? text.length;
		const fence = text.indexOf('\n```', start);
		return { start, end: fence < 0 ? next : Math.min(fence, next), path: path! };
	});
}

/** The most telling of its attributes: a path before a name. */
function pathOf(attributes: string): string | null {
	const values = [...attributes.matchAll(PATH)].map((match) => ({
		key: match[0].toLowerCase(),
		value: match[1] ?? match[2] ?? match[3] ?? '',
	}));
	const best = values.find(({ key }) => /^(?:file|path|uri)/.test(key)) ?? values[0];
	return best === undefined ? null : best.value.replace(/^file:/, '');
}
