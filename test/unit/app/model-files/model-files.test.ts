import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ModelFiles } from '../../../../src/app/model-files/model-files.ts';
import { ModelFileFill, ModelFileProvider } from '../../../../src/app/model-files/provider.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { VersionedState } from '../../../../src/core/base/state.ts';
import { systemTimers, type Timers } from '../../../../src/core/base/time.ts';
import { chatModel, type Folder, folderWithProgram } from '../../../support/model-files/files.ts';
import { collect, depsWith, REQUEST } from '../../providers/server.ts';
import { candidate } from '../fakes.ts';

let folder: Folder;
let env: Record<string, string | undefined>;
const open: ModelFiles[] = [];
beforeEach(() => {
	folder = folderWithProgram();
	env = { ...process.env };
});
afterEach(async () => {
	await Promise.all(open.splice(0).map((files) => files.dispose()));
	folder.remove();
});

const idle = () => new AbortController().signal;
const never = { kind: 'stopped' };
const memoryState = () => new VersionedState(new MemoryStateTable(), 'w');

function bench(state = memoryState()) {
	const failed: string[] = [];
	/** The end of the time after a failure. */
	let rested = (): void => {};
	const timers: Timers = {
		...systemTimers,
		after(ms, run) {
			if (ms !== 5000) return systemTimers.after(ms, run);
			rested = run;
			return () => {};
		},
	};
	const files = new ModelFiles({
		...{ state, catalog: { models: [] } as never, timers, totalMemory: 16e9, log: () => {} },
		fetch: (input, init) => globalThis.fetch(input, init),
		around: () => ({ env, platform: process.platform, home: folder.path, workspaces: [] }),
	});
	files.failed.on(({ reason }) => failed.push(reason));
	open.push(files);
	const add = async (name = 'Tiny-Talker-1M-Instruct.Q4_K_M.gguf'): Promise<string> => {
		const examined = await files.examine(folder.file(name, chatModel()));
		await files.add(examined, folder.program);
		return examined.id;
	};
	/** What the running process says of itself. */
	const started = async (id: string) => {
		const answer = await files.fetchOf(id)('http://127.0.0.1/started');
		return (await answer.json()) as { args: string[]; env: Record<string, string>; pid: number };
	};
	return { files, failed, add, started, rested: () => rested() };
}

async function answer(files: ModelFiles, model: string): Promise<string> {
	const provider = new ModelFileProvider(files, depsWith());
	const { text, error } = await collect(provider.stream({ ...REQUEST, model }, idle()));
	if (error !== null) throw error;
	return text;
}

const isAlive = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

test('listed without a process, started by the first message, ended with the window', async () => {
	const { files, add, started } = bench();
	expect(await files.endpoints()).toEqual([]);
	const id = await add();
	expect(id).toBe('Tiny-Talker-1M-Instruct.Q4_K_M');
	expect(files.models()).toMatchObject([{ id, contextTokens: 8192, parametersB: 0.001048576, tools: true, runsHere: true }]);
	expect(files.stateOf(id)).toEqual(never);
	expect(await answer(files, id)).toBe('Hello');
	expect(files.stateOf(id)).toMatchObject({ kind: 'running' });
	const { pid } = await started(id);
	expect(files.pidOf(id)).toBe(pid);
	await files.dispose();
	expect(isAlive(pid)).toBe(false);
});

test('its arguments are ours alone, its key no argument, and its environment without keys and without its own variables', async () => {
	env = {
		...process.env,
		LLAMA_ARG_HOST: '0.0.0.0',
		LLAMA_ARG_MODEL_URL: 'https://evil.example',
		OPENAI_API_KEY: 'sk-x',
		NODE_OPTIONS: '--no-warnings',
		KEPT: '1',
	};
	const { files, add, started } = bench();
	const id = await add('-o $(touch x).gguf');
	await files.start(id, idle());
	const seen = await started(id);
	const port = (files.stateOf(id) as { at: string }).at.split(':').at(-1);
	expect(seen.args).toEqual([
		...['--model', join(folder.path, '-o $(touch x).gguf'), '--host', '127.0.0.1', '--port', port],
		...['--ctx-size', '8192', '--parallel', '1', '--jinja'],
	]);
	const { LLAMA_API_KEY: key, KEPT, ...rest } = seen.env;
	expect(key).toMatch(/^[\w-]{32}$/);
	expect(KEPT).toBe('1');
	expect(Object.keys(rest).filter((name) => /^LLAMA_|OPENAI|NODE_OPTIONS/.test(name))).toEqual([]);
	// Nobody else gets in.
	expect((await fetch(`http://127.0.0.1:${port}/started`)).status).toBe(401);
});

