import { expect, it } from 'vitest';
import { flashCommand } from '../../../../electron/headless/commands/flash.ts';
import { parseWords } from '../../../../electron/headless/command.ts';
import { joinValues } from '../../../../electron/headless/flash/words.ts';

it.each([
  ['long and short options', ['-n', 'a', '--ssid', 'b', 'img'], ['--hostname=a', '--ssid=b', 'img']],
  ['values that begin with a hyphen', ['-p', '-key', '--password', '--x'], ['--password=-key', '--password=--x']],
  ['values that are joined already', ['--ssid=a', '-fn', 'b'], ['--ssid=a', '-fn', 'b']],
  ['switches', ['-f', '-v', '--force', 'img'], ['-f', '-v', '--force', 'img']],
  ['an option at the end', ['img', '-d'], ['img', '-d']],
  ['everything after --', ['-n', 'a', '--', '-n', 'b'], ['--hostname=a', '--', '-n', 'b']],
  ['an empty image', ['-d', 'x', ''], ['--device=x', '']],
])('joinValues gives each value to its option: %s', (_what, words, joined) => {
  expect(joinValues(words)).toEqual(joined);
});

it('every option of hypriot/flash is understood, by name and letter', () => {
  const words = '-u a -m b -C c -c d -n e -s f -p g -l true -d h -f -F i --file j'.split(' ');
  const { args, options } = parseWords(joinValues([...words, 'image']), flashCommand.options);
  expect(args).toEqual(['image']);
  expect(options).toMatchObject({
    ...{ userdata: 'a', metadata: 'b', bootconf: 'c', config: 'd', hostname: 'e', ssid: 'f', password: 'g' },
    ...{ clusterlab: 'true', device: 'h', force: true, file: ['i', 'j'] },
  });
});
