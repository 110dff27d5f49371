import type { ReactElement } from 'react';
import type { KubernetesChoices, KubernetesOption } from '../../../electron/contract/cluster.ts';
import type { Finding } from '../../../electron/contract/finding.ts';
import type { ResolvedPlan } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { formatRoute } from '../../state/route.ts';
import { Callout } from '../../ui/callout.tsx';
import { RadioCards } from '../../ui/check.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { CommitField } from '../../ui/text-field.tsx';

const text = t.kubernetes.prepare;

interface ChoicesPanelProps {
  readonly dir: string;
  readonly plan: ResolvedPlan;
  readonly choices: KubernetesChoices;
}

/** What was chosen and why; the other ways, each with what speaks against it. */
export function ChoicesPanel({ dir, plan, choices }: ChoicesPanelProps): ReactElement {
  const { desk } = useEngine();
  const set = (field: string, value: string): Promise<boolean> =>
    desk.change(dir, { kind: 'edits', edits: [{ op: 'set', path: ['kubernetes', field], value }] });
  const { kubernetes } = plan;
  const mine = choices.chosenBy === 'slipway';
  return (
    <>
      <Callout kind="info" title={text.why(text.trackName(choices.track), choices.version)}>
        <p>
          {mine ? text.because(choices.reason) : text.chosenByPlan}{' '}
          <a href={choices.source} target="_blank" rel="noreferrer">
            {text.source}
          </a>
        </p>
      </Callout>
      <FindingList findings={choices.findings} />
      <section className="panel panel-pad stack" aria-label={text.change}>
        <Disclosure summary={text.change} open={!mine}>
          <RadioCards
            label={text.track}
            value={kubernetes.track}
            onChange={(track) => void set('track', track)}
            options={[
              { id: 'auto' as const, label: text.trackName('auto'), hint: text.trackMeans('auto') },
              ...choices.tracks.map((option) => ({
                id: option.id as ResolvedPlan['kubernetes']['track'],
                label: `${text.trackName(option.id)} ${option.version ?? ''}`,
                hint: <Consequences means={text.trackMeans(option.id)} option={option} />,
              })),
            ]}
          />
        </Disclosure>
        <div className="kube-fields">
          <Choice
            label={text.cni}
            value={kubernetes.cni}
            hint={text.networkMeans(kubernetes.cni)}
            onChange={(cni) => void set('cni', cni)}
            options={choices.networks.map((option) => ({
              id: option.id,
              label: text.networkName(option.id),
              description: option.findings[0]?.message ?? text.networkMeans(option.id),
            }))}
          />
          <CommitField
            label={text.version}
            hint={text.versionHint(choices.version)}
            value={kubernetes.version}
            onSave={(version) => set('version', version === '' ? 'auto' : version)}
          />
        </div>
        <Layout dir={dir} plan={plan} />
      </section>
    </>
  );
}

/** What a way means, and the first things that speak against it. */
function Consequences({ means, option }: { readonly means: string; readonly option: KubernetesOption }): ReactElement {
  return (
    <>
      {means}
      {option.findings.slice(0, 2).map(({ code, severity, message }) => (
        <span key={`${code} ${message}`} className={`kube-against text-${severity === 'error' ? 'bad' : 'warn'}`}>
          <Icon name={severity === 'error' ? 'stop' : 'alert'} size={12} />
          <span>{message}</span>
        </span>
      ))}
    </>
  );
}

function Layout({ dir, plan }: { readonly dir: string; readonly plan: ResolvedPlan }): ReactElement {
  const planes = plan.nodes.filter(({ role }) => role === 'control-plane').length;
  return (
    <div>
      <p className="field-label">{text.layout}</p>
      <p className="sub">
        {text.layoutFacts(planes, plan.nodes.length - planes)} {planes > 1 && planes % 2 === 0 ? text.layoutEven : ''}{' '}
        <a href={formatRoute({ page: 'plan', dir, view: 'form' })}>{text.layoutChange}</a>
      </p>
    </div>
  );
}

function FindingList({ findings }: { readonly findings: readonly Finding[] }): ReactElement | null {
  if (findings.length === 0) return null;
  const isWrong = findings.some(({ severity }) => severity === 'error');
  return (
    <Callout kind={isWrong ? 'bad' : 'warn'} title={text.speaksAgainst}>
      <ul className="stack-s">
        {findings.map(({ code, path, message, fix }) => (
          <li key={`${code} ${path.join('.')}`}>
            {message} {fix?.text}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
