import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WIRES } from '../../../src/serve/wires.ts';
import { ModelServer } from '../../host/model-server.ts';
import { TestEndpoint } from '../../support/serve/endpoint.ts';
import { type Product, product } from '../app/product.ts';

let folder: string;
let server: ModelServer;
let open: Product;
let endpoint: TestEndpoint;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'routoo-text-'));
	server = new ModelServer(['echo-7b', 'fill-1b']);
	const endpoints = [{ id: 'home', name: 'Home', url: await server.listen(), local: true, needsKey: false }];
	const prices = { 'fill-1b': { input: 0.1, output: 0.2 }, 'echo-7b': { input: 1, output: 2 } };
	// Completions are off in the editor: that says nothing of what a tool asks for.
	const settings = { 'routoo.endpoints': endpoints, 'routoo.prices': prices, 'routoo.completions.enabled': false };
	open = await product({ folder, settings });
	await open.app.start();
	endpoint = await TestEndpoint.start(open.app.agent, { wires: WIRES, deps: { texts: open.app.texts } });
});
afterEach(async () => {
	await endpoint.close();
	await open.app.dispose();
	server.close();
	rmSync(folder, { recursive: true, force: true });
});

test('the whole product fills in for a tool, and books it under the share of completions', async () => {
	const { status, headers, text } = await endpoint.send('/v1/completions', {
		body: { model: 'routoo/auto', prompt: 'const total = ', suffix: ';\n', max_tokens: 30 },
	});
	expect(JSON.parse(text)).toMatchObject({ model: 'fill-1b', choices: [{ text: 'filledIn(13, 2);', finish_reason: 'stop' }] });
	expect(status).toBe(200);
	expect(headers['x-routoo-model']).toBe('home/fill-1b');
	// The very text: nothing of a file that nobody named.
	expect(server.fills).toMatchObject([{ model: 'fill-1b', prompt: 'const total = ', suffix: ';\n' }]);
	const period = open.app.budget.period();
	await expect.poll(async () => (await open.app.ledger.summary(period)).byPurpose.completion?.requests).toBe(1);
	const { settled, outstanding } = await open.app.ledger.summary(period);
	expect(settled).toBe(Math.round(JSON.parse(text).usage.routoo.costUsd * 1_000_000));
	expect(outstanding).toBe(0);
});
