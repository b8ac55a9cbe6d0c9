// The first import of every main*.ts: it sets OpenTelemetry up before anything else runs. Chassis makes the spans itself
// (HTTP, fetch, Postgres, SQS, invocations) through the OpenTelemetry API, so nothing is patched and a bundle works alike.
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseKeyPairsIntoRecord, W3CTraceContextPropagator } from '@opentelemetry/core';
import { createTracerProvider } from './provider.ts';
import { samplerOf } from './sampler.ts';

const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME } = process.env;
const { OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG } = process.env;

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
if (OTEL_EXPORTER_OTLP_ENDPOINT) {
  trace.setGlobalTracerProvider(
    createTracerProvider({
      endpoint: OTEL_EXPORTER_OTLP_ENDPOINT,
      resource: {
        ...parseKeyPairsIntoRecord(OTEL_RESOURCE_ATTRIBUTES),
        'service.name': OTEL_SERVICE_NAME ?? 'unknown_service',
      },
      sampler: samplerOf(OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG),
    }),
  );
}
