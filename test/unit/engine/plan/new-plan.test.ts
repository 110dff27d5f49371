import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newPlanSchema } from '../../../../electron/contract/plan.ts';
import { checkPlan } from '../../../../electron/engine/plan/check.ts';
import { newPlanText } from '../../../../electron/engine/plan/new-plan.ts';
import { parsePlan } from '../../../../electron/engine/plan/parse.ts';
import { brief, sampleKey, shippedKnowledge } from '../../../fakes/cluster-plan.ts';

const entries = (nodes: string): readonly string[] =>
  parsePlan(newPlanText(newPlanSchema.parse({ nodes }))).plan?.nodes.map(({ name, role }) => `${name} ${role}`) ?? [];

describe('newPlanText', () => {
  it.each([
    ['pi[01-03]', ['pi01 control-plane', 'pi[02-03] worker']],
    ['pi[01-02]', ['pi01 control-plane', 'pi02 worker']],
    ['pi-master', ['pi-master control-plane']],
    ['pi-master, pi-node[01-03]', ['pi-master control-plane', 'pi-node[01-03] worker']],
    ['ann bob cid', ['ann control-plane', 'bob worker', 'cid worker']],
    ['pi[3-1]', ['pi[3-1] control-plane']],
  ])('makes of %s a control plane and workers', (nodes, expected) => {
    expect(entries(nodes)).toEqual(expected);
  });

  it('is a plan without any fault once it has a key and an image', async () => {
    const text = newPlanText(
      newPlanSchema.parse({ authorizedKeys: [sampleKey], image: 'hypriotos-1.12.3', timezone: 'Europe/Lisbon' }),
    );
    const { plan, findings } = parsePlan(text);
    expect(findings).toEqual([]);
    const found = plan === undefined ? [] : checkPlan(plan, await shippedKnowledge());
    expect(brief(found).filter((each) => !each.startsWith('advice'))).toEqual([]);
    expect(plan).toMatchObject({ name: 'lab', locale: { timezone: 'Europe/Lisbon' }, login: { authorizedKeys: [sampleKey] } });
  });

  it('for practice has nothing but advice against it', async () => {
    const { plan } = parsePlan(newPlanText(newPlanSchema.parse({ image: 'practice' })));
    expect(plan && brief(checkPlan(plan, await shippedKnowledge()))).toEqual(['advice nobody-can-log-in login.authorizedKeys']);
  });

  it('explains itself in comments, and ends with a line end', () => {
    const text = newPlanText(newPlanSchema.parse({}));
    expect(text.match(/^ *# /gm)?.length).toBeGreaterThan(5);
    expect(text).toMatch(/[^\n]\n$/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(130);
  });

  it('holds what it was given, whatever characters are in it', () => {
    const text = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('a: b', '"', "'", '#', '🏴', '$(x)', 'no', '1.30', '- a', '{', '\n'),
    );
    fc.assert(
      fc.property(text, text, text, (name, image, board) => {
        const { plan, findings } = parsePlan(newPlanText(newPlanSchema.parse({ name, image, board, authorizedKeys: [image] })));
        expect(findings).toEqual([]);
        expect(plan).toMatchObject({ name, image, nodes: [{ board }, { board }], login: { authorizedKeys: [image.trim()] } });
      }),
    );
  });
});
