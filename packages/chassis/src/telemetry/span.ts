import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import { attributesJson, textJson } from './otlp-json.ts';

/** How a span begins. */
export interface SpanStart {
  readonly context: SpanContext;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind | undefined;
  readonly attributes: Attributes | undefined;
  readonly links: readonly Link[] | undefined;
  readonly startTime: TimeInput | undefined;
}

/** A span that is recorded; when it ends, `onEnd` is given it as OTLP's JSON has it (opentelemetry-proto, trace.proto). */
export class RecordedSpan implements Span {
  readonly attributes: Attributes;
  readonly #start: SpanStart;
  readonly #startMicros: number;
  readonly #onEnd: (json: string) => void;
  #name: string;
  #links: readonly Link[];
  #events: string[] = [];
  #status: SpanStatus = { code: SpanStatusCode.UNSET };
  #hasEnded = false;

  constructor(start: SpanStart, onEnd: (json: string) => void) {
    this.#start = start;
    this.#startMicros = microsOf(start.startTime);
    this.#onEnd = onEnd;
    this.#name = start.name;
    this.#links = start.links ?? [];
    this.attributes = start.attributes ? { ...start.attributes } : {};
  }

  spanContext(): SpanContext {
    return this.#start.context;
  }

  setAttribute(key: string, value: AttributeValue): this {
    this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    Object.assign(this.attributes, attributes);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    const isTime = isTimeInput(attributesOrTime);
    const at = `${microsOf(isTime ? attributesOrTime : time)}000`;
    const attributes = isTime ? '' : attributesJson(attributesOrTime ?? {});
    this.#events.push(`{"name":${textJson(name)},"timeUnixNano":"${at}","attributes":[${attributes}]}`);
    return this;
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
  }

  addLinks(links: Link[]): this {
    this.#links = [...this.#links, ...links];
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.#status = status;
    return this;
  }

  updateName(name: string): this {
    this.#name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const type = typeof exception === 'string' ? 'Error' : (exception.name ?? 'Error');
    this.addEvent('exception', { 'exception.type': type }, time);
  }

  isRecording(): boolean {
    return !this.#hasEnded;
  }

  end(time?: TimeInput): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#onEnd(this.#json(microsOf(time)));
  }

  #json(endMicros: number): string {
    const { context, parentSpanId, kind = SpanKind.INTERNAL } = this.#start;
    const { code, message } = this.#status;
    let text = `{"traceId":"${context.traceId}","spanId":"${context.spanId}"`;
    if (parentSpanId !== undefined) text += `,"parentSpanId":"${parentSpanId}"`;
    if (context.traceState) text += `,"traceState":${textJson(context.traceState.serialize())}`;
    // OTLP's kinds begin with an unspecified one, which the API does not have.
    text += `,"name":${textJson(this.#name)},"kind":${kind + 1},"startTimeUnixNano":"${this.#startMicros}000"`;
    text += `,"endTimeUnixNano":"${endMicros}000","attributes":[${attributesJson(this.attributes)}]`;
    if (this.#events.length > 0) text += `,"events":[${this.#events}]`;
    if (this.#links.length > 0) text += `,"links":[${this.#links.map(linkJson)}]`;
    return `${text},"status":{"code":${code}${message ? `,"message":${textJson(message)}` : ''}}}`;
  }
}

function linkJson({ context, attributes }: Link): string {
  const known = attributesJson(attributes ?? {});
  return `{"traceId":"${context.traceId}","spanId":"${context.spanId}","attributes":[${known}]}`;
}

/** The clock that may be set, read once a second; between, the one that only goes forward, which is finer. */
let offsetMs = Date.now() - performance.now();
let readAtMs = 0;

function nowMicros(): number {
  const now = performance.now();
  if (now - readAtMs > 1000) {
    offsetMs = Date.now() - now;
    readAtMs = now;
  }
  return Math.round((offsetMs + now) * 1000);
}

/** Microseconds since 1970. A number below the process's own start is performance.now()'s, as the API allows. */
function microsOf(time: TimeInput | undefined): number {
  if (time === undefined) return nowMicros();
  if (Array.isArray(time)) return Math.round(time[0] * 1e6 + time[1] / 1e3);
  const ms = Number(time);
  return Math.round((ms < performance.timeOrigin ? performance.timeOrigin + ms : ms) * 1000);
}

function isTimeInput(value: Attributes | TimeInput | undefined): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || Array.isArray(value);
}
