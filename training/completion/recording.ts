import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StoredAnswer } from './answers.ts';
import type { Session } from './sessions.ts';

export const RECORDING = fileURLToPath(new URL('recording.jsonl', import.meta.url));

export interface RecordedModel {
	readonly name: string;
	/** Of the weights. */
	readonly sha256: string;
}

/** One model's greedy answer at one position. Times are milliseconds from the request, on the machine of the recording. */
export interface Outcome {
	/** Whether the first line is the one of the source. */
	readonly exact: 0 | 1;
	/** Of the first line, 0..1. */
	readonly similarity: number;
	/** Tokens of the prompt, those of them that were not in the model's cache, and tokens written. */
	readonly tokens: readonly [prompt: number, fresh: number, written: number];
	readonly ms: readonly [firstToken: number, firstLine: number, all: number];
	readonly answer: StoredAnswer;
}

export interface RecordedPosition {
	readonly offset: number;
	/** Of the rest of the line, without the white space at its end; the first 16 digits. */
	readonly truth: string;
	/** In the order of the models. */
	readonly outcomes: readonly Outcome[];
}

export interface RecordedSession extends Session {
	readonly positions: readonly RecordedPosition[];
}

export interface Recording {
	readonly models: readonly RecordedModel[];
	readonly date: string;
	readonly machine: string;
	readonly sessions: readonly RecordedSession[];
}

type Header = Omit<Recording, 'sessions'>;

/** First line: the header; then a line a session. Null where the file does not exist. Throws where it is none. */
export function readRecording(file = RECORDING): Recording | null {
	if (!existsSync(file)) return null;
	const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
	const [header, ...sessions] = lines.map((line) => JSON.parse(line) as unknown);
	if (header === undefined) throw new Error(`${file} is empty.`);
	return { ...(header as Header), sessions: sessions as RecordedSession[] };
}

export function beginRecording(header: Header, file = RECORDING): void {
	writeFileSync(file, `${JSON.stringify(header)}\n`);
}

export function appendSession(session: RecordedSession, file = RECORDING): void {
	appendFileSync(file, `${JSON.stringify(session)}\n`);
}

export const sessionKey = ({ package: name, path, start }: Session): string => `${name}:${path}:${start}`;
