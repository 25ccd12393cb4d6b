import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../training/kit/checkout.ts';
import { PROJECTS } from './failures/projects/all.ts';
import { labelled, neutral, recordProject } from './failures/record.ts';
import type { Line } from './failures/types.ts';

/**
 * npm run record:failures -- --modules DIR [--only NAME] [--labels]
 * Runs every runner and compiler on small projects before and after scripted edits and writes `test/fixtures/agent-results/NAME.jsonl`, one
 * file a project. By hand: DIR is a node_modules with ava, eslint, jasmine, jest, mocha, typescript and vitest (not this project's own); on the PATH
 * are python3 with pytest, mypy, ruff, pylint and flake8, go, cargo, javac, mvn with surefire and junit4 in an offline repository, gcc, g++,
 * clang, ruby with minitest, rspec, phpunit. Some ten minutes.
 * --labels writes only the pairs anew and keeps the recorded outputs.
 */
const { values } = parseArgs({
	options: { modules: { type: 'string' }, only: { type: 'string' }, labels: { type: 'boolean', default: false } },
});
if (values.modules === undefined && !values.labels)
	throw new Error('--modules takes a folder with jest, mocha, vitest, eslint and typescript.');
const folder = path.join(ROOT, 'test/fixtures/agent-results');
mkdirSync(folder, { recursive: true });
for (const project of PROJECTS) {
	if (values.only !== undefined && project.name !== values.only) continue;
	const name = `${project.name.replaceAll(/[^a-z]+/g, '-')}-${project.half}.jsonl`;
	const lines = [
		...(values.labels ? recorded(path.join(folder, name)) : recordProject(project, path.resolve(values.modules!))),
		...labelled(project),
	];
	writeFileSync(path.join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
	console.log(
		`${project.name} (${project.half}): ${lines.filter((line) => 'run' in line).length} runs, ${lines.filter((line) => 'pair' in line).length} pairs`,
	);
}

function recorded(file: string): Line[] {
	const lines = readFileSync(file, 'utf8').trim().split('\n');
	return lines.map((line): Line => JSON.parse(line)).flatMap((line) => ('run' in line ? [{ ...line, output: neutral(line.output) }] : []));
}
