import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { allSettings, withTexts } from '../../../scripts/kit/manifest-texts.ts';
import { RETIRED } from '../../../src/app/settings/retired.ts';
import { readSettings, SETTINGS, type SettingKey } from '../../../src/app/settings/schema.ts';
import { COMMAND_IDS } from '../../../src/host/commands/ids.ts';
import { CHORDS } from '../../../src/host/inline/chords.ts';
import { LOCAL_ONLY_CONTEXT } from '../../../src/host/settings.ts';
import { CONTEXT_KEYS, STEP_OF, WALKTHROUGH } from '../../../src/host/welcome.ts';
import { fromChatSchema } from '../../../src/protocol/chat.ts';
import { parseFromDashboard } from '../../../src/protocol/dashboard.ts';
import { BUILT_IN_ENDPOINTS } from '../../../src/providers/built-in.ts';

vi.mock('vscode', () => ({}));

interface Property {
	readonly type: string | readonly string[];
	readonly default: unknown;
	readonly enum?: readonly string[];
	readonly items?: { readonly type: string };
	readonly additionalProperties?: { readonly type: string };
	readonly scope: string;
	readonly markdownDescription: string;
	readonly minimum?: number;
	readonly maximum?: number;
}

const manifest = withTexts(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')));
const properties = allSettings<Property>(manifest.contributes.configuration);
const listed = Object.entries(SETTINGS).filter(([key]) => !RETIRED.includes(key as SettingKey));
const commands: string[] = manifest.contributes.commands.map((c: { command: string }) => c.command);

test('manifest and code name the same commands', () => {
	expect([...commands].sort()).toEqual(COMMAND_IDS.map((id) => `routoo.${id}`).sort());
});

test('menus and keys name existing commands', () => {
	const menus = manifest.contributes.menus as Record<string, { command?: string; submenu?: string }[]>;
	const items = Object.values(menus).flat();
	for (const { command } of [...items.filter(({ submenu }) => submenu === undefined), ...manifest.contributes.keybindings])
		expect(commands).toContain(command);
	const submenus: string[] = manifest.contributes.submenus.map(({ id }: { id: string }) => id);
	for (const { submenu } of items) if (submenu !== undefined) expect(submenus).toContain(submenu);
	for (const id of submenus) expect(menus[id]?.length, id).toBeGreaterThan(0);
});

test('Escape stops an edit only where it has nothing else to close', () => {
	const keys: { command: string; key: string; when: string }[] = manifest.contributes.keybindings;
	const stop = keys.find(({ command }) => command === 'routoo.stopInline')!;
	expect([stop.key, stop.when]).toEqual(['escape', 'routoo.inlineWriting && editorTextFocus && !suggestWidgetVisible']);
});

test('an edit is accepted and discarded by keys in its own file alone', () => {
	const keys: { command: string; key: string; mac: string; when: string }[] = manifest.contributes.keybindings;
	const own = keys.filter(({ command }) => ['routoo.acceptInline', 'routoo.discardInline'].includes(command));
	// As they are said.
	const said = Object.entries(CHORDS).map(([name, { key, mac }]) => [`routoo.${name}`, key.toLowerCase(), mac.toLowerCase()]);
	expect(own.map(({ command, key, mac }) => [command, key, mac])).toEqual(said);
	for (const { when } of own) expect(when).toBe('editorTextFocus && resourcePath in routoo.inlinePaths');
});

test("what stands in VS Code's own menus names Routoo: an entry of ours is never taken for one of VS Code's", () => {
	const { commands: all, menus, submenus } = manifest.contributes;
	const label = ({ command, submenu }: { command?: string; submenu?: string }): string =>
		submenu === undefined
			? all.find((one: { command: string }) => one.command === command).title
			: submenus.find((one: { id: string }) => one.id === submenu).label;
	for (const menu of ['editor/context', 'explorer/context']) expect(menus[menu].map(label)).toEqual(['Routoo']);
	// An icon alone: its picture and its words say whose it is.
	for (const { command } of menus['scm/title']) {
		const { title, icon } = all.find((one: { command: string }) => one.command === command);
		expect([title.startsWith('Routoo: '), icon]).toEqual([true, { light: 'media/routoo-light.svg', dark: 'media/routoo-dark.svg' }]);
	}
	const inside = ['Explain', 'Fix', 'Write Tests', 'Document', 'Review'];
	expect(menus['routoo.editor'].map(label)).toEqual([...inside, 'Add Selection to Chat', 'Add File to Chat']);
	expect(menus['routoo.explorer'].map(label)).toEqual([...inside, 'Add File to Chat']);
});

test('manifest and code name the same settings with the same defaults', () => {
	expect(Object.fromEntries(Object.entries(properties).map(([key, p]) => [key, p.default]))).toEqual(
		Object.fromEntries(listed.map(([key, { byDefault }]) => [key, byDefault])),
	);
});

test('manifest and code say the same of type, values and limits', () => {
	for (const [key, { schema, byDefault }] of listed) {
		const { anyOf, ...plain } = z.toJSONSchema(schema) as Partial<Property> & { anyOf?: (Partial<Property> & { type: string })[] };
		const code: Partial<Property> = anyOf === undefined ? plain : { ...anyOf[0], type: anyOf.map(({ type }) => type) };
		const property = properties[key]!;
		expect(property.type, key).toEqual(code.type);
		expect(property.enum, key).toEqual(code.enum);
		if (code.items?.type) expect(property.items?.type, key).toBe(code.items.type);
		if (code.additionalProperties?.type) expect(property.additionalProperties?.type, key).toBe(code.additionalProperties.type);
		expect(property.minimum, key).toBe(code.minimum);
		expect(property.maximum, key).toBe(code.maximum);
		expect(z.safeParse(schema, byDefault).success, key).toBe(true);
	}
});

test('a workspace cannot set money, endpoints or prices, and routing only when trusted', () => {
	for (const [key, { scope }] of Object.entries(properties)) {
		if (
			/^routoo\.(budget\.|endpoint\.|(completion|agent)\.budgetShare|learning\.|routing\.maxCost|endpoints|prices|discover|useEditor)/.test(
				key,
			)
		)
			expect(scope, key).toBe('application');
	}
	const restricted: string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
	expect(restricted.sort()).toEqual(
		Object.keys(properties)
			.filter((key) => key.startsWith('routoo.routing.') || /^routoo\.(completion\.(preset|maxWait|pool)|agent\.escalation)$/.test(key))
			.sort(),
	);
});

test('the limits of the manifest are those of the code', () => {
	for (const [key, { minimum, maximum }] of Object.entries(properties)) {
		for (const outside of [minimum === undefined ? null : minimum - 1, maximum === undefined ? null : maximum + 1]) {
			if (outside === null) continue;
			const { problems } = readSettings((name) => (name === key ? outside : undefined));
			expect(
				problems.map((p) => p.key),
				`${key} = ${outside}`,
			).toEqual([key]);
		}
		for (const inside of [minimum, maximum]) {
			if (inside !== undefined) expect(readSettings((name) => (name === key ? inside : undefined)).problems).toEqual([]);
		}
	}
});

test('every command the view may run exists', () => {
	for (const command of [
		...['openDashboard', 'openBudgetSettings', 'openSettings', 'setKey', 'addEndpoint', 'showLog', 'refreshModels'],
		...['getStarted', 'useFoundKeys', 'setBudget'],
	]) {
		expect(fromChatSchema.safeParse({ type: 'command', command }).success).toBe(true);
		expect(COMMAND_IDS).toContain(command);
	}
	expect(fromChatSchema.safeParse({ type: 'command', command: 'removeKey' }).success).toBe(false);
	for (const command of ['openBudgetSettings', 'pausePaid', 'resumePaid']) {
		expect(parseFromDashboard({ type: 'command', command })).not.toBeNull();
		expect(COMMAND_IDS).toContain(command);
	}
});

interface Step {
	readonly id: string;
	readonly description: string;
	readonly media: { readonly svg: string; readonly altText: string };
	readonly completionEvents: readonly string[];
}

test('the walkthrough has a step for models, budget and question, each ticked by what is true of it', () => {
	const [walkthrough] = manifest.contributes.walkthroughs as { id: string; steps: Step[] }[];
	expect(WALKTHROUGH).toBe(`${manifest.publisher}.${manifest.name}#${walkthrough?.id}`);
	expect(walkthrough?.steps.map(({ completionEvents }) => completionEvents)).toEqual(
		Object.values(CONTEXT_KEYS).map((key) => [`onContext:${key}`]),
	);
	expect(walkthrough?.steps.map(({ id }) => id)).toEqual(Object.values(CONTEXT_KEYS).map((key) => STEP_OF[key]));
	for (const { description, media } of walkthrough?.steps ?? []) {
		for (const [, command] of description.matchAll(/command:([\w.]+)/g)) expect(commands).toContain(command);
		expect(description).toMatch(/\n\[[^\]]+\]\(command:/);
		const svg = readFileSync(new URL(`../../../${media.svg}`, import.meta.url), 'utf8');
		// What is drawn in a colour of its own is lost in some theme.
		for (const [, colour] of svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)) expect(colour, media.svg).toMatch(/^(?:none|var\(--vscode-)/);
		expect(media.altText.length).toBeGreaterThan(20);
	}
});

test("the walkthrough's links for keys are those of the vendors", () => {
	const [{ description }] = manifest.contributes.walkthroughs[0].steps as [Step];
	const links = [...description.matchAll(/\]\((https:[^)]+)\)/g)].map(([, url]) => url);
	expect(links.length).toBeGreaterThan(3);
	for (const url of links) expect(BUILT_IN_ENDPOINTS.map(({ keysPage }) => keysPage)).toContain(url);
});

test('the menu of the view says by a tick whether local models alone are used', () => {
	const items: { command: string; when: string }[] = manifest.contributes.menus['view/title'];
	const [on, off] = ['routoo.localOnlyOn', 'routoo.localOnlyOff'].map((id) => items.find(({ command }) => command === id)!.when);
	expect([on, off]).toEqual([`view == routoo.chat && !${LOCAL_ONLY_CONTEXT}`, `view == routoo.chat && ${LOCAL_ONLY_CONTEXT}`]);
});
