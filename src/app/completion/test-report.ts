import * as l10n from '@vscode/l10n';
import type { CompletionTrace } from '../../core/completion/engine-types.ts';
import type { CompletionAlternative, FillContext } from '../../core/completion/types.ts';
import { recipientName } from '../../core/model/recipient.ts';
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
		l10n.t('# Test of a completion'),
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
	if (gate.kind !== 'open')
		return [l10n.t('## Result'), completionStatusText(gate).line ?? l10n.t('The models are not known yet. Try again in a moment.')];
	const lines = [l10n.t('## Result')];
	if (error !== null) lines.push(`${error.message} ${error.nextStep}`);
	else if (trace.result !== null) lines.push(l10n.t('Shown at the caret:'), fenced(trace.result.text, trace.position.languageId));
	else if (sent?.outcome === 'cancelled') lines.push(l10n.t('Stopped before it was whole.'));
	else if (sent !== null) lines.push(l10n.t('The model answered, but nothing of its answer is worth showing here.'));
	else if (trace.decision?.chosen != null) lines.push(l10n.t('Another window has just taken the money for it. Try again.'));
	if (trace.isCut === true) lines.push(l10n.t('The answer was cut off before its end, so only its whole lines or statements count.'));
	if (raw !== '' && raw !== trace.result?.text) lines.push(l10n.t('As the model sent it:'), fenced(raw, trace.position.languageId));
	if (sent !== null) lines.push(facts(trace));
	return lines;
}

function facts({ sent, decision, shape, decideMs }: CompletionTrace): string {
	const chosen = decision?.chosen;
	const ms = (value: number | null): string => (value === null ? l10n.t('never') : `${Math.round(value)} ms`);
	const money = dollarsInWords(sent!.cost);
	const source = sent!.costSource;
	const cost = source === 'free' ? l10n.t('free') : source === 'estimate' ? l10n.t('{0}, estimated', money) : money;
	const { usage } = sent!;
	return [
		l10n.t('- Model: {0} ({1})', chosen?.candidate.model.displayName ?? '', recipientName(chosen?.candidate.model.recipient ?? '')),
		l10n.t('- Asked by: {0}. {1}', chosen?.candidate.ability.method ?? '', chosen?.candidate.ability.why ?? ''),
		l10n.t(
			'- Wait: first text after {0}, first line after {1}, all after {2}; decided in {3}',
			ms(sent!.firstTextMs),
			ms(sent!.firstLineMs),
			formatDuration(sent!.durationMs),
			ms(decideMs),
		),
		usage === null ? l10n.t('- Cost: {0}', cost) : costWithTokens(cost, inputOf(usage), usage.output),
		shape === 'block' ? l10n.t('- Shape: a block') : l10n.t('- Shape: the rest of the line'),
	].join('\n');
}

function costWithTokens(cost: string, input: number, output: number): string {
	return input === 1
		? l10n.t('- Cost: {0} (1 token in, {1} out)', cost, output)
		: l10n.t('- Cost: {0} ({1} tokens in, {2} out)', cost, input, output);
}

function learnedFrom(suggestions: number): string {
	if (suggestions === 0) return l10n.t('Nothing is learned of you yet.');
	return suggestions === 1 ? l10n.t('Learned from 1 suggestion of yours.') : l10n.t('Learned from {0} suggestions of yours.', suggestions);
}

function decision({ decision: made }: CompletionTrace, observations: number): string[] {
	if (made === null) return [];
	const rows = made.alternatives.map((a) => `| ${row(a, a === made.chosen).join(' | ')} |`);
	return [
		l10n.t('## Decision'),
		`${made.reason} ${learnedFrom(observations)}`,
		[l10n.t('| model | can fill in | kept | costs | first line (half, 9 of 10) | score |'), '|---|---|---|---|---|---|', ...rows].join(
			'\n',
		),
	];
}

function row({ candidate, prediction, cost, score, excluded }: CompletionAlternative, chosen: boolean): string[] {
	const { p50, p90, measured } = prediction.firstLineMs;
	return [
		`${chosen ? '**' : ''}${cell(candidate.model.displayName)}${chosen ? '**' : ''}`,
		cell(candidate.ability.method ?? ''),
		formatPercent(prediction.acceptance.mean),
		cost.max === 0 ? l10n.t('nothing') : `~${dollarsInWords(cost.expected)}`,
		measured < 1 ? l10n.t('{0}, {1} ms (assumed)', p50, p90) : `${p50}, ${p90} ms`,
		excluded === null ? score!.toFixed(1) : cell(exclusionWords(excluded, 'completion').why),
	];
}

function prompt({ snippets, prefix, suffix, tokens, languageId }: FillContext): string[] {
	return [
		l10n.t('## Prompt'),
		tokens === 1
			? l10n.t("About 1 token. The model's form puts its own marks around these parts.")
			: l10n.t("About {0} tokens. The model's form puts its own marks around these parts.", tokens),
		...snippets.flatMap((s) => [l10n.t('From {0} (similarity {1}):', s.path, s.similarity.toFixed(2)), fenced(s.text, languageId)]),
		l10n.t('Before the caret:'),
		fenced(prefix, languageId),
		l10n.t('After the caret:'),
		fenced(suffix, languageId),
	];
}

function cannot(incapable: readonly Incapable[]): string[] {
	if (incapable.length === 0) return [];
	return [l10n.t('## Models that cannot fill in'), incapable.map(({ name, why }) => `- ${name}: ${why}`).join('\n')];
}

/** A fence longer than any in the text. */
function fenced(text: string, language: string): string {
	const fence = fenceAround(text);
	return `${fence}${language}\n${text}\n${fence}`;
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|');
}
