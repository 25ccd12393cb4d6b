import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openWindow, tempFolder } from '../../support/stores/sqlite.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const SECRET = 'why-does-my-secret-prompt-fail';

it('no prompt text reaches the ledger, even when a caller hands it in', async () => {
	const folder = tempFolder();
	const { ledger } = openWindow(folder);
	const base = reservation('a', 100);
	const leaky = { ...base, text: SECRET, messages: [SECRET], decision: { ...base.decision, prompt: SECRET } };
	await ledger.reserve(leaky, period(null));
	const usage = { input: 1, cachedInput: 0, cacheWrite: 0, output: 1, reasoning: 0, text: SECRET };
	await ledger.settle({ ...settlement('a', 10, { usage }), answer: SECRET } as never);
	await ledger.dispose();
	const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
	const bytes = Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name)))).toString('latin1');
	expect(bytes).toContain('endpoint/model');
	expect(bytes).not.toContain(SECRET);
});
