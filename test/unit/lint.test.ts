import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BESIDE_SRC, FLOORS, ROOMS } from './rooms.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** A file planted into an empty tree with this repository's biome.json, and what Biome must say of it. */
type Plant = { readonly file: string; readonly text: string; readonly broken: RegExp | null };

const plants: Plant[] = [];
const CODE = { rule: /noRestrictedImports/, node: /noNodejsModules/, form: /plugin/, commonJs: /noCommonJs/, cycle: /noImportCycles/ };

/** Plants a file of its own for each statement, so that each is judged alone. */
function plant(folder: string, statement: string, broken: RegExp | null, name = `plant${plants.length}.ts`): string {
	plants.push({ file: `${folder}/${name}`, text: `${statement}\n`, broken });
	return `${folder}/${name}`;
}

const value = (from: string) => `import { value } from '${from}';\nexport const other = value;`;
const type = (from: string) => `import type { Value } from '${from}';\nexport type Other = Value;`;

/** Findings by planted file: the names of the rules that it breaks. */
const found = new Map<string, string[]>();
let tree = '';

/** Planting goes before the run, the expectations behind it: one start of Biome judges all files. */
function expectFound(file: string, broken: RegExp | null, what: string): void {
	const rules = found.get(file) ?? [];
	if (broken) expect(rules.join(' '), what).toMatch(broken);
	else expect(rules, what).toEqual([]);
}

function planted(title: string, sow: () => void): void {
	const first = plants.length;
	sow();
	const own = plants.slice(first);
	it(title, () => {
		expect(own.length).toBeGreaterThan(0);
		for (const { file, text, broken } of own) expectFound(file, broken, `${file}: ${text}`);
	});
}

beforeAll(async () => {
	tree = await mkdtemp(path.join(tmpdir(), 'routoo-lint-'));
	await cp(path.join(ROOT, 'biome.json'), path.join(tree, 'biome.json'));
	await cp(path.join(ROOT, 'scripts/lint'), path.join(tree, 'scripts/lint'), { recursive: true });
	for (const { file, text } of plants) {
		await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
		await writeFile(path.join(tree, file), text);
	}
	const run = promisify(execFile)(
		process.execPath,
		[BIOME, 'lint', '--reporter=github', '--max-diagnostics=none', '--vcs-enabled=false', '.'],
		{
			cwd: tree,
			maxBuffer: 1 << 26,
		},
	);
	const output = await run.then(
		() => expect.fail('Biome found nothing in a tree that is full of violations.'),
		(error: { stdout: string }) => error.stdout,
	);
	for (const match of output.matchAll(/^::error title=([^,]+),file=([^,]+),/gm)) {
		const file = path.relative(tree, path.resolve(tree, match[2]!)).replaceAll(path.sep, '/');
		found.set(file, [...(found.get(file) ?? []), match[1]!]);
	}
});

afterAll(() => rm(tree, { recursive: true, force: true }));

