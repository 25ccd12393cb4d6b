import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { encoderText } from '../../../src/predictor/request-text.ts';
import { type RecordedSet, readSet, requestOf } from '../../../training/data/datasets.ts';

const folders: string[] = [];
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A data folder with one set of it. */
function folderWith(set: string, files: Readonly<Record<string, string>>): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'recorded-'));
	folders.push(folder);
	mkdirSync(path.join(folder, set));
	for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, set, name), text);
	return folder;
}

const prompt = (id: string, extra: Readonly<Record<string, unknown>> = {}) =>
	`${JSON.stringify({ id, text: `text of ${id}`, category: 'none', ...extra })}\n`;
const outcomes = (set: RecordedSet, row: number) => set.rows[row]!.outcomes.map(({ column, value }) => [set.columns[column], value]);

describe('a recorded set', () => {
	it('has no cell of a run without a known cost, and no column of another scaffold', () => {
		const folder = folderWith('openhands_swebench', {
			'prompts.jsonl': prompt('ohswe/a-1', { repo: 'a/a' }) + prompt('ohswe/a-2', { repo: 'a/a' }),
			'matrix.csv': 'id,acp-codex/X,X,Y\nohswe/a-1,1,0,1\nohswe/a-2,1,1,0\n',
			'instance_costs.csv': 'id,Y,X,acp-codex/X\nohswe/a-1,,0.5,\nohswe/a-2,0.3,0,0.4\n',
			'columns.json': JSON.stringify({ X: { common_scaffold: true }, 'acp-codex/X': { common_scaffold: false } }),
		});
		const set = readSet(folder, 'openhands_swebench')!;
		expect(set.columns).toEqual(['X', 'Y']);
		expect(outcomes(set, 0)).toEqual([['X', 0]]);
		expect(outcomes(set, 1)).toEqual([['Y', 0]]);
		expect(set.rows.map(({ problem }) => problem)).toEqual(['repo/a/a', 'repo/a/a']);
	});

	it('of coderouterbench has the issues alone, and the models that were graded on them', () => {
		const folder = folderWith('coderouterbench', {
			'prompts.jsonl': prompt('crb/a-1', { repo: 'a/a' }) + prompt('crb/humaneval/1', { repo: null }),
			'matrix.csv': 'id,glm-5,gpt-5.4\ncrb/a-1,1,0\ncrb/humaneval/1,1,1\n',
		});
		const set = readSet(folder, 'coderouterbench')!;
		expect(set.rows).toHaveLength(1);
		expect(outcomes(set, 0)).toEqual([['gpt-5.4', 0]]);
	});

	it('has the answers that another set holds too where twins are asked for', () => {
		const folder = folderWith('lcb_v6', {
			'prompts.jsonl': prompt('lcb6/1'),
			'matrix.csv': 'id,Claude-3-Haiku,O4-Mini (Low)\nlcb6/1,0.5,1\n',
		});
		expect(outcomes(readSet(folder, 'lcb_v6')!, 0)).toEqual([['O4-Mini (Low)', 1]]);
		expect(outcomes(readSet(folder, 'lcb_v6', { twins: true })!, 0)).toHaveLength(2);
	});

	it('has none of the runs that stand under two models’ names', () => {
		const folder = folderWith('swebench_pro', {
			'prompts.jsonl': prompt('swepro/1', { repo: 'a/a' }),
			'matrix.csv': 'id,claude-sonnet-4-paper,gpt-4o-paper\nswepro/1,1,0\n',
		});
		expect(outcomes(readSet(folder, 'swebench_pro')!, 0)).toEqual([['gpt-4o-paper', 0]]);
	});
});

describe('the request of a recorded row', () => {
	const issue = { text: 'it fails', language: 'python', problem: 'repo/a/a' };

	it('says what is asked of an issue, so that no encoder takes two tasks for one', () => {
		const repair = requestOf({ ...issue, set: 'openhands_swebench' });
		const test = requestOf({ ...issue, set: 'openhands_swtbench' });
		expect(repair.text).toBe('it fails');
		expect(test.text).toMatch(/test.*\n\nit fails$/s);
		expect(encoderText(test)).not.toBe(encoderText(repair));
	});

	it('calls tools where it is an issue, and is a plain message otherwise', () => {
		expect(requestOf({ ...issue, set: 'swebench_pro' }).needs.tools).toBe(true);
		expect(requestOf({ ...issue, set: 'lcb_v6', problem: 'lcb/1' }).needs.tools).toBe(false);
		expect(requestOf({ ...issue, set: 'mmlu_all', problem: null }).needs.tools).toBe(false);
	});
});
