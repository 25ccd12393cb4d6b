import { join } from 'node:path';
import { root } from '../../../scripts/kit/paths.ts';
import { run } from '../../../scripts/kit/run.ts';
import { ensurePythonClients } from '../../../scripts/test/clients.ts';
import { PNG } from './conversations.ts';
import { ENDPOINT_IDS, MODELS, poolId } from './models.ts';

type Value = { readonly value: unknown } | { readonly error: string };

/** The checks of test/clients/python/FILE by name, each with what it returned or how it failed. */
export async function pythonChecks(file: string, env: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Value>> {
	const python = await ensurePythonClients();
	const models = Object.fromEntries(MODELS.map((model) => [model.form, poolId(model)]));
	const { code, output } = await run(python, [join(root, 'test/clients/python', file)], {
		timeoutMs: 120_000,
		env: {
			...{ PATH: process.env.PATH, HOME: process.env.HOME, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
			// Its table of prices is in the package; no other address than the endpoint's is asked.
			...{ LITELLM_LOCAL_MODEL_COST_MAP: 'True', LITELLM_LOG: 'ERROR' },
			...{ CHECK_MODELS: JSON.stringify(models), CHECK_PNG: PNG, ...env },
		},
	});
	const lines = output.split('\n').flatMap((line) => (line.startsWith('CHECK ') ? [JSON.parse(line.slice(6))] : []));
	if (code !== 0) throw new Error(`${file} ended with ${code}:\n${output.slice(-3000)}`);
	return new Map(lines.map(({ name, ...value }: { name: string } & Value) => [name, value]));
}

/** What the check returned; throws its failure. */
export function returned(checks: ReadonlyMap<string, Value>, name: string): unknown {
	const check = checks.get(name);
	if (check === undefined) throw new Error(`${name} did not run`);
	if ('error' in check) throw new Error(`${name}: ${check.error}`);
	return check.value;
}

export const FORMS = Object.keys(ENDPOINT_IDS);
