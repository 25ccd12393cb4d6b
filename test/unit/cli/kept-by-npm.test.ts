import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/cli/arguments.ts';
import { refuseKeptByNpm } from '../../../src/cli/kept-by-npm.ts';

const NPM = {
	npm_lifecycle_event: 'route',
	npm_config_fund: '',
	npm_config_cache: '/c',
	npm_config_yes: 'true',
	npm_config_loglevel: 'silent',
};

describe('options that npm keeps for itself', () => {
	it.each([
		['--preset', { npm_config_preset: 'true' }],
		['--json', { npm_config_json: 'true' }],
		['--file', { npm_config_file: 'a.ts' }],
		['--local-only', { npm_config_local_only: 'true' }],
		['--max-cost', { npm_config_max_cost: '0.02' }],
		['--json, --preset', { npm_config_preset: 'best', npm_config_json: 'true' }],
		['--presett', { npm_config_presett: 'true' }],
		['--local_only', { npm_config_localonly: 'true' }],
	])('%s', (said, kept) => {
		const run = () => refuseKeptByNpm(['x', 'best'], { ...NPM, ...kept });
		expect(run).toThrow(InputError);
		expect(run).toThrow(said.includes('_') ? '--localonly' : said);
	});

	it.each([
		['npm’s own settings', ['x'], NPM],
		['an option that came through all the same', ['x', '--json'], { ...NPM, npm_config_json: 'true' }],
		['one that came through with its value', ['x', '--preset=best'], { ...NPM, npm_config_preset: 'best' }],
		['one that was switched off', ['x'], { ...NPM, npm_config_json: '' }],
		['no script of ours', ['x'], { npm_lifecycle_event: 'test', npm_config_preset: 'true' }],
		['no npm', ['x'], { npm_config_preset: 'true' }],
	])('are not: %s', (_name, argv, env) => {
		expect(() => refuseKeptByNpm(argv, env)).not.toThrow();
	});
});
