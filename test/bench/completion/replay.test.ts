import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ReplayFigures, type ReplayModel, type ReplayPolicy, replaySessions } from '../../../bench/completion/replay.ts';
import { memoryStore } from '../../../bench/replay/ledger.ts';
import { positionFeatures } from '../../../src/core/completion/routing/features.ts';
import type { CompletionPreset } from '../../../src/core/completion/routing/presets.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../src/core/completion/routing/prior-weights.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import { CLASSES, replayCandidate } from '../../../training/completion/classes.ts';
import { TypedDocument } from '../../../training/completion/positions.ts';
import { pieceEqually } from '../../../training/completion/recorded-provider.ts';
import type { Outcome } from '../../../training/completion/recording.ts';
import type { LoadedSession, PositionRow } from '../../../training/completion/rows.ts';
import { restOfLine, typedKeys } from '../../../training/completion/typing.ts';

const HEAD = '// A file of the test.\nimport { a } from "./a.ts";\n\n';
const BODY = Array.from({ length: 20 }, (_, i) => `export const value${i} = compute(${i}, "name${i}");`).join('\n');
const TEXT = `${HEAD}${BODY}\n\nexport const last = 1;\n`;

/** One model that is always right and one that never is. */
function madeSession(): LoadedSession {
	const start = HEAD.length;
	const end = start + BODY.length;
	const keys = typedKeys(TEXT, start, end, 9);
	const session = {
		package: 'made',
		version: '1.0.0',
		path: 'a.ts',
		sha256: '',
		project: 'made',
		languageId: 'typescript',
		start,
		end,
		seed: 9,
		positions: [],
	};
	const document = new TypedDocument(session, TEXT);
	const outcome = (text: string): Outcome & { text: string } => ({
		exact: 0,
		similarity: 0,
		tokens: [100, 10, 8],
		ms: [100, 200, 200],
		answer: [0, text],
		text,
	});
	const rows = new Map(
		keys
			.filter(({ pause }) => pause)
			.map(({ offset }): [number, PositionRow] => {
				const truth = restOfLine(TEXT, offset);
				const features = positionFeatures(document.completionPositionAt(offset), 1);
				return [offset, { offset, truth, features, outcomes: [outcome(truth), outcome('nonsense + 1'), outcome('nonsense + 1')] }];
			}),
	);
	return { session, document, keys, rows };
}

describe('the replay', () => {
	const session = madeSession();
	let models: ReplayModel[];
	beforeAll(() => {
		const catalog = parseCatalog(JSON.parse(readFileSync('models/catalog.json', 'utf8')));
		models = CLASSES.map((entry, model) => ({ candidate: replayCandidate(catalog, entry), model, speed: entry.speed }));
	});
	const play = (policy: ReplayPolicy, of: readonly ReplayModel[], preset: CompletionPreset = 'best'): Promise<ReplayFigures> =>
		replaySessions({
			sessions: [session],
			models: of,
			headFor: () => PRIOR_ACCEPTANCE_WEIGHTS,
			policy,
			preset,
			learns: true,
			store: memoryStore(),
		});

	it('sends one request a pause for the baseline, and counts what the right model says as exact', async () => {
		const right = await play('pauses', models.slice(0, 1));
		expect(right.requests).toBe(session.rows.size);
		expect(right.pauses).toBe(session.rows.size);
		expect(right.exact).toBeGreaterThan(0.8 * right.pauses);
		const wrong = await play('pauses', models.slice(2));
		expect(wrong.exact).toBe(0);
		expect(wrong.cost).toBeLessThan(right.cost);
	});

	it('takes what was right before from the cache, so it asks less often than there are pauses', async () => {
		const figures = await play('stops', models.slice(0, 1));
		expect(figures.fromCache).toBeGreaterThan(0);
		expect(figures.requests).toBeLessThan(figures.pauses);
		expect(figures.requests + figures.fromCache + figures.skipped).toBeGreaterThanOrEqual(figures.pauses);
	});

	it('pays for requests that the next key cancels', async () => {
		const figures = await play('keys', models.slice(0, 1));
		expect(figures.keys).toBe(session.keys.length);
		expect(figures.cancelled).toBeGreaterThan(0);
		expect(figures.cancelledCost).toBeGreaterThan(0);
		expect(figures.cancelledCost).toBeLessThan(figures.cost);
	});

	it('comes out the same each time', async () => {
		expect(await play('keys', models, 'balanced')).toEqual(await play('keys', models, 'balanced'));
	});
});

describe('pieces of an answer', () => {
	it('are as many as asked for and make up the text', () => {
		expect(pieceEqually('abcdefgh', 3).join('')).toBe('abcdefgh');
		expect(pieceEqually('abcdefgh', 3)).toHaveLength(3);
	});
});
