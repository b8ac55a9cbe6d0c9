import type { Attributes, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { startInvocationSpan } from './invocation-span.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

/** A tracer that notes what it is told. */
function notingTracer() {
  const spans: { name: string; attributes: Attributes; lastedMs: number }[] = [];
  const startSpan = (name: string, { attributes = {}, startTime = 0 }: SpanOptions = {}) => {
    const noted = { name, attributes: { ...attributes }, lastedMs: 0 };
    spans.push(noted);
    const span: Partial<Span> = {
      spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
      setAttributes: (more) => Object.assign(noted.attributes, more) && (span as Span),
      end(at) {
        noted.lastedMs = Number(at ?? Date.now()) - Number(startTime);
      },
    };
    return span as Span;
  };
  return { spans, tracer: { startSpan } as Tracer };
}

test('tells what an invocation cost, its init apart, and hands its trace on as X-Ray has it', () => {
  const { spans, tracer } = notingTracer();
  const span = startInvocationSpan(tracer, { name: 'count', requestId: 'r1' });
  expect(span.traceId).toBe(`Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=${spanId};Sampled=1`);
  span.end({ payload: 'null', failed: false, durationMs: 20.5, initMs: 80, maxMemoryMb: 64.2 }, 256);
  expect(spans).toMatchObject([
    {
      name: 'invoke count',
      attributes: {
        'faas.invoked_name': 'count',
        'faas.invocation_id': 'r1',
        'grocer.lambda.duration_ms': 20.5,
        'grocer.lambda.billed_duration_ms': 101,
        'grocer.lambda.init_duration_ms': 80,
        'grocer.lambda.memory_size_mb': 256,
        'grocer.lambda.max_memory_used_mb': 65,
      },
    },
    { name: 'init count', attributes: { 'faas.coldstart': true }, lastedMs: 80 },
  ]);
});

test('tells of no init where the process was there before', () => {
  const { spans, tracer } = notingTracer();
  startInvocationSpan(tracer, { name: 'count', requestId: 'r2' }).end(
    { payload: '1', failed: false, durationMs: 3 },
    128,
  );
  expect(spans.map(({ name }) => name)).toEqual(['invoke count']);
});
