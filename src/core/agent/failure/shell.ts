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
	/^(?:cat|bat|less|more|head|tail|e?grep|fgrep|rg|ag|ack|find|fd|ls|tree|wc|sort|uniq|cut|tr|awk|nl|echo|printf|pwd|cd|pushd|popd|which|whereis|type|stat|file|du|df|diff|cmp|jq|yq|column|xxd|strings|history|env|export|set|source|\.|true|false|test|\[|mkdir|touch|cp|mv|rm|ln|chmod|kill|ps|pgrep|date|sleep|wait|git|gh|curl|wget|Get-Content|gc|Select-String|sls|Get-ChildItem|dir|findstr|Write-Output|tee|sed|perl|patch|clear|apply_patch|nano|vim?)(?:\s|$)/i;

/** No command of the line runs anything of the project: whatever it prints was written by an earlier one, or by a person. */
export function readsOnly(segments: readonly string[]): boolean {
	return segments.every((segment) => READERS.test(segment));
}

/** Looks again and again whether something outside is ready: the same answer twice is what it is for. */
export function waits(segments: readonly string[]): boolean {
	return segments.some((segment) =>
		/^(?:sleep|wait|ping|nc|curl|wget|pgrep|ps|lsof|ss|netstat|Start-Sleep|gh (?:run|pr)|kubectl (?:get|rollout|wait|logs)|docker (?:ps|logs|inspect|compose (?:ps|logs)))(?:\s|$)/i.test(
			segment,
		),
	);
}
