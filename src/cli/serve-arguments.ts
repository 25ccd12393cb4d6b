import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from './arguments.ts';

export const SERVE_USAGE = `Usage: routoo serve [options]

  --port PORT         instead of routoo.endpoint.port in the settings (22768); 0: any free one
  --settings FILE     instead of the usual settings file
  --help

Answers OpenAI's and Anthropic's APIs on this computer alone, at http://127.0.0.1:PORT, with the models whose keys it finds in the
environment (ANTHROPIC_API_KEY, OPENAI_API_KEY, …, ROUTOO_KEY_<ENDPOINT>) or in the keychain (routoo key set). Says where settings and
ledger lie, and each decision before the first byte of its answer. Ctrl+C ends it: open answers are ended and booked.
Proxies: HTTP_PROXY, HTTPS_PROXY, NO_PROXY. Certificates: NODE_EXTRA_CA_CERTS, NODE_USE_SYSTEM_CA=1.
Exit code 0: ended, or served there already with the same key; 1: it could not start, one line on standard error says why.`;

const MOST_PORT = 65_535;

export interface ServeArguments {
	/** Null: as the settings say. */
	readonly port: number | null;
	/** Null: the usual file. */
	readonly settings: string | null;
	readonly help: boolean;
}

/** Throws InputError for an unknown option, a missing value or a port that is none. */
export function parseServeArguments(argv: readonly string[]): ServeArguments {
	const { port, settings, help = false } = parsed(argv);
	if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= MOST_PORT)) {
		throw new InputError(`--port cannot be "${port}"`, `Give a whole number from 0 to ${MOST_PORT}`);
	}
	if (settings?.trim() === '') throw new InputError('--settings is empty', 'Give the path of a file, or leave the option out');
	return { port: port === undefined ? null : Number(port), settings: settings === undefined ? null : resolve(settings), help };
}

function parsed(argv: readonly string[]): { readonly port?: string; readonly settings?: string; readonly help?: boolean } {
	const options = { port: { type: 'string' }, settings: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
	try {
		return parseArgs({ args: [...argv], options, allowPositionals: false, strict: true }).values;
	} catch (error) {
		const message = error instanceof Error ? (error.message.split(/[.\n]/)[0] ?? '') : String(error);
		throw new InputError(message, 'See routoo serve --help');
	}
}
