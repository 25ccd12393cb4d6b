import { dollarsFromMicros } from '../../src/core/base/micros.ts';
import type { CompletionBenchmark, PolicyResult } from './benchmark.ts';
import type { ReplayFigures } from './replay.ts';
import { CANDIDATES, LINES, type ThreadTime, type ThreadTimes } from './thread-time.ts';

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;
const dollars = (micros: number): string => `$${dollarsFromMicros(micros).toFixed(4)}`;

const POLICY_COLUMNS = [
	'policy',
	'requests',
	'cancelled',
	'shown',
	'from cache',
	'skipped',
	'tokens in',
	'tokens out',
	'cost',
	'of it cancelled',
	'exact first lines',
	'similarity',
	'exact kept',
	'of the same',
	'cost of best',
];

/** Rows of the policy table; the last three columns against a request to the best model at every pause. */
export function policyRows({ best, policies }: CompletionBenchmark): string[][] {
	return policies.map(({ name, figures: f }) => [
		name,
		`${f.requests}`,
		`${f.cancelled}`,
		`${f.shown}`,
		`${f.fromCache}`,
		`${f.skipped}`,
		`${f.inputTokens}`,
		`${f.outputTokens}`,
		dollars(f.cost),
		dollars(f.cancelledCost),
		`${f.exact}`,
		f.similarity.toFixed(3),
		percent(f.exact / best.figures.exact),
		percent(sameShare(f, best)),
		percent(f.cost / best.figures.cost),
	]);
}

/** Of the pauses at which the best model is exact, the share at which this policy is too. */
export function sameShare({ exactAt }: ReplayFigures, { figures }: PolicyResult): number {
	return [...figures.exactAt].filter((at) => exactAt.has(at)).length / figures.exactAt.size;
}

const PACED_COLUMNS = [
	'policy',
	'point worth',
	'requests',
	'skipped',
	'cost',
	'exact first lines',
	'exact kept',
	'of the same',
	'cost of best',
];

export function pacedRows({ best, paced }: CompletionBenchmark): string[][] {
	return paced.map(({ name, pointValue, figures: f }) => [
		name,
		`$${dollarsFromMicros(pointValue)}`,
		`${f.requests}`,
		`${f.skipped}`,
		dollars(f.cost),
		`${f.exact}`,
		percent(f.exact / best.figures.exact),
		percent(sameShare(f, best)),
		percent(f.cost / best.figures.cost),
	]);
}

