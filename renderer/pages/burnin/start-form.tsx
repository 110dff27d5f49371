import { useState, type ReactElement } from 'react';
import type { BurninPart } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import type { useBurninActs } from '../../state/use-burnin.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { NumberField } from '../../ui/number-field.tsx';

const text = t.burnin.start;
const allParts: readonly BurninPart[] = ['disk', 'stress', 'network'];

interface StartFormProps {
  /** Nodes that are up. */
  readonly up: readonly string[];
  readonly start: ReturnType<typeof useBurninActs>['start'];
}

/** Which nodes, what, and how long; everything that is up, all of it and ten minutes unless something else is said. */
export function StartForm({ up, start }: StartFormProps): ReactElement {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [parts, setParts] = useState<readonly BurninPart[]>(allParts);
  const [seconds, setSeconds] = useState(600);
  const nodes = up.filter((node) => !left.has(node));
  const toggle = (node: string, on: boolean): void => {
    const next = new Set(left);
    if (on) next.delete(node);
    else next.add(node);
    setLeft(next);
  };
  return (
    <section className="panel panel-pad stack" aria-label={text.parts}>
      <fieldset className="stack-s">
        <legend className="field-label">{text.nodes}</legend>
        {up.length === 0 ? <p className="sub">{text.none}</p> : null}
        <div className="check-row">
          {up.map((node) => (
            <Check key={node} label={node} selected={!left.has(node)} onChange={(on) => toggle(node, on)} />
          ))}
        </div>
        <p className="sub">{text.nodesHint}</p>
      </fieldset>
      <fieldset className="stack-s">
        <legend className="field-label">{text.parts}</legend>
        <div className="stack-s">
          {allParts.map((part) => (
            <Check
              key={part}
              label={text.part[part]}
              selected={parts.includes(part)}
              onChange={(on) => setParts(allParts.filter((other) => (other === part ? on : parts.includes(other))))}
            />
          ))}
        </div>
      </fieldset>
      <div className="seconds-field">
        <NumberField
          label={text.seconds}
          value={seconds}
          whole
          complaint={text.badSeconds}
          hint={text.secondsHint}
          onSave={(value) => setSeconds(Math.min(86_400, Math.max(5, value ?? 600)))}
        />
      </div>
      <div>
        <Button
          variant="primary"
          isDisabled={nodes.length === 0 || parts.length === 0}
          busy={start.isPending}
          onPress={() => start.mutate({ nodes: [...nodes], parts: [...parts], seconds })}
        >
          {text.action(nodes.length)}
        </Button>
      </div>
    </section>
  );
}
