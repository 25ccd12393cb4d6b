import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RouteRequest } from '../../src/core/routing/types.ts';
import { ROOT } from '../kit/checkout.ts';

/**
 * One line of editor-lengths.jsonl: a message written for this project with its author's judgement, measured by nobody, of the tokens of a
 * plain model's answer and of what one of the recorded models that think by themselves thinks before it.
 */
interface EditorLength {
	readonly tokens: number;
	readonly thinking: number;
	readonly text: string;
	/** Lines of the code that is selected with it. */
	readonly attachedLines?: number;
}

export interface JudgedLength {
	readonly request: RouteRequest;
	readonly tokens: number;
	readonly thinking: number;
}

/** What stands for code of which only the size counts. */
const LINE = 'const total = items.reduce((sum, one) => sum + one.price, 0);\n';

export function judgedLengths(): JudgedLength[] {
	return readFileSync(path.join(ROOT, 'training/data/editor-lengths.jsonl'), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as EditorLength)
		.map(({ text, tokens, thinking, attachedLines = 0 }) => ({ request: editorRequest(text, attachedLines), tokens, thinking }));
}

export function editorRequest(text: string, attachedLines: number): RouteRequest {
	const selection = { kind: 'selection' as const, path: 'src/code.ts', language: 'typescript', range: null };
	return {
		...{ kind: 'chat', text, history: [], language: attachedLines > 0 ? 'typescript' : null, needs: { tools: false, vision: false } },
		attachments: attachedLines > 0 ? [{ ...selection, content: LINE.repeat(attachedLines) }] : [],
	};
}
