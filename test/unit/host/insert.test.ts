import { beforeEach, expect, test, vi } from 'vitest';
import { insertAtCursor } from '../../../src/host/editor/insert.ts';
import { PROPOSED_SCHEME } from '../../../src/host/editor/target-file.ts';

const editor = vi.hoisted(() => ({ scheme: 'file', inserts: true, text: '' }));

vi.mock('vscode', () => ({
	window: {
		get activeTextEditor() {
			return {
				document: { uri: { scheme: editor.scheme } },
				selections: [{ start: { line: 7 } }, { start: { line: 3 } }],
				edit: async (change: (edit: { replace(at: unknown, text: string): void }) => void) => {
					if (!editor.inserts) return false;
					change({
						replace: (_, text) => {
							editor.text += text;
						},
					});
					return true;
				},
			};
		},
	},
}));

beforeEach(() => {
	Object.assign(editor, { scheme: 'file', inserts: true, text: '' });
});

test('code goes to every cursor, and where the first one stands is told', async () => {
	expect((await insertAtCursor('x')).line).toBe(3);
	expect(editor.text).toBe('xx');
});

test('an insert that the editor refuses is said', async () => {
	editor.inserts = false;
	await expect(insertAtCursor('x')).rejects.toThrow('The code was not inserted.');
});

test('a proposed change is no file to insert into', async () => {
	editor.scheme = PROPOSED_SCHEME;
	await expect(insertAtCursor('x')).rejects.toThrow('No file is open to insert into.');
	expect(editor.text).toBe('');
});
