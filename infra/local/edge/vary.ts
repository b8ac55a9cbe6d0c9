import type { FastifyReply } from 'fastify';

/** Says that the answer depends on a header of the request, beside those that it says already. */
export function addVary(reply: FastifyReply, name: string): void {
  const said = [reply.getHeader('vary') ?? []].flat().flatMap((value) => String(value).split(/\s*,\s*/));
  if (said.some((one) => one.toLowerCase() === name.toLowerCase())) return;
  reply.header('vary', [...said, name].join(', '));
}
