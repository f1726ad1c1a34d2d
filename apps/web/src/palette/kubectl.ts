/** What one would type to see the same with kubectl. */

export interface KubectlPod {
  readonly namespace: string;
  readonly name: string;
  /** As far as they are known; those that matter most first. */
  readonly containers: readonly string[];
  /** Whether a container of it was started again: else there is no log of an attempt before. */
  readonly hasRestarted: boolean;
}

export interface Command {
  /** What it shows. */
  readonly says: string;
  readonly command: string;
}

/** Without a context: the viewer's kubeconfig may call the cluster otherwise. */
export function kubectlCommands(of: KubectlPod): readonly Command[] {
  const { namespace, name, containers, hasRestarted } = of;
  const kubectl = `kubectl -n ${quoted(namespace)}`;
  const pod = quoted(name);
  return [
    { says: 'describe', command: `${kubectl} describe pod ${pod}` },
    ...containers.flatMap((container) => {
      const log = `${kubectl} logs ${pod} -c ${quoted(container)}`;
      const before = { says: 'log of the attempt before', command: `${log} --previous` };
      return [...(hasRestarted ? [before] : []), { says: 'log', command: log }];
    }),
    { says: 'log of all containers', command: `${kubectl} logs ${pod} --all-containers --prefix` },
    { says: 'events', command: `${kubectl} events --for pod/${pod}` },
    { says: 'YAML', command: `${kubectl} get pod ${pod} -o yaml` },
    { says: 'watch', command: `${kubectl} get pod ${pod} -w` },
  ];
}

/** Names of Kubernetes need no quotes; whatever else comes here must not become a command. */
const quoted = (word: string): string =>
  /^[A-Za-z0-9][\w.-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
