import type { ReactElement } from 'react';
import type { StoredImage } from '../../../electron/contract/image.ts';
import { t } from '../../messages/en.ts';
import { Callout } from '../../ui/callout.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';

const text = t.images;

/** What the bytes of a stored image say it is, and what vouches for them. */
export function ImageFactsList({ image }: { readonly image: StoredImage }): ReactElement {
  const { facts, checkedAgainst, rawBytes, mappedBytes, rawSha256, source } = image;
  return (
    <div className="stack-s">
      {facts.kind === 'unknown' ? (
        <Callout kind="warn" title={text.unknownTitle}>
          <p>{facts.reason}</p>
          <p className="sub">{text.unknownText}</p>
        </Callout>
      ) : (
        <p className="sub">
          {[facts.name, text.architecture[facts.architecture], text.facts.sizeText(rawBytes, mappedBytes)].join(' · ')}
        </p>
      )}
      <Disclosure summary={<span className="sub">{text.facts.details}</span>}>
        <dl className="facts">
          {facts.kind === 'known' ? (
            <>
              <Fact name={text.facts.system} value={text.family[facts.family]} />
              {facts.cloudInit === undefined ? null : <Fact name={text.facts.cloudInit} value={facts.cloudInit} />}
              <Fact name={text.facts.firstBoot} value={text.facts.firstBootYes} />
            </>
          ) : null}
          <Fact name={text.facts.size} value={text.facts.sizeText(rawBytes, mappedBytes)} />
          <Fact name={text.facts.check} value={text.checked[checkedAgainst]} />
          <Fact name={text.facts.hash} value={rawSha256} mono />
          <Fact name={text.facts.source} value={source} mono />
        </dl>
      </Disclosure>
    </div>
  );
}

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly mono?: boolean;
}

function Fact({ name, value, mono = false }: FactProps): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd className={mono ? 'mono' : ''}>{value}</dd>
    </>
  );
}
