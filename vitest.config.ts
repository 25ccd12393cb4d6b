import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		// Never the user's own.
		env: { ROUTOO_DATA: join(tmpdir(), `routoo-vitest-${process.pid}`) },
		include: ['test/{unit,training,bench,contract,clients}/**/*.test.ts'],
		// These tell a hang; a computer that is busy with other things is none.
		testTimeout: 60_000,
		hookTimeout: 60_000,
		pool: 'threads',
		maxWorkers: 2,
	},
});
