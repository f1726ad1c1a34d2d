/** Plain lines that are not harmed: from one address to another, where the two ends are in different networks or many. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface ForwarderOptions {
  /** Default: 127.0.0.1, any free port. */
  readonly listen?: { readonly host: string; readonly port: number };
  readonly to: { readonly host: string; readonly port: number };
  /** The address that connection n (from 0) comes from, as its server sees it. */
  readonly from?: (connection: number) => string;
}

export interface Forwarder {
  readonly port: number;
  close(): Promise<void>;
}

/** Passes on every connection, whole, both ways, until one end goes. */
export async function startForwarder({ listen, to, from }: ForwarderOptions): Promise<Forwarder> {
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer((near) => {
    const localAddress = from?.(count);
    count += 1;
    const far = connect({ ...to, ...(localAddress === undefined ? {} : { localAddress }) });
    join(near, far, open);
    join(far, near, open);
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(listen?.port ?? 0, listen?.host ?? '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The end of one is the end of the other. */
function join(socket: Socket, other: Socket, open: Set<Socket>): void {
  open.add(socket);
  socket.setNoDelay(true);
  // A line that breaks is an end like any other; that it is closed is told by `close`.
  socket.on('error', () => {});
  socket.on('close', () => {
    open.delete(socket);
    other.destroy();
  });
}
