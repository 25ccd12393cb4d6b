import { type Block, failureOf } from './blocks.ts';
import { type Failure, MOST } from './report.ts';

interface Header {
	readonly test: string;
	readonly file: string | null;
}

/** How one runner begins what it prints of a failed test, and what ends it. */
interface Format {
	/** Somewhere in the output, before which no header counts; null where none is needed. */
	readonly after: RegExp | null;
	readonly header: (line: string, next: string, previous: string) => Header | null;
	readonly end: RegExp;
	/** Only what holds this is a failure, where tests that pass begin in the same way. */
	readonly needs?: RegExp;
}

const named = (test: string | undefined, file: string | null = null): Header | null =>
	test ? { test: test.replace(/[\s─]{1,200}$/, ''), file } : null;

const FORMATS: readonly Format[] = [
	// pytest: ______ TestRefund.test_refund ______
	{
		after: /^=+ (?:FAILURES|ERRORS) =+$/,
		header: (line) => named(/^_{3,} (?!coverage: )(.{1,300}?) _{3,}$/.exec(line)?.[1]),
		end: /^={3,}(?: |$)/,
	},
	// unittest
	{
		after: null,
		header: (line, _next, previous) => {
			const found = /^(?:FAIL|ERROR): (\S{1,200})(?: \(([^)]{1,200})\))?/.exec(line);
			return found && /^={20,}$/.test(previous)
				? named(found[2]?.endsWith(`.${found[1]}`) ? found[2] : found[0].replace(/^\w+: /, ''))
				: null;
		},
		end: /^={20,}$|^Ran \d+ tests?\b/,
	},
	// jest: ● orders › refunds
	{
		after: null,
		header: (line) => {
			const found = /^\s{0,4}● (.{1,300})$/.exec(line)?.[1];
			return found === undefined || /^(?:Console|Validation|Deprecation)/.test(found) ? null : named(found);
		},
		end: /^(?:Test Suites|Tests|Snapshots): |^(?:PASS|FAIL) |^Summary of all failing tests/,
	},
	// vitest: FAIL  orders.test.ts > orders > refunds
	{
		after: /^⎯+/,
		header: (line) => {
			const found = /^\s*FAIL\s+(\S.{0,400})$/.exec(line)?.[1];
			return found === undefined ? null : named(found, /^(?:\|[^|]{1,60}\| )?(\S{1,300}\.\w{1,5})(?: |$)/.exec(found)?.[1] ?? null);
		},
		end: /^⎯{5,}|^\s*Test Files {2}/,
	},
	// mocha, rspec, JUnit's console, PHPUnit, minitest: 1) name
	{
		after:
			/^\s*(?:\d+ failing|Failures:|There (?:was|were) \d+ (?:failures?|errors?):|Finished in .*|Time: .*|Running \d+ tests? using .*|Running ExUnit .*)$/,
		header: (line, next) => {
			const found = /^\s{0,4}\d{1,4}\) (\S.{0,300})$/.exec(line)?.[1];
			if (found === undefined || found === 'Skipped:') return null;
			const minitest = /^(?:Failure|Error):$/.test(found);
			if (minitest) return named(/^(\S{1,200}(?: \S{1,200}){0,20}?)(?: \[|:$)/.exec(next)?.[1] ?? next);
			return named(/^\s{3,}(\S.{0,200}):$/.test(next) ? `${found} ${next.trim().slice(0, -1)}` : found);
		},
		end: /^\d+ (?:runs|tests), |^(?:Finished in|Tests run:|FAILURES!|Failed examples:)/,
	},
	// node:test, at the end of the report for people
	{
		after: /^✖ failing tests:/,
		header: (line) => named(/^✖ (\S.{0,300}?)(?: \(\d[\d.]*m?s\))?$/.exec(line)?.[1]),
		end: /^test at \S+:\d+:\d+$/,
	},
	// TAP
	{
		after: null,
		header: (line) => {
			const found = /^\s{0,40}not ok \d{1,6}(?: -)? (\S.{0,300})$/.exec(line)?.[1];
			return found === undefined || /\s# (?:TODO|SKIP)\b/i.test(found) ? null : named(found);
		},
		end: /^\s*(?:ok \d|\.\.\.$|# Subtest|1\.\.\d)/,
	},
	// go
	{
		after: null,
		header: (line) => named(/^\s{0,40}--- FAIL: (\S{1,300})/.exec(line)?.[1]),
		end: /^\s*--- (?:PASS|SKIP): |^(?:FAIL|PASS|ok)\b|^=== /,
	},
	// cargo
	{
		after: /^failures:$/,
		header: (line) => named(/^---- (\S{1,300}) stdout ----$/.exec(line)?.[1]),
		end: /^failures:$|^test result: /,
	},
	// Surefire
	{
		after: null,
		header: (line) => {
			const found =
				/^(?:\[ERROR\] )?\s{0,4}([\w.$][^<>]{0,300}?)(?:\(([\w.$]{1,200}\.[\w.$]{1,200}|[A-Z][\w$]{1,200}(?:Test|Tests|IT))\))?\s+(?:-- )?Time elapsed: [^<]{1,40}<<< (?:FAILURE|ERROR)!/.exec(
					line,
				);
			return found && !found[1]!.startsWith('Tests run') ? named(found[2] ? `${found[2]}.${found[1]}` : found[1]) : null;
		},
		end: /^\[(?:INFO|ERROR|WARNING)\]|^\s*$/,
	},
	// Gradle
	{
		after: null,
		header: (line) => named(/^(\S.{0,300} > \S.{0,200}) FAILED$/.exec(line)?.[1]),
		end: /^\S.{0,400} (?:FAILED|PASSED|SKIPPED)$|^\d+ tests? completed|^> Task /,
	},
	// dotnet test
	{
		after: null,
		header: (line) => named(/^\s{1,4}(?:Failed|X) (\S.{0,300}) \[[^\]]{1,20}s\]$/.exec(line)?.[1]),
		end: /^\s*(?:Passed|Skipped) |^(?:Failed|Passed)! {2}- |^Test Run /,
	},
	// GoogleTest
	{
		after: null,
		header: (line) => named(/^\[ RUN {6}\] (\S{1,300})$/.exec(line)?.[1]),
		end: /^\[ {2,7}(?:OK|FAILED|SKIPPED|PASSED) {1,2}\]/,
		needs: /: Failure$/,
	},
	// Deno
	{
		after: /^ ERRORS $|^ ERRORS$/,
		header: (line) => named(/^(\S.{0,300}) => \S{1,300}:\d{1,7}:\d{1,7}$/.exec(line)?.[1]),
		end: /^ FAILURES ?$/,
	},
	// doctest
	{
		after: /^\*{20,}$/,
		header: (line) => named(/^File "[^"]{1,300}", line \d{1,7}, in (\S{1,200})$/.exec(line)?.[1]),
		end: /^\*{20,}$/,
		needs: /^Failed example:$/,
	},
	// VS Code's own tool
	{
		after: null,
		header: (line) => {
			const found = /^<testFailure name="(.{1,300}?)" path="(.{0,400}?)">$/.exec(line);
			return found ? named(found[2] ? `${found[2]} > ${found[1]}` : found[1]) : null;
		},
		end: /^<\/testFailure>/,
	},
];

