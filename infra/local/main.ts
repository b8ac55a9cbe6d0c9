// `npm start`: the whole estate on this machine, in the foreground, until Ctrl-C.
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLog } from '@grocer/chassis/log';
import { type Estate, startEstate } from './estate.ts';
import { readEstateYaml } from './estate-yaml.ts';
import { choosePorts } from './start/addresses.ts';
import { describeEstate } from './start/describe-estate.ts';
import { type EstateFolder, takeEstateFolder } from './start/estate-folder.ts';
import { keepStatusFile } from './start/status-file.ts';
import { StartFault } from './start-fault.ts';

const root = join(import.meta.dirname, '..', '..');
const usage = `npm start [-- --reset] [-- --place <deployable>=<kubernetes|scale-to-zero|vm>]

  --reset   start with fresh data; otherwise it survives a restart, in .estate/
  --place   run a deployable under another compute model (may be repeated)

ESTATE_PORT_OFFSET moves every port, ESTATE_<NAME>_PORT one of them, ESTATE_DIR the folder .estate/,
ESTATE_YAML the file infra/estate.yaml with the figures.`;

/** Both a launcher's forwarded signal and the terminal's own reach this process: within this time they are one. */
const SAME_SIGNAL_MS = 1000;
const PARENT_CHECK_MS = 500;

const stopping = new AbortController();
let folder: EstateFolder | undefined;
let estate: Estate | undefined;
let stopRequestedAt: number | undefined;

/** Ends the start, or stops what has been started; asked once more it ends at once. */
function requestStop(why: string): void {
  if (stopRequestedAt !== undefined) {
    if (performance.now() - stopRequestedAt > SAME_SIGNAL_MS) process.exit(1);
    return;
  }
  stopRequestedAt = performance.now();
  console.log(`\n${why}: stopping (again to end at once)`);
  stopping.abort();
  if (estate) void stop(estate);
}

async function stop(running: Estate): Promise<void> {
  if (folder) rmSync(folder.join('endpoints.json'), { force: true });
  await running.stop();
  sayStopped();
}

function sayStopped(): void {
  folder?.release();
  console.log('stopped; nothing is left running');
  process.exit();
}

/** What goes wrong while the estate runs, and nobody handles, ends it. */
function endWith(fault: unknown): void {
  tell(fault);
  process.exitCode = 1;
  if (stopRequestedAt === undefined) requestStop('This fault');
}

/** A launcher that was killed cannot pass a signal on. */
function stopWhenOrphaned(): void {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    requestStop('What started this has ended');
  }, PARENT_CHECK_MS);
  check.unref();
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      reset: { type: 'boolean', default: false },
      place: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const placements = values.place.map((text): [string, string] => {
    const [name, model] = text.split('=');
    if (!name || !model) throw new StartFault(`--place ${text}: write it as --place <deployable>=<compute model>.`);
    return [name, model];
  });
  return { ...values, placements: new Map(placements) };
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const { reset, help, placements } = readArguments();
  if (help) return console.log(usage);
  folder = takeEstateFolder(resolve(root, process.env.ESTATE_DIR ?? '.estate'), { isReset: reset });
  const ports = await choosePorts(process.env);
  const yaml = readEstateYaml(resolve(root, process.env.ESTATE_YAML ?? 'infra/estate.yaml'));
  const log = createLog({ name: 'estate', level: process.env.LOG_LEVEL ?? 'warn' });
  const announce = (message: string) => console.log(`  ${message}`);
  console.log('Grocer is starting …');
  const running = await startEstate({ root, folder, ports, yaml, placements, announce, log, signal: stopping.signal });
  estate = running;
  keepStatusFile(folder.join('status.json'), running.status);
  writeFileSync(folder.join('endpoints.json'), `${JSON.stringify(running.endpoints, null, 2)}\n`);
  console.log(describeEstate(running, (performance.now() - startedAt) / 1000));
}

/** Faults that a person can mend are told in one sentence, others with all there is to know. */
function tell(error: unknown): void {
  const isMendable = error instanceof StartFault || isArgumentFault(error);
  console.error(isMendable ? error.message : error);
}

function isArgumentFault(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

// A closed terminal or pipe must not cut the shutdown short.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => requestStop(signal));
process.on('uncaughtException', endWith);
stopWhenOrphaned();
main().catch(async (error: unknown) => {
  // A signal that came while this process was busy is handled first: then it is the reason.
  await setImmediate();
  if (stopping.signal.aborted) return sayStopped();
  tell(error);
  folder?.release();
  process.exit(1);
});
