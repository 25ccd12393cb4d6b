import { parseArgs } from 'node:util';
import { type MicroDollars, microsFromDollars } from '../core/base/micros.ts';

/** What the user typed cannot be used. One line each: what is wrong, and what to do. */
export class InputError extends Error {
	readonly nextStep: string;

	constructor(message: string, nextStep: string) {
		super(message);
		this.name = 'InputError';
		this.nextStep = nextStep;
	}
}

/** In the words of whoever called: the script of a checkout, or the program itself. `env`: of this process. */
export function usage(env: Readonly<Record<string, string | undefined>>): string {
	const command = env.npm_lifecycle_event === 'route' ? 'npm run -s route --' : 'routoo route';
	return `Usage: ${command} "prompt" [options]      (no prompt, or "-": standard input)\n${OPTIONS_USAGE}`;
}

const OPTIONS_USAGE = `
  --file FILE         attach a file; may be given several times
  --context FILE      earlier messages: JSON list of {"role": "user"|"assistant", "content": "..."}
  --language ID       language of the editor, for example typescript
  --preset NAME       save, balanced (default) or best
  --pool A,B,C        only these models: ids, names or candidate ids
  --max-cost USD      the most one request may cost
  --min-quality Q     lowest predicted quality, 0..1 or percent
  --max-wait S        longest wait for the last word, seconds
  --local-only        only models on this computer or your own network
  --json              the decision as JSON
  --all               every model in the table
  --help

Prints which model of the catalog would answer and why. Needs no key and no network.
Files and standard input are UTF-8, or UTF-16 with a byte order mark.
Exit code 0: decided, 1: bad input (one line on standard error), 2: no model is allowed.`;

export interface RouteArguments {
	/** Null: standard input. */
	readonly prompt: string | null;
	readonly files: readonly string[];
	readonly contextFile: string | null;
	readonly language: string | null;
	readonly preset: 'save' | 'balanced' | 'best';
	/** As typed; null = every model. */
	readonly pool: readonly string[] | null;
	readonly maxCost: MicroDollars | null;
	/** 0..1 */
	readonly minQuality: number | null;
	readonly maxWaitMs: number | null;
	readonly localOnly: boolean;
	readonly json: boolean;
	readonly all: boolean;
	readonly help: boolean;
}

const OPTIONS = {
	file: { type: 'string', multiple: true },
	context: { type: 'string' },
	language: { type: 'string' },
	preset: { type: 'string' },
	pool: { type: 'string' },
	'max-cost': { type: 'string' },
	'min-quality': { type: 'string' },
	'max-wait': { type: 'string' },
	'local-only': { type: 'boolean' },
	json: { type: 'boolean' },
	all: { type: 'boolean' },
	help: { type: 'boolean', short: 'h' },
} as const;

/** Without their dashes. */
export const OPTION_NAMES: readonly string[] = Object.keys(OPTIONS);

/** Throws InputError for an unknown option, a missing value or a value out of range. */
export function parseArguments(argv: readonly string[]): RouteArguments {
	const { values, positionals } = parsed(argv);
	if (positionals.length > 1 && positionals.includes('-')) {
		throw new InputError('"-" is standard input and stands for the whole prompt', 'Give the prompt as words or as "-", not both');
	}
	const prompt = positionals.join(' ');
	return {
		prompt: positionals.length === 0 || prompt === '-' ? null : prompt,
		files: values.file ?? [],
		contextFile: values.context ?? null,
		language: languageOf(values.language),
		preset: presetOf(values.preset),
		pool: poolOf(values.pool),
		maxCost: mapped(amount('--max-cost', values['max-cost'], 'dollars, for example 0.02'), microsFromDollars),
		minQuality: mapped(amount('--min-quality', values['min-quality'], '0..1 or percent, for example 0.8 or 80', 100), (q) =>
			q > 1 ? q / 100 : q,
		),
		maxWaitMs: mapped(amount('--max-wait', values['max-wait'], 'seconds, for example 20'), (seconds) => seconds * 1000),
		localOnly: values['local-only'] ?? false,
		json: values.json ?? false,
		all: values.all ?? false,
		help: values.help ?? false,
	};
}

function parsed(argv: readonly string[]) {
	try {
		const found = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true, tokens: true });
		refuseContradictions(found.tokens);
		return found;
	} catch (error) {
		if (error instanceof InputError) throw error;
		const message = error instanceof Error ? (error.message.split(/[.\n]/)[0] ?? '') : String(error);
		throw new InputError(message, 'See --help; a prompt that begins with a dash goes after "--" or to standard input');
	}
}

/** Of an option that counts once, two values leave open which one is meant. */
function refuseContradictions(
	tokens: readonly { readonly kind: string; readonly name?: string; readonly value?: string | undefined }[],
): void {
	const seen = new Map<string, string | undefined>();
	for (const { kind, name, value } of tokens) {
		if (kind !== 'option' || name === undefined || name === 'file') continue;
		if (seen.has(name) && seen.get(name) !== value) throw new InputError(`--${name} is given twice, with two values`, 'Give it once');
		seen.set(name, value);
	}
}

function languageOf(value: string | undefined): string | null {
	if (value === undefined) return null;
	if (value.trim() === '') throw new InputError('--language is empty', 'Give an id such as typescript, or leave the option out');
	return value;
}

function presetOf(value: string | undefined): RouteArguments['preset'] {
	if (value === undefined) return 'balanced';
	if (value === 'save' || value === 'balanced' || value === 'best') return value;
	throw new InputError(`--preset does not know "${value}"`, 'Use save, balanced or best');
}

function poolOf(value: string | undefined): string[] | null {
	if (value === undefined) return null;
	const names = value
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	if (names.length === 0) throw new InputError('--pool is empty', 'Name at least one model, or leave the option out');
	return names;
}

function amount(option: string, text: string | undefined, form: string, most = Number.MAX_SAFE_INTEGER / 1_000_000): number | null {
	if (text === undefined) return null;
	const value = Number(text);
	if (text.trim() === '' || !Number.isFinite(value) || value < 0 || value > most) {
		throw new InputError(`${option} cannot be "${text}"`, `Give ${form}`);
	}
	return value;
}

function mapped(value: number | null, change: (value: number) => number): number | null {
	return value === null ? null : change(value);
}
