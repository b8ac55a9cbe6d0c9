import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Tracer } from '@opentelemetry/api';
import { createBackOff } from './processes/back-off.ts';
import { startColdStartSpan } from './processes/cold-start-span.ts';
import { forward, refuse } from './processes/http-forward.ts';
import { listenHttp } from './processes/http-listener.ts';
import { type Instance, lifeOf, probe, startInstance, statusOf, untilReady } from './processes/instance.ts';
import type { HttpPlacementOptions, Placement } from './processes/placement.ts';

/** A container that scales between zero and many with the requests. */
export interface ScaleToZeroOptions extends HttpPlacementOptions {
  readonly minInstances: number;
  readonly maxInstances: number;
  /** Requests that one instance works on at a time. */
  readonly concurrency: number;
  readonly idleSeconds: number;
  /** Requests held or in work at most; past them a 503. */
  readonly maxHeld: number;
  /** Makes the spans of cold starts, as the deployable. */
  readonly tracer: Tracer;
}

/** A request that waits for an instance. */
interface Held {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** Set when no instance was there at its arrival: it pays for a cold start. */
  readonly endColdStart: (() => void) | undefined;
}

/** An instance and what it works on. */
interface Slot {
  readonly instance: Instance;
  inFlight: number;
  /** It has been ready: its end is no failed start. */
  wasReady: boolean;
  /** It was told to end, being idle. */
  isEnding: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** After so many failed starts in a row nobody is kept waiting while it is backed off. */
const FAILED_STARTS_LIMIT = 3;

/** The activator: holds requests while instances start, hands them out, and ends instances that have nothing to do. */
export async function startScaleToZero(options: ScaleToZeroOptions): Promise<Placement & { readonly url: string }> {
  const { deployable, announce, concurrency, maxInstances, minInstances } = options;
  const slots = new Set<Slot>();
  const held: Held[] = [];
  const backOff = createBackOff();
  /** Instances on their way, counted from the decision on: a burst must not decide twice. */
  let starting = 0;
  let failedStarts = 0;
  let isBackingOff = false;
  let inWork = 0;
  let isStopping = false;

  /** Hands held requests to instances with room, then starts as many instances as those still held need. */
  function dispatch(): void {
    for (;;) {
      const slot = roomiest();
      const next = slot && held.shift();
      if (!next) break;
      void serve(next, slot);
    }
    if (isBackingOff || isStopping) return;
    const needed = Math.max(Math.ceil(held.length / concurrency), minInstances - slots.size);
    const started = [...slots].filter(({ instance }) => instance.state !== 'starting').length;
    while (starting < needed && starting + started < maxInstances) void addInstance();
  }

  function roomiest(): Slot | undefined {
    const free = [...slots].filter(({ instance, inFlight }) => instance.state === 'ready' && inFlight < concurrency);
    return free.reduce<Slot | undefined>(
      (best, slot) => (best && best.inFlight <= slot.inFlight ? best : slot),
      undefined,
    );
  }

  async function addInstance(): Promise<void> {
    const startedAt = performance.now();
    starting += 1;
    const instance = await startInstance(options);
    const slot: Slot = { instance, inFlight: 0, wasReady: false, isEnding: false };
    slots.add(slot);
    void instance.ended.then((how) => onEnd(slot, how));
    if (isStopping) void instance.stop();
    slot.wasReady = await untilReady(instance);
    starting -= 1;
    if (!slot.wasReady) return;
    failedStarts = 0;
    backOff.reset();
    announce(`${deployable}: ${instance.id} started in ${Math.round(performance.now() - startedAt)} ms`);
    dispatch();
    endWhenIdle(slot);
  }

  function onEnd(slot: Slot, how: string): void {
    clearTimeout(slot.idleTimer);
    slots.delete(slot);
    if (isStopping || slot.isEnding) return;
    announce(`${slot.instance.id} ended (${how})`);
    if (!slot.wasReady) failedStarts += 1;
    if (isBackingOff) return;
    isBackingOff = true;
    const resume = () => {
      isBackingOff = false;
      dispatch();
    };
    setTimeout(resume, backOff.next(lifeOf(slot.instance))).unref();
    if (failedStarts >= FAILED_STARTS_LIMIT) for (const request of held.splice(0)) giveUp(request);
  }

  function giveUp({ incoming, response, endColdStart }: Held): void {
    endColdStart?.();
    inWork -= 1;
    refuse(incoming, response, 'overloaded', `no instance of ${deployable} starts`);
  }

  async function serve(request: Held, slot: Slot): Promise<void> {
    const { incoming, response } = request;
    let isCounted = true;
    slot.inFlight += 1;
    clearTimeout(slot.idleTimer);
    const release = () => {
      if (!isCounted) return;
      isCounted = false;
      slot.inFlight -= 1;
      inWork -= 1;
      endWhenIdle(slot);
      dispatch();
    };
    const outcome = await forward(incoming, response, slot.instance.port, {
      onHeaders(contentType) {
        request.endColdStart?.();
        // An open stream keeps no instance from scaling in: its reader resumes it.
        if (contentType.startsWith('text/event-stream')) release();
      },
    });
    if (outcome === 'unreachable') {
      // It ended just now and never saw the request, which is held again.
      slot.instance.state = 'unready';
      held.unshift(request);
      inWork += 1;
    } else if (outcome === 'broken') {
      void reexamine(slot.instance);
      refuse(incoming, response, 'bad-gateway', `${deployable} gave no answer`);
    }
    release();
  }

  /** An instance that broke an answer off may be about to end: it gets no further request before it has shown that it lives. */
  async function reexamine(instance: Instance): Promise<void> {
    if (instance.state !== 'ready') return;
    instance.state = 'unready';
    if (!(await probe(instance, 'ready')) || instance.state !== 'unready') return;
    instance.state = 'ready';
    dispatch();
  }

  function endWhenIdle(slot: Slot): void {
    clearTimeout(slot.idleTimer);
    if (slot.inFlight > 0 || isStopping) return;
    slot.idleTimer = setTimeout(() => {
      const ready = [...slots].filter(({ instance }) => instance.state === 'ready').length;
      if (slot.inFlight > 0 || ready <= minInstances) return;
      announce(`${deployable}: ${slot.instance.id} was idle for ${options.idleSeconds} s and ends`);
      slot.isEnding = true;
      void slot.instance.stop();
    }, options.idleSeconds * 1000);
  }

  function hold(incoming: IncomingMessage, response: ServerResponse) {
    if (inWork >= options.maxHeld) return refuse(incoming, response, 'overloaded', `${deployable} has too much to do`);
    inWork += 1;
    const isCold = ![...slots].some(({ instance }) => instance.state === 'ready');
    const endColdStart = isCold ? startColdStartSpan(options.tracer, deployable, incoming.headers) : undefined;
    const request = { incoming, response, endColdStart };
    if (isCold && isBackingOff && failedStarts >= FAILED_STARTS_LIMIT) return giveUp(request);
    held.push(request);
    response.once('close', () => {
      const place = held.indexOf(request);
      if (place < 0) return;
      held.splice(place, 1); // the caller gave up while it was held
      inWork -= 1;
      endColdStart?.();
    });
    dispatch();
  }

  const listener = await listenHttp(options.port, hold);
  dispatch();
  return {
    url: listener.url,
    ready: Promise.resolve(),
    instances: () => [...slots].map(({ instance }) => statusOf(instance)),
    async stop() {
      isStopping = true;
      await Promise.all([...slots].map(({ instance }) => instance.stop()));
      await listener.close();
    },
  };
}
