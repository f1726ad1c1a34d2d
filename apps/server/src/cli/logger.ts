/** Log lines: for people on a terminal, JSON for whatever collects them elsewhere. */
import type { FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import pretty from 'pino-pretty';
import type { LogLevel } from '../config.ts';

export function createLogger(level: LogLevel): FastifyBaseLogger {
  if (!process.stdout.isTTY) return pino({ level });
  return pino({ level }, pretty({ translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }));
}
