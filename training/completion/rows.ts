import { type PositionFeatures, positionFeatures } from '../../src/core/completion/routing/features.ts';
import { readAnswer } from './answers.ts';
import { sha256 } from './packages.ts';
import { TypedDocument } from './positions.ts';
import type { Outcome, RecordedSession, Recording } from './recording.ts';
import { readSource } from './sessions.ts';
import { type Key, restOfLine, typedKeys } from './typing.ts';

/** A recorded position with everything that its file says. */
export interface PositionRow {
	readonly offset: number;
	/** The line that was to be typed, from the caret on. */
	readonly truth: string;
	readonly features: PositionFeatures;
	/** In the order of the models, with the answer's whole text. */
	readonly outcomes: readonly (Outcome & { readonly text: string })[];
}

/** A recorded session with its file, its keys and its positions. */
export interface LoadedSession {
	readonly session: RecordedSession;
	readonly document: TypedDocument;
	readonly keys: readonly Key[];
	/** By offset. */
	readonly rows: ReadonlyMap<number, PositionRow>;
}

const MINUTE = 60_000;

/** Sessions whose file is the recorded one, and one line for each of the others. */
export function loadSessions(modules: string, { sessions }: Recording): { sessions: LoadedSession[]; problems: string[] } {
	const loaded: LoadedSession[] = [];
	const problems: string[] = [];
	for (const session of sessions) {
		const { text, problem } = readSource(modules, session);
		if (text === null) problems.push(problem);
		else loaded.push(loadSession(session, text));
	}
	return { sessions: loaded, problems };
}

function loadSession(session: RecordedSession, text: string): LoadedSession {
	const document = new TypedDocument(session, text);
	const keys = typedKeys(text, session.start, session.end, session.seed);
	const edits = editsWithinMinute(keys);
	const rows = session.positions.map(({ offset, truth: recorded, outcomes }): PositionRow => {
		const truth = restOfLine(text, offset).trimEnd();
		if (sha256(truth).slice(0, 16) !== recorded)
			throw new Error(`${session.package} ${session.path}: position ${offset} was recorded on another line.`);
		const features = positionFeatures(document.completionPositionAt(offset), edits.get(offset) ?? 1);
		return { offset, truth, features, outcomes: outcomes.map((o) => ({ ...o, text: readAnswer(o.answer, text, offset) })) };
	});
	return { session, document, keys, rows: new Map(rows.map((row) => [row.offset, row])) };
}

/** Edits of the last minute at each key, by offset, the key itself included. */
export function editsWithinMinute(keys: readonly Key[]): ReadonlyMap<number, number> {
	const edits = new Map<number, number>();
	const times: number[] = [];
	let at = 0;
	let first = 0;
	for (const { offset, gapMs } of keys) {
		times.push(at);
		while (at - times[first]! > MINUTE) first++;
		edits.set(offset, times.length - first);
		at += gapMs;
	}
	return edits;
}
