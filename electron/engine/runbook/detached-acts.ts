import { SlipwayError, toSlipwayError } from '../../contract/errors.ts';
import { pollAnswer, startAnswer, type ActProgress } from './act-answers.ts';
import { actFile, actsDir, clearScript, fingerprintOf, pollScript, startScript } from './act-scripts.ts';
import type { Clock } from './clock.ts';
import type { Detached, DetachedResult, DetachedWork } from './detached.ts';
import { patiently } from './patience.ts';
import type { TextStream } from './redact.ts';
import type { Remote, ScriptResult } from './step.ts';

const callMs = 60_000;
/** The node waits so long for news before it answers. */
const newsTenths = 50;
/** Between two questions: what writes without a pause is read in large pieces. */
const pauseMs = 150;
const partBytes = 65_536;
const tailChars = 16_384;

export interface ActPorts {
  readonly remote: Remote;
  /** Aborted with `run/cancelled` when a person stops the run. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly note: (text: string) => void;
  /** Redacted lines go to the step's log. */
  readonly logStream: (also: (lines: string) => void) => TextStream;
  /** The act goes on by itself from now on. */
  readonly tell: (unit: string) => void;
  /** Another folder of acts, for tests. */
  readonly baseDir?: string;
}

const unitName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function createDetached(ports: ActPorts): Detached {
  return {
    async run(work) {
      checkNames(work);
      try {
        await begin(ports, work);
        const { progress, tail } = await follow(ports, work.unit);
        await clear(ports, work.unit);
        return resultOf(progress, tail, work.unit);
      } catch (thrown) {
        if (isStopped(ports.signal) && work.onStop !== 'leave') await stop(ports, work.unit);
        throw thrown;
      }
    },
  };
}

/**
 * Waits for the end of an act that an earlier attempt or an earlier Slipway left on the node. A good or lost one is cleared
 * away; the result of a failed one stays for the act that asks for it next.
 */
export async function settleAct(ports: ActPorts, unit: string): Promise<void> {
  ports.note(`Work of before (${unit}) may still go on: its end is awaited.`);
  const { progress } = await follow(ports, unit);
  if (progress.kind !== 'ended' || progress.code === 0) await clear(ports, unit);
}

function checkNames({ unit, env = {} }: DetachedWork): void {
  const bad = [unit].filter((name) => !unitName.test(name)).concat(Object.keys(env).filter((name) => !variableName.test(name)));
  if (bad.length > 0) throw new SlipwayError('run/bad-graph', `${bad.join(', ')} cannot name an act or its variables.`);
}

const isStopped = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof SlipwayError && reason.code === 'run/cancelled';

/** Until it is under way: other work of its name is waited for, and a file that did not arrive whole is sent again. */
async function begin(ports: ActPorts, work: DetachedWork): Promise<void> {
  const file = actFile(work);
  const args = [work.unit, fingerprintOf(file), String(Buffer.byteLength(file))];
  for (let tries = 0; tries < 20; tries += 1) {
    const answer = startAnswer((await call(ports, startScript, { args, stdin: file })).stdout);
    switch (answer) {
      case 'no-systemd':
        throw new SlipwayError('run/no-systemd', ports.remote.node);
      case 'started':
      case 'same':
        ports.tell(work.unit);
        return;
      case 'other':
        ports.note(`Other work of this name goes on or has just ended: its end is awaited first.`);
        await follow(ports, work.unit);
        await clear(ports, work.unit);
        continue;
      case 'torn':
        continue;
    }
  }
  throw new SlipwayError('run/act-failed', `It could not be handed to ${ports.remote.node}.`);
}

interface Followed {
  readonly progress: Exclude<ActProgress, { kind: 'running' }>;
  readonly tail: string;
}

/** Reads the log as it grows until the act is at its end. */
async function follow(ports: ActPorts, unit: string): Promise<Followed> {
  let [offset, tail] = [0, ''];
  const stream = ports.logStream((lines) => (tail = (tail + lines).slice(-tailChars)));
  const decoder = new TextDecoder();
  for (;;) {
    const args = [unit, String(offset), String(partBytes), String(newsTenths)];
    const { progress, log } = pollAnswer((await call(ports, pollScript, { args })).stdout);
    offset += log.length;
    stream.write(decoder.decode(log, { stream: true }));
    // An act at its end may have said more than one answer holds.
    if (progress.kind !== 'running' && log.length < partBytes) {
      stream.end();
      return { progress, tail };
    }
    await ports.clock.sleep(pauseMs, ports.signal);
  }
}

function resultOf(progress: Followed['progress'], tail: string, unit: string): DetachedResult {
  if (progress.kind === 'ended') return { code: progress.code, tail };
  throw new SlipwayError('run/act-lost', `${unit} was under way and is gone.`);
}

interface Call {
  readonly args: readonly string[];
  readonly stdin?: string;
}

/** Each script may be run again: a lost connection is waited out. */
function call(ports: ActPorts, script: string, { args, stdin }: Call): Promise<ScriptResult> {
  const { remote, signal, baseDir = actsDir } = ports;
  return patiently(ports, async () => {
    const options = { args: [baseDir, ...args], as: 'root', timeoutMs: callMs, signal } as const;
    const result = await remote.script(script, stdin === undefined ? options : { ...options, stdin });
    if (result.code === 0) return result;
    throw new SlipwayError('run/act-failed', `${remote.node} said: ${result.stderr.trim().slice(-500)}`);
  });
}

const clear = (ports: ActPorts, unit: string): Promise<ScriptResult> => call(ports, clearScript, { args: [unit] });

/** A stubborn act is killed after ten seconds; the attempt is left to itself after thirty. */
const stopMs = 25_000;

/** The run is at its end: one try, with a time of its own. */
async function stop({ remote, note, baseDir = actsDir }: ActPorts, unit: string): Promise<void> {
  try {
    const { code, stderr } = await remote.script(clearScript, { args: [baseDir, unit], as: 'root', timeoutMs: stopMs });
    note(code === 0 ? `${unit} was ended on the node.` : `${unit} could not be ended on the node: ${stderr.trim().slice(-500)}`);
  } catch (thrown) {
    note(`${unit} could not be ended on the node: ${toSlipwayError(thrown).detail}`);
  }
}
