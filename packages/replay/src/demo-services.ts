/** What the demo has beside its recordings, in which no Service was recorded: written by hand, and true of them. */
import type { JsonObject } from './recording.ts';

/** The checkout of the shop waits for the name `payments-api`: it is there, in another namespace, in front of the gateway. */
export const demoServices: readonly JsonObject[] = [
  {
    kind: 'Service',
    metadata: { name: 'payments-api', namespace: 'payments' },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.112.7',
      selector: { 'app.kubernetes.io/name': 'gateway' },
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 }],
    },
    status: { loadBalancer: {} },
  },
];
