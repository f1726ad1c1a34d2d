/** What a stranger sees of a failure: a code and two sentences, never a stack or an address within the server. */
import { problem } from '@podline/contract';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export function errors(app: FastifyInstance): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(problem('BAD_REQUEST', error.message));
    request.log.error({ err: error, url: request.url }, 'a request failed');
    return reply.code(500).send(problem('INTERNAL'));
  });
}

/** For what Fastify itself makes nothing of: an address with a broken escape, or a name longer than any. */
export function badAddress(
  _error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  void reply.code(400).send(problem('BAD_REQUEST', 'The address is not one.'));
}
