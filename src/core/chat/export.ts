import * as l10n from '@vscode/l10n';
import { attachmentLabel } from '../workspace/attachments.ts';
import { fenceAround } from '../workspace/fence.ts';
import { answerCalls, answerText } from './answer.ts';
import { answerCost } from './meter.ts';
import type { Answer, ChatSession, Turn } from './session.ts';

/** Words for figures, of whoever shows them elsewhere. */
export interface ExportWords {
	/** Of µ$, `$0.0057`. */
	money(micros: number): string;
	/** `91 %` of 0..1. */
	percent(quality: number): string;
}

/**
 * The shown way of a chat as Markdown: what was asked, with the names of what was attached, and the shown answers with model, predicted
 * quality and price. What a user or a model wrote cannot run into what follows it: an open fence is closed.
 */
export function chatAsMarkdown({ title, turns }: ChatSession, words: ExportWords): string {
	const blocks = turns.flatMap((turn) => {
		const answer = turn.answers[turn.shown];
		return [question(turn), ...(answer === undefined ? [] : [answered(answer, turn, words)])];
	});
	return `${[`# ${inLine(title)}`, ...blocks].join('\n\n')}\n`;
}

function question({ text, attachments, summary }: Turn): string {
	if (summary !== undefined) return l10n.t('## Summary of the messages above');
	const names = attachments.map((attachment) => `- ${code(attachmentLabel(attachment))}`);
	return [l10n.t('## You'), quoted(text), ...(names.length === 0 ? [] : [[l10n.t('Attached:'), '', ...names].join('\n')])].join('\n\n');
}

function howEnded(state: Answer['state']): readonly string[] {
	switch (state) {
		case 'routing':
			return [l10n.t('not there yet')];
		case 'streaming':
			return [l10n.t('not whole yet')];
		case 'done':
			return [];
		case 'cancelled':
			return [l10n.t('stopped')];
		case 'failed':
			return [l10n.t('broken off')];
	}
}

function answered(answer: Answer, { answers }: Turn, words: ExportWords): string {
	const { routing, receipt, error, state, continued = [] } = answer;
	const isPaid = receipt !== null || continued.length > 0;
	const isFree = [receipt, ...continued.map((part) => part.receipt)].every((one) => one === null || one.costSource === 'free');
	const facts = [
		...(routing === null ? [] : [l10n.t('predicted {0}', words.percent(routing.quality.mean))]),
		...(isPaid ? [isFree ? l10n.t('free') : words.money(answerCost(answer))] : []),
		...howEnded(state),
		...(answers.length < 2 ? [] : [l10n.t('one of {0} answers', answers.length)]),
	];
	const head = `## ${inLine(routing?.modelName ?? l10n.t('No model'))}${facts.length === 0 ? '' : `\n\n*${facts.join(' · ')}*`}`;
	const calls = answerCalls(answer).map(({ name }) => l10n.t('*asked for tool {0}*', code(name)));
	const said = answerText(answer).trim();
	return [head, ...(said === '' ? [] : [closed(said)]), ...calls, ...(error === null ? [] : [quoted(error.message)])].join('\n\n');
}

/** What a user typed is text: as a quotation it can be no heading, and a fence in it ends with it. */
function quoted(text: string): string {
	const lines = closed(text.trim()).split(/\r\n|\r|\n/);
	return lines.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n');
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** The text with the fence that it leaves open, of an answer that broke off, closed. */
function closed(text: string): string {
	let open: string | null = null;
	for (const line of text.split(/\r\n|\r|\n/)) {
		const [, mark = '', rest = ''] = FENCE.exec(line) ?? [];
		if (mark === '') continue;
		if (open === null) {
			// A fence of backticks has none behind it: that is code within a line.
			if (mark[0] === '~' || !rest.includes('`')) open = mark;
		} else if (mark[0] === open[0] && mark.length >= open.length && rest.trim() === '') open = null;
	}
	if (open !== null) return `${text}\n${open}`;
	// A comment that is left open would hide all that follows.
	return text.lastIndexOf('<!--') > text.lastIndexOf('-->') ? `${text}\n-->` : text;
}

/** In one line, so that no title or name makes a paragraph of its own; nothing in it is a mark. */
function inLine(text: string): string {
	return text
		.replace(/\s+/g, ' ')
		.trim()
		.replace(/[\\`*_[\]<>#|]/g, '\\$&');
}

/** As code in a line, whatever backticks it holds. */
function code(text: string): string {
	const line = text.replace(/\s+/g, ' ').trim();
	if (!line.includes('`')) return `\`${line}\``;
	const fence = fenceAround(line);
	return `${fence} ${line} ${fence}`;
}
