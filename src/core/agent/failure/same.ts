import type { FileEdit } from './edits.ts';
import type { Failure, Report } from './report.ts';
import { baseName, sameFile } from './text.ts';

/** Lines that an error may wander where an edit rewrote what stands around it. */
const NEAR = 2;

/**
 * The failure of `earlier` that `later` shows unchanged, although files were edited in between; null where the edits changed something:
 * a failure is gone, fewer are left, or the same test fails in another way. Another value at the same assertion is another way too: that it
 * moved shows that the edit reached what is tested. What fails in addition does not make the old failure another one.
 */
export function unchanged(earlier: Report, later: Report, edits: readonly FileEdit[], narrower: boolean): Failure | null {
	if (earlier.failures.length === 0 || later.failures.length === 0) return null;
	if (!narrower && later.counted !== null && earlier.counted !== null && later.counted < earlier.counted) return null;
	const [part, whole] = narrower ? [later.failures, earlier.failures] : [earlier.failures, later.failures];
	const left = [...whole];
	for (const failure of part) {
		const at = left.findIndex((other) => (narrower ? sameFailure(other, failure, edits) : sameFailure(failure, other, edits)));
		if (at === -1) return null;
		left.splice(at, 1);
	}
	return part[0]!;
}

/** The same test or place with the same error, as far as the edits between allow places to move. */
function sameFailure(before: Failure, after: Failure, edits: readonly FileEdit[]): boolean {
	if (!sameTest(before.test, after.test) || !sameMessage(before, after)) return false;
	if (before.from && after.from && before.from !== after.from) return false;
	if (before.file !== null && after.file !== null && !sameFile(before.file, after.file)) return false;
	// The same assertion wherever it stands now; or another one of the same test, with the same words.
	if (before.test !== null && before.source !== null && after.source !== null) return before.source === after.source;
	if (before.line === null || after.line === null) return true;
	const moved = after.line - before.line;
	if (moved === 0) return true;
	const here = edits.filter(
		(edit) =>
			edit.file === null || before.file === null || sameFile(edit.file, before.file) || baseName(edit.file) === baseName(before.file),
	);
	if (here.length === 0) return false;
	if (here.some((edit) => edit.shift === null)) {
		// Nobody knows how far. The words of a test's failure hold its values; those of a compiler are the same for many places.
		return before.test !== null || Math.abs(moved) <= NEAR || (before.source !== null && before.source === after.source);
	}
	const up = here.reduce((sum, edit) => sum + Math.min(0, edit.shift!), 0);
	const down = here.reduce((sum, edit) => sum + Math.max(0, edit.shift!), 0);
	if (Math.abs(moved) <= NEAR) return true;
	return here.length === 1 ? moved === up + down : moved >= up && moved <= down;
}

function sameTest(one: string | null, other: string | null): boolean {
	if (one === null || other === null) return one === other;
	return one === other || testName(one) === testName(other);
}

/** `test_orders.py::Test::test_refund` and `Test.test_refund` are one test. */
const testName = (test: string) =>
	test
		.replace(/^[^\s:]{1,300}\.py::/, '')
		.replaceAll('::', '.')
		.replace(/^.{0,200}\.py\b/, '');

/** Brief reports give the first line, and of a long one its beginning. */
function sameMessage(before: Failure, after: Failure): boolean {
	if (before.message === after.message) return true;
	if (!before.brief && !after.brief) return false;
	const [one, other] = [before.message, after.message];
	const [short, long] = one.length < other.length ? [one, other] : [other, one];
	if (short.includes('\n')) return false;
	const first = long.split('\n', 1)[0]!;
	return first === short ? short.length > 20 : short.length > 40 && first.startsWith(short);
}
