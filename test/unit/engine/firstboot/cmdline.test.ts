import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editCmdline } from '../../../../electron/engine/firstboot/cmdline.ts';

const hypriot =
  'dwc_otg.lpm_enable=0 console=serial0,115200 root=PARTUUID=7ee80803-02 cgroup_enable=cpuset cgroup_enable=memory rootwait quiet init=/usr/lib/raspi-config/init_resize.sh\n';
const memory = 'cgroup_enable=memory';

describe('editCmdline', () => {
  it('changes nothing when every token is there', () => {
    expect(editCmdline(hypriot, { add: ['cgroup_enable=cpuset', memory] })).toBe(hypriot);
  });

  it('adds at the end and keeps PARTUUID, init= and the order of the others', () => {
    expect(editCmdline(hypriot, { add: ['swapaccount=1'] })).toBe(`${hypriot.trimEnd()} swapaccount=1\n`);
  });

  it.each([
    ['one two', 'one two three'],
    ['one two\n', 'one two three\n'],
    ['one two\r\n', 'one two three\n'],
    ['  one \t two  \n', 'one two three\n'],
    ['\uFEFFone two\n', 'one two three\n'],
    ['one two\nnever in force\n', 'one two three\n'],
    ['\none two\n', 'one two three\n'],
    ['', 'three'],
  ])('makes one line of %j', (line, expected) => {
    expect(editCmdline(line, { add: ['three'] })).toBe(expected);
  });

  it('moves a token behind the one that switches it off', () => {
    const line = 'root=/dev/x cgroup_enable=memory cgroup_disable=memory rootwait\n';
    expect(editCmdline(line, { add: [memory] })).toBe('root=/dev/x cgroup_disable=memory rootwait cgroup_enable=memory\n');
  });

  it('leaves a token that comes after the one that switches it off', () => {
    const line = 'cgroup_disable=memory cgroup_enable=memory rootwait\n';
    expect(editCmdline(line, { add: [memory] })).toBe(line);
  });

  it('finds a token in a list', () => {
    const line = 'cgroup_enable=cpuset,memory rootwait\n';
    expect(editCmdline(line, { add: ['cgroup_enable=cpuset', memory] })).toBe(line);
  });

  it('adds memory where only the old name cgroup_memory stands', () => {
    expect(editCmdline('cgroup_enable=cpuset cgroup_memory=1\n', { add: [memory] })).toBe(
      'cgroup_enable=cpuset cgroup_memory=1 cgroup_enable=memory\n',
    );
  });

  it('removes a token, or every token of a key, and nothing that only looks like it', () => {
    const line = 'quiet quiet2 ds=nocloud;i=old xds=1 rootwait\n';
    expect(editCmdline(line, { remove: ['quiet', 'ds='] })).toBe('quiet2 xds=1 rootwait\n');
  });

  it('keeps blanks inside double quotes', () => {
    const line = 'a="b c" systemd.run="/bin/sh -c x" d\n';
    expect(editCmdline(line, { add: ['e'] })).toBe('a="b c" systemd.run="/bin/sh -c x" d e\n');
  });

  it('keeps every token it does not know, and does nothing the second time', () => {
    const token = fc.stringMatching(/^[a-zA-Z0-9_.=,:;/-]{1,20}$/);
    fc.assert(
      fc.property(fc.uniqueArray(token, { minLength: 1 }), fc.uniqueArray(token), (present, add) => {
        const once = editCmdline(`${present.join(' ')}\n`, { add });
        expect(once.trimEnd().split(' ')).toEqual(expect.arrayContaining([...present, ...add]));
        expect(once.split('\n')).toHaveLength(2);
        expect(editCmdline(once, { add })).toBe(once);
      }),
    );
  });
});
