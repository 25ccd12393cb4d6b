import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAcceptanceWeights } from '../src/core/completion/routing/acceptance-weights.ts';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { asHead, crossValidate, fitRows, fitSettings } from './completion/folds.ts';
import { fitHead } from './completion/head-fit.ts';
import { readRecording } from './completion/recording.ts';
import { loadSessions } from './completion/rows.ts';
import { MODELS, ROOT } from './kit/checkout.ts';
import { writeManifest } from './write/manifest.ts';

/** `npm run train:completion`: fits the acceptance head on the recorded answers and writes models/completion-head.json and the manifest. The figures in it are out of fold. */
const recording = readRecording();
if (recording === null) throw new Error('Nothing is recorded: npm run record:completions.');
const { sessions, problems } = loadSessions(path.join(ROOT, 'node_modules'), recording);
if (problems.length > 0) throw new Error(`The sources are not the recorded ones; run npm ci.\n${problems.join('\n')}`);
const { models } = recording;
const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
const settings = fitSettings(catalog, models);
const validated = crossValidate(sessions, models, settings);
const rows = fitRows(sessions).map(({ row }) => row);
const head = asHead(fitHead(rows, models.length, settings), models, sessions, validated.variance, {
	positions: sessions.reduce((sum, session) => sum + session.rows.size, 0),
	packages: new Set(sessions.map(({ session }) => session.package)).size,
	models: models.map(({ name }) => name),
	crossValidated: {
		folds: validated.heads.length,
		brier: validated.head.brier,
		logLoss: validated.head.logLoss,
		auc: validated.head.auc,
		baseRate: rows.reduce((sum, { exact }) => sum + exact, 0) / rows.length,
	},
	date: recording.date,
});
parseAcceptanceWeights(head);
writeFileSync(path.join(MODELS, 'completion-head.json'), `${JSON.stringify(head, null, '\t')}\n`);
await writeManifest(MODELS);
console.log(
	`models/completion-head.json: ${head.measured.positions} positions, AUC ${validated.head.auc.toFixed(3)}, Brier ${validated.head.brier.toFixed(3)}`,
);
