/** The words that a newcomer meets, in two sentences at most. docs/glossary.md says the same. */

export interface GlossaryEntry {
  readonly term: string;
  readonly says: string;
}

/** In the order in which docs/glossary.md has them. */
export const GLOSSARY = {
  'init-container': {
    term: 'init container',
    says: 'Runs to completion before the app starts, one after another. When it fails, Kubernetes starts it again until it succeeds.',
  },
  'native-sidecar': {
    term: 'native sidecar',
    says: 'An init container that keeps running (restartPolicy: Always). The next one begins when it has started, and it ends after the app.',
  },
  'classic-sidecar': {
    term: 'classic sidecar',
    says: 'An ordinary container that helps the app, such as a proxy or a log shipper. Kubernetes does not know that; Podline tells it by its name and labels.',
  },
  'app-container': {
    term: 'app container',
    says: 'What the pod is for. It starts when all init containers have done their part.',
  },
  'ephemeral-container': {
    term: 'ephemeral container',
    says: 'Put into a running pod by kubectl debug, to look around. It is never started again.',
  },
  attempt: {
    term: 'attempt',
    says: 'One start of a container and what came of it. Attempt 0 is the first; each restart is the next.',
  },
  restarts: {
    term: 'restarts',
    says: 'How often the containers of the pod were started again, as kubectl counts them. The time in brackets is the last one.',
  },
  'exit-code': {
    term: 'exit code',
    says: 'What a program ends with: 0 is success. Above 128 a signal ended it: 137 is SIGKILL, often for want of memory, and 143 is SIGTERM.',
  },
  'back-off': {
    term: 'back-off',
    says: 'The time that Kubernetes waits before it starts a failed container again. It doubles with each failure, from 10 s to 5 min.',
  },
  'not-before': {
    term: 'not before',
    says: 'The moment at which a back-off is over. The container may start somewhat later, never sooner.',
  },
  readiness: {
    term: 'readiness',
    says: 'Whether a container may be sent traffic, by its readiness probe. A pod is ready when all of its containers are, and its readiness gates agree.',
  },
  'startup-probe': {
    term: 'startup probe',
    says: 'Asks a container whether it has finished starting. Until it has, the other probes wait, and so does the init container after a native sidecar.',
  },
  'crash-loop-back-off': {
    term: 'CrashLoopBackOff',
    says: 'The container keeps ending, and Kubernetes waits before it tries again. The reason is in the attempt before: its exit code and its log.',
  },
  'image-pull-back-off': {
    term: 'ImagePullBackOff',
    says: 'The image could not be fetched, and Kubernetes waits before it tries again. A wrong name, a missing secret or a registry that is down are the usual causes.',
  },
  'pod-initializing': {
    term: 'PodInitializing',
    says: 'Kubernetes’ one word for a container that has not begun in a pod with init containers. Podline names what it really waits for: another container, its image, a volume.',
  },
  'container-creating': {
    term: 'ContainerCreating',
    says: 'The node prepares the pod: its network, its volumes, its images. A volume or a ConfigMap that is missing keeps it here.',
  },
  pending: {
    term: 'Pending',
    says: 'No node has been found for the pod yet, or none of its containers has begun. The conditions of the pod say which.',
  },
  'init-progress': {
    term: 'Init:1/3',
    says: 'One of three init containers is done; the next one is at work or waits. The app has not started.',
  },
  'oom-killed': {
    term: 'OOMKilled',
    says: 'The container used more memory than its limit, so the kernel ended it with SIGKILL.',
  },
  terminating: {
    term: 'Terminating',
    says: 'The pod is being deleted. Its containers have been asked to end and are killed when the grace period is over.',
  },
  stuck: {
    term: 'stuck',
    says: 'Not up, and not getting there by itself as fast as it should. Podline tells since when, and which container holds up the rest.',
  },
  gap: {
    term: 'gap',
    says: 'A time in which nobody watched the cluster. What happened then is known only as far as Kubernetes still told it afterwards.',
  },
  'not-observed': {
    term: 'not observed',
    says: 'Attempts that began and ended while nobody saw them. Kubernetes counts them and keeps only the last one.',
  },
  live: {
    term: 'live',
    says: 'The cluster is being watched, and what is shown is as it is now.',
  },
  stale: {
    term: 'stale',
    says: 'The cluster cannot be watched now. What is shown was true at the time that is named, and may have changed since.',
  },
  resyncing: {
    term: 'resyncing',
    says: 'The cluster no longer had the changes that came next, so everything is listed anew. Nothing that it still knows is lost.',
  },
  reconnecting: {
    term: 'reconnecting',
    says: 'The page has lost its connection to Podline and makes a new one. What changed meanwhile comes with it.',
  },
} as const satisfies Readonly<Record<string, GlossaryEntry>>;

export type TermId = keyof typeof GLOSSARY;

/** In their order. */
export const TERM_IDS = Object.keys(GLOSSARY) as readonly TermId[];

/** The whole as docs/glossary.md holds it: one line a term. */
export const glossaryLines = (): readonly string[] =>
  TERM_IDS.map((id) => `- **${GLOSSARY[id].term}**: ${GLOSSARY[id].says}`);
