import * as l10n from '@vscode/l10n';
import type { ProviderDeps } from '../../providers/types.ts';
import type { NoticeHub } from '../events.ts';

/** Where API keys are kept, by endpoint id. */
export interface KeySource {
	/** Null where none is set. Rejects where the store cannot be read. */
	get(endpointId: string): Promise<string | null>;
	/** Told the endpoint whose key was set or removed, also elsewhere. Returns the function that takes the listener away. */
	onChange(listener: (endpointId: string) => void): () => void;
}

const SUBJECT = 'key store';

/**
 * A locked or missing keychain must not take the models that need no key with it: a key that cannot be read counts as none, and that is
 * said.
 */
export function readableKeys(
	keys: Pick<KeySource, 'get'>,
	notices: Pick<NoticeHub, 'tell' | 'withdraw'>,
	log: (line: string) => void,
): ProviderDeps['secrets'] {
	return {
		get: async (endpointId) => {
			try {
				const key = (await keys.get(endpointId)) ?? undefined;
				notices.withdraw(SUBJECT);
				return key;
			} catch (error) {
				log(`the key store cannot be read: ${error instanceof Error ? error.message : String(error)}`);
				notices.tell(
					'error',
					l10n.t("The computer's key store cannot be read, so models that need a key are missing. Unlock it, then refresh the models."),
					{ subject: SUBJECT, actions: [{ label: l10n.t('Refresh models'), command: 'refreshModels' }] },
				);
				return undefined;
			}
		},
	};
}
