import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type StockReason, type TelegramError, type TelegramRequest, telegramTimes } from '@grocer/contracts/telegrams';
import { claimPort, LOOPBACK, portOf } from '../processes/ports.ts';
import { createFloor, type FloorOptions, type FloorOrder } from './appliance/floor.ts';
import { createJournal } from './appliance/journal.ts';
import { createSession, type Session, type Times } from './appliance/session.ts';
import { openState } from './state.ts';

export interface ApplianceOptions extends FloorOptions {
  port: number;
  host?: string;
  /** Where orders, telegrams and numbers outlive a restart; without it they end with the process. */
  stateDir?: string;
  /** For tests: the protocol's times, made shorter. */
  times?: Partial<Times>;
  /** Told what a person at the appliance would be called for. */
  onIncident?: (what: string) => void;
}

export interface Appliance {
  /** `tcp://localhost:<port>` */
  url: string;
  /** What is on the floor now, oldest first. */
  orders(): FloorOrder[];
  /** Reports that stock came in, was counted or was spoilt. */
  adjustStock(sku: string, delta: number, reason: StockReason): void;
  /** Cuts the connection of whoever holds the session. */
  cutSession(): void;
  /** Plays dead: connections stay open, nothing is read or said, until told to speak again. */
  setSilent(isSilent: boolean): void;
  stop(): Promise<void>;
}

/** The vendor's picking appliance for one machine: the far side of PROTOCOL.md, with a floor that picks by itself. */
export async function startAppliance(options: ApplianceOptions): Promise<Appliance> {
  const { port, host = LOOPBACK, stateDir, onIncident = () => undefined } = options;
  const database = openState(stateDir, 'appliance');
  const journal = createJournal(database);
  const floor = createFloor(database, journal, options);
  const timers = new Map<string, NodeJS.Timeout>();
  const sockets = new Set<Socket>();
  let holder: Session | undefined;
  let isSilent = false;

  function schedule(order: string, inMilliseconds: number): void {
    clearTimeout(timers.get(order));
    timers.set(order, setTimeout(work, inMilliseconds, order));
  }

  function work(order: string): void {
    const again = floor.work(order);
    if (again === undefined) timers.delete(order);
    else schedule(order, again);
    holder?.pump();
  }

  function apply(request: TelegramRequest): TelegramError {
    if (request.type === 'PCAN') return floor.cancel(request.body.order);
    if (request.type !== 'PORD') return '02';
    const { order } = request.body;
    if (!timers.has(order)) schedule(order, 0);
    return floor.order(request.body);
  }

  const server = createServer((socket) => {
    const session = createSession(socket, {
      journal,
      times: { ...telegramTimes, ...options.times },
      claim() {
        holder ??= session;
        return holder === session;
      },
      apply,
      incident: onIncident,
      isSilent: () => isSilent,
    });
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      if (holder === session) holder = undefined;
    });
  });
  await claimPort(port, 'ESTATE_APPLIANCE_PORT', () => once(server.listen(port, host), 'listening'));
  for (const { order, inMilliseconds } of floor.due()) schedule(order, inMilliseconds);

  return {
    url: `tcp://localhost:${portOf(server)}`,
    orders: () => floor.orders(),
    adjustStock(sku, delta, reason) {
      journal.queue({ type: 'STOK', body: { sku, delta, reason } });
      holder?.pump();
    },
    cutSession: () => holder?.close(),
    setSilent: (silent) => {
      isSilent = silent;
    },
    async stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
      await promise;
      if (database.isOpen) database.close();
    },
  };
}
