import * as l10n from '@vscode/l10n';
import { type ErrorKind, RoutooError } from '../../core/base/errors.ts';
import type { SourceFile } from './convert.ts';
import type { TextEnds } from './prompt.ts';
import type { ReaderFiles } from './reader.ts';

/** What the reader's process is told. It is sent one reading at a time. */
export type ToReader =
	/** Before all else: the texts of the user's language. */
	| { readonly type: 'speak'; readonly texts: unknown }
	| { readonly type: 'convert'; readonly path: string; readonly root: string; readonly source: SourceFile }
	| { readonly type: 'load'; readonly files: ReaderFiles; readonly runtimeManifestPath: string | null }
	| { readonly type: 'read'; readonly id: number; readonly ends: TextEnds };

export type FromReader =
	| { readonly type: 'progress'; readonly done: number }
	| { readonly type: 'converted'; readonly folder: string }
	| { readonly type: 'loaded'; readonly ms: number }
	| {
			readonly type: 'reading';
			readonly id: number;
			readonly states: readonly Float32Array[];
			readonly tokens: number;
			readonly ms: number;
	  }
	/** `id` null: of the loading or the conversion. */
	| { readonly type: 'failed'; readonly id: number | null; readonly error: SentError };

/** A RoutooError as a plain value, or what else went wrong in `message` with kind null. */
export interface SentError {
	readonly kind: ErrorKind | null;
	readonly message: string;
	readonly nextStep: string;
}

export function sentError(error: unknown): SentError {
	if (error instanceof RoutooError) return { kind: error.kind, message: error.message, nextStep: error.nextStep };
	const line = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300);
	return { kind: null, message: line, nextStep: '' };
}

/** What was sent as an error again; a fault without a kind is said to be the reader's. */
export function receivedError({ kind, message, nextStep }: SentError): RoutooError {
	if (kind !== null) return new RoutooError(kind, message, nextStep);
	return new RoutooError(
		'damagedFile',
		l10n.t('The reader cannot run here: {0}', message.replace(/[.]?$/, '.')),
		l10n.t('Routoo goes on without it.'),
	);
}

/** The largest state of a known network, and layers asked for at once by training. */
const MOST_STATES = 64;
const MOST_NUMBERS = 4096;

/** Whether a reply is one: the process runs native code, and what it sends is not trusted further than its form. */
export function isFromReader(value: unknown): value is FromReader {
	if (typeof value !== 'object' || value === null) return false;
	const reply = value as { [key: string]: unknown };
	switch (reply.type) {
		case 'progress':
			return typeof reply.done === 'number';
		case 'converted':
			return typeof reply.folder === 'string';
		case 'loaded':
			return typeof reply.ms === 'number';
		case 'reading':
			return typeof reply.id === 'number' && areStates(reply.states) && typeof reply.tokens === 'number' && typeof reply.ms === 'number';
		case 'failed':
			return (reply.id === null || typeof reply.id === 'number') && isSentError(reply.error);
		default:
			return false;
	}
}

function areStates(value: unknown): boolean {
	const isState = (state: unknown) => state instanceof Float32Array && state.length <= MOST_NUMBERS;
	return Array.isArray(value) && value.length > 0 && value.length <= MOST_STATES && value.every(isState);
}

function isSentError(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	const { kind, message, nextStep } = value as Partial<SentError>;
	return (kind === null || typeof kind === 'string') && typeof message === 'string' && typeof nextStep === 'string';
}
