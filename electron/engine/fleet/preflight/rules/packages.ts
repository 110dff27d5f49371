import { movesOf } from '../retired-sources.ts';
import { advice, repair, type Rule } from './rule.ts';

/** Package servers that have closed: every `apt-get update` fails until they are changed. */
export const retiredSources: Rule = ({ facts: { aptSources } }) => {
  const moves = movesOf(aptSources);
  if (moves.length === 0) return [];
  const gone = [...new Set(moves.map(({ source }) => `${source.host} ${source.suite}`))];
  return [
    {
      code: 'apt-retired',
      severity: 'error',
      message: `Package servers have closed: ${gone.slice(0, 4).join(', ')}${gone.length > 4 ? ' …' : ''}.`,
      why: '`apt-get update` fails, so that nothing can be installed.',
      source: 'github.com/RetroPie/RetroPie-Setup/pull/4130',
      fix: repair('Use the archive of these releases instead, and leave out what has no archive.'),
    },
  ];
};

export const busyPackages: Rule = ({ facts: { packagesLocked, cloudInit } }) => [
  ...(packagesLocked === true
    ? [
        {
          code: 'packages-locked',
          severity: 'advice' as const,
          message: 'The package manager is at work.',
          fix: advice('Wait until it is done; Slipway waits for it too.'),
        },
      ]
    : []),
  ...(cloudInit === 'running'
    ? [
        {
          code: 'first-boot-running',
          severity: 'advice' as const,
          message: 'The first boot is still setting things up.',
          fix: advice('Wait a minute and ask again.'),
        },
      ]
    : []),
  ...(cloudInit === 'error'
    ? [
        {
          code: 'first-boot-errors',
          severity: 'warning' as const,
          message: 'The first boot ended with errors.',
          why: 'Some of the settings on the card were not applied.',
          fix: advice('Look at /var/log/cloud-init.log on the node.'),
        },
      ]
    : []),
];
