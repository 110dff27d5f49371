import type { Finding } from '../../contract/finding.ts';
import type { Plan } from '../../contract/plan.ts';
import { presentable } from './presentable.ts';
import { nodeFacts } from './node-facts.ts';
import { resolvePlan } from './resolve.ts';
import { addressRules } from './rules/addresses.ts';
import { boardRules } from './rules/boards.ts';
import { imageRules } from './rules/images.ts';
import { kubernetesRules } from './rules/kubernetes.ts';
import { localeRules } from './rules/locale.ts';
import { loginRules } from './rules/login.ts';
import { nameRules } from './rules/names.ts';
import { networkRules } from './rules/networks.ts';
import { referenceRules } from './rules/references.ts';
import { roleRules } from './rules/roles.ts';
import type { CheckContext, Knowledge, Rule } from './rules/rule.ts';
import { wifiRules } from './rules/wifi.ts';

export type { Knowledge } from './rules/rule.ts';

/** In the order in which one reads a plan. */
const rules: readonly Rule[] = [
  nameRules,
  loginRules,
  localeRules,
  addressRules,
  networkRules,
  wifiRules,
  imageRules,
  boardRules,
  roleRules,
  referenceRules,
  kubernetesRules,
];

/** Everything that is wrong or unwise in a plan, by what is known of boards, images and Kubernetes. */
export function checkPlan(plan: Plan, knowledge: Knowledge): readonly Finding[] {
  const context: CheckContext = { plan, nodes: nodeFacts(resolvePlan(plan).nodes, knowledge), knowledge };
  return oncePerPlace(rules.flatMap((rule) => rule(context)));
}

/** An entry may stand for many nodes with one fault: said once, for the first of them. */
function oncePerPlace(findings: readonly Finding[]): readonly Finding[] {
  const first = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.code, finding.path]);
    if (!first.has(key)) first.set(key, presentable(finding));
  }
  return [...first.values()];
}
