import * as vscode from 'vscode';
import { correctable, typedAmount } from '../../app/budget/corrections.ts';
import { typedDollars } from '../../app/budget/typed.ts';
import { inWords } from '../../core/base/errors.ts';
import { dollarsFromMicros } from '../../core/base/micros.ts';
import type { HostApp } from '../app.ts';

/** Reads what was typed: a number of dollars, or `none` for no limit. */
export function parseBudget(text: string): { readonly value: number | null } | { readonly why: string } {
	if (/^(?:none|null)$/i.test(text.trim())) return { value: null };
	const value = typedDollars(text);
	if (value === null || value > 1_000_000) {
		return { why: 'Type an amount in US dollars from 0 to 1000000, or "none" for no limit.' };
	}
	return { value };
}

export async function setBudget({ settings }: Pick<HostApp, 'settings'>): Promise<void> {
	const { monthlyBudget } = settings.current();
	const typed = await vscode.window.showInputBox({
		title: 'Monthly budget',
		prompt: 'US dollars a month for paid models; 0 = no paid request, none = no limit',
		value: monthlyBudget === null ? 'none' : String(dollarsFromMicros(monthlyBudget)),
		validateInput: (text) => {
			const parsed = parseBudget(text);
			return 'why' in parsed ? parsed.why : undefined;
		},
	});
	if (typed === undefined) return;
	const parsed = parseBudget(typed);
	if ('value' in parsed) await settings.update('routoo.budget.monthly', parsed.value);
}

/** Rows of the ledger that are offered for correction. */
const OFFERED_ROWS = 300;

/** The user says what a request really cost: the ledger adds it to what it has, and the sums follow. */
export async function correctAmount({ ledger, budgetReader }: Pick<HostApp, 'ledger' | 'budgetReader'>): Promise<void> {
	try {
		const offered = correctable(await ledger.rows(OFFERED_ROWS));
		if (offered.length === 0) {
			void vscode.window.showInformationMessage('Nothing is booked yet, so there is nothing to correct.');
			return;
		}
		const title = 'Correct a booked amount';
		const picked = await vscode.window.showQuickPick(offered, { title, placeHolder: 'Which request?', matchOnDetail: true });
		if (picked === undefined) return;
		const typed = await vscode.window.showInputBox({
			title,
			prompt: 'What it really cost, in US dollars, as your provider says',
			value: picked.amount,
			validateInput: (text) => (typedAmount(text) === null ? 'Type an amount in US dollars from 0 to 1000000.' : undefined),
		});
		const cost = typed === undefined ? null : typedAmount(typed);
		if (cost === null) return;
		await ledger.correct(picked.requestId, cost);
		await budgetReader.refresh();
	} catch (error) {
		void vscode.window.showWarningMessage(inWords(error));
	}
}
