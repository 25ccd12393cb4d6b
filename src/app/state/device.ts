import type { StateStore } from '../../core/base/state.ts';

const DEVICE_KEY = 'routoo.device';

/**
 * The random id of this device, made the first time and the same in all windows. It names the device in the ledger and goes nowhere else.
 * Errors: RoutooError 'storage'.
 */
export function deviceId(state: StateStore, newId: () => string): Promise<string> {
	const made = newId();
	return state.update('global', DEVICE_KEY, (value) => (typeof value === 'string' && value !== '' ? value : made));
}
