import type { RemoteModel } from '../../core/model/endpoint.ts';
import { word } from '../types.ts';

/** One answer of a local server by its path below the root; with a body it is asked by POST. Throws RoutooError. */
export type Get = (path: string, body?: unknown) => Promise<unknown>;

/** What a server says of a model that says nothing. */
export const NOTHING: Omit<RemoteModel, 'id'> = {
	displayName: null,
	contextTokens: null,
	maxOutputTokens: null,
	tools: null,
	vision: null,
	prices: null,
	parametersB: null,
};

/** A field that is a positive number, null else: 0 is what servers write for "not known". */
export function numberOf(value: unknown): number | null {
	return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}

export function textOf(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** A list of words in one spelling; null where it is no list. */
export function wordsOf(value: unknown): readonly string[] | null {
	return Array.isArray(value) ? value.filter((item) => typeof item === 'string').map(word) : null;
}
