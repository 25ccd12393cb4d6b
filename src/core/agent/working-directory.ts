import type { Message } from '../message/message.ts';
import { kindsOf } from './frames/parts.ts';
import { talkOf, textsOf } from './frames/talk.ts';

/** How clients name the folder that they work in, in their system text or in a block beside the user's words. */
const NAMED: readonly RegExp[] = [
	// Claude Code, opencode.
	/^[ \t-]{0,8}(?:Primary )?[Ww]orking directory: ([^\n]{1,1000})$/gm,
	// Codex.
	/<cwd>([^<>\n]{1,1000})<\/cwd>/g,
	// Gemini CLI, Qwen Code.
	/^I'm currently working in the (?:directory: |following directories:\n {0,4}- )([^\n]{1,1000})$/gm,
	// Cline, Roo Code, Kilo Code.
	/^# Current (?:Workspace|Working) Directory \(([^\n]{1,1000})\) Files$/gm,
	/^Current (?:Workspace|Working) Directory: ([^\n]{1,1000})$/gm,
	// VS Code.
	/^I am working in a workspace with the following folders:\n- ([^\n]{1,1000}?) ?$/gm,
];
/** Of a text, characters that are looked at. */
const MOST = 60_000;
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;
const BLOCK =
	/^\s*(?:<(?:environment_context|environment_info|workspace_info|system-reminder|session_context|env)>|This is the (?:Gemini CLI|Qwen Code)\b)/;

/**
 * The folder that the paths of a conversation's tools begin at, as its client names it, absolute; null where none does. The last word on it
 * holds. The user's own words are not asked: they may quote another.
 */
export function workingDirectory(messages: readonly Message[]): string | null {
	const { client } = talkOf(messages);
	for (let at = messages.length - 1; at >= 0; at--) {
		const message = messages[at]!;
		if (message.role !== 'user' && message.role !== 'system') continue;
		const texts = textsOf(message);
		const kinds = message.role === 'system' ? null : kindsOf(texts, client);
		for (const [n, text] of [...texts.entries()].toReversed()) {
			const whose =
				kinds === null || kinds[n] !== 'own' ? text : client === 'cline' ? details(text) : BLOCK.test(text.slice(0, 200)) ? text : '';
			const found = whose === '' ? null : folderIn(whose);
			if (found !== null) return found;
		}
	}
	return null;
}

/** Cline and its like write of the environment at the end of a message. */
function details(text: string): string {
	const from = text.lastIndexOf('<environment_details>\n');
	return from < 0 ? '' : text.slice(from);
}

function folderIn(text: string): string | null {
	const near = text.length > MOST ? `${text.slice(0, MOST / 2)}\n${text.slice(-MOST / 2)}` : text;
	const found = NAMED.flatMap((pattern) =>
		[...near.matchAll(pattern)].map(({ index, 1: folder = '' }) => ({ index, folder: folder.trim() })),
	);
	const last = found
		.filter(({ folder }) => ABSOLUTE.test(folder))
		.sort((a, b) => a.index - b.index)
		.at(-1);
	return last?.folder ?? null;
}

/** A relative path from the folder that its client works in; as it is where no folder is known, or the path begins at another place. */
export function inFolder(folder: string | null, path: string): string {
	if (folder === null || path === '' || ABSOLUTE.test(path) || /^(?:~|\$|[a-z][a-z0-9+.-]+:)/i.test(path)) return path;
	const own = path.replace(/^(?:\.[\\/])+/, '');
	return /[\\/]$/.test(folder) ? folder + own : `${folder}/${own}`;
}

/**
 * The names that a path has for rules about files: as it is written, from the root, and from the folder that its client works in. Rules of
 * an open workspace know absolute ones, a user's own list is written for relative ones.
 */
export function namesIn(folder: string | null, path: string): readonly string[] {
	if (folder === null) return [path];
	const whole = inFolder(folder, path);
	const base = /[\\/]$/.test(folder) ? folder : `${folder}/`;
	const plain = (text: string) => text.replaceAll('\\', '/');
	const inside = plain(whole).startsWith(plain(base)) ? [whole.slice(base.length)] : [];
	return [...new Set([path, whole, ...inside])];
}
