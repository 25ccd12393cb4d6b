import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { correctable, typedAmount } from '../../app/budget/corrections.ts';
import { typedDollars } from '../../app/budget/typed.ts';
import { inWords } from '../../core/base/errors.ts';
import { dollarsFromMicros, microsFromDollars } from '../../core/base/micros.ts';
import type { HostApp } from '../app.ts';

/** Reads what was typed: a number of dollars; nothing or `none` is no limit, which is asked about. */
export function parseBudget(text: string): { readonly value: number | null } | { readonly why: string } {
	if (/^(?:none|null)?$/i.test(text.trim())) return { value: null };
	const value = typedDollars(text);
	if (value === null || value > 1_000_000) {
		return { why: l10n.t('Type an amount in US dollars from 0 to 1000000, or leave it empty for no limit.') };
	}
	// It would be kept as 0, which allows nothing.
	if (value > 0 && microsFromDollars(value) === 0) return { why: l10n.t('The least amount above 0 is 0.000001 US dollars.') };
	return { value };
}

export async function setBudget({ settings, welcome }: Pick<HostApp, 'settings' | 'welcome'>): Promise<void> {
	const { monthlyBudget } = settings.current();
	const typed = await vscode.window.showInputBox({
		title: l10n.t('Monthly budget'),
		prompt: l10n.t('US dollars a month for paid models; 0 = no paid request, empty = no limit (asked again)'),
		value: monthlyBudget === null ? '' : String(dollarsFromMicros(monthlyBudget)),
		validateInput: (text) => {
			const parsed = parseBudget(text);
			return 'why' in parsed ? parsed.why : undefined;
		},
	});
	if (typed === undefined) return;
	const parsed = parseBudget(typed);
	if (!('value' in parsed)) return;
	if (parsed.value === null && monthlyBudget !== null) {
		const remove = l10n.t('Remove the Limit');
		const detail = l10n.t('Paid models can then cost any amount. The limit of a single request stays.');
		const picked = await vscode.window.showWarningMessage(l10n.t('Set no monthly limit?'), { modal: true, detail }, remove);
		if (picked !== remove) return;
	}
	await settings.update('routoo.budget.monthly', parsed.value);
	// The amount that stood there already is a decision too.
	welcome.budgetDecided();
}

/** Until midnight the budget does not steer to cheaper models; the limit holds. */
export async function pausePacing({ budget }: Pick<HostApp, 'budget'>): Promise<void> {
	try {
		await budget.pausePacing();
		void vscode.window.showInformationMessage(l10n.t('Until midnight Routoo does not save money for later. The limit holds.'));
	} catch (error) {
		void vscode.window.showWarningMessage(inWords(error));
	}
}

/** Every window refuses paid requests from the next one on; what streams is finished. */
export async function pausePaid(app: Pick<HostApp, 'pause'>): Promise<void> {
	await setPaused(app, true, l10n.t('Paid requests are paused in every window. An answer that is being written is finished.'));
}

export async function resumePaid(app: Pick<HostApp, 'pause'>): Promise<void> {
	await setPaused(app, false, l10n.t('Paid requests go on, within your budget.'));
}

async function setPaused({ pause }: Pick<HostApp, 'pause'>, on: boolean, done: string): Promise<void> {
	try {
		await pause.set(on);
		void vscode.window.showInformationMessage(done);
	} catch (error) {
		const here = on ? l10n.t('Paid requests are paused in this window alone.') : l10n.t('Paid requests go on in this window alone.');
		void vscode.window.showWarningMessage(`${here} ${inWords(error)}`);
	}
}

/** Rows of the ledger that are offered for correction. */
const OFFERED_ROWS = 300;

/** The user says what a request really cost: the ledger adds it to what it has, and the sums follow. */
export async function correctAmount({ ledger, budgetReader }: Pick<HostApp, 'ledger' | 'budgetReader'>): Promise<void> {
	try {
		const offered = correctable(await ledger.rows(OFFERED_ROWS));
		if (offered.length === 0) {
			void vscode.window.showInformationMessage(l10n.t('Nothing is booked yet, so there is nothing to correct.'));
			return;
		}
		const title = l10n.t('Correct a booked amount');
		const picked = await vscode.window.showQuickPick(offered, { title, placeHolder: l10n.t('Which request?'), matchOnDetail: true });
		if (picked === undefined) return;
		const typed = await vscode.window.showInputBox({
			title,
			prompt: l10n.t('What it really cost, in US dollars, as your vendor says'),
			value: picked.amount,
			validateInput: (text) => (typedAmount(text) === null ? l10n.t('Type an amount in US dollars from 0 to 1000000.') : undefined),
		});
		const cost = typed === undefined ? null : typedAmount(typed);
		if (cost === null) return;
		await ledger.correct(picked.requestId, cost);
		await budgetReader.refresh();
	} catch (error) {
		void vscode.window.showWarningMessage(inWords(error));
	}
}
