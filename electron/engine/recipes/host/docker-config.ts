import { z } from 'zod';
import { SlipwayError } from '../../../contract/errors.ts';

const daemonSchema = z.looseObject({ 'insecure-registries': z.array(z.string()).optional() });

/**
 * Docker's daemon.json with a registry among those it speaks plain HTTP to. Everything else stays as it is: HypriotOS users
 * keep labels and debug switches there (document 003). Undefined when nothing is to be changed.
 * Errors: `kubernetes/node-setting` for a file that is no JSON object.
 */
export function withPlainRegistry(text: string, host: string): string | undefined {
  const config = readDaemon(text);
  const present = config['insecure-registries'] ?? [];
  if (present.includes(host)) return undefined;
  return JSON.stringify({ ...config, 'insecure-registries': [...present, host] }, undefined, 2) + '\n';
}

function readDaemon(text: string): z.output<typeof daemonSchema> {
  try {
    return daemonSchema.parse(text.trim() === '' ? {} : JSON.parse(text));
  } catch (error) {
    throw new SlipwayError('kubernetes/node-setting', '/etc/docker/daemon.json is no JSON object.', {
      fix: 'Correct or remove it on the node, then retry.',
      cause: error,
    });
  }
}
