import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { main } from '../scripts/kit/run.ts';
import { editSimilarity, firstLine, storeAnswer } from './completion/answers.ts';
import { type AnswerLimit, LocalCompleter, loadRuntime } from './completion/local-model.ts';
import { ensureLocalModels } from './completion/local-models.ts';
import { sha256 } from './completion/packages.ts';
import { appendSession, beginRecording, type Outcome, type RecordedPosition, readRecording, sessionKey } from './completion/recording.ts';
import { makeSessions, readSource, type Session } from './completion/sessions.ts';
import { restOfLine, typedKeys } from './completion/typing.ts';

/**
 * `npm run record:completions [-- --each 1 --minutes 45]`: types the sessions and writes what every model answers at every pause into recording.jsonl. Sessions that are there
 * already are left out, so it can be stopped and started again. One thread, about 1.5 s a pause. The models read only what stands before the caret: asked with
 * fill-in-the-middle tokens the best of them had 29 exact lines of 120 where it had 45 without, since the text after the stretch says little of its next line.
 */
const SEED = 5;
/** What the models read, in UTF-16 units: from a fixed line before the typed stretch on, so that what they have read stays valid. */
const BEFORE = 1000;
const LINE: AnswerLimit = { lines: 1, tokens: 32 };
const BLOCK: AnswerLimit = { lines: 3, tokens: 40 };

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

const { values } = parseArgs({ options: { each: { type: 'string', default: '1' }, minutes: { type: 'string', default: '45' } } });

main(async () => {
	const until = Date.now() + Number(values.minutes) * 60_000;
	const { server, models } = await ensureLocalModels();
	const done = readRecording();
	if (done === null) {
		const names = models.map(({ name, sha256 }) => ({ name, sha256 }));
		const machine = `${cpus()[0]?.model ?? 'unknown processor'}, one thread`;
		beginRecording({ models: names, date: new Date().toISOString().slice(0, 10), machine });
	}
	const have = new Set(done?.sessions.map(sessionKey));
	const open = makeSessions(MODULES, Number(values.each), SEED).filter((session) => !have.has(sessionKey(session)));
	const runtime = await loadRuntime(server);
	const completers = await Promise.all(models.map((model) => LocalCompleter.load(runtime, model)));
	const exact = models.map(() => 0);
	let positions = 0;
	for (const [i, session] of open.entries()) {
		if (Date.now() > until) break;
		const begun = Date.now();
		const recorded = await record(session, completers);
		appendSession({ ...session, positions: recorded });
		positions += recorded.length;
		for (const { outcomes } of recorded) for (const [m, outcome] of outcomes.entries()) exact[m]! += outcome.exact;
		const rates = models.map(({ name }, m) => `${name.split('-')[0]} ${exact[m]}`).join(', ');
		const seconds = Math.round((Date.now() - begun) / 1000);
		console.log(
			`${i + 1}/${open.length} ${session.package} ${session.path}: ${recorded.length} positions in ${seconds} s; ${positions} positions, exact ${rates}`,
		);
	}
	return 0;
});

async function record(session: Session, completers: readonly LocalCompleter[]): Promise<RecordedPosition[]> {
	const { text, problem } = readSource(MODULES, session);
	if (text === null) throw new Error(problem);
	const from = Math.max(0, text.indexOf('\n', Math.max(0, session.start - BEFORE)) + 1);
	const pauses = typedKeys(text, session.start, session.end, session.seed).filter((key) => key.pause);
	const positions = pauses.map(({ offset }) => ({ offset, truth: restOfLine(text, offset).trimEnd(), outcomes: [] as Outcome[] }));
	// One model after the other: each keeps its place in the file.
	for (const completer of completers) {
		await completer.clear();
		for (const { offset, truth, outcomes } of positions) {
			const prefix = text.slice(from, offset);
			const startsLine = prefix.slice(prefix.lastIndexOf('\n') + 1).trim() === '';
			const { text: answer, tokens, ms } = await completer.answer(prefix, startsLine || truth === '' ? BLOCK : LINE);
			const line = firstLine(answer);
			outcomes.push({
				exact: line === truth ? 1 : 0,
				similarity: Math.round(1000 * editSimilarity(line, truth)) / 1000,
				tokens,
				ms,
				answer: storeAnswer(answer, text, offset),
			});
		}
	}
	return positions.map(({ offset, truth, outcomes }) => ({ offset, truth: sha256(truth).slice(0, 16), outcomes }));
}
