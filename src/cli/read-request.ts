import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { Attachment } from '../core/message/message.ts';
import type { HistoryMessage, RouteRequest } from '../core/routing/types.ts';
import { InputError, type RouteArguments } from './arguments.ts';

/** VS Code language ids of common extensions; others stay null. */
const LANGUAGES: Readonly<Record<string, string>> = {
	'.ts': 'typescript',
	'.tsx': 'typescriptreact',
	'.js': 'javascript',
	'.mjs': 'javascript',
	'.cjs': 'javascript',
	'.jsx': 'javascriptreact',
	'.py': 'python',
	'.rs': 'rust',
	'.go': 'go',
	'.java': 'java',
	'.kt': 'kotlin',
	'.c': 'c',
	'.h': 'c',
	'.cpp': 'cpp',
	'.cs': 'csharp',
	'.rb': 'ruby',
	'.php': 'php',
	'.sh': 'shellscript',
	'.sql': 'sql',
	'.html': 'html',
	'.css': 'css',
	'.json': 'json',
	'.md': 'markdown',
	'.yml': 'yaml',
	'.yaml': 'yaml',
	'.toml': 'toml',
};

/** The request that the arguments describe. Throws InputError for a file that cannot be read or a context that is not a conversation. */
export async function readRequest(args: RouteArguments, stdin: NodeJS.ReadableStream): Promise<RouteRequest> {
	const [attachments, history] = await Promise.all([Promise.all(args.files.map(attachment)), conversation(args.contextFile)]);
	return {
		kind: 'chat',
		// `echo` and editors end the text with a line break that is none of it.
		text: args.prompt ?? (await readAll(stdin)).replace(/\r?\n$/, ''),
		history,
		attachments,
		language: args.language ?? attachments[0]?.language ?? null,
		needs: { tools: false, vision: false },
	};
}

async function attachment(path: string): Promise<Attachment> {
	const content = await contentOf('--file', path);
	return { kind: 'file', path, language: LANGUAGES[extname(path).toLowerCase()] ?? null, content, range: null };
}

async function conversation(path: string | null): Promise<HistoryMessage[]> {
	if (path === null) return [];
	const form = 'It must hold a list of {"role": "user" or "assistant", "content": "text"}, oldest first';
	let list: unknown;
	try {
		// Windows editors begin a file with a byte order mark, which JSON does not know.
		list = JSON.parse((await contentOf('--context', path)).replace(/^\ufeff/, ''));
	} catch (error) {
		if (error instanceof InputError) throw error;
		throw new InputError(`--context: ${path} is not JSON`, form);
	}
	if (!Array.isArray(list)) throw new InputError(`--context: ${path} does not hold a list`, form);
	return list.flatMap((message: unknown, index) => {
		// Conversations of other programs begin with their instructions; the extension sends its own.
		if ((message as { role?: unknown } | null)?.role === 'system') return [];
		if (!isMessage(message)) throw new InputError(`--context: message ${index + 1} of ${path} has no role and content`, form);
		return { role: message.role, content: message.content };
	});
}

function isMessage(value: unknown): value is HistoryMessage {
	const { role, content } = (value ?? {}) as { role?: unknown; content?: unknown };
	return (role === 'user' || role === 'assistant') && typeof content === 'string';
}

async function contentOf(option: string, path: string): Promise<string> {
	try {
		// npm runs a script in the package's folder; the user's paths begin where npm was called.
		const { npm_lifecycle_event: script, INIT_CWD: caller } = process.env;
		return await readFile(script === 'route' && caller && path !== '' ? resolve(caller, path) : path, 'utf8');
	} catch (error) {
		const why = (error as NodeJS.ErrnoException).code === 'EISDIR' ? 'is a folder' : 'cannot be read';
		throw new InputError(`${option}: ${path === '' ? 'an empty name' : path} ${why}`, 'Check the path and its permissions');
	}
}
