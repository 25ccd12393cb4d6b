import { distance } from 'fastest-levenshtein';
import { InputError, OPTION_NAMES } from './arguments.ts';

/** Edits by which a misspelled option is still known. */
const NEAR = 2;
/** Settings of npm's own that a user's .npmrc may hold: only as near names they prove nothing. */
const LEAST_LENGTH = 5;

/**
 * npm takes options that stand before `--` for its own: they reach a script as variables, and their values as words of the prompt. Throws
 * InputError where one of ours, or one that is nearly ours, was kept. `env`: of this process.
 */
export function refuseKeptByNpm(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): void {
	if (env.npm_lifecycle_event !== 'route') return;
	const kept = Object.keys(env)
		.filter((name) => name.startsWith('npm_config_') && (env[name] ?? '') !== '')
		.map((name) => name.slice('npm_config_'.length).replaceAll('_', '-'))
		.filter((name) => isOurs(name) && !argv.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)))
		.sort();
	if (kept.length === 0) return;
	const options = kept.map((name) => `--${name}`).join(', ');
	throw new InputError(
		`npm kept ${options} for itself`,
		`Write "--" before the options: npm run -s route -- "prompt" ${options.split(',')[0]} ...`,
	);
}

function isOurs(name: string): boolean {
	return OPTION_NAMES.some(
		(ours) => ours === name || (name.length >= LEAST_LENGTH && ours.length >= LEAST_LENGTH && distance(ours, name) <= NEAR),
	);
}
