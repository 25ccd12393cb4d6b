import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLOORS, ROOMS } from './rooms.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** Every form that names another module: import, export from, import(), require(), types by import(), workers aside. */
const SPECIFIER = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*(['"`])([^'"`\n]+)\1/g;

type Arrow = { readonly from: string; readonly to: string };

/** Imports of a source text, as paths from the root for files and as written for packages. */
function imports(file: string, text: string): Arrow[] {
	const code = text.replace(/^\s*(?:\/\/|\*|\/\*\*?).*$/gm, '');
	return [...code.matchAll(SPECIFIER)].map((match) => {
		const to = match[2]!;
		return { from: file, to: to.startsWith('.') ? path.posix.join(path.posix.dirname(file), to) : to };
	});
}

const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.map((name) => `src/${name.replaceAll(path.sep, '/')}`);
const arrows = files.flatMap((file) => imports(file, readFileSync(path.join(ROOT, file), 'utf8')));
const show = ({ from, to }: Arrow) => `${from} -> ${to}`;

const floorOf = (file: string) => /^src\/core\/([^/]+)\//.exec(file)?.[1];
const roomOf = (file: string) => /^src\/([^/]+)\//.exec(file)?.[1];

/** Arrows between floors of core that the table does not allow. */
const upward = (all: readonly Arrow[]) =>
	all.filter(({ from, to }) => {
		const [floor, target] = [floorOf(from), floorOf(to)];
		return floor !== undefined && target !== undefined && floor !== target && !FLOORS[floor]!.includes(target);
	});

describe('rooms and floors', () => {
	it('reads every form of an import', () => {
		const text = [
			`import { a } from '../routing/a.ts';`,
			`import type { b } from "../routing/b.ts";`,
			`import '../routing/c.ts';`,
			`export * from '../routing/d.ts';`,
			`const e = await import('../routing/e.ts');`,
			`type F = import('../routing/f.ts').F;`,
			`const g = require('../routing/g.ts');`,
			`import {`,
			`\th,`,
			`} from '../../core/routing/h.ts';`,
			`// import { i } from '../routing/i.ts';`,
		].join('\n');
		expect(upward(imports('src/core/message/x.ts', text)).map(({ to }) => to.slice(-4, -3))).toEqual([...'abcdefgh']);
	});

	it('lists every floor of core and every room of src', () => {
		const folders = (folder: string) =>
			readdirSync(path.join(ROOT, folder), { withFileTypes: true })
				.filter((entry) => entry.isDirectory())
				.map(({ name }) => name);
		expect(new Set(folders('src/core'))).toEqual(new Set(Object.keys(FLOORS)));
		expect(new Set(folders('src'))).toEqual(new Set(Object.keys(ROOMS)));
	});

	it('puts every floor and room above those that it may import', () => {
		for (const [table, order] of [
			[FLOORS, Object.keys(FLOORS)],
			[Object.fromEntries(Object.entries(ROOMS).map(([room, { rooms }]) => [room, rooms])), Object.keys(ROOMS)],
		] as const) {
			for (const [name, allowed] of Object.entries(table)) {
				for (const other of allowed) expect(order.indexOf(other), `${name} imports ${other}`).toBeLessThan(order.indexOf(name));
			}
		}
	});

	it('has no import that runs up inside core', () => {
		expect(arrows.filter(({ from, to }) => floorOf(from) && floorOf(to)).length).toBeGreaterThan(100);
		expect(upward(arrows).map(show)).toEqual([]);
	});

	it('has no import from an outer room, and none of a folder that does not ship', () => {
		const wrong = arrows.filter(({ from, to }) => {
			const room = roomOf(from);
			if (!room || !(to.startsWith('src/') || /^(?:\.\.|training|bench|scripts|test)\//.test(to))) return false;
			return roomOf(to) !== room && !ROOMS[room]!.rooms.includes(roomOf(to) ?? 'outside src');
		});
		expect(wrong.map(show)).toEqual([]);
	});

	it('imports Node and VS Code only where the table says so', () => {
		const wrong = arrows.filter(({ from, to }) => {
			const room = roomOf(from);
			if (!room) return false;
			return (to.startsWith('node:') && !ROOMS[room]!.node) || (to === 'vscode' && !ROOMS[room]!.vscode);
		});
		expect(wrong.map(show)).toEqual([]);
	});
});
