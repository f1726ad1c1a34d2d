/** The kubeconfig by which anybody, Podline included, reaches a replay as if it were a cluster. */

interface KubeconfigParts {
  readonly url: string;
  readonly token: string;
  readonly contextName: string;
  /** Names this file as the holder of the token, instead of the token itself. */
  readonly tokenFile?: string | undefined;
}

/**
 * YAML of a kubeconfig with one cluster, one user with a token, and one context, which is current.
 * The JavaScript client refuses plain HTTP unless TLS verification is waived, so it is waived.
 */
export function kubeconfigFor({ url, token, contextName, tokenFile }: KubeconfigParts): string {
  // A JSON string is a YAML string, whatever is in it.
  const name = JSON.stringify(contextName);
  const credential =
    tokenFile === undefined
      ? `token: ${JSON.stringify(token)}`
      : `tokenFile: ${JSON.stringify(tokenFile)}`;
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
      ${credential}
contexts:
  - name: ${name}
    context:
      cluster: ${name}
      user: ${name}
`;
}
