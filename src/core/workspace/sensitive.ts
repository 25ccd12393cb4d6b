import * as l10n from '@vscode/l10n';
import { PrivateFiles } from './private-files.ts';

/** Why a file is asked about by name before its text leaves, or before an answer changes it. */
export type Sensitivity = 'git' | 'settings' | 'private' | 'hidden';

const NAMES = new PrivateFiles([], []);
/** Letters that some file systems do not count: `.g<U+200C>it` is `.git` there. */
const NOT_COUNTED = /\p{Cf}/gu;
/** The short name that Windows makes of a long or hidden one: `GIT~1`. */
const SHORT_NAME = /^[^/]{1,6}~\d+(?:\.[^/]{0,3})?$/;
const SETTINGS = /(?:^|\/)(?:\.vscode|\.idea|\.vs|\.devcontainer|\.zed|\.cursor)(?:[. ]*\/|[. ]*$)|\.code-workspace[. ]*$/i;

/**
 * By its path alone. Null for an ordinary file. Hidden are also all files below a folder whose name begins with a dot.
 * @param path with `/`, of the workspace or absolute
 */
export function sensitivity(path: string): Sensitivity | null {
	const plain = path.replaceAll('\\', '/').replace(NOT_COUNTED, '');
	const segments = plain.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
	if (segments.some((part) => /^(?:\.git[. ]*|git~\d+)(?::.*)?$/i.test(part))) return 'git';
	if (SETTINGS.test(plain)) return 'settings';
	if (NAMES.isPrivate(plain)) return 'private';
	return segments.some((part) => part.startsWith('.') || SHORT_NAME.test(part)) ? 'hidden' : null;
}

/** One sentence each, made when it is read: the language is not known before. */
export const SENSITIVE_WORDS: Readonly<Record<Sensitivity, string>> = {
	get git() {
		return l10n.t('It belongs to Git, which keeps addresses with passwords there and runs some of these files.');
	},
	get settings() {
		return l10n.t('It holds settings of an editor, which can run commands.');
	},
	get private() {
		return l10n.t('By its name, .gitignore or your exclude list it stays on this computer: it may hold keys or passwords.');
	},
	get hidden() {
		return l10n.t('It is a hidden file, of the kind in which tools keep settings and keys.');
	},
};