/** Tests that failed, as any of the formats tells them; the lines of brief reports where none does. */
export function failedTests(lines: readonly string[]): Failure[] {
	const found: Failure[] = [];
	for (const format of FORMATS) {
		for (const block of blocksOf(lines, format)) {
			if (format.needs !== undefined && !block.lines.some((line) => format.needs!.test(line))) continue;
			const failure = failureOf(block);
			if (failure && found.length < MOST) found.push(failure);
		}
	}
	for (const block of verboseGo(lines)) {
		const failure = failureOf(block);
		if (failure && found.length < MOST) found.push(failure);
	}
	return found.length > 0 ? found : summarised(lines);
}

/** `go test -v` prints what a test says before it tells that the test failed. */
function verboseGo(lines: readonly string[]): Block[] {
	const said = new Map<string, string[]>();
	const blocks: Block[] = [];
	let own: string[] | null = null;
	for (const line of lines) {
		const run = /^\s{0,8}=== (?:RUN|CONT|NAME)\s{1,4}(\S{1,300})/.exec(line)?.[1];
		const failed = /^\s{0,40}--- FAIL: (\S{1,300})/.exec(line)?.[1];
		if (run !== undefined) {
			own = said.get(run) ?? [];
			said.set(run, own);
		} else if (failed !== undefined) {
			const words = said.get(failed);
			if (words !== undefined && words.length > 0) blocks.push({ test: failed, file: null, lines: words });
			own = null;
		} else if (/^\s{0,40}--- |^=== /.test(line)) own = null;
		else if (own !== null && own.length < 60) own.push(line);
	}
	return blocks;
}

function blocksOf(lines: readonly string[], format: Format): Block[] {
	const blocks: Block[] = [];
	let headers: Header[] = [];
	let body: string[] = [];
	const close = () => {
		const lead = headers.length;
		for (const header of headers) if (body.some((line) => line.trim() !== '')) blocks.push({ ...header, lines: body });
		if (lead > 0) headers = [];
		body = [];
	};
	let open = format.after === null;
	for (let n = 0; n < lines.length && blocks.length < MOST; n++) {
		const line = lines[n]!;
		if (!open) {
			open = format.after!.test(line);
			continue;
		}
		const header = format.header(line, lines[n + 1] ?? '', lines[n - 1] ?? '');
		if (header) {
			// Runners that print what several tests have in common name them all above it.
			if (body.some((own) => own.trim() !== '')) close();
			headers.push(header);
		} else if (headers.length > 0) {
			if (format.end.test(line)) close();
			else if (body.length < 200) body.push(line);
		}
	}
	close();
	return blocks;
}

/** Runners told to be brief: one line a failure. */
function summarised(lines: readonly string[]): Failure[] {
	const found: Failure[] = [];
	for (const line of lines) {
		const pytest = /^(?:FAILED|ERROR) ([\w./\\-]{1,300}\.py(?:::[^\s].{0,200}?)?) - (.{1,400})$/.exec(line);
		const surefire = /^\[ERROR\] {3}([\w.$]{1,200}):(\d{1,7}) (.{1,400})$/.exec(line);
		if (pytest)
			found.push({
				test: pytest[1]!.trim(),
				file: pytest[1]!.split('::')[0]!,
				line: null,
				column: null,
				message: cut(pytest[2]!),
				source: null,
				brief: true,
			});
		else if (surefire)
			found.push({
				test: surefire[1]!,
				file: null,
				line: Number(surefire[2]),
				column: null,
				message: cut(surefire[3]!),
				source: null,
				brief: true,
			});
		if (found.length === MOST) break;
	}
	return found;
}

const cut = (message: string) => message.replace(/\s*\.{3}$/, '').trim();
