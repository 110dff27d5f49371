import { describe, expect, it } from 'vitest';
import type { FileReview } from '../../../../electron/contract/card.ts';
import { firstBootFiles } from '../../../../electron/engine/firstboot/first-boot-files.ts';
import { wifiPsk } from '../../../../electron/engine/firstboot/node-network.ts';
import { reviewFiles } from '../../../../electron/engine/firstboot/review.ts';
import {
  sketchNames,
  testIdentity,
  testImage,
  testInput,
  testPasswordHash,
  testPlan,
  wifiNetwork,
  type SketchName,
} from '../../../fakes/first-boot-input.ts';

const wifiKey = 'correct horse "battery"';
const secrets = { passwordHash: testPasswordHash, wifiKey };

function reviewed(image: SketchName): readonly FileReview[] {
  const input = testInput(image, { plan: testPlan({ network: wifiNetwork }), secrets });
  return reviewFiles(firstBootFiles(input), { image: input.image, secrets, identity: input.identity });
}
const shown = (files: readonly FileReview[]): string => files.map(({ content }) => content).join('\n');
const review = (content: string): string =>
  shown(reviewFiles([{ path: 'x', content, purpose: '' }], { image: testImage('plain'), secrets, identity: testIdentity }));

/** Every line of the private key that is not its banner. */
const keyLines = testIdentity.hostKey.privateKey.split('\n').filter((line) => line !== '' && !line.startsWith('---'));

describe('the review of first-boot files', () => {
  it.each(sketchNames)('shows no secret of %s in any form', (image) => {
    const text = shown(reviewed(image));
    for (const line of keyLines) expect(text).not.toContain(line);
    for (const secret of [testPasswordHash, wifiKey, wifiPsk(wifiNetwork.wifi.ssid, wifiKey)]) expect(text).not.toContain(secret);
    expect(text).toContain('••••••');
  });

  it.each(sketchNames)('shows everything else of %s as it is written', (image) => {
    const text = shown(reviewed(image));
    expect(text).toContain(testIdentity.machineId.slice(0, image.startsWith('hypriot') ? 32 : 0));
    expect(text).toContain('me@desk');
    expect(text).toContain('pi-master');
  });

  it('shows what the image ships at the same path, and nothing where it ships nothing', () => {
    const files = reviewed('hypriotos-1.12.3');
    expect(files.find(({ path }) => path === 'user-data')?.original).toBe('#cloud-config\nhostname: black-pearl\n');
    expect(files.find(({ path }) => path === 'slipway.json')).not.toHaveProperty('original');
  });

  it.each([
    ['as it is', testPasswordHash],
    ['in JSON', JSON.stringify({ key: testIdentity.hostKey.privateKey, wifiKey })],
    ['in base64', Buffer.from(testIdentity.hostKey.privateKey).toString('base64')],
    ['indented', testIdentity.hostKey.privateKey.replaceAll('\n', '\n      ')],
    ['with CR LF', testIdentity.hostKey.privateKey.replaceAll('\n', '\r\n')],
    ['line by line', keyLines.slice(0, -1).join(' and ')],
    ['twice', `${wifiKey}, ${wifiKey}`],
  ])('masks a secret %s', (_form, content) => {
    const text = review(content);
    expect(text).toContain('••••••');
    for (const line of keyLines.filter(({ length }) => length >= 16)) expect(text).not.toContain(line);
    for (const secret of [testPasswordHash, wifiKey]) expect(text).not.toContain(secret);
  });

  it('masks a secret with quotes in the form a shell script has it', () => {
    const odd = { wifiKey: "it's a key" };
    const files = [{ path: 'x', content: String.raw`psk='it'\''s a key'`, purpose: '' }];
    expect(shown(reviewFiles(files, { image: testImage('plain'), secrets: odd, identity: testIdentity }))).toBe("psk='••••••'");
  });

  it('shows the public key: it is no secret', () => {
    expect(review(testIdentity.hostKey.publicKey)).toBe(testIdentity.hostKey.publicKey);
  });
});
