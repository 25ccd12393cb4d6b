import * as vscode from 'vscode';
import { dollarsFromMicros } from '../../core/base/micros.ts';
import type { HostApp } from '../app.ts';

/** Reads what was typed: a number of dollars, or `none` for no limit. */
export function parseBudget(text: string): { readonly value: number | null } | { readonly why: string } {
	const plain = text.trim().replace(/^\$/, '').toLowerCase();
	if (plain === 'none' || plain === 'null') return { value: null };
	const value = Number(plain);
	if (plain === '' || !Number.isFinite(value) || value < 0 || value > 1_000_000) {
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
