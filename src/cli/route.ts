import { fstatSync } from 'node:fs';
import { type Routed, routedJson } from '../app/insights/route-json.ts';
import { RoutooError } from '../core/base/errors.ts';
import { systemClock } from '../core/base/time.ts';
import { catalogCandidates } from '../core/model/build-candidates.ts';
import type { Catalog } from '../core/model/catalog.ts';
import { presetWeights } from '../core/routing/presets.ts';
import { route as decide } from '../core/routing/route.ts';
import { AUTO } from '../core/routing/types.ts';
import { PredictorEngine } from '../predictor/engine.ts';
import { withoutSubject } from '../predictor/missing.ts';
import { FileCatalog } from '../storage/files/shipped.ts';
import { InputError, parseArguments, usage } from './arguments.ts';
import { refuseKeptByNpm } from './kept-by-npm.ts';
import { cliLayout } from './layout.ts';
import { routedText } from './output.ts';
import { resolvePool } from './pool.ts';
import { readRequest } from './read-request.ts';

/** Exit code: documented in `usage`. */
const NOTHING_ALLOWED = 2;

/** `routoo route`: prints a decision. Returns the exit code. Errors: InputError, RoutooError. */
export async function route(argv: readonly string[]): Promise<number> {
	refuseKeptByNpm(argv, process.env);
	const args = parseArguments(argv);
	if (args.help) {
		console.log(usage(process.env));
		return 0;
	}
	if (args.prompt !== null && isFed()) {
		console.error(
			'route: a prompt is given, so standard input is not read. To route it leave the prompt out, or attach a file with --file.',
		);
	}
	const layout = cliLayout();
	const catalog = await shippedCatalog(layout.catalog);
	const candidates = catalogCandidates(catalog);
	const pool = args.pool === null ? null : resolvePool(args.pool, candidates, catalog);
	// The model loads while the input is read.
	const [request, engine] = await Promise.all([readRequest(args, standardInput), PredictorEngine.load(layout.predictor)]);
	const prediction = withoutSubject(await engine.predict(request, candidates), request);
	const decision = decide({
		candidates,
		prediction,
		needs: request.needs,
		limits: {
			pool,
			localOnly: args.localOnly,
			maxCost: args.maxCost,
			maxLatencyMs: args.maxWaitMs,
			minQuality: args.minQuality,
			remaining: null,
			circuitOpen: new Set(),
		},
		weights: presetWeights(args.preset),
		cache: null,
		choice: AUTO,
		now: systemClock.now(),
	});
	const routed: Routed = { request, prediction, decision };
	console.log(args.json ? routedJson(routed) : routedText(routed, args.all, process.stdout.columns));
	if (decision.chosen === null && args.json) console.error(decision.reason);
	await engine.dispose();
	return decision.chosen === null ? NOTHING_ALLOWED : 0;
}

/**
 * Whether a shell pipes something in or names a file for it. Nothing is read: in a loop over lines it is the loop's. What another program
 * hands down may be empty and open for ever, and says nothing.
 */
function isFed(): boolean {
	if (process.platform === 'win32') return false;
	try {
		const input = fstatSync(0);
		return input.isFIFO() || (input.isFile() && input.size > 0);
	} catch {
		return false;
	}
}

/** Opened only where the prompt comes from it. */
function standardInput(): NodeJS.ReadableStream {
	if (process.stdin.isTTY) console.error('Type the prompt, then Ctrl+D on a line of its own (Windows: Ctrl+Z, Enter).');
	return process.stdin;
}

/** Without it there is nothing to choose from, unlike in the editor. */
async function shippedCatalog(path: string): Promise<Catalog> {
	const { catalog, problem } = await new FileCatalog(path).read();
	if (problem === null) return catalog;
	if (problem.cause instanceof RoutooError) throw problem.cause;
	throw new InputError(`The catalog ${path} is missing or damaged`, 'Restore it from the repository, or install Routoo again');
}
