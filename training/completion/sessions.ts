import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomOf, shuffle } from '../kit/random.ts';
import { installedVersion, languageOf, SOURCE_PACKAGES, sha256, sourcePaths } from './packages.ts';

/** One stretch of a file that is typed forward after what stands before it. Offsets are UTF-16 units. */
export interface Session {
	readonly package: string;
	readonly version: string;
	/** Within the package. */
	readonly path: string;
	/** Of the whole file: another text has other offsets. */
	readonly sha256: string;
	readonly project: string;
	readonly languageId: string;
	readonly start: number;
	readonly end: number;
	readonly seed: number;
}

const LINES = { least: 16, most: 26 };
const LEAST_LINES_BEFORE = 12;
const MOST_COMMENT_SHARE = 0.4;

/** Sessions of all packages, `each` of a package, in an order that takes the packages in turn: a recording that stops early is still of all of them. */
export function makeSessions(modules: string, each: number, seed: number): Session[] {
	const byPackage = SOURCE_PACKAGES.map((source, p) => {
		const random = randomOf(seed * 1009 + p);
		const version = installedVersion(modules, source.name);
		if (version === null) throw new Error(`${source.name} is not installed: run npm ci.`);
		const found: Session[] = [];
		for (const path of shuffle(sourcePaths(modules, source), random)) {
			if (found.length === each) break;
			const text = readFileSync(join(modules, source.name, path), 'utf8');
			const region = pickRegion(text, random);
			if (region === null) continue;
			found.push({
				package: source.name,
				version,
				path,
				sha256: sha256(text),
				project: source.project,
				languageId: languageOf(path),
				...region,
				seed: Math.floor(random() * 1e9),
			});
		}
		return found;
	});
	return Array.from({ length: each }, (_, i) => byPackage.flatMap((sessions) => sessions[i] ?? [])).flat();
}

/** A stretch of whole lines that begins after a blank line or an opened block and is mostly code; null where the file has none. */
export function pickRegion(text: string, random: () => number): { start: number; end: number } | null {
	const lines = text.split('\n');
	const offsets: number[] = [];
	let at = 0;
	for (const line of lines) {
		offsets.push(at);
		at += line.length + 1;
	}
	const starts = lines.flatMap((line, i) => {
		const before = lines[i - 1]?.trim() ?? '';
		const begins = line.trim() !== '' && (before === '' || before.endsWith('{'));
		return begins && i >= LEAST_LINES_BEFORE && i + LINES.least < lines.length && !isComment(line) ? [i] : [];
	});
	for (const first of shuffle(starts, random).slice(0, 40)) {
		const count = LINES.least + Math.floor(random() * (LINES.most - LINES.least + 1));
		const region = lines.slice(first, Math.min(first + count, lines.length - 1));
		const comments = region.filter(isComment).length;
		const blank = region.filter((line) => line.trim() === '').length;
		if (region.length < LINES.least || comments > MOST_COMMENT_SHARE * region.length || blank > region.length / 3) continue;
		return { start: offsets[first]! + (lines[first]!.length - lines[first]!.trimStart().length), end: offsets[first + region.length]! - 1 };
	}
	return null;
}

const isComment = (line: string): boolean => /^\s*(\/\/|\/?\*)/.test(line);

/** The file of a session as installed here; null with the reason where it is not the one that was recorded. */
export function readSource(modules: string, session: Session): { text: string; problem: null } | { text: null; problem: string } {
	const version = installedVersion(modules, session.package);
	if (version === null) return { text: null, problem: `${session.package} is not installed` };
	const named = `${session.package} ${version}: ${session.path}`;
	let text: string;
	try {
		text = readFileSync(join(modules, session.package, session.path), 'utf8');
	} catch {
		return { text: null, problem: `${named} is missing` };
	}
	if (sha256(text) !== session.sha256) return { text: null, problem: `${named} differs from the recorded ${session.version}` };
	return { text, problem: null };
}
