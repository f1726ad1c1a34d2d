/** A pod whose first container runs and waits for something, and what is around it. */
import type { ServiceSeen, Surroundings } from '../src/diagnosis/surroundings.ts';
import type { Target } from '../src/diagnosis/target.ts';
import { app, init, running, status, waiting } from './build.ts';
import { placed, specOf, type ToldCase } from './case.ts';

export const [prepare, web] = [init('prepare'), app('web')];

export const up = placed({
  containers: [prepare, web],
  statuses: [status(prepare, running(1)), status(web, waiting('PodInitializing'))],
});

export const host = (name: string, port: number | null): Target => ({
  kind: 'host',
  host: name,
  port,
});

export const waitingFor = (target: Target, surroundings: Surroundings, now = 90): ToldCase => ({
  seen: [
    { ...up, specFacts: specOf({ prepare: { awaits: [{ ...target, by: 'nc', loops: true }] } }) },
  ],
  now,
  surroundings,
});

export const service = (name: string, more: Partial<ServiceSeen> = {}): ServiceSeen => ({
  namespace: 'shop',
  name,
  ports: [5432],
  ...more,
});