describe('failure', () => {
	test('one that never comes up is said with its last lines; what asks at once starts it no more, who asks later does', async () => {
		env.STAND_IN = 'refuses';
		const { files, failed, add, rested } = bench();
		const id = await add();
		await expect(answer(files, id)).rejects.toMatchObject({
			kind: 'server',
			message: /ended with .*\.gguf \(exit code 1\)\. Its last lines: llama_model_load: .*unknown architecture \[0m \| main: exiting/,
		});
		expect(failed).toHaveLength(1);
		env.STAND_IN = '';
		await expect(answer(files, id)).rejects.toMatchObject({ kind: 'server' });
		expect(failed).toHaveLength(1);
		// By hand it is tried anew at once.
		env.STAND_IN = 'refuses';
		await expect(files.start(id, idle())).rejects.toMatchObject({ kind: 'server' });
		env.STAND_IN = '';
		await expect(answer(files, id)).rejects.toMatchObject({ kind: 'server' });
		rested();
		expect(await answer(files, id)).toBe('Hello');
	});

	test('started by hand, whoever waits is told and nobody else', async () => {
		env.STAND_IN = 'refuses';
		const { files, failed, add } = bench();
		await expect(files.start(await add(), idle())).rejects.toMatchObject({ kind: 'server' });
		expect(failed).toEqual([]);
	});

	test('a crash starts it once more, the next one is said', async () => {
		const { files, failed, add, started } = bench();
		const id = await add();
		await files.start(id, idle());
		const first = (await started(id)).pid;
		await expect(files.fetchOf(id)('http://127.0.0.1/crash')).rejects.toThrow();
		await vi.waitFor(() => expect(files.stateOf(id)).toEqual({ kind: 'starting' }), 5000);
		await files.ready(id, idle());
		expect((await started(id)).pid).not.toBe(first);
		expect(failed).toEqual([]);
		await expect(files.fetchOf(id)('http://127.0.0.1/crash')).rejects.toThrow();
		await vi.waitFor(
			() => expect(files.stateOf(id)).toMatchObject({ kind: 'failed', reason: /exit code 3.*ggml_abort: out of memory/ }),
			5000,
		);
		expect(failed).toHaveLength(1);
		expect(files.pidOf(id)).toBeNull();
	});

	test('what asks for no key is not used', async () => {
		env.STAND_IN = 'open';
		const { files, add } = bench();
		const id = await add();
		await expect(files.start(id, idle())).rejects.toThrow(/does not ask for its key/);
		expect(files.pidOf(id)).toBeNull();
	});

	test('the agreed program or file is gone, or the file is another: said, and nothing starts', async () => {
		const { files, add } = bench();
		const id = await add();
		appendFileSync(files.list()[0]!.path, 'more');
		await expect(files.start(id, idle())).rejects.toThrow(/another file than the one you chose/);
		rmSync(files.list()[0]!.path);
		await expect(files.start(id, idle())).rejects.toThrow(/not there any more/);
		rmSync(folder.program);
		await expect(files.start(id, idle())).rejects.toThrow(/llama-server is not there any more/);
	});
});

test('stopped while it loads, its process ends and who waits hears of it; an aborted wait stops nothing', async () => {
	env.STAND_IN = 'never';
	const { files, add } = bench();
	const id = await add();
	const wait = new AbortController();
	const aborted = files.ready(id, wait.signal);
	wait.abort(new Error('left'));
	await expect(aborted).rejects.toThrow('left');
	const waiting = files.ready(id, idle());
	await vi.waitFor(() => expect(files.pidOf(id)).not.toBeNull(), 5000);
	const pid = files.pidOf(id)!;
	await files.stop(id);
	await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
	expect(isAlive(pid)).toBe(false);
	expect(files.stateOf(id)).toEqual(never);
});

test('two windows: one list, a process each; what one removes the other ends', async () => {
	const state = memoryState();
	const [one, two] = [bench(state), bench(state)];
	const id = await one.add();
	expect(await two.files.endpoints()).toHaveLength(1);
	await Promise.all([one.files.start(id, idle()), two.files.start(id, idle())]);
	const pid = (await two.started(id)).pid;
	expect((await one.started(id)).pid).not.toBe(pid);
	await one.files.remove(id);
	expect(await two.files.endpoints()).toEqual([]);
	await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5000);
	await expect(answer(two.files, id)).rejects.toMatchObject({ kind: 'settings' });
});

test('names: one file has one id, another of the same name a number', async () => {
	const { files, add } = bench();
	const id = await add();
	expect(await add()).toBe(id);
	const other = folderWithProgram();
	try {
		const { id: second } = await files.examine(other.file(`${id}.gguf`, chatModel()));
		expect(second).toBe(`${id} (2)`);
	} finally {
		other.remove();
	}
});

test('a key typed starts nothing: only what runs completes', async () => {
	const { files, add } = bench();
	const id = await add();
	const fill = new ModelFileFill(files, depsWith());
	const model = candidate(`gguf/${id}`, { wireModel: id, endpointId: 'gguf', local: true });
	expect(await fill.ability(model, idle())).toMatchObject({ method: null });
	expect(files.stateOf(id)).toEqual(never);
	await files.start(id, idle());
	expect((await fill.ability(model, idle())).method).not.toBeNull();
});

test('what another version kept is read as far as it can be', async () => {
	const state = memoryState();
	for (const value of [null, 7, 'x', [], { files: 3 }, { program: 'llama-server', files: [null, {}, { id: 'x', path: 'relative' }] }]) {
		await state.set('global', 'routoo.modelFiles', value);
		const { files } = bench(state);
		expect(await files.endpoints()).toEqual([]);
		expect(await files.program()).not.toBe('llama-server');
	}
});
