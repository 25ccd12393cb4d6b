import { expect, test } from 'vitest';
import { PrivateFiles } from '../../../../src/core/workspace/private-files.ts';

const files = new PrivateFiles([], []);
const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

const PRIVATE = words(`
	.env~ .env.bak .env.old .env.swp ..env.swp #.env# .env_backup prod.env.save .flaskenv .dev.vars .dev.vars.production .ENV.BAK
	id_rsa.bak id_ed25519~ deploy_rsa id_ecdsa_sk server.pem.old x.p12 x.pfx x.jks x.kdbx x.keystore x.ppk
	terraform.tfvars.json prod.auto.tfvars.json terraform.tfstate.backup terraform.tfstate.1700000000.backup infra/a.tfstate
	.git/config sub/.git/config .git/hooks/pre-commit .vault-token .terraformrc terraform.rc .my.cnf .s3cfg .boto kubeconfig prod.kubeconfig
	kubeconfig.yaml .kube/config .cargo/credentials.toml .cargo/credentials .config/gh/hosts.yml home/.config/gcloud/x gcp-key.json my-gcp-key.json
	client_secret_123-abc.apps.googleusercontent.com.json client_secret.json client_secrets.json application_default_credentials.json
	service-account.json prod-service_account-1.json app-firebase-adminsdk-x1.json local.settings.json wp-config.php wp-config.php.bak
	secrets.properties secret.yml app.secrets.json prod-secrets.yaml token.txt TOKEN.TXT access_token.txt .netrc _netrc .pgpass .npmrc .npmrc.bak
	.pypirc .htpasswd .git-credentials .dockercfg .docker/config.json .aws/credentials .m2/settings.xml .gradle/gradle.properties
	.composer/auth.json .bundle/config .databrickscfg .sentryclirc .yarnrc.yml passwords.txt credentials.json.old keystore.properties
`);

const ORDINARY = words(`
	token.ts tokens.go tokenizer.json tokenizer_config.json special_tokens_map.json tokens.css design-tokens.json secrets.test.ts secrets.ts
	secret_santa.py keys.go keys.json keyboard.json key.ts keymap.json hotkeys.json env.ts environment.prod.ts src/env/index.ts dotenv.md
	credentials.ts credentials.md credential_helper.rs client_secret.ts client-secrets.md service-account.ts serviceAccounts.tsx
	wp-content/index.php config.php settings.xml src/settings.xml hosts.yml gh/hosts.yml src/config config/index.ts .gitignore .gitattributes
	.github/workflows/ci.yml .vscode/settings.json .editorconfig .eslintrc.json .prettierrc tsconfig.json package.json package-lock.json
	local.settings.ts auth.json.ts application.properties gradle.properties terraform.tf variables.tf main.tf.json kube.ts kubeconfig.go
	kubeconfig_test.go id_rsa.pub id_ed25519.pub README.bak main.ts~ boto.py s3cfg.py netrc.py vault.go vars.dev password.ts passwords.test.ts
	apikey.ts api-key.md copy.ts backup.sh old.py state.json docs/git/config digit/config .cargo/config.toml locales/key.json public.crt
`);

test.each(PRIVATE)('%s never leaves', (path) => expect(files.reason(path)).not.toBeNull());
test.each(ORDINARY)('%s is ordinary', (path) => expect(files.reason(path)).toBeNull());
