import { readFileSync } from 'node:fs';
import type { RouteRequest } from '../../src/core/routing/types.ts';

/** One line of editor-messages.jsonl: a message written for this project, with its author's judgement of its ease (0 hopeless .. 100 trivial). */
export interface EditorMessage {
	readonly ease: number;
	/** Text that the encoder was not made for: it counts in the fit, but not as familiar ground. */
	readonly outside?: 'language' | 'gibberish';
	readonly text: string;
	readonly history?: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
	readonly language?: string;
	readonly selection?: string;
}

/**
 * What share of requests of a given ease the models of a class answer adequately, as their author judges it: the level of the predictions for editor
 * messages rests on this table and on nothing measured. Between the columns the logit is linear.
 */
const EASE = [16, 20, 30, 45, 60, 75, 85, 99];
const CLASSES: readonly { readonly models: readonly string[]; readonly shares: readonly number[] }[] = [
	{
		models: [
			'claude-opus-4-5-20251101',
			'claude-opus-4-5-20251101@thinking',
			'claude-opus-4-5-20251101@no-thinking',
			'claude-sonnet-4-5-20250929@thinking',
			'gpt-5-2025-08-07@high',
			'gpt-5-2025-08-07@medium',
			'gemini-3-pro-preview@high',
			'claude-opus-4-8@high',
		],
		shares: [0.62, 0.68, 0.79, 0.88, 0.93, 0.96, 0.975, 0.99],
	},
	{
		models: [
			'claude-haiku-4-5-20251001@no-thinking',
			'claude-haiku-4-5-20251001',
			'gpt-5-mini-2025-08-07@low',
			'gpt-5-mini-2025-08-07@medium',
			'gpt-4.1-mini-2025-04-14',
			'gemini-2.5-flash@no-thinking',
		],
		shares: [0.32, 0.38, 0.5, 0.68, 0.8, 0.89, 0.935, 0.98],
	},
	{
		models: ['llama-3.3-70b-instruct', 'qwen2.5-72b-instruct', 'gpt-4o-2024-08-06'],
		shares: [0.2, 0.24, 0.36, 0.54, 0.7, 0.83, 0.9, 0.968],
	},
	{
		models: ['llama-3.1-8b-instruct', 'qwen2.5-7b-instruct', 'gemma-2-9b-it', 'gemma-3-4b-it'],
		shares: [0.07, 0.09, 0.16, 0.3, 0.47, 0.64, 0.77, 0.93],
	},
	{
		models: ['llama-3.2-3b-instruct', 'llama-3.2-1b-instruct', 'gemma-2-2b-it', 'gemma-3-1b-it'],
		shares: [0.025, 0.03, 0.06, 0.13, 0.26, 0.44, 0.6, 0.85],
	},
	{ models: ['smollm2-360m-instruct', 'qwen2.5-0.5b-instruct'], shares: [0.01, 0.015, 0.03, 0.06, 0.12, 0.23, 0.36, 0.66] },
	{ models: ['smollm2-135m-instruct', 'smollm-135m-instruct'], shares: [0.01, 0.01, 0.015, 0.02, 0.04, 0.08, 0.14, 0.42] },
];

export const REFERENCE_MODELS: readonly string[] = CLASSES.flatMap((entry) => entry.models);
/** Of the smallest models the benchmarks say only that they fail: their level is judged too. Every other ability comes from results alone. */
export const FREE_MODELS: ReadonlySet<string> = new Set(CLASSES.slice(-2).flatMap((entry) => entry.models));
/** The middle class: its predicted quality is compared with the judged ease. */
export const MIDDLE_MODELS: readonly string[] = CLASSES[1]!.models;

/** Judged share of adequate answers of each reference model, in the order of REFERENCE_MODELS. */
export function judgedShares(ease: number): number[] {
	return CLASSES.flatMap(({ models, shares }) => models.map(() => interpolate(ease, shares)));
}

/** Judged share of adequate answers of each class of models, strongest first. */
export function judgedClasses(ease: number): number[] {
	return CLASSES.map(({ shares }) => interpolate(ease, shares));
}

function interpolate(ease: number, shares: readonly number[]): number {
	const clamped = Math.min(EASE.at(-1)!, Math.max(EASE[0]!, ease));
	const upper = Math.max(
		1,
		EASE.findIndex((value) => value >= clamped),
	);
	const t = (clamped - EASE[upper - 1]!) / (EASE[upper]! - EASE[upper - 1]!);
	const logit = (p: number) => Math.log(p / (1 - p));
	const z = (1 - t) * logit(shares[upper - 1]!) + t * logit(shares[upper]!);
	return 1 / (1 + Math.exp(-z));
}

export function readEditorMessages(file: string): EditorMessage[] {
	return readFileSync(file, 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as EditorMessage);
}

/** The request that the editor would make of a message. */
export function editorRequest(message: Omit<EditorMessage, 'ease'>): RouteRequest {
	const language = message.language ?? null;
	return {
		kind: 'chat',
		text: message.text,
		history: message.history ?? [],
		attachments:
			message.selection === undefined ? [] : [{ kind: 'selection', path: 'file', language, content: message.selection, range: null }],
		language,
		needs: { tools: false, vision: false },
	};
}
