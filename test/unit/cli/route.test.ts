import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { bareEnvironment } from '../../support/bare-environment.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'routoo-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

/** The real process, with nothing of the environment that could hold a key. */
async function run(
	args: readonly string[],
	input: string | Uint8Array = '',
	checkout = root,
	env: Record<string, string> = {},
): Promise<Ran> {
	const child = spawn(process.execPath, [join(checkout, 'src/cli/main.ts'), 'route', ...args], {
		env: bareEnvironment(env),
		cwd: folder,
	});
	child.stdin.on('error', () => {});
	child.stdin.end(input);
	const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
	const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
	return { code, out, err };
}

interface Estimate {
	mean: number;
	low: number;
	high: number;
}
interface Decided {
	request: { text: string; files: string[]; history: number };
	decision: null | {
		model: string;
		predictedQuality: Estimate;
		expectedCostUsd: number;
		maxCostUsd: number;
		expectedLatencyMs: number;
		reason: string;
		fallbacks: string[];
	};
	candidates: { model: string; quality: Estimate; expectedCostUsd: number | null; expectedLatencyMs: number; excluded?: string }[];
}

async function json(args: readonly string[], input = ''): Promise<Decided> {
	const { out, err, code } = await run([...args, '--json'], input);
	expect(err).toBe('');
	expect(code).toBe(0);
	return JSON.parse(out) as Decided;
}

function file(name: string, content: string): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

