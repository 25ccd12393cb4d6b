import { compileErrors } from './compilers.ts';
import { exitCode } from './refusal.ts';
import { type Failure, NOTHING, type Report, saysElsewhere, tells } from './report.ts';
import { sections } from './sections.ts';
import { failedTests } from './test-runners.ts';
import { copied, readableLines, steady } from './text.ts';

const WHOLE_LINES = 150;
const WHOLE_CHARACTERS = 12_000;
const WARNS = /\bwarn|\bW\d{3,4}\b/i;

/** Words without which no format that is read tells of a failure or of a success. */
const WORTH =
	/err|fail|panick|not ok|✖|✘|×|●|passe?d|\bok\b|passing|✔|✓|PASS|Traceback|syntax|undefined reference|\.[a-z]{1,4}:\d|\b[EF]\d{3,4}\b/i;

const PASSED =
	/^\s*(?:\S{0,3}\s?)?(?:=+ )?(?:\x20*Tests:?\s+)?\d{1,7} (?:passed|passing|tests? passed)\b|^ok\s|^OK\b|^test result: ok|^# pass [1-9]|^ℹ pass [1-9]|Tests run: [1-9]\d{0,6}, Failures: 0, Errors: 0|, 0 failures, 0 errors|^<summary passed=[1-9]\d{0,6} failed=0|No errors found|BUILD SUCCESS/;

/** What tools say of the number of failures at their end. */
const COUNTS: readonly RegExp[] = [
	/^=+ .{0,80}?\b(\d{1,7}) failed(?:.{0,120}?\b(\d{1,7}) errors?\b)?/,
	/^=+ (?:.{0,80}, )?(\d{1,7}) errors? in /,
	/^\s*(?:Tests|Test Files):?\s+(\d{1,7}) failed/,
	/^\s*(\d{1,7}) (?:failed|failing)\b/,
	/^test result: FAILED\. \d{1,7} passed; (\d{1,7}) failed/,
	/^(?:#|ℹ) fail (\d{1,7})$/,
	/^FAILED \((?:failures|errors)=(\d{1,7})(?:, errors=(\d{1,7}))?/,
	/^(?:\[\w{1,8}\] )?Tests run: \d{1,7}, {1,3}Failures: (\d{1,7})(?:, {1,3}Errors: (\d{1,7}))?/,
	/\b(\d{1,7}) failures?, (\d{1,7}) errors?\b/,
	/^\s*Found (\d{1,7}) errors?\b/,
	/^(\d{1,7}) errors?(?: generated\.)?$/,
	/\bdue to (\d{1,7}) previous errors?/,
	/problems? \((\d{1,7}) errors?/,
	/^<summary passed=\d{1,7} failed=(\d{1,7})/,
];

/** What a result of a command, a test runner or a checker tells. Bounded in time by the lengths in `readableLines`. */
export function readReport(result: string): Report {
	const lines = readableLines(result);
	if (!lines.some((line) => WORTH.test(line))) return NOTHING;
	const parts = sections(lines);
	const tests = parts.flatMap((part) => failedTests(part.lines).map((failure) => ({ ...failure, from: part.from })));
	const told = tests.filter(tells);
	const errors =
		told.length > 0 ? [] : parts.flatMap((part) => compileErrors(part.lines).map((failure) => ({ ...failure, from: part.from })));
	const compile = errors.filter(tells);
	let counted: number | null = null;
	let passed = false;
	for (const line of parts.flatMap((part) => part.lines)) {
		passed ||= PASSED.test(line);
		for (const count of COUNTS) {
			const found = count.exec(line);
			const failed = found === null ? 0 : Number(found[1]) + Number(found[2] ?? 0);
			if (failed > 0) counted = Math.max(counted ?? 0, failed);
		}
	}
	const failed = tests.length > 0 || counted !== null;
	// A program under test may print errors while its tests pass.
	const failures: readonly Failure[] = passed && !failed ? [] : [...told, ...compile].map(own);
	const unknown = !passed && tests.length === 0 && errors.length === 0 && (exitCode(result) ?? 0) !== 0;
	return { failures, counted, whole: unknown ? wholeOf(lines) : null, passed: passed && failures.length === 0 && !failed };
}

/** For runners whose form is not known: two outputs that say the same to the last line tell as much. Short ones only. */
function wholeOf(lines: readonly string[]): string | null {
	if (lines.length > WHOLE_LINES || lines.some((line) => saysElsewhere(line) || WARNS.test(line))) return null;
	const whole = lines.map(steady).filter((line) => line !== '');
	return whole.length < 2 ? null : whole.join('\n').slice(0, WHOLE_CHARACTERS);
}

/** Copies, so that what is kept of a result does not keep the whole of it in memory. */
function own(failure: Failure): Failure {
	const from = copy(failure.from ?? null);
	return {
		...failure,
		from,
		test: copy(failure.test),
		file: copy(failure.file),
		message: copied(failure.message, failure.message.length),
		source: copy(failure.source),
	};
}

const copy = (text: string | null) => (text === null ? null : copied(text, text.length));
