import { useState, type ReactElement } from 'react';
import type { KubeconfigState } from '../../../electron/contract/cluster.ts';
import { t } from '../../messages/en.ts';
import { useFetchKubectl, useKubeconfig, useKubectl, useMerge, useTunnel, useTunnelSwitch } from '../../state/use-cluster.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FaultOf } from '../../ui/fault.tsx';

const text = t.cluster;

/** The ways in for the user's own tools: kubeconfig, kubectl, a tunnel. */
export function AccessPanel({ dir }: { readonly dir: string }): ReactElement {
  const { data: kubeconfig, error } = useKubeconfig(dir);
  return (
    <section className="panel panel-pad stack" aria-label={text.access}>
      <h2>{text.access}</h2>
      <FaultOf thrown={error} />
      {kubeconfig === undefined ? null : <Kubeconfig dir={dir} kubeconfig={kubeconfig} />}
      <Kubectl dir={dir} />
      <Tunnel dir={dir} />
    </section>
  );
}

interface KubeconfigProps {
  readonly dir: string;
  readonly kubeconfig: KubeconfigState;
}

function Kubeconfig({ dir, kubeconfig }: KubeconfigProps): ReactElement {
  const [use, setUse] = useState(false);
  const merge = useMerge(dir);
  const { state, path, context, suggestion, current, own } = kubeconfig;
  const add = (name?: string): void => merge.mutate({ use, ...(name === undefined ? {} : { context: name }) });
  return (
    <div className="stack-s">
      <p className="wrap-anywhere">{text.kubeconfig.state[state](path, context)}</p>
      {state === 'merged' ? <p className="mono sub wrap-anywhere">{text.kubeconfig.merged(context)}</p> : null}
      <FaultOf thrown={merge.error} />
      {merge.data === undefined ? null : (
        <p className="sub wrap-anywhere" role="status">
          {merge.data.backup === undefined ? text.kubeconfig.done : text.kubeconfig.backup(merge.data.backup)}
        </p>
      )}
      {state === 'merged' ? null : (
        <>
          {current ? null : <Check label={text.kubeconfig.use} selected={use} onChange={setUse} />}
          <p className="sub">{text.kubeconfig.keeps}</p>
        </>
      )}
      <div className="row-wrap">
        {state === 'merged' ? (
          <Button busy={merge.isPending} onPress={() => merge.mutate('remove')}>
            {text.kubeconfig.remove}
          </Button>
        ) : (
          <Button busy={merge.isPending} onPress={() => add(state === 'taken' ? suggestion : undefined)}>
            {state === 'taken'
              ? text.kubeconfig.mergeAs(suggestion)
              : state === 'outdated'
                ? text.kubeconfig.update
                : text.kubeconfig.merge}
          </Button>
        )}
        <CopyButton label={text.kubeconfig.copyOwn} text={() => commandWith(own)} />
      </div>
    </div>
  );
}

function Kubectl({ dir }: { readonly dir: string }): ReactElement {
  const { data: kubectl, error } = useKubectl(dir);
  const fetching = useFetchKubectl(dir);
  const fits = kubectl?.kind === 'found' && (kubectl.skew === 'ok' || kubectl.skew === 'unknown');
  return (
    <div className="stack-s">
      <FaultOf thrown={error ?? fetching.error} />
      <p className="sub wrap-anywhere">{kubectl === undefined ? t.shell.loading : text.kubectl.state(kubectl)}</p>
      {kubectl === undefined || fits ? null : (
        <div>
          <Button busy={fetching.isPending} onPress={() => fetching.mutate()}>
            {text.kubectl.fetch}
          </Button>
        </div>
      )}
    </div>
  );
}

function Tunnel({ dir }: { readonly dir: string }): ReactElement {
  const { data: tunnel } = useTunnel(dir);
  const change = useTunnelSwitch(dir);
  const isOpen = tunnel !== null && tunnel !== undefined;
  return (
    <div className="stack-s">
      <h3>{text.tunnel.title}</h3>
      <FaultOf thrown={change.error} />
      <p className="sub wrap-anywhere">{isOpen ? text.tunnel.open(tunnel.server) : text.tunnel.closed}</p>
      <div className="row-wrap">
        <Button busy={change.isPending} onPress={() => change.mutate(!isOpen)}>
          {isOpen ? text.tunnel.stop : text.tunnel.start}
        </Button>
        {isOpen ? <CopyButton label={text.tunnel.copy} text={() => commandWith(tunnel.kubeconfig)} /> : null}
      </div>
    </div>
  );
}

/** For a POSIX shell and PowerShell alike: double quotes around a path without any. */
const commandWith = (kubeconfig: string): string => `kubectl --kubeconfig "${kubeconfig.replaceAll('"', '')}" get nodes`;
