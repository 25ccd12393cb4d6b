const COMMAND = 8_000;

/** Simple commands of a line, without quotes' contents taken apart: `a && b | c` gives three. Here-documents are left out. */
export function shellSegments(command: string): string[] {
	const own = command.slice(0, COMMAND).replace(/<<-?\s?['"]?(\w{1,40})['"]?([^\n]*)\n[\s\S]*?(?:\n\s*\1\b|$)/g, '<<$1$2\n');
	const segments: string[] = [];
	let quote = '';
	let from = 0;
	for (let at = 0; at < own.length; at++) {
		const c = own[at]!;
		if (quote !== '') {
			if (c === '\\' && quote === '"') at++;
			else if (c === quote) quote = '';
		} else if (c === '\\') at++;
		else if (c === '"' || c === "'") quote = c;
		else if (c === ';' || c === '\n' || c === '|' || (c === '&' && own[at - 1] !== '>' && own[at + 1] !== '>')) {
			segments.push(own.slice(from, at));
			from = at + 1;
		}
	}
	segments.push(own.slice(from));
	return segments.map(bare).filter((segment) => segment !== '');
}

/** Without what stands before the command itself: variables, `sudo`, `time`, `timeout 60`, `cd`. */
function bare(segment: string): string {
	let rest = segment.trim();
	for (let n = 0; n < 6; n++) {
		const next = rest.replace(
			/^(?:[({!]\s*|\w{1,60}=\S{0,200}\s+|(?:sudo|time|nice|env|command|exec|then|do|else|if|while|until)\s+|timeout\s+(?:-\S{1,20}\s+)?\S{1,20}\s+)/,
			'',
		);
		if (next === rest) break;
		rest = next;
	}
	return rest;
}

const READERS =
	/^(?:cat|bat|less|more|head|tail|e?grep|fgrep|rg|ag|ack|find|fd|ls|tree|wc|sort|uniq|cut|tr|awk|nl|echo|printf|pwd|cd|pushd|popd|which|whereis|type|stat|file|du|df|diff|cmp|jq|yq|column|xxd|strings|history|env|export|set|source|\.|true|false|test|\[|mkdir|touch|cp|mv|rm|ln|chmod|kill|ps|pgrep|date|sleep|wait|git|gh|journalctl|docker (?:logs|ps|inspect)|kubectl (?:logs|get|describe)|curl|wget|Get-Content|gc|Select-String|sls|Get-ChildItem|dir|findstr|Write-Output|tee|sed|perl|patch|clear|apply_patch|nano|vim?)(?:\s|$)/i;

/** No command of the line runs anything of the project: whatever it prints was written by an earlier one, or by a person. */
export function readsOnly(segments: readonly string[]): boolean {
	return segments.every((segment) => READERS.test(segment));
}

/** A command of the line answers a question with its exit code: no match, a difference. That is no failure. */
export function answers(segments: readonly string[]): boolean {
	return segments.some((segment) =>
		/^(?:e?grep|fgrep|rg|ag|ack|find|fd|diff|cmp|test|\[|pgrep|which|type|lsof|kill|false|git (?:diff|grep|check-ignore|merge-base)|findstr|Select-String|sls)(?:\s|$)/i.test(
			segment,
		),
	);
}

/** Looks again and again whether something outside is ready: the same answer twice is what it is for. */
export function waits(segments: readonly string[]): boolean {
	return segments.some((segment) =>
		/^(?:sleep|wait|ping|nc|curl|wget|pgrep|ps|lsof|ss|netstat|Start-Sleep|gh (?:run|pr)|kubectl (?:get|rollout|wait|logs)|docker (?:ps|logs|inspect|compose (?:ps|logs)))(?:\s|$)/i.test(
			segment,
		),
	);
}

const SELECTS =
	/\s(?:-C|--prefix|--cwd|--dir|--filter|-F|--scope|-w|--workspace|--package|-pl|--projects?)[ =]["']?([^\s"'=]{1,200})|\b(?:nx|turbo) (?:run )?(?:test|build|lint)[ :](?!-)([\w@/.-]{1,100})|\byarn workspace (\S{1,100})|\bnx run ([\w@/.-]{1,100}):|^(?:tox|nox)\s(?:.{0,100}\s)?-[es][ =]?(\S{1,60})/;

/** Where a command line runs, as it tells itself: the folder that it changes to, the package that it selects. */
export function placeOf(segments: readonly string[], given: string | null): string | null {
	let folder = given;
	let selected: string | null = null;
	for (const segment of segments) {
		const changed = /^(?:cd|pushd|Set-Location)\s+["']?([^\s"']{1,300})/i.exec(segment)?.[1];
		if (changed !== undefined) folder = changed;
		const found = SELECTS.exec(segment);
		if (found) selected = (found[1] ?? found[2] ?? found[3] ?? found[4] ?? found[5])!;
	}
	const own = selected ?? folder;
	return own === null || /^(?:\.{1,2}(?:\/\.\.)*|[-~]|\$.*)\/?$/.test(own) ? null : own.replace(/^\.\//, '').replace(/\/+$/, '');
}

/** Puts files back as they were before, for a while or for good. */
export function undoes(segments: readonly string[]): boolean {
	return segments.some((segment) =>
		/^git\s+(?:-C \S{1,200}\s+)?(?:stash(?!\s+(?:list|show))|checkout|restore|reset|switch|revert|bisect)\b/.test(segment),
	);
}

/** Two command lines give the same variable of the environment other values: another database, another mode. */
export function otherEnvironment(one: string, other: string): boolean {
	const values = new Map(assignments(one));
	return assignments(other).some(([name, value]) => values.has(name) && values.get(name) !== value);
}

const assignments = (command: string): [string, string][] =>
	[...command.slice(0, 2_000).matchAll(/(?:^|[\s;&])([A-Z_][A-Z0-9_]{1,60})=(\S{1,100})/g)].map((found) => [found[1]!, found[2]!]);
