import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Drive, DriveVerdict } from '../../../../electron/contract/card.ts';
import { chooseTarget, type ChosenTarget } from '../../../../electron/headless/flash/choose-target.ts';
import { commandContext, type TestContext } from '../../../fakes/command-context.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const drive = (path: string, decision: DriveVerdict['decision'] = 'allowed'): Drive => ({
  identity: { path, size: 16e9 },
  title: `Card in ${path}`,
  bus: 'usb',
  volumes: [],
  verdict: { decision, reasons: decision === 'allowed' ? [] : [{ code: 'not-removable', message: 'It looks fixed.' }] },
});

const choose = ({ context }: TestContext, drives: readonly Drive[]): Promise<ChosenTarget> =>
  chooseTarget(context, { list: () => Promise.resolve(drives), watch: () => expect.unreachable() });

describe('without --device', () => {
  it('offers the one allowed card and takes yes', async () => {
    const test = commandContext({ answers: ['yes'] });
    const chosen = await choose(test, [drive('/dev/sda', 'refused'), drive('/dev/sdb'), drive('/dev/sdc', 'needs-confirmation')]);
    expect(chosen.target).toEqual({ kind: 'drive', drive: { path: '/dev/sdb', size: 16e9 } });
    expect(test.asked).toEqual([expect.stringContaining('/dev/sdb')]);
  });

  it.each(['no', '', 'yesterday'])('takes %j for no', async (answer) => {
    await expect(choose(commandContext({ answers: [answer] }), [drive('/dev/sdb')])).rejects.toMatchObject({
      code: 'engine/cancelled',
    });
  });

  it('does not ask with --force', async () => {
    const test = commandContext({ options: { force: true } });
    await choose(test, [drive('/dev/sdb')]);
    expect(test.asked).toEqual([]);
  });

  it.each(['/dev/sdc', 'sdc'])('lets one of several be picked as %s', async (answer) => {
    const chosen = await choose(commandContext({ answers: [answer, 'y'] }), [drive('/dev/sdb'), drive('/dev/sdc')]);
    expect(chosen.target).toMatchObject({ drive: { path: '/dev/sdc' } });
  });

  it.each<[string, Drive[], { force?: true }]>([
    ['there is none', [], {}],
    ['none is allowed', [drive('/dev/sda', 'refused'), drive('/dev/sdb', 'needs-confirmation')], { force: true }],
    ['there are several and nobody picks', [drive('/dev/sdb'), drive('/dev/sdc')], { force: true }],
  ])('takes no drive when %s', async (_what, drives, options) => {
    await expect(choose(commandContext({ options }), drives)).rejects.toMatchObject({ code: 'drive/not-found' });
  });
});

describe('with --device', () => {
  it.each([[{ force: true }], [{ force: true, confirm: '/dev/sdx' }]])('a refusal stands: %j', async (options) => {
    const test = commandContext({ options: { device: '/dev/sdx', ...options } });
    await expect(choose(test, [drive('/dev/sdx', 'refused')])).rejects.toMatchObject({ code: 'drive/refused' });
  });

  it('an unclear drive is not taken by --force alone', async () => {
    const test = commandContext({ options: { device: '/dev/sdx', force: true } });
    await expect(choose(test, [drive('/dev/sdx', 'needs-confirmation')])).rejects.toMatchObject({
      code: 'drive/needs-confirmation',
    });
  });

  it('an unclear drive is taken when it is named again', async () => {
    const test = commandContext({ options: { device: '/dev/sdx', confirm: '/dev/sdx' } });
    expect(await choose(test, [drive('/dev/sdx', 'needs-confirmation')])).toMatchObject({ confirmation: '/dev/sdx' });
  });

  it('a link to a drive is that drive', async () => {
    const link = join(tempFolder(), 'my-card');
    symlinkSync('/dev/null', link);
    const test = commandContext({ options: { device: link, force: true } });
    expect((await choose(test, [drive('/dev/null')])).target).toMatchObject({ kind: 'drive', drive: { path: '/dev/null' } });
  });

  it('a link to a device that is no drive is refused', async () => {
    const link = join(tempFolder(), 'my-card');
    symlinkSync('/dev/null', link);
    await expect(choose(commandContext({ options: { device: link, force: true } }), [])).rejects.toMatchObject({
      code: 'drive/not-found',
    });
  });

  it('a new card file needs no answer, one that exists does', async () => {
    const path = join(tempFolder(), 'card.img');
    const options = { device: path };
    expect((await choose(commandContext({ options }), [])).target).toEqual({ kind: 'file', path });
    writeFileSync(path, '');
    await expect(choose(commandContext({ options }), [])).rejects.toMatchObject({ code: 'drive/needs-confirmation' });
    const test = commandContext({ options, answers: ['Y'] });
    expect((await choose(test, [])).target).toEqual({ kind: 'file', path });
    expect(test.asked).toEqual([`Is ${path} correct? Type yes`]);
  });
});
