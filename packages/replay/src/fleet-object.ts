/** One object of a fleet: some numbers. Its text is written when somebody asks for it, and not kept. */

import type { LogOrigin } from './coming.ts';
import { type Filling, filled, type LineTemplate } from './fleet-template.ts';
import type { StoredObject } from './history.ts';

/** Which object it is, and at which version. */
export interface Place {
  /** The pod's number. */
  readonly member: number;
  readonly round: number;
  readonly shiftMs: number;
  readonly version: number;
}

/** Who knows what is to be written into the blanks: the fleet. */
interface Owner {
  fillingFor(place: Place): Filling;
  logOrigin(place: Place): LogOrigin;
}

export class FleetObject implements StoredObject, Place {
  readonly key: string;
  readonly member: number;
  readonly round: number;
  readonly shiftMs: number;
  readonly version: number;
  readonly #owner: Owner;
  readonly #template: LineTemplate;

  constructor(owner: Owner, template: LineTemplate, key: string, place: Place) {
    this.#owner = owner;
    this.#template = template;
    this.key = key;
    this.member = place.member;
    this.round = place.round;
    this.shiftMs = place.shiftMs;
    this.version = place.version;
  }

  get uid(): string {
    return filled(this.#template.uid, this.#owner.fillingFor(this));
  }

  get namespace(): string {
    return this.#owner.fillingFor(this).namespace;
  }

  get name(): string {
    return filled(this.#template.name, this.#owner.fillingFor(this));
  }

  get resourceVersion(): string {
    return String(this.version);
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#template.labels;
  }

  get fields(): Readonly<Record<string, string>> {
    const filling = this.#owner.fillingFor(this);
    const entries = Object.entries(this.#template.fields);
    return Object.fromEntries(entries.map(([label, value]) => [label, filled(value, filling)]));
  }

  get text(): string {
    return filled(this.#template.text, this.#owner.fillingFor(this));
  }

  logOrigin(): LogOrigin {
    return this.#owner.logOrigin(this);
  }
}
