/** What a container waits for: a name, a port, another object, a file. */

export type Target =
  /** A host that must answer; `port` null: its name must resolve. */
  | { readonly kind: 'host'; readonly host: string; readonly port: number | null }
  /** Another object of the cluster; `until` the condition it must reach, null: it must exist. */
  | {
      readonly kind: 'object';
      /** In the singular: `job`. */
      readonly object: string;
      readonly name: string;
      /** Null: the pod's own. */
      readonly namespace: string | null;
      readonly until: string | null;
    }
  | { readonly kind: 'file'; readonly path: string };

export type Awaited = Target & {
  /** The program that asks: `nslookup`. */
  readonly by: string;
  /** It asks until it is answered; otherwise it asks once, and may do so for long. */
  readonly loops: boolean;
};
