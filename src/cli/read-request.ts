import { extname, resolve } from 'node:path';
import type { Attachment } from '../core/message/message.ts';
import type { HistoryMessage, RouteRequest } from '../core/routing/types.ts';
import { InputError, type RouteArguments } from './arguments.ts';
import { readTextFile, readTextStream } from './read-text.ts';

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
export async function readRequest(args: RouteArguments, stdin: () => NodeJS.ReadableStream): Promise<RouteRequest> {
	const [attachments, history] = await Promise.all([Promise.all(args.files.map(attachment)), conversation(args.contextFile)]);
	return {
		kind: 'chat',
		text: args.prompt ?? (await piped(stdin)),
		history,
		attachments,
		language: args.language ?? attachments[0]?.language ?? null,
		needs: { tools: false, vision: false },
	};
}

async function piped(stdin: () => NodeJS.ReadableStream): Promise<string> {
	const all = await readTextStream('standard input', opened(stdin) as AsyncIterable<Uint8Array | string>);
	if (all.trim() === '') throw new InputError('No prompt: standard input is empty', 'Give the prompt in quotes, or pipe it in');
	// `echo` and editors end the text with a line break that is none of it.
	return all.replace(/\r?\n$/, '');
}

/** A shell can start a program without a standard input. */
function opened(stdin: () => NodeJS.ReadableStream): NodeJS.ReadableStream {
	try {
		return stdin();
	} catch {
		throw new InputError('No prompt: standard input is closed', 'Give the prompt in quotes, or pipe it in');
	}
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
		list = JSON.parse(await contentOf('--context', path));
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

function contentOf(option: string, path: string): Promise<string> {
	const what = `${option}: ${path === '' ? 'an empty name' : path}`;
	// npm runs a script in the package's folder; the user's paths begin where npm was called.
	const { npm_lifecycle_event: script, INIT_CWD: caller } = process.env;
	return readTextFile(what, script === 'route' && caller && path !== '' ? resolve(caller, path) : path);
}
