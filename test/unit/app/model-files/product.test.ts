import { truncateSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelFiles } from '../../../../src/app/model-files/model-files.ts';
import { systemTimers } from '../../../../src/core/base/time.ts';
import { answerText } from '../../../../src/core/chat/answer.ts';
import type { ToModels } from '../../../../src/protocol/models-page.ts';
import { chatModel, type Folder, folderWithProgram } from '../../../support/model-files/files.ts';
import { shipped } from '../../core/model/shipped.ts';
import { type Product, product } from '../product.ts';

let folder: Folder;
let one: Product;
let files: ModelFiles;
beforeEach(async () => {
	folder = folderWithProgram();
	one = await product({
		folder: folder.path,
		settings: { 'routoo.budget.monthly': 0, 'routoo.localOnly': true },
		modelFiles: (state) => {
			files = new ModelFiles({
				...{ state, catalog: shipped, timers: systemTimers, totalMemory: 64e9, log: () => {} },
				fetch: (input, init) => globalThis.fetch(input, init),
				around: () => ({ env: process.env, platform: process.platform, home: folder.path, workspaces: [] }),
			});
			return files;
		},
	});
});
afterEach(async () => {
	await Promise.all([one.app.dispose(), files.dispose()]);
	folder.remove();
});

const add = async (path: string): Promise<string> => {
	const examined = await files.examine(path);
	await files.add(examined, folder.program);
	await one.app.models.refresh();
	return examined.id;
};

/** As many weights as named, in 4 bits; the file is of that size and holds nothing. */
function large(name: string, billions: number): string {
	const rows = Math.round((billions * 1e9) / 32_768);
	const path = folder.file(name, chatModel([], [{ name: 'w', dimensions: [32_768, rows], type: 12, data: Buffer.alloc(0) }]));
	truncateSync(path, Math.ceil(rows * 32_768 * (144 / 256)) + 65_536);
	return path;
}

test('Auto sends a message to a file with local models only and a budget of 0, and its row says that it runs', async () => {
	await one.app.start();
	expect(one.app.models.endpoints()).toEqual([]);
	const id = await add(folder.file('my-own-1b.gguf', chatModel()));
	const [candidate] = one.app.models.candidates();
	expect(candidate).toMatchObject({ id: `gguf/${id}`, recipient: 'this computer', local: true, catalogId: null, contextTokens: 8192 });
	expect(files.stateOf(id)).toEqual({ kind: 'stopped' });
	await one.app.chat.receive({ type: 'send', text: 'one two three' });
	const turn = one.app.chat.state().session.turns.at(-1)!;
	expect(answerText(turn.answers[turn.shown]!)).toBe('Hello');
	expect(turn.answers[turn.shown]).toMatchObject({ error: null, receipt: { cost: 0 } });
	const posted: ToModels[] = [];
	await one.app.modelsPage.show((message) => posted.push(message));
	const [endpoint] = (posted[0] as Extract<ToModels, { type: 'models' }>).state.endpoints;
	expect(endpoint).toMatchObject({ origin: 'files', where: 'this computer', models: [{ file: { state: 'running' } }] });
	expect(one.asked).toEqual([]);
});

test('quality by a name of the catalog, where the weights fit the name; a closed name says nothing', async () => {
	await one.app.start();
	await add(large('Qwen2.5-Coder-7B-Instruct-Q4_K_M.gguf', 7.6));
	await add(large('Llama-3.1-8B-Instruct-Q4_K_M.gguf', 0.5));
	await add(large('gpt-5.4-Q4_K_M.gguf', 7));
	expect(one.app.models.candidates().map(({ wireModel, catalogId }) => [wireModel, catalogId])).toEqual([
		['Qwen2.5-Coder-7B-Instruct-Q4_K_M', 'qwen2.5-coder-7b-instruct'],
		['Llama-3.1-8B-Instruct-Q4_K_M', null],
		['gpt-5.4-Q4_K_M', null],
	]);
});

test('one that cannot be started is said where the answer would be, and once in a notice', async () => {
	await one.app.start();
	const id = await add(folder.file('broken-1b.gguf', chatModel()));
	process.env.STAND_IN = 'refuses';
	try {
		await one.app.chat.receive({ type: 'send', text: 'one two three' });
	} finally {
		delete process.env.STAND_IN;
	}
	const turn = one.app.chat.state().session.turns.at(-1)!;
	expect(turn.answers[turn.shown]?.error?.message).toContain('unknown architecture');
	const told = one.told.filter(({ options }) => options.subject === `modelFile:${id}`);
	expect(told.map(({ options }) => options.actions?.map(({ command }) => command))).toEqual([
		['startModelFile', 'useModelFile', 'removeModelFile'],
	]);
});
