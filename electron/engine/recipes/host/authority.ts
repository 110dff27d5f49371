import { certificatesIn } from '../../plan/mirror-certificates.ts';
import type { Step } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { fileSums, filesInput, listMissing, putFiles, type RecipeFile } from '../node-files.ts';
import { mustRun, runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';
import { installPackages } from './apt.ts';

const folder = '/usr/local/share/ca-certificates';

/** Shell pattern. */
export const trustedFiles = `${folder}/slipway-mirror-*.crt`;

/** One certificate a file, as update-ca-certificates(8) wants them. */
export const authorityFiles = (pem: string): readonly RecipeFile[] =>
  (certificatesIn(pem) ?? []).map((content, index) => ({
    path: `${folder}/slipway-mirror-${index + 1}.crt`,
    mode: '0644',
    content,
  }));

/** `$1`: how many there are. The last whole line of a certificate is of its signature: no other has it. */
const check = `${listMissing}
[ -z "$missing" ] || todo "Missing or different:$missing"
set -- "$1" ${trustedFiles}
[ $(($# - 1)) = "$1" ] || todo 'The node trusts a CA that is not in the plan any more.'
shift
for file; do
  grep -qF "$(tail -n 3 "$file" | head -n 1)" /etc/ssl/certs/ca-certificates.crt 2>/dev/null || todo "\${file##*/} is not among the trusted ones."
done
ok 'Programs on the node trust the CA of the mirrors.'`;

const install = `rm -f ${trustedFiles}
${putFiles}update-ca-certificates`;

/** Shell: the node trusts the CA of the mirrors no more. */
export const distrust = `if ls ${trustedFiles} >/dev/null 2>&1; then
  rm -f ${trustedFiles}
  update-ca-certificates --fresh >/dev/null
fi
`;

/** The own CA of the mirrors among those that apt, curl and the container runtimes trust. */
export const authorityStep = ({ authority = '' }: ClusterSpec, node: NodeSpec, needs: readonly string[]): Step => {
  const files = authorityFiles(authority);
  return recipeStep({
    id: `host/authority@${node.name}`,
    title: 'CA of the mirrors',
    on: node.name,
    stage: 'host',
    needs,
    weight: 3,
    timeoutMs: minutes(12),
    does: 'Lets the programs on the node trust the CA that the mirrors of the plan are signed by.',
    check: (context) => runCheck(context, node.name, { text: check, args: [String(files.length)], stdin: fileSums(files) }),
    act: async (context) => {
      const there = await mustRun(context, node.name, {
        text: 'PATH=$PATH:/usr/sbin; command -v update-ca-certificates || true',
      });
      if (there.trim() === '') await installPackages(context, node.name, ['ca-certificates']);
      const text = `PATH=$PATH:/usr/sbin\n${install}`;
      await mustRun(context, node.name, { text, stdin: filesInput(files), code: 'kubernetes/node-setting' });
    },
  });
};
