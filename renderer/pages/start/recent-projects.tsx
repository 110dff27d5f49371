import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { RecentProject } from '../../../electron/contract/services.ts';
import { t } from '../../messages/en.ts';
import { ago } from '../../messages/format.ts';
import { useEngine } from '../../state/engine.ts';
import { keys } from '../../state/keys.ts';
import { formatRoute } from '../../state/route.ts';
import { useNow } from '../../state/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

const text = t.start.recent;

export function RecentProjects({ projects }: { readonly projects: readonly RecentProject[] }): ReactElement | null {
  if (projects.length === 0) return null;
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-head">
        <h2>{text.title}</h2>
      </div>
      <ul>
        {projects.map((project) => (
          <li key={project.dir} className="recent-item">
            <Item project={project} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Item({ project }: { readonly project: RecentProject }): ReactElement {
  const { dir, name, nodes, openedAt, available, cardsDone } = project;
  const now = useNow();
  const { client } = useEngine();
  const queries = useQueryClient();
  const forget = useMutation({
    mutationFn: () => client.projects.forget.mutate({ dir }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.recent }),
  });
  return (
    <>
      <Icon name="folder" size={18} />
      <div className="stack-s">
        {available ? (
          <a className="recent-name" href={formatRoute({ page: 'plan', dir, view: 'form' })} aria-label={text.continue(name)}>
            {name}
          </a>
        ) : (
          <span className="recent-name">{name}</span>
        )}
        <span className="sub">
          {available ? `${text.facts(nodes, cardsDone)} · ${text.opened(ago(openedAt, now))}` : text.missing}
        </span>
        <span className="sub mono wrap-anywhere">{dir}</span>
      </div>
      <Button variant="quiet" size="icon" aria-label={text.forget(name)} onPress={() => forget.mutate()}>
        <Icon name="close" size={14} />
      </Button>
    </>
  );
}
