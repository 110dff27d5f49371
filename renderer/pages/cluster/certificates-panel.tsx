import type { ReactElement } from 'react';
import type { ClusterCertificate } from '../../../electron/contract/cluster.ts';
import { t } from '../../messages/en.ts';
import { useNow } from '../../state/use-now.ts';
import { Chip } from '../../ui/chip.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';

const text = t.cluster;
const day = 86_400_000;

/** When each certificate ends; the next two months are a warning, as renewing wants a quiet moment. */
export function CertificatesPanel({
  certificates,
}: {
  readonly certificates: readonly ClusterCertificate[];
}): ReactElement | null {
  const now = useNow();
  const [soonest] = certificates;
  if (soonest === undefined) return null;
  const left = (Date.parse(soonest.notAfter) - now) / day;
  return (
    <section className="panel panel-pad stack-s" aria-label={text.certificates}>
      <div className="row-wrap">
        <h2 className="grow">{text.certificates}</h2>
        <Chip tone={left < 0 ? 'bad' : left < 60 ? 'warn' : 'ok'}>{text.expiry(soonest.notAfter, now)}</Chip>
      </div>
      <p className="sub">{text.certificatesLead(text.expiry(soonest.notAfter, now))}</p>
      <Disclosure summary={text.certificates}>
        <dl className="facts">
          {certificates.map((certificate) => (
            <div className="facts-row" key={`${certificate.node ?? ''} ${certificate.name}`}>
              <dt>{text.certificate(certificate)}</dt>
              <dd>{`${text.until(certificate.notAfter)} (${text.expiry(certificate.notAfter, now)})`}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </section>
  );
}
