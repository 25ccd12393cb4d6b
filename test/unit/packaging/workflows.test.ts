import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../../scripts/kit/paths.ts';
import { actions, KNOWN, runLines } from '../../../scripts/test/workflow-lines.ts';

const folder = path.join(root, '.github/workflows');
const unknown = (from: string): string[] =>
	runLines(from).flatMap(({ workflow, job, run }) => (KNOWN[run] ? [] : [`${workflow} ${job}: ${run}`]));

test('every run line is seen, and known to the script that executes them', () => {
	const texts = fs.readdirSync(folder).map((file) => fs.readFileSync(path.join(folder, file), 'utf8'));
	const written = texts.flatMap((text) => text.match(/^\s+(- )?run:/gm) ?? []);
	expect(written.length).toBeGreaterThan(5);
	expect(runLines(folder)).toHaveLength(written.length);
	expect(unknown(folder)).toEqual([]);
});

test('a line that nobody sorted is told, also one of several commands', () => {
	const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-workflow-'));
	fs.writeFileSync(
		path.join(copy, 'new.yml'),
		'jobs:\n  a:\n    steps:\n      - run: npm ci\n      - run: |\n          echo one\n          echo two\n',
	);
	expect(unknown(copy)).toEqual(['new.yml a: echo one\necho two']);
	fs.rmSync(copy, { recursive: true });
});

test('no line is known that no workflow has, and what cannot run here has its reason', () => {
	const runs = new Set(runLines(folder).map(({ run }) => run));
	expect(Object.keys(KNOWN).filter((run) => !runs.has(run))).toEqual([]);
	for (const [run, { how, why }] of Object.entries(KNOWN)) expect(how !== 'github' || (why ?? '').length > 20, run).toBe(true);
});

test('actions are pinned by the tag of one version', () => {
	expect(actions(folder).length).toBeGreaterThan(0);
	for (const action of actions(folder)) expect(action).toMatch(/^[\w-]+\/[\w-]+@v\d+\.\d+\.\d+$/);
});

test('issue forms have a name, a description and questions with their own ids', () => {
	const forms = fs.globSync('.github/ISSUE_TEMPLATE/{bug,feature}.yml', { cwd: root });
	expect(forms).toHaveLength(2);
	for (const file of forms) {
		const form = parse(fs.readFileSync(path.join(root, file), 'utf8')) as {
			name: string;
			description: string;
			body: { type: string; id?: string; attributes: { label?: string; value?: string } }[];
		};
		expect(form.name && form.description, file).toBeTruthy();
		const asked = form.body.filter(({ type }) => type !== 'markdown');
		expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
		for (const { attributes } of asked) expect(attributes.label, file).toBeTruthy();
	}
});

test('the development container installs as the README says, with a Node that the project supports', () => {
	const container = parseJsonc(fs.readFileSync(path.join(root, '.devcontainer/devcontainer.json'), 'utf8')) as {
		image: string;
		postCreateCommand: string;
	};
	const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
	expect(readme).toContain(`${container.postCreateCommand} && npm start`);
	expect(readme).toContain(`${container.postCreateCommand} && npm test`);
	const { devDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { devDependencies: { node: string } };
	expect(container.image).toContain(`-${devDependencies.node.split('.')[0]}-`);
});