describe('lint', () => {
	for (const [floor, allowed] of Object.entries(FLOORS)) {
		planted(`core/${floor} imports only the floors below it`, () => {
			for (const other of Object.keys(FLOORS)) {
				if (other === floor) continue;
				const broken = allowed.includes(other) ? null : CODE.rule;
				plant(`src/core/${floor}`, value(`../${other}/x.ts`), broken);
				plant(`src/core/${floor}`, type(`../${other}/x.ts`), broken);
				// A folder deeper and three deeper, where the way to another floor is longer.
				plant(`src/core/${floor}/deep`, value(`../../${other}/x.ts`), broken);
				plant(`src/core/${floor}/very/much/deeper`, type(`../../../../${other}/x.ts`), broken);
			}
			plant(`src/core/${floor}`, value('./own.ts'), null);
			plant(`src/core/${floor}/deep`, value('../own.ts'), null);
			plant(`src/core/${floor}`, value('zod/mini'), null);
			// Its texts may be said in the user's language.
			plant(`src/core/${floor}`, value('@vscode/l10n'), null);
		});
	}

	planted('finds an import in every form that TypeScript knows', () => {
		const from = 'src/core/message';
		for (const path of [
			'../routing/x.ts',
			'../../core/routing/x.ts',
			'../../../src/core/routing/x.ts',
			'./../routing/x.ts',
			'.././routing/x.ts',
			'..//routing/x.ts',
			'../routing',
			'../routing/deep/x.ts',
			'src/core/routing/x.ts',
			'/src/core/routing/x.ts',
			'#core/routing/x.ts',
		]) {
			plant(from, value(path), CODE.rule);
			plant(from, type(path), CODE.rule);
			plant(from, `export const load = () => import('${path}');`, CODE.rule);
			plant(from, `export { value } from '${path}';`, CODE.rule);
			plant(from, `export type { Value } from '${path}';`, CODE.rule);
			plant(from, `import { type Value } from '${path}';\nexport type Other = Value;`, CODE.rule);
			plant(from, `import '${path}';`, CODE.rule);
			plant(from, `export type Other = import('${path}').Value;`, CODE.form);
			plant(from, `export type Other = typeof import("${path}");`, CODE.form);
		}
		plant(from, 'export const load = () => import(`../routing/x.ts`);', CODE.form);
		plant(from, "const floor = 'routing';\nexport const load = () => import('../' + floor + '/x.ts');", CODE.form);
		plant(from, 'export const load = (file: string) => import(file);', CODE.form);
		plant(from, "export const value = require('../routing/x.ts');", CODE.commonJs);
		plant('src/core/completion/text/passes', value('../../../chat/x.ts'), CODE.rule);
		plant('src/core/completion/text/passes', value('../../../../core/chat/x.ts'), CODE.rule);
		plant('src/core/completion/text/passes', value('../../routing/x.ts'), null);
		plant('src/core/completion/text/passes', value('../../../routing/x.ts'), null);
		plant('src/storage', "export type Sqlite = typeof import('node:sqlite');", null);
		plant('src/predictor', value('../core/routing/x.ts'), null);
		plant(
			'src/predictor',
			'export const load = (url: string) => import(pathToFileURL(url).href);\nconst pathToFileURL = (href: string) => ({ href });',
			null,
		);
	});

	for (const [room, { rooms, node, vscode }] of Object.entries(ROOMS)) {
		planted(`src/${room} imports only the rooms inside it`, () => {
			const own = room === 'core' ? 'src/core/money' : `src/${room}`;
			const up = room === 'core' ? '../..' : '..';
			for (const other of Object.keys(ROOMS)) {
				if (other === room) continue;
				// In core's own rooms, base is a floor that everyone may import.
				const file = other === 'core' ? 'core/base/x.ts' : `${other}/x.ts`;
				const broken = rooms.includes(other) ? null : CODE.rule;
				plant(own, value(`${up}/${file}`), broken);
				plant(own, type(`${up}/${file}`), broken);
				plant(`${own}/deep`, value(`../${up}/${file}`), broken);
				plant(`${own}/deep`, value(`../${up}/../src/${file}`), broken);
				plant(`${own}/deep`, type(`.././${up}/${file}`), broken);
			}
			for (const other of BESIDE_SRC) {
				plant(own, value(`${up}/../${other}/x.ts`), CODE.rule);
				plant(`${own}/deep`, type(`../${up}/../${other}/deep/x.ts`), CODE.rule);
			}
			plant(own, value(`${up}/extension.ts`), CODE.rule);
			plant(own, value('vscode'), vscode ? null : CODE.rule);
			plant(own, type('vscode'), vscode ? null : CODE.rule);
			for (const builtin of ['node:path', 'node:fs/promises', 'fs/promises', 'path']) {
				// Without its prefix, Biome's recommended rules refuse it everywhere.
				if (!node) plant(own, value(builtin), CODE.node);
				else plant(own, value(builtin), builtin.startsWith('node:') ? null : /useNodejsImportProtocol/);
			}
		});
	}

	planted('a room or floor that nobody has listed may import nothing yet', () => {
		plant('src/newroom', value('../core/base/x.ts'), CODE.rule);
		plant('src/core/newfloor', type('../base/x.ts'), CODE.rule);
		plant('src', value('./core/base/x.ts'), CODE.rule);
		plant('src/core', value('./base/x.ts'), null);
	});

	planted('the entry imports host only; a view of the host is not a view of the browser', () => {
		plant('src', value('./host/start.ts'), null, 'extension.ts');
		plant('src/host', value('./views/chat.ts'), null);
		plant('src/host/commands', value('../views/chat.ts'), null);
		plant('src/host/commands', value('../../views/chat.ts'), CODE.rule);
		plant('src/views/common', value('highlight.js/lib/core'), null);
	});

	planted('training and benchmarks import no editor, and training no benchmark', () => {
		for (const room of ['training', 'bench']) {
			for (const other of ['host', 'views']) {
				plant(room, value(`../src/${other}/x.ts`), CODE.rule);
				plant(`${room}/deep`, type(`../../src/./${other}/x.ts`), CODE.rule);
			}
			plant(room, type('vscode'), CODE.rule);
			plant(room, value('../src/app/x.ts'), null);
		}
		plant('training', type('../bench/x.ts'), CODE.rule);
		plant('training/deep', value('../../bench/deep/x.ts'), CODE.rule);
		plant('bench', value('../training/x.ts'), null);
	});

	planted('finds a circle of imports, of values and of types', () => {
		const circle = (folder: string, statement: (from: string) => string, names: readonly string[]) => {
			names.forEach((name, i) => {
				plant(folder, `${statement(`./${names[(i + 1) % names.length]}`)}`, CODE.cycle, name);
			});
		};
		circle('src/core/base/values', value, ['a.ts', 'b.ts']);
		circle('src/core/base/types', type, ['a.ts', 'b.ts']);
		circle('src/core/base/three', type, ['a.ts', 'b.ts', 'c.ts']);
		circle('src/host/types', type, ['a.ts', 'b.ts']);
		circle('training/types', type, ['a.ts', 'b.ts']);
		circle('bench/types', type, ['a.ts', 'b.ts']);
		plant('src/core/base/mixed', value('./b.ts'), CODE.cycle, 'a.ts');
		plant('src/core/base/mixed', type('./a.ts'), CODE.cycle, 'b.ts');
		plant('src/core/base/line', type('./b.ts'), null, 'a.ts');
		plant('src/core/base/line', 'export type Value = string;', null, 'b.ts');
	});
});