describe('npm run route', () => {
	it('prints the chosen model, the reason and a table that fits 100 columns', async () => {
		const { code, out, err } = await run(['explain this regex: ^(a|b)*$']);
		expect(err).toBe('');
		expect(code).toBe(0);
		expect(out).toMatch(/^\*.+\d+ % \(\d+–\d+\).+chosen$/m);
		expect(out).toMatch(/^.+ {3}\d+ % \(\d+–\d+\) {3}.+ to .+/);
		expect(out).toContain('--all shows them');
		expect(out).not.toContain('~<');
		for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
	});

	it('--json has the documented shape, quality 0..1, dollars and milliseconds', async () => {
		const decided = await json(['write a parser for TOML']);
		expect(Object.keys(decided)).toEqual(['request', 'decision', 'candidates']);
		expect(decided.request.text).toBe('write a parser for TOML');
		const { decision, candidates } = decided;
		expect(Object.keys(decision ?? {}).sort()).toEqual(
			['expectedCostUsd', 'expectedLatencyMs', 'fallbacks', 'maxCostUsd', 'model', 'predictedQuality', 'reason'].sort(),
		);
		expect(candidates.length).toBeGreaterThanOrEqual(60);
		expect(candidates[0]?.model).toBe(decision?.model);
		expect(decision?.maxCostUsd).toBeGreaterThanOrEqual(decision?.expectedCostUsd ?? Number.NaN);
		expect(decision?.fallbacks).not.toContain(decision?.model);
		for (const { quality, expectedCostUsd, expectedLatencyMs } of candidates) {
			expect(quality.low).toBeLessThanOrEqual(quality.mean);
			expect(quality.mean).toBeLessThanOrEqual(quality.high);
			expect(quality.high).toBeLessThanOrEqual(1);
			expect(expectedCostUsd === null || (expectedCostUsd >= 0 && expectedCostUsd < 100)).toBe(true);
			expect(expectedLatencyMs).toBeGreaterThan(0);
		}
	});

	it('reads standard input, files and a context, and decides the same twice', async () => {
		const context = file(
			'context.json',
			JSON.stringify([
				{ role: 'user', content: 'Prove it.' },
				{ role: 'assistant', content: 'Shall I?' },
			]),
		);
		const args = ['-', '--file', file('a.ts', 'export const a = 1;'), '--context', context];
		const first = await json(args, 'yes, do it');
		expect(first.request).toMatchObject({ text: 'yes, do it', history: 2, files: [join(folder, 'a.ts')] });
		expect(await json(args, 'yes, do it')).toEqual(first);
	});

	it('reads a context that an editor saved with a byte order mark', async () => {
		const context = file('marked.json', `\ufeff${JSON.stringify([{ role: 'user', content: 'Prove it.' }])}`);
		expect((await json(['yes', '--context', context])).request.history).toBe(1);
	});

	it('leaves out the instructions that a conversation of another program begins with', async () => {
		const messages = [
			{ role: 'system', content: 'You are a pirate.' },
			{ role: 'user', content: 'Prove it.' },
		];
		expect((await json(['yes', '--context', file('system.json', JSON.stringify(messages))])).request.history).toBe(1);
	});

	it('decides the same for a prompt that a pipe ends with a line break', async () => {
		const [typed, piped] = await Promise.all([json(['write a quicksort']), json([], 'write a quicksort\n')]);
		expect(piped).toEqual(typed);
	});

	it('under npm, takes paths from where npm was called', async () => {
		mkdirSync(join(folder, 'project'));
		file('project/here.ts', 'export {};');
		const env = { npm_lifecycle_event: 'route', INIT_CWD: join(folder, 'project') };
		expect((await run(['explain', '--file', 'here.ts'], '', root, env)).code).toBe(0);
		expect((await run(['explain', '--file', 'here.ts'])).code).toBe(1);
	});

	it('decides for an empty prompt and for bytes that are no text', async () => {
		expect((await json([''])).decision).not.toBeNull();
		expect((await json(['-'], '\0\ufffd\u202e')).decision).not.toBeNull();
	});

	it('--pool takes ids and names and leaves every other model out', async () => {
		const all = await json(['hello']);
		const paid = all.candidates.filter(({ expectedCostUsd }) => (expectedCostUsd ?? 0) > 0);
		const ids = [paid[0]?.model ?? '', paid[10]?.model ?? ''];
		const { decision, candidates } = await json(['hello', '--pool', ids.join(',')]);
		expect(ids).toContain(decision?.model);
		expect(decision?.fallbacks.every((id) => ids.includes(id))).toBe(true);
		for (const { model, excluded } of candidates) expect(excluded === undefined).toBe(ids.includes(model));
		const named = await json(['hello', '--pool', 'GPT-5']);
		expect(named.decision?.model).toMatch(/^openai\/gpt-5(@|$)/);
		for (const name of ['qwen3:8b', 'anthropic/claude-haiku-4.5']) {
			expect((await json(['hello', '--pool', name])).decision?.model, name).toMatch(/^(ollama\/qwen3:8b|anthropic\/claude-haiku-4-5)(@|$)/);
		}
	});

	it('--local-only, --max-cost, --min-quality and --max-wait are hard limits', async () => {
		expect((await json(['hi', '--local-only'])).decision?.expectedCostUsd).toBe(0);
		expect((await json(['write a game', '--max-cost', '0.004'])).decision?.maxCostUsd).toBeLessThanOrEqual(0.004);
		const floor = (await json(['write a game', '--preset', 'save', '--min-quality', '0.5'])).decision;
		expect(floor?.predictedQuality.mean).toBeGreaterThanOrEqual(0.5);
		expect((await json(['write a game', '--max-wait', '8'])).decision?.expectedLatencyMs).toBeLessThanOrEqual(8000);
	});

	it('a dearer preset never chooses a worse model', async () => {
		const [save, best] = await Promise.all([
			json(['design a lock-free queue', '--preset', 'save']),
			json(['design a lock-free queue', '--preset', 'best']),
		]);
		expect(best.decision?.predictedQuality.mean).toBeGreaterThanOrEqual(save.decision?.predictedQuality.mean ?? 1);
		expect(best.decision?.expectedCostUsd).toBeGreaterThanOrEqual(save.decision?.expectedCostUsd ?? 1);
	});

	it('reads UTF-16 that says so, from a file and a pipe', async () => {
		const bytes = Buffer.from('\ufeffwrite a quicksort', 'utf16le');
		const path = join(folder, 'wide.txt');
		writeFileSync(path, bytes);
		expect((JSON.parse((await run(['--json'], bytes)).out) as Decided).request.text).toBe('write a quicksort');
		const [wide, plain] = await Promise.all([json(['x', '--file', path]), json(['x', '--file', file('plain.txt', 'write a quicksort')])]);
		expect(wide.candidates).toEqual(plain.candidates);
	});

	it.each([
		['npm kept --preset', ['x', 'best'], '', { npm_lifecycle_event: 'route', npm_config_preset: 'true' }],
		['standard input is empty', [], '', {}],
		['standard input is in UTF-16', ['--json'], Buffer.from('write a quicksort', 'utf16le'), {}],
		['perhaps Latin-1', [], Buffer.from('gr\u00f6\u00dfe', 'latin1'), {}],
		['is no text', ['-'], Buffer.from([0x25, 0x50, 0x44, 0x46, 0x2d, 0x31, 0x0a]), {}],
	] as const)('says what it does not take: %s', async (words, args, input, env) => {
		const { code, out, err } = await run([...args], input, root, env);
		expect([code, out]).toEqual([1, '']);
		expect(err).toContain(words);
		expect(err.trim().split('\n')).toHaveLength(1);
	});

	it.runIf(process.platform !== 'win32')(
		'says that a pipe or a file beside a prompt is not read, and leaves it to others',
		async () => {
			const path = file('lines.txt', 'one\ntwo\n');
			const shell = async (script: string): Promise<Ran> => {
				const child = spawn('sh', ['-c', script, 'sh', process.execPath, join(root, 'src/cli/main.ts'), path], {
					stdio: ['ignore', 'pipe', 'pipe'],
				});
				const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
				const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
				return { code, out, err };
			};
			const words = 'a prompt is given, so standard input is not read';
			for (const script of ['echo more | "$1" "$2" route x --json', '"$1" "$2" route x --json < "$3"']) {
				const { code, out, err } = await shell(script);
				expect([code, (JSON.parse(out) as Decided).request.text]).toEqual([0, 'x']);
				expect(err).toContain(words);
				expect(err.trim().split('\n')).toHaveLength(1);
			}
			expect((await shell('"$1" "$2" route x --json < /dev/null')).err).toBe('');
			const loop = await shell('while read line; do "$1" "$2" route "$line" --json | grep \'"text"\'; done < "$3"');
			expect(loop.out.match(/"(?:one|two)"/g)).toEqual(['"one"', '"two"']);
		},
		60_000,
	);

	it('under the real npm, says that it kept the options', async () => {
		const child = spawn('npm', ['run', '-s', 'route', 'x', '--preset', 'best'], {
			cwd: root,
			env: { ...process.env, npm_config_update_notifier: 'false' },
		});
		child.stdin.end();
		const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
		const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
		expect([code, out]).toEqual([1, '']);
		expect(err).toContain('npm kept --preset for itself. Write "--" before the options');
	}, 30_000);

	it('exit code 2 with the way out where nothing is allowed', async () => {
		const plain = await run(['hi', '--max-wait', '0.001']);
		expect(plain.code).toBe(2);
		expect(plain.out).toContain('No model is allowed');
		const asJson = await run(['hi', '--max-wait', '0.001', '--json']);
		expect(asJson.code).toBe(2);
		expect((JSON.parse(asJson.out) as Decided).decision).toBeNull();
		expect(asJson.err).toContain('raise the maximum wait');
	});

	it('says that a prompt of millions of tokens fits nowhere, without a conversation it could speak of', async () => {
		const { code, out } = await run(['-'], 'word '.repeat(4_000_000));
		expect(code).toBe(2);
		expect(out.replaceAll('\n', ' ')).toMatch(
			/this request does not fit into its context of at most [\d,]+ tokens; with its answer it needs about [\d,]+ tokens\)\. To go on, shorten the message, attach less or start a new/,
		);
	});

	it.each([
		[['x', '--frobnicate'], "Unknown option '--frobnicate'"],
		[['x', '--max-cost', 'cheap'], '--max-cost cannot be "cheap"'],
		[['x', '--file', 'not-there.ts'], 'not-there.ts cannot be read'],
		[['x', '--file', '.'], '. is a folder'],
		[['x', '--pool', 'gpt-55'], 'Near names: gpt-5'],
		[['x', '--context', file('bad.json', '{"role":"user"}')], 'does not hold a list'],
		[['x', '--context', file('worse.json', '[{"role":"robot","content":"x"}]')], 'message 1'],
		[['x', '--context', file('none.json', 'hello')], 'is not JSON'],
	])('bad input %j: exit code 1 and one line', async (args, words) => {
		const { code, out, err } = await run(args);
		expect(code).toBe(1);
		expect(out).toBe('');
		expect(err).toContain(words);
		expect(err.trim().split('\n')).toHaveLength(1);
		expect(err).not.toMatch(/\bat .+:\d+:\d+/);
	});

	it.each([
		['missing', null],
		['damaged', '{'],
		['another file', '[]'],
	])('a catalog that is %s: exit code 1 and one line', async (_, content) => {
		const copy = mkdtempSync(join(folder, 'checkout-'));
		for (const part of ['app', 'cli', 'core', 'predictor', 'protocol', 'storage'])
			cpSync(join(root, 'src', part), join(copy, 'src', part), { recursive: true });
		mkdirSync(join(copy, 'models'));
		symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
		writeFileSync(join(copy, 'package.json'), '{"type": "module"}');
		if (content !== null) writeFileSync(join(copy, 'models', 'catalog.json'), content);
		const { code, out, err } = await run(['hi', '--json'], '', copy);
		expect(code).toBe(1);
		expect(out).toBe('');
		expect(err).toMatch(/^route: .*catalog.*\n$/);
	});

	it('--help says how it was called', async () => {
		expect((await run(['--help'])).out).toMatch(/^Usage: routoo route "prompt"/);
		expect((await run(['--help'], '', root, { npm_lifecycle_event: 'route' })).out).toMatch(/^Usage: npm run -s route -- "prompt"/);
		expect((await run(['--help'], '', root, { npm_lifecycle_event: 'npx' })).out).toMatch(/^Usage: routoo route "prompt"/);
	});

	it('--help names every option in 100 columns', async () => {
		const { code, out } = await run(['--help']);
		expect(code).toBe(0);
		for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
		for (const option of [
			'--file',
			'--context',
			'--language',
			'--preset',
			'--pool',
			'--max-cost',
			'--min-quality',
			'--max-wait',
			'--local-only',
			'--json',
			'--all',
		]) {
			expect(out).toContain(option);
		}
	});
});
