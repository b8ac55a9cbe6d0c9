import { tracedRequest } from '@grocer/chassis/http-client';
import type Stripe from 'stripe';

/** Stripe's SDK over our own HTTP client, so that its calls are traced and timed like any other. */
export function createStripeTransport(timeoutMs: number): Stripe.HttpClient {
  return {
    getClientName: () => 'grocer',
    async makeRequest(host, port, path, method, headers, body, protocol) {
      const answer = await tracedRequest(`${protocol}://${host}:${port}${path}`, {
        dependency: 'payment-gateway',
        timeoutMs,
        method,
        headers: textsOf(headers),
        ...(body && { body }),
      });
      return {
        getStatusCode: () => answer.status,
        getHeaders: () => textsOf(answer.headers),
        getRawResponse: () => answer,
        toStream() {
          throw new Error('an answer of the gateway is read whole');
        },
        toJSON: async () => JSON.parse(answer.text),
      };
    },
  };
}

function textsOf(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
