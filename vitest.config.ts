import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests that replace a module, the process's surroundings or the browser's: each of their files gets a worker of its own. */
const ALONE = ['test/unit/{host,cli,views,packaging,scripts}/**/*.test.ts', 'test/unit/app/l10n*.test.ts', 'test/clients/**/*.test.ts'];

export default defineConfig({
	test: {
		// Never the user's own.
		env: { ROUTOO_DATA: join(tmpdir(), `routoo-vitest-${process.pid}`), NODE_COMPILE_CACHE: join(tmpdir(), 'routoo-compiled') },
		// These tell a hang; a computer that is busy with other things is none.
		testTimeout: 60_000,
		hookTimeout: 60_000,
		pool: 'threads',
		maxWorkers: 2,
		projects: [
			{ extends: true, test: { name: 'alone', include: ALONE } },
			// Starting a worker and reading the modules again for each of some 400 files takes longer than most of them.
			{
				extends: true,
				test: { name: 'shared', include: ['test/{unit,training,bench,contract}/**/*.test.ts'], exclude: ALONE, isolate: false },
			},
		],
	},
});
