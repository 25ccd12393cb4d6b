import * as l10n from '@vscode/l10n';
import type { NoticeHub } from '../events.ts';
import type { Scopes } from './scopes.ts';
import type { LocalOnlyBy, SettingsSource } from './source.ts';

/**
 * Who allows local models only, by what each folder and the window say of `routoo.localOnly`; a workspace can turn it on, never off, and
 * goes before the user. Anything but a plain "off" is on: a slip of the pen must not let text out.
 */
export function localOnlyBy(found: readonly (Scopes | undefined)[]): LocalOnlyBy {
	const on = (value: unknown): boolean => value !== undefined && value !== false;
	if (found.some((scopes) => on(scopes?.workspaceValue) || on(scopes?.workspaceFolderValue))) return 'workspace';
	return found.some((scopes) => on(scopes?.globalValue)) ? 'user' : null;
}

/** The user's own switch. A workspace that has it on keeps it on, and that is said. */
export async function setLocalOnly(
	settings: Pick<SettingsSource, 'localOnlySetBy' | 'updateUser'>,
	notices: Pick<NoticeHub, 'tell'>,
	on: boolean,
): Promise<void> {
	if (!on && settings.localOnlySetBy() === 'workspace') {
		notices.tell('info', l10n.t('This workspace allows local models only (routoo.localOnly in its settings).'), {
			subject: 'local only',
			actions: [{ label: l10n.t('Open setting'), command: 'openSettings', args: ['routoo.localOnly'] }],
		});
	}
	await settings.updateUser('routoo.localOnly', on);
}
