/** What a page says, checked at the door. */
import { CloseView, OpenView } from '@podline/contract';
import * as v from 'valibot';

export type Inbound =
  | { readonly kind: 'open'; readonly view: OpenView }
  | { readonly kind: 'close'; readonly id: number }
  /** Nothing that our page sends. */
  | { readonly kind: 'bad'; readonly because: string };

/** Never throws, whatever is sent: an unknown event, more or less than one payload, or a payload out of schema is `bad`. */
export function inboundOf(event: string, payloads: readonly unknown[]): Inbound {
  if (event !== 'open' && event !== 'close') return bad('an unknown event');
  if (payloads.length !== 1) return bad(`${event} with ${payloads.length} payloads`);
  if (event === 'close') {
    const read = v.safeParse(CloseView, payloads[0]);
    return read.success ? { kind: 'close', id: read.output.id } : bad('close out of schema');
  }
  const read = v.safeParse(OpenView, payloads[0]);
  return read.success ? { kind: 'open', view: read.output } : bad('open out of schema');
}

const bad = (because: string): Inbound => ({ kind: 'bad', because });
