import type { ReactElement, ReactNode } from 'react';
import { t } from '../../messages/en.ts';
import { useCatalogue } from '../../state/queries.ts';
import { Check } from '../../ui/check.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { AccessSettings } from './access-settings.tsx';
import { ImageSetting } from './image-setting.tsx';
import { usePlan } from './plan-context.ts';
import { PlanChoice, PlanText } from './plan-field.tsx';
import { SecretField } from './secret-field.tsx';

const text = t.plan.settings;

/** Everything that holds for the cluster as a whole. */
export function Settings(): ReactElement {
  return (
    <div className="settings">
      <Group title={text.cluster}>
        <ClusterSettings />
      </Group>
      <Group title={text.access}>
        <AccessSettings />
      </Group>
      <Group title={text.network}>
        <NetworkSettings />
      </Group>
      <Group title={text.wifi}>
        <WifiSettings />
      </Group>
      <Group title={text.place}>
        <PlaceSettings />
      </Group>
      <section className="panel panel-pad">
        <Disclosure summary={<h2>{text.advanced}</h2>}>
          <KubernetesSettings />
        </Disclosure>
      </section>
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className="panel panel-pad stack" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function ClusterSettings(): ReactElement {
  const { plan } = usePlan();
  const { data: catalogue } = useCatalogue();
  return (
    <>
      <PlanText label={text.name} path={['name']} value={plan.name} />
      <ImageSetting images={catalogue?.images ?? []} />
    </>
  );
}

function PlaceSettings(): ReactElement {
  const { timezone, keyboard, locale } = usePlan().plan.locale;
  return (
    <>
      <PlanText label={text.timezone} path={['locale', 'timezone']} value={timezone} />
      <div className="pair">
        <PlanText label={text.keyboard} path={['locale', 'keyboard']} value={keyboard} />
        <PlanText label={text.locale} path={['locale', 'locale']} value={locale} />
      </div>
    </>
  );
}

function NetworkSettings(): ReactElement {
  const { plan, edit } = usePlan();
  const { addressing, domain, gateway = '', dns } = plan.network;
  const saveDns = (value: string): Promise<boolean> =>
    edit([{ op: 'set', path: ['network', 'dns'], value: value.split(/[\s,]+/).filter(Boolean) }]);
  return (
    <>
      <PlanChoice
        label={text.addressing}
        path={['network', 'addressing']}
        value={addressing}
        options={[
          { id: 'dhcp', label: text.dhcp },
          { id: 'static', label: text.static },
        ]}
      />
      <PlanText label={text.domain} path={['network', 'domain']} value={domain} />
      {addressing === 'static' ? (
        <div className="pair">
          <PlanText label={text.gateway} path={['network', 'gateway']} value={gateway} mono />
          <PlanText label={text.dns} path={['network', 'dns']} value={dns.join(', ')} hint={text.dnsHint} onSave={saveDns} mono />
        </div>
      ) : null}
    </>
  );
}

function WifiSettings(): ReactElement {
  const { plan, secrets, edit } = usePlan();
  const { wifi } = plan.network;
  const path = ['network', 'wifi'];
  const toggle = (on: boolean): Promise<boolean> =>
    edit([on ? { op: 'set', path, value: { ssid: '', country: '' } } : { op: 'remove', path }]);
  return (
    <>
      <Check label={text.wifiUse} selected={wifi !== undefined} onChange={(on) => void toggle(on)} />
      {wifi === undefined ? null : (
        <>
          <div className="pair">
            <PlanText label={text.ssid} path={[...path, 'ssid']} value={wifi.ssid} />
            <PlanText label={text.country} path={[...path, 'country']} value={wifi.country} hint={text.countryHint} />
          </div>
          <Check
            label={text.hidden}
            selected={wifi.hidden}
            onChange={(value) => void edit([{ op: 'set', path: [...path, 'hidden'], value }])}
          />
          <SecretField
            label={text.wifiKey}
            secret="wifiKey"
            status={secrets.wifiKey ? text.wifiKeySet : text.wifiKeyUnset}
            isSet={secrets.wifiKey}
          />
        </>
      )}
    </>
  );
}

function KubernetesSettings(): ReactElement {
  const { podCidr, serviceCidr } = usePlan().plan.kubernetes;
  return (
    <div className="stack">
      <p className="sub">{text.advancedHint}</p>
      <div className="pair">
        <PlanText label={text.podCidr} path={['kubernetes', 'podCidr']} value={podCidr} mono />
        <PlanText label={text.serviceCidr} path={['kubernetes', 'serviceCidr']} value={serviceCidr} mono />
      </div>
    </div>
  );
}
