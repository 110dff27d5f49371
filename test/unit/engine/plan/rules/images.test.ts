import { describe, expect, it } from 'vitest';
import { brief, check, shippedKnowledge, soundPlan } from '../../../../fakes/cluster-plan.ts';

describe('images', () => {
  it('are needed, and the nodes without one are named', async () => {
    const found = await check({ image: undefined });
    expect(brief(found)).toEqual(['error image-missing image']);
    expect(found[0]?.message).toContain('pi-master, pi-node01 and pi-node02');
  });

  it.each([
    'https://example.org/x.img.xz',
    'http://10.77.0.1:8000/raspios.img.xz',
    '/images/x.img',
    './x.zip',
    'C:\\images\\x.img',
    'x.img',
    'practice',
  ])('%s needs no catalogue', async (image) => {
    expect(brief(await check({ image }))).toEqual([]);
  });

  it.each(['ftp://example.org/x.img', 'https://', 'file:///x.img'])('%s is no address to download from', async (image) => {
    expect(brief(await check({ image }))).toEqual(['error image-url image']);
  });

  it('with a password in their address are refused, and the password is not repeated', async () => {
    const found = await check({ image: 'https://me:hunter2@example.org/x.img.xz' });
    expect(brief(found)).toEqual(['error secret-in-plan image']);
    expect(found[0]?.fix?.edits).toEqual([{ op: 'set', path: ['image'], value: 'https://example.org/x.img.xz' }]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('that the catalogue does not know are a warning, because the store may', async () => {
    const found = await check({ image: 'hypriotos-1.12.4' });
    expect(brief(found)).toEqual(['warning image-unknown image']);
    expect(found[0]?.fix?.edits).toMatchObject([
      { op: 'set', path: ['image'], value: expect.stringContaining('hypriotos-1.12.') as string },
    ]);
  });

  it('that neither catalogue nor store know are an error', async () => {
    expect(brief(await check({ image: 'my-own' }, { stored: ['other'] }))).toEqual(['error image-unknown image']);
    expect(brief(await check({ image: 'my-own' }, { stored: ['my-own'] }))).toEqual([]);
  });

  it('are looked at where they are used: the default only when a node takes it', async () => {
    const nodes = soundPlan.nodes.map((node) => ({ ...node, image: '/x.img' }));
    expect(brief(await check({ image: 'nonsense', nodes }))).toEqual([]);
    expect(
      brief(await check({ image: '/x.img', nodes: [soundPlan.nodes[0], { ...soundPlan.nodes[1], image: 'nonsense' }] })),
    ).toEqual(['warning image-unknown nodes.1.image']);
  });

  it('of one name but two addresses cannot be told apart', async () => {
    const { images } = await shippedKnowledge();
    const twin = images.find(({ id }) => id === soundPlan.image);
    const more = twin === undefined ? [] : [{ ...twin, url: 'https://elsewhere.example/x.img.xz' }];
    expect(brief(await check({}, { images: [...images, ...more] }))).toEqual(['error image-ambiguous image']);
  });
});

describe('boards', () => {
  const on = (board: string, image: string): object => ({
    image,
    nodes: [{ name: 'a', role: 'control-plane', board, address: '192.168.10.20/24' }],
  });

  it.each([
    ['pi44', 'pi4'],
    ['Pi4', 'pi4'],
    ['rpi4', 'pi4'],
    ['Raspberry Pi 5', 'pi5'],
    ['pi3b-plus', 'pi3b+'],
    ['zero2w', 'pizero2w'],
  ])('%s is not known, but %s is', async (board, meant) => {
    const [finding, ...others] = await check(on(board, 'practice'));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'board-unknown', fix: { edits: [{ value: meant }] } });
  });

  it.each([
    ['pi2', '2026-06-18-raspios-trixie-arm64-lite', 'error image-architecture nodes.0.board'],
    ['pi5', 'hypriotos-1.12.3', 'error image-board nodes.0.board'],
    ['pi4', 'hypriotos-1.10.1', 'error image-board nodes.0.board'],
    ['pi4', 'hypriotos64-20180429', 'error image-board nodes.0.board'],
  ])('%s cannot start %s', async (board, image, expected) => {
    expect(brief(await check(on(board, image)))).toContain(expected);
  });

  it.each([
    ['pi4', 'hypriotos-1.12.3'],
    ['pi3b+', 'hypriotos64-20180429'],
    ['pi5', '2026-06-18-raspios-trixie-armhf-lite'],
  ])('%s starts %s', async (board, image) => {
    expect(brief(await check(on(board, image))).filter((text) => text.startsWith('error'))).toEqual([]);
  });
});
