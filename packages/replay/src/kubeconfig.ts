/** The kubeconfig by which anybody, Podline included, reaches a replay as if it were a cluster. */

interface KubeconfigParts {
  readonly url: string;
  readonly token: string;
  readonly contextName: string;
}

/**
 * YAML of a kubeconfig with one cluster, one user with a token, and one context, which is current.
 * The JavaScript client refuses plain HTTP unless TLS verification is waived, so it is waived.
 */
export function kubeconfigFor({ url, token, contextName }: KubeconfigParts): string {
  // A JSON string is a YAML string, whatever is in it.
  const name = JSON.stringify(contextName);
  return `apiVersion: v1
kind: Config
current-context: ${name}
clusters:
  - name: ${name}
    cluster:
      server: ${JSON.stringify(url)}
      insecure-skip-tls-verify: true
users:
  - name: ${name}
    user:
      token: ${JSON.stringify(token)}
contexts:
  - name: ${name}
    context:
      cluster: ${name}
      user: ${name}
`;
}
