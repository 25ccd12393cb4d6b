import type { CompletionTrace } from '../../core/completion/engine-types.ts';
import type { CompletionAlternative, FillContext } from '../../core/completion/types.ts';
import { inputOf } from '../../core/money/usage-cost.ts';
import { exclusionWords } from '../../core/routing/exclusion-words.ts';
import { dollarsInWords } from '../../core/routing/reason.ts';
import { fenceAround } from '../../core/workspace/fence.ts';
import { fileOf } from '../../core/workspace/paths.ts';
import { formatDuration, formatPercent } from '../../protocol/format.ts';
import { completionStatusText } from './status-text.ts';

/** A model that cannot fill in, and why. */
export interface Incapable {
	readonly name: string;
	readonly why: string;
}

/** What `Routoo: Test Completion` shows: result, model, latency, cost, decision and prompt, as Markdown. */
export function testReport(trace: CompletionTrace, incapable: readonly Incapable[], observations: number): string {
	const { position } = trace;
	return [
		'# Test of a completion',
		`${fileOf(position.path)}:${position.line + 1} (${position.languageId})`,
		...result(trace),
		...decision(trace, observations),
		...(trace.context === null ? [] : prompt(trace.context)),
		...cannot(incapable),
		'',
	].join('\n\n');
}

function result(trace: CompletionTrace): string[] {
	const { gate, sent, error, raw } = trace;
	if (gate.kind !== 'open') return ['## Result', completionStatusText(gate).line ?? 'The models are not known yet. Try again in a moment.'];
	const lines = ['## Result'];
	if (error !== null) lines.push(`${error.message} ${error.nextStep}`);
	else if (trace.result !== null) lines.push('Shown at the caret:', fenced(trace.result.text, trace.position.languageId));
	else if (sent?.outcome === 'cancelled') lines.push('Stopped before it was whole.');
	else if (sent !== null) lines.push('The model answered, but nothing of its answer is worth showing here.');
	else if (trace.decision?.chosen != null) lines.push('Another window has just taken the money for it. Try again.');
	if (trace.isCut === true) lines.push('The answer was cut off before its end, so only its whole lines or statements count.');
	if (raw !== '' && raw !== trace.result?.text) lines.push('As the model sent it:', fenced(raw, trace.position.languageId));
	if (sent !== null) lines.push(facts(trace));
	return lines;
}

function facts({ sent, decision, shape, decideMs }: CompletionTrace): string {
	const chosen = decision?.chosen;
	const ms = (value: number | null): string => (value === null ? 'never' : `${Math.round(value)} ms`);
	const estimated = sent!.costSource === 'estimate' ? ', estimated' : '';
	const cost = sent!.costSource === 'free' ? 'free' : dollarsInWords(sent!.cost) + estimated;
	const { usage } = sent!;
	return [
		`- Model: ${chosen?.candidate.model.displayName ?? ''} (${chosen?.candidate.model.recipient ?? ''})`,
		`- Asked by: ${chosen?.candidate.ability.method ?? ''}. ${chosen?.candidate.ability.why ?? ''}`,
		`- Wait: first text after ${ms(sent!.firstTextMs)}, first line after ${ms(sent!.firstLineMs)}, all after ${formatDuration(sent!.durationMs)}; decided in ${ms(decideMs)}`,
		`- Cost: ${cost}${usage === null ? '' : ` (${inputOf(usage)} tokens in, ${usage.output} out)`}`,
		`- Shape: ${shape === 'block' ? 'a block' : 'the rest of the line'}`,
	].join('\n');
}

function decision({ decision: made }: CompletionTrace, observations: number): string[] {
	if (made === null) return [];
	const rows = made.alternatives.map((a) => `| ${row(a, a === made.chosen).join(' | ')} |`);
	const learned = observations === 0 ? 'Nothing is learned of you yet.' : `Learned from ${observations} suggestions of yours.`;
	return [
		'## Decision',
		`${made.reason} ${learned}`,
		['| model | can fill in | kept | costs | first line (half, 9 of 10) | score |', '|---|---|---|---|---|---|', ...rows].join('\n'),
	];
}

function row({ candidate, prediction, cost, score, excluded }: CompletionAlternative, chosen: boolean): string[] {
	const { p50, p90, measured } = prediction.firstLineMs;
	return [
		`${chosen ? '**' : ''}${cell(candidate.model.displayName)}${chosen ? '**' : ''}`,
		cell(candidate.ability.method ?? ''),
		formatPercent(prediction.acceptance.mean),
		cost.max === 0 ? 'nothing' : `~${dollarsInWords(cost.expected)}`,
		`${p50}, ${p90} ms${measured < 1 ? ' (assumed)' : ''}`,
		excluded === null ? score!.toFixed(1) : cell(exclusionWords(excluded, 'completion').why),
	];
}

function prompt({ snippets, prefix, suffix, tokens, languageId }: FillContext): string[] {
	return [
		'## Prompt',
		`About ${tokens} tokens. The model's form puts its own marks around these parts.`,
		...snippets.flatMap((s) => [`From ${s.path} (similarity ${s.similarity.toFixed(2)}):`, fenced(s.text, languageId)]),
		'Before the caret:',
		fenced(prefix, languageId),
		'After the caret:',
		fenced(suffix, languageId),
	];
}

function cannot(incapable: readonly Incapable[]): string[] {
	if (incapable.length === 0) return [];
	return ['## Models that cannot fill in', incapable.map(({ name, why }) => `- ${name}: ${why}`).join('\n')];
}

/** A fence longer than any in the text. */
function fenced(text: string, language: string): string {
	const fence = fenceAround(text);
	return `${fence}${language}\n${text}\n${fence}`;
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|');
}
