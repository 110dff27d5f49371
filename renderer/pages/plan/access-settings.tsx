import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { usePublicKeys } from '../../state/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { usePlan } from './plan-context.ts';
import { PlanText } from './plan-field.tsx';
import { SecretField } from './secret-field.tsx';

const text = t.plan.settings;

/** Who may log in to the nodes, and how. */
export function AccessSettings(): ReactElement {
  const { plan, secrets, edit } = usePlan();
  const { user, authorizedKeys, passwordLogin } = plan.login;
  const saveKeys = (value: string): Promise<boolean> =>
    edit([{ op: 'set', path: ['login', 'authorizedKeys'], value: linesOf(value) }]);
  return (
    <>
      <PlanText label={text.user} path={['login', 'user']} value={user} />
      <PlanText
        label={text.keys}
        path={['login', 'authorizedKeys']}
        value={authorizedKeys.join('\n')}
        hint={text.keysHint}
        rows={3}
        mono
        onSave={saveKeys}
      />
      <OwnKeys />
      <SecretField
        label={text.password}
        secret="password"
        status={secrets.password ? text.passwordSet : text.passwordUnset}
        isSet={secrets.password}
        hint={text.passwordHint}
      />
      <Check
        label={text.passwordLogin}
        selected={passwordLogin}
        onChange={(value) => void edit([{ op: 'set', path: ['login', 'passwordLogin'], value }])}
      />
    </>
  );
}

/** The user's own public keys that the plan does not have yet, to add with one press. */
function OwnKeys(): ReactElement | null {
  const { plan, edit } = usePlan();
  const { data: publicKeys = [] } = usePublicKeys();
  const { authorizedKeys } = plan.login;
  const missing = publicKeys.map(({ key }) => key.trim()).filter((key) => !authorizedKeys.includes(key));
  if (missing.length === 0) return null;
  return (
    <div>
      <Button
        size="small"
        onPress={() => void edit([{ op: 'set', path: ['login', 'authorizedKeys'], value: [...authorizedKeys, ...missing] }])}
      >
        {text.addKey}
      </Button>
    </div>
  );
}

const linesOf = (value: string): string[] =>
  value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
