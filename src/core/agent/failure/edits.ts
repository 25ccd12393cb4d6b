import type { ToolStep } from '../types.ts';
import { saysFailed } from './refusal.ts';

export interface FileEdit {
	/** Null where the call does not tell. */
	readonly file: string | null;
	/** Lines put in less lines taken out; null where the call does not tell. */
	readonly shift: number | null;
}

const EDITORS =
	/(?:replace|insert|edit|write|create|apply|patch|modify|update|append|str_replace|search_and_replace|multi)[\w.-]{0,30}?(?:file|files|string|strings|patch|edit|edits|editor|diff|text|block|content|notebook|symbol|body|cell|regex)|^(?:edit|multi_?edit|write|apply_patch|patch|morph|delete_file|create_?file|search_replace|replace|fs_write|str_replace|apply_(?:edits?|changes)|notebook_?edit|(?:vscode_)?rename(?:_?symbol)?)$/i;
/** Lists and plans that are kept in no file of the project. */
const NO_FILES = /todo|plan|memory|task|note_|issue|pull_request|comment|workspace/i;
const DOCUMENTS =
	/\.(?:md|mdx|markdown|rst|txt|adoc|log)$|(?:^|[\\/])(?:\.\w{1,20}ignore|\.editorconfig|\.gitattributes|LICENSE|NOTICE|AUTHORS|CHANGELOG)$/i;

/** What a call of an editing tool changed; nothing where it failed, only looked, or wrote documents. */
export function editOf(name: string, args: Readonly<Record<string, unknown>>, step: ToolStep): FileEdit[] {
	if (!EDITORS.test(name) || NO_FILES.test(name)) return [];
	if (args.command === 'view' || step.isError || saysFailed(step.result!)) return [];
	const parts = Array.isArray(args.replacements) ? args.replacements : Array.isArray(args.edits) ? args.edits : null;
	if (parts !== null && parts.length > 0 && parts.length < 200) {
		const whole = one(args);
		return relevant(
			parts.map((part) => {
				const own = typeof part === 'object' && part !== null ? one(part as Record<string, unknown>) : { file: null, shift: null };
				return { file: own.file ?? whole.file, shift: own.shift };
			}),
		);
	}
	const patch = ['input', 'patch', 'diff'].map((field) => args[field]).find((value) => typeof value === 'string');
	if (typeof patch === 'string') return relevant(ofPatch(patch, string(args, PATHS)));
	return relevant([one(args)]);
}

const PATHS = ['filePath', 'file_path', 'path', 'file', 'filename', 'target_file', 'targetFile', 'relative_path', 'uri', 'notebook_path'];
const OLD = ['oldString', 'old_string', 'old_str', 'oldText', 'search'];
const NEW = ['newString', 'new_string', 'new_str', 'newText', 'replace'];

function one(args: Readonly<Record<string, unknown>>): FileEdit {
	const before = string(args, OLD);
	const after = string(args, NEW);
	return { file: string(args, PATHS), shift: before === null || after === null ? null : lineBreaks(after) - lineBreaks(before) };
}

function string(args: Readonly<Record<string, unknown>>, names: readonly string[]): string | null {
	for (const name of names) if (Object.hasOwn(args, name) && typeof args[name] === 'string') return args[name] as string;
	return null;
}

function lineBreaks(text: string): number {
	let found = 0;
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) found++;
	return found;
}

const PATCH = 60_000;
const PATCH_LINES = 20_000;

/** By file, of both forms of patches. */
function ofPatch(patch: string, file: string | null): FileEdit[] {
	const edits: { file: string | null; shift: number }[] = [];
	const cut = patch.length > PATCH;
	for (const line of (cut ? patch.slice(0, PATCH) : patch).split('\n', PATCH_LINES)) {
		const head = /^(?:\*\*\* (?:Update|Add|Delete) File: |\+\+\+ (?:b\/)?)([^\t]{1,400})/.exec(line);
		if (head) edits.push({ file: head[1]!.trim(), shift: 0 });
		else if (edits.length > 0 && !line.startsWith('---')) edits.at(-1)!.shift += line.startsWith('+') ? 1 : line.startsWith('-') ? -1 : 0;
		if (edits.length > 200) break;
	}
	if (edits.length === 0) return [{ file, shift: null }];
	return cut ? edits.map((edit) => ({ file: edit.file, shift: null })) : edits;
}

const relevant = (edits: readonly FileEdit[]) => edits.filter((edit) => edit.file === null || !DOCUMENTS.test(edit.file));

const IN_PLACE =
	/^(?:sed\s(?:[^|]{0,200}\s)?(?:-i|--in-place|-[a-zA-Z]{0,4}i)|perl\s(?:-\w{1,10}\s){0,3}-\w{0,6}i|git\s+(?:apply|am|cherry-pick)\b|patch\s|apply_patch|ed\s|ex\s|Set-Content|Out-File|Add-Content|(?:npx\s+)?(?:prettier|eslint|biome)\s[^|]{0,200}(?:--write|--fix)|ruff\s[^|]{0,100}--fix|cargo\s+fix|gofmt\s+-w|black\s)/i;
const WRITES = /^(?:cat|echo|printf|tee)\b[^>|]{0,2000}?(?:>>?\s?|^tee\s+(?:-a\s+)?)(["']?)([^\s"'<>|&;]{1,300})\1/;
const SCRIPTED = /(?:write_text|writeFileSync|writeFile|\.write)\s?\(|open\([^)\n]{0,200},\s?['"][wa]/;
const NO_SOURCE = /^\/dev\/|^\/tmp\/|\.(?:log|out|err|tmp)$|^&?\d$/i;

const NOT_EDITED =
	/can't read|No such file or directory|patch failed|does not apply|hunks? (?:#\d{1,4} )?FAILED|corrupt patch|Only garbage was found|Permission denied/i;

/** The command's own words say that it changed nothing; a script that did nothing else ended in an error. */
export function editFailed(result: string, segments: readonly string[]): boolean {
	const start = result.slice(0, 1_000);
	if (NOT_EDITED.test(start.split('\n', 4).join('\n'))) return true;
	const alone = segments.every((segment) => /^(?:cd|python3?|node|ruby|perl)\b/.test(segment));
	return alone && /^Traceback |^(?:\w{0,40}Error|Uncaught)\b.{0,200}/m.test(start);
}

/** What a shell command changed: edits in place, files written from the command line, scripts that write. */
export function editsByShell(command: string, segments: readonly string[]): FileEdit[] {
	const edits: FileEdit[] = [];
	for (const segment of segments) {
		if (IN_PLACE.test(segment)) {
			const file = /([^\s"']{1,300}\.\w{1,8})["']?\s*$/.exec(segment)?.[1] ?? null;
			edits.push({ file, shift: null });
			continue;
		}
		const written = /^tee\s+(?:-a\s+)?["']?([^\s"'<>|&;]{1,300})/.exec(segment)?.[1] ?? WRITES.exec(segment)?.[2];
		if (written !== undefined && !NO_SOURCE.test(written)) edits.push({ file: written, shift: null });
	}
	if (
		/^(?:python3?|node|ruby|perl)\b/.test(segments.find((segment) => /^(?:python3?|node|ruby|perl)\b/.test(segment)) ?? '') &&
		SCRIPTED.test(command.slice(0, 20_000))
	)
		edits.push({ file: null, shift: null });
	return relevant(edits);
}