export function consoleTable(rows: readonly (readonly string[])[]): string {
	const all = [POLICY_COLUMNS, ...rows];
	const widths = POLICY_COLUMNS.map((_, c) => Math.max(...all.map((row) => row[c]!.length)));
	return all.map((row) => row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ')).join('\n');
}

const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export function completionSection(bench: CompletionBenchmark, times: ThreadTimes, problems: readonly string[]): string {
	const { validated } = bench;
	const models = bench.models.map(({ name, exact, similarity, class: { priced } }, i) => [
		name,
		`${exact}`,
		percent(exact / bench.positions),
		similarity.toFixed(3),
		priced,
		percent(validated.byModel.find((m) => m.model === name)!.auc, 1),
		bench.policies[i]!.name,
	]);
	return `## Completions

${bench.positions} pauses in ${bench.sessions} typing sessions over ${bench.packages} packages of ${bench.projects} projects, read from node_modules; the answers of real models at each were
recorded once (\`npm run record:completions\`, training/completion/recording.jsonl).${problems.length > 0 ? ` **${problems.length} recorded sessions are left out, since their files are not the recorded ones:** ${problems.join('; ')}.` : ''}
How sessions, prices and speeds are made: [completions.md](../completions.md).

### Recorded models

Greedy answers to what stands before the caret; nothing cleaned. *AUC*: of the acceptance head on this model's answers, out of fold.

${markdown(['model', 'exact first lines', 'rate', 'similarity', 'priced as', 'AUC', 'baseline'], models)}

### Replay

The real engine in virtual time, called at every key; heads fitted without the session's project. *Every pause*: one request at each pause through the same engine, nothing kept, whatever
it is worth. *Cancelled*: sent and given up because the next key came; the prompt is paid. *Asked at pauses only*: the engine is not called within
a burst of keys, so what its debounce lets through is left out. *From cache*: pauses at which a text was shown that had been asked for earlier. *Similarity*:
of the first line, over all pauses, nothing shown counting 0. The last columns against the best model
at every pause: exact first lines over its own, the share of the very pauses at which it is exact, and cost. A right text that stays in the cache counts at each pause
at which it is shown, also where the model asked anew would go wrong.

${markdown(POLICY_COLUMNS, policyRows(bench))}

${verdict(bench)}

A tighter budget: its pacing lowers what a point of the chance is worth, and with it what is asked and of whom. Same columns; the least chance stays the preset's.

${markdown(PACED_COLUMNS, pacedRows(bench))}

### Acceptance head

Out of fold (${validated.heads.length} folds by project): Brier ${validated.head.brier.toFixed(4)}, log loss ${validated.head.logLoss.toFixed(4)}, AUC ${validated.head.auc.toFixed(3)}. Each model's base rate as a constant: Brier ${validated.constant.brier.toFixed(4)},
log loss ${validated.constant.logLoss.toFixed(4)}, AUC ${validated.constant.auc.toFixed(3)}. Tenths of the answers by predicted chance:

${markdown(
	['predicted', ...validated.calibration.map(({ predicted }) => predicted.toFixed(2))],
	[['exact', ...validated.calibration.map(({ exact }) => exact.toFixed(2))]],
)}

### Thread time of one key

${LINES} lines, ${CANDIDATES} candidates, ms; aim: p99 at most 4 ms, the decision at most 2 ms.

${markdown(
	['', 'keys', 'interrupted', 'p50', 'p90', 'p99', 'max', 'p99 with the interrupted'],
	[
		timeRow('every key asks a model', times.asked),
		timeRow('overtaken in its debounce', times.overtaken),
		timeRow('prediction and decision alone', times.decided),
	],
)}

Included: reading the position, private-file rules, cache, debounce, features, snippets from 10 open files, context, prediction, decision, reservation in memory, reading a stream of 12 pieces,
cleaning, garbage collection. *Interrupted*: keys during which the system gave the core to another program; left out, save in the last column. Not included: what the editor itself does, copying the document's lines out of its buffer (a string here), the message to the ledger's worker and HTTP.`;
}

const timeRow = (name: string, { keys, interrupted, p50, p90, p99, max, elapsedP99 }: ThreadTime): string[] => [
	name,
	`${keys}`,
	`${interrupted}`,
	...[p50, p90, p99, max, elapsedP99].map((ms) => ms.toFixed(2)),
];

/** What the aim of 95 % at half the cost comes to. */
function verdict({ best, policies, paced, elsewhere }: CompletionBenchmark): string {
	const presets = policies.filter(({ name }) => name.startsWith('Routoo') && !name.includes(','));
	const reached = presets.filter(({ figures }) => meets(figures, best)).map(({ name }) => name);
	const withPacing = paced.filter(({ figures }) => meets(figures, best));
	const of = ({ name, figures: f }: PolicyResult) =>
		`${name} keeps ${percent(f.exact / best.figures.exact)} at ${percent(f.cost / best.figures.cost)} of the cost`;
	return [
		'Aim: 95 % of the exact first lines of the best model at half its cost.',
		reached.length > 0 ? `Reached by ${reached.join(', ')}.` : '**Not reached** by a preset as it stands.',
		`${presets.map(of).join('; ')}.`,
		withPacing.length > 0
			? `Under a budget's pacing it is reached ${withPacing.length} times in the table below.`
			: "Nor is it under a budget's pacing.",
		`The values of the presets were chosen on these sessions: the least point value that keeps 95 %, chosen on one half of the projects and judged on the other, both ways ($${elsewhere.pointValues.map(dollarsFromMicros).join(' and $')}), keeps ${percent(elsewhere.kept)} at ${percent(elsewhere.cost)} of the cost.`,
	].join(' ');
}

export const meets = (figures: PolicyResult['figures'], best: PolicyResult): boolean =>
	figures.exact >= 0.95 * best.figures.exact && figures.cost <= 0.5 * best.figures.cost;
