import * as l10n from '@vscode/l10n';
import { visibleText } from '../message/visible-text.ts';

/** A prompt file of a workspace, as it lies there. Whoever wrote the workspace wrote it: it is shown to the user before it is sent. */
export interface PromptFile {
	/** Workspace-relative, with "/". */
	readonly path: string;
	readonly text: string;
}

/** The same as a command. */
export interface PromptCommand {
	/** Without "/"; no two are alike. */
	readonly name: string;
	/** One line: what it does and from which file. */
	readonly detail: string;
	readonly path: string;
	readonly body: string;
	/** Characters without a shape of their own that were left out: they can hide orders to a model. */
	readonly hidden: number;
	/** Lines of the front matter that Routoo does not follow. */
	readonly notFollowed: readonly string[];
}

export const PROMPT_ENDING = '.prompt.md';
const MOST_NAME = 40;
const MOST_DETAIL = 90;
/** They say which model, tools or agent another program takes. */
const NOT_FOLLOWED = ['model', 'tools', 'mode', 'agent'];

/**
 * Commands of prompt files, in their order. One that is called like a command of Routoo's gets "prompt-" in front, one that is called like
 * an earlier file a number behind, and its detail says so.
 * @param parse reads YAML; may throw
 */
export function promptCommands(files: readonly PromptFile[], taken: readonly string[], parse: (yaml: string) => unknown): PromptCommand[] {
	const names = new Set(taken);
	return files.map((file) => {
		const { head, body } = frontMatter(file.text, parse);
		const shown = visibleText(body);
		const own = nameOf(file.path);
		const name = freeName(own, names, new Set(taken));
		names.add(name);
		const described = typeof head.description === 'string' ? head.description : (shown.text.split('\n').find((line) => line !== '') ?? '');
		const line = visibleText(described).text.replace(/\s+/g, ' ').replace(/^#+ /, '').trim();
		const cut = line.length > MOST_DETAIL ? `${line.slice(0, MOST_DETAIL)}…` : line;
		const whole = `${cut === '' ? '' : `${cut} · `}${file.path}`;
		return {
			...{ name, path: file.path, body: shown.text, hidden: shown.hidden },
			detail: name === own ? whole : taken.includes(own) ? besideOurs(whole, own) : besideOther(whole, own),
			notFollowed: NOT_FOLLOWED.filter((key) => head[key] !== undefined && head[key] !== null),
		};
	});
}

function besideOurs(detail: string, name: string): string {
	return l10n.t("{0} (/{1} is Routoo's own)", detail, name);
}

function besideOther(detail: string, name: string): string {
	return l10n.t('{0} (/{1} is another file)', detail, name);
}

function nameOf(path: string): string {
	const file = path.split('/').at(-1)!.toLowerCase();
	const bare = file.endsWith(PROMPT_ENDING) ? file.slice(0, -PROMPT_ENDING.length) : file;
	const name = bare
		.replace(/[^\p{L}\p{N}_-]+/gu, '-')
		.replace(/^[-_]+|-+$/g, '')
		.slice(0, MOST_NAME);
	return name === '' ? 'prompt' : name;
}

function freeName(own: string, names: ReadonlySet<string>, taken: ReadonlySet<string>): string {
	const first = taken.has(own) ? `prompt-${own}` : own;
	for (let name = first, n = 2; ; n++) {
		if (!names.has(name)) return name;
		name = `${first}-${n}`;
	}
}

const FRONT_MATTER = /^\uFEFF?---[^\S\n]*\n(?:([\s\S]{0,4000}?)\n)??---[^\S\n]*(?:\n|$)/;

/** A head that cannot be read is left out: the body is what is sent. */
export function frontMatter(
	file: string,
	parse: (yaml: string) => unknown,
): { readonly head: Readonly<Record<string, unknown>>; readonly body: string } {
	const text = file.replaceAll('\r\n', '\n');
	const found = FRONT_MATTER.exec(text);
	if (found === null) return { head: {}, body: text.replace(/^\uFEFF/, '') };
	const body = text.slice(found[0].length);
	try {
		const head = parse(found[1] ?? '');
		return { head: typeof head === 'object' && head !== null ? { ...head } : {}, body };
	} catch {
		return { head: {}, body };
	}
}

const INPUT = /\$\{input:([^:}\n]{1,80})(?::([^}\n]{0,200}))?\}/g;
const SELECTION = /\$\{(?:selection|selectedText)\}/g;
const FILE = /\$\{(?:file|relativeFile|fileBasename)\}/g;

/** What a prompt's body asks of the editor. */
export function promptNeeds(body: string): { readonly selection: boolean; readonly file: boolean } {
	return { selection: body.search(SELECTION) >= 0, file: body.search(FILE) >= 0 };
}

/**
 * The body with what stands in for its variables: the one input by what was typed behind the command, else each by its name in brackets,
 * for the user to fill in.
 * @param wish what was typed behind the command, may be empty
 * @param file name of the file in front; null where there is none
 */
export function promptText(body: string, wish: string, file: string | null): string {
	const inputs = new Set([...body.matchAll(INPUT)].map(([, name]) => name));
	const fills = inputs.size === 1 && wish !== '';
	const text = body
		// As functions: a "$&" in what was typed is text.
		.replace(INPUT, (_, name: string, hint?: string) => (fills ? wish : `[${hint || name}]`))
		.replace(SELECTION, () => 'the selected code')
		.replace(FILE, () => file ?? '[no file is open]');
	return wish === '' || fills ? text : `${text}\n\n${wish}`;
}
