import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { RECORDED } from '../src/core/agent/run-recorded.ts';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import type { Prediction } from '../src/core/routing/types.ts';
import { checkoutFiles } from '../src/predictor/checkout-files.ts';
import { PredictorEngine } from '../src/predictor/engine.ts';
import { MODELS, progressLog, ROOT } from '../training/kit/checkout.ts';
import { readIssues } from '../training/reading/issues.ts';
import { issueVectors } from '../training/reading/vectors.ts';
import { heldReadings } from '../training/reading/weights.ts';
import { AGENT_SETS, readAgentSet } from '../training/runs/data.ts';
import { recordedSteps, stepsTable } from '../training/runs/steps.ts';
import { type KnownBefore, knownBefore, predictSet, type RunRule, withReadings } from './agents/predicted.ts';
import { type AgentReport, agentSection } from './agents/report.ts';
import { averageEscalated, averageStart, measurePool, measureRunCosts, poolCases, rankAgreement } from './agents/study.ts';
import { chosenFactor, factorCurve, type Half, RULES, ruleTable } from './agents/tuning.ts';
import { writePage } from './kit/pages.ts';

/**
 * npm run -s bench:agents -- --data DIR [--factor 30] [--vectors] [--json OUT]
 * Agent work on recorded issues: always best, cheapest, the coin, Routoo at the start of a run and with escalation, the oracle; prints and
 * writes docs/evidence/benchmarks/agents.md. DIR holds the recorded sets. `--vectors`: with the reader of a file, whose vectors `npm run read:issues` has kept.
 */
const { values: args } = parseArgs({
	options: { data: { type: 'string' }, factor: { type: 'string', default: '30' }, vectors: { type: 'boolean' }, json: { type: 'string' } },
});
const folder = args.data;
if (!folder || !existsSync(path.join(folder, AGENT_SETS[0]!, 'instance_costs.csv'))) {
	console.error(
		`usage: npm run -s bench:agents -- --data DIR [--factor 30] [--vectors] [--json OUT], where DIR holds ${AGENT_SETS[0]}/instance_costs.csv`,
	);
	process.exit(2);
}
const TITLES = ['SWE-bench Verified: fix the issue', 'SWT-bench: write the test that shows it'];
const log = progressLog();
const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
const sets = AGENT_SETS.map((name) => readAgentSet(folder, name, catalog));
const engine = await PredictorEngine.load(checkoutFiles(ROOT));
if (engine.status.kind !== 'ready') throw new Error(`The encoder cannot run: ${JSON.stringify(engine.status)}`);
const seen = new Map<string, Prediction>();
const predictions: Prediction[][] = [];
for (const set of sets) predictions.push(await predictSet(engine, set, seen));
await engine.dispose();
log(`${seen.size} predictions`);
const known = knownBefore(sets, predictions, stepsTable(folder, catalog));
log('expected costs');

const isDjango = (repository: string): boolean => repository === 'django/django';
const django: Half = { name: 'django', cases: poolCases(sets, known, isDjango) };
const others: Half = { name: 'the others', cases: poolCases(sets, known, (repository) => !isDjango(repository)) };
const halves = [
	[others, django],
	[django, others],
] as const;
const tuned = halves.map(([own, other]) => {
	const factors = factorCurve(own, other);
	return { tuned: own.name, other: other.name, factors, chosen: chosenFactor(factors) };
});
log('factors');

const factor = Number(args.factor);
const rule: RunRule = { preset: 'balanced', factor };
const escalation = RULES[0]!.rule;
const headline = poolCases([sets[0]!], [known[0]!]);
/** The quick reader alone, then each slower one on top: at the start, with escalation, and how well costs were expected. */
const readers = [{ name: 'quick alone', known }, ...readersOf(folder, known)].map(({ name, known: own }) => ({
	name,
	sets: sets.map((set, s) => {
		const cases = poolCases([set], [own[s]!]);
		return {
			name: TITLES[s]!,
			start: averageStart(cases, rule),
			escalated: averageEscalated(cases, rule, escalation),
			costs: measureRunCosts(set, own[s]!),
		};
	}),
}));
log('readers');
const report: AgentReport = {
	readers,
	factor,
	sets: sets.map((set, s) => {
		const measure = (keep?: (repository: string) => boolean) =>
			poolCases([set], [known[s]!], keep).map((one) => measurePool(one, rule, escalation));
		return { name: TITLES[s]!, all: measure(), without: measure((repository) => !isDjango(repository)) };
	}),
	presets: (['save', 'balanced', 'best'] as const).map((preset) => ({
		name: preset,
		start: headline.map((one) => measurePool(one, { preset, factor }, escalation)),
	})),
	halves: tuned,
	withoutWait: averageStart(poolCases(sets, known), { ...rule, wait: false }),
	rules: ruleTable(others, django, factor),
	ruleHalves: [others.name, django.name],
	costs: sets.map((set, s) => ({ ...measureRunCosts(set, known[s]!), set: TITLES[s]! })),
	shape: RECORDED.issue,
	recorded: recordedSteps(folder),
	ranks: sets.map((set, s) => ({ name: TITLES[s]!, rank: rankAgreement(set, predictions[s]!) })),
	unknown: sets[0]!.columns.filter(({ candidate }) => candidate.catalogId === null).map(({ name }) => name),
};
log('measured');
const section = agentSection(report);
console.log(section);
writePage('agents', `npm run -s bench:agents -- --data DIR${args.vectors ? ' --vectors' : ''}`, section);

/** What slower readers say of each issue, by fits that saw nothing of its repository. */
function readersOf(data: string, before: readonly KnownBefore[]): { readonly name: string; readonly known: readonly KnownBefore[] }[] {
	const issues = readIssues(data);
	const all = [
		{ name: 'judge (bound)', readings: heldReadings(issues, 'judge') },
		...(args.vectors ? [{ name: 'file', readings: heldReadings(issues, 'file', issueVectors(issues)) }] : []),
	];
	return all.map(({ name, readings }) => ({ name, known: before.map((own, s) => withReadings(own, sets[s]!, readings)) }));
}

if (args.json) {
	const plain = (_: string, value: unknown): unknown => (value instanceof Map ? Object.fromEntries(value) : value);
	writeFileSync(args.json, `${JSON.stringify(report, plain, '\t')}\n`);
}
