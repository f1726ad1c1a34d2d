import { describe, expect, it, test } from 'vitest';
import { app, ended, init, running, status, waiting } from '../../test/build.ts';
import { course, first, found, log, placed, sentence, type ToldCase } from '../../test/case.ts';

const [prepare, web] = [init('prepare'), app('web')];
const base = placed({ containers: [prepare, web] });

/** A first container that the runtime does not create, or start, and of which there is no run. */
const refused = (reason: string, message: string | null): ToldCase => ({
  seen: [
    base,
    {
      ...base,
      statuses: [
        status(prepare, waiting(reason, message)),
        status(web, waiting('PodInitializing')),
      ],
    },
  ],
  now: 30,
});

/** A first container that ended so, twice. */
const failing = (
  code: number,
  reason: string,
  message: string | null,
  lines: readonly string[] = [],
  seconds = 1,
): ToldCase => {
  const end = (from: number) => {
    const told = ended(code, from, from + seconds, { reason });
    return { ...told, ending: { ...told.ending, message } };
  };
  const [one, two] = [end(1), end(seconds + 2)];
  return {
    seen: course(
      base,
      [1, status(prepare, running(1))],
      [seconds + 1, status(prepare, one)],
      [seconds + 2, status(prepare, running(seconds + 2), { restarts: 1, lastEnd: one })],
      [2 * seconds + 3, status(prepare, two, { restarts: 1, lastEnd: one })],
    ),
    logs: [log('prepare', 1, ...lines)],
    now: 2 * seconds + 5,
  };
};

const SHIM =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

describe('what runtimes say of a program', () => {
  test.each<[string, string, string, string | null]>([
    [
      'runc, by a name',
      `${SHIM}error during container init: exec: "serve": executable file not found in $PATH`,
      'command-not-found',
      'serve',
    ],
    [
      'runc, by a path',
      `${SHIM}exec: "/app/serve": stat /app/serve: no such file or directory: unknown`,
      'command-not-found',
      '/app/serve',
    ],
    [
      'crun, by a name',
      'container create failed: executable file `serve` not found in $PATH: No such file or directory',
      'command-not-found',
      'serve',
    ],
    [
      'runc under CRI-O, which quotes it twice',
      'container create failed: time="2026-01-01T00:00:00Z" level=error msg="runc create failed: unable to start container process: exec: \\"serve\\": executable file not found in $PATH"',
      'command-not-found',
      'serve',
    ],
    ['may not', `${SHIM}exec: "/app/run": permission denied`, 'not-executable', '/app/run'],
    ['a directory', `${SHIM}exec: "/app": is a directory`, 'not-executable', '/app'],
    [
      'crun may not',
      'container create failed: open executable: Permission denied',
      'not-executable',
      null,
    ],
    [
      'another processor',
      `${SHIM}exec /app/run: exec format error`,
      'image-wrong-architecture',
      null,
    ],
  ])('%s', (_, message, code, program) => {
    for (const told of [
      failing(128, 'StartError', message),
      refused('CreateContainerError', message),
      refused('RunContainerError', message),
      refused(message, null),
    ]) {
      expect(first(told)).toBe(`critical ${code} prepare`);
      expect(found(told).length).toBe(1);
      if (program !== null) expect(sentence(told)).toContain(`\`${program}\``);
    }
  });

  test.each<[string, string]>([
    ['a mount', 'error mounting "/x" to rootfs at "/y": mount /x:/y: no such file or directory'],
    ['a working directory', 'chdir to cwd ("/app") set in config.json failed: permission denied'],
    ['a user', 'unable to find user app: no matching entries in passwd file'],
    ['a device', 'error adding device: /dev/nvidia0: no such file or directory'],
    ['a cgroup', 'unable to apply cgroup configuration: open /sys/fs/cgroup: permission denied'],
  ])('%s is no trouble with the program', (_, message) => {
    const told = failing(128, 'StartError', SHIM + message);
    expect(first(told)).toBe('critical start-failed prepare');
    expect(sentence(told)).toContain(`: \`${message}\`.`);
    const early = refused('CreateContainerError', `container create failed: ${message}`);
    expect(first(early)).toBe('critical config-invalid prepare');
    expect(sentence(early)).toContain(`prepare cannot be created: ${message}.`);
  });

  it('a limit too low for the runtime itself is a want of memory', () => {
    const message = `${SHIM}container init was OOM-killed (memory limit too low?)`;
    expect(first(failing(128, 'StartError', message))).toBe('critical oom-killed prepare');
  });
});

describe('what the container’s own log says of its program', () => {
  test.each<[string, string, string, string]>([
    [
      'an entry point whose interpreter is missing',
      'exec /entrypoint.sh: no such file or directory',
      'command-not-found',
      '/entrypoint.sh',
    ],
    [
      'the same as older runtimes say it',
      'standard_init_linux.go:228: exec user process caused: no such file or directory',
      'command-not-found',
      'its command',
    ],
    [
      'an entry point without the bit',
      'exec /entrypoint.sh: permission denied',
      'not-executable',
      '/entrypoint.sh',
    ],
    ['another processor', 'exec /entrypoint.sh: exec format error', 'image-wrong-architecture', ''],
    [
      'what a program says of another is its own failure',
      'ERROR fork/exec /usr/bin/git: permission denied',
      'exits-non-zero',
      'fork/exec',
    ],
  ])('%s', (_, line, code, words) => {
    const told = failing(1, 'Error', null, [line]);
    expect(first(told)).toBe(`critical ${code} prepare`);
    expect(sentence(told)).toContain(words);
  });

  test.each<[string, string, string]>([
    ['dash', '/bin/sh: 1: serve: not found', '`serve`'],
    ['bash', '/entrypoint.sh: line 3: serve: command not found', '`serve`'],
    ['env', '/usr/bin/env: ‘node’: No such file or directory', '`node`'],
    ['busybox env', "env: can't execute 'bash': No such file or directory", '`bash`'],
    [
      'the loader',
      '/app/run: error while loading shared libraries: libssl.so.3: cannot open shared object file: No such file or directory',
      '`libssl.so.3`',
    ],
  ])('127, in the words of %s', (_, line, program) => {
    const told = failing(127, 'Error', null, [line]);
    expect(first(told)).toBe('critical command-not-found prepare');
    expect(sentence(told)).toContain(program);
  });

  it('127 after minutes of work is no start that failed', () => {
    const told = failing(127, 'Error', null, ['sh: upload: not found'], 90);
    expect(first(told)).toBe('critical exits-non-zero prepare');
    expect(sentence(told)).toContain('exit code 127 (a command that was not found)');
  });

  it('128 of git is an exit code in words', () => {
    const told = failing(128, 'Error', null, ["fatal: repository 'x' not found"]);
    expect(first(told)).toBe('critical exits-non-zero prepare');
    expect(sentence(told)).toContain('exit code 128 (a fatal error, as git and runtimes call it)');
  });
});

describe('what is refused before it is created', () => {
  it('a runAsUser of root is told from an image of root', () => {
    const told = refused(
      'CreateContainerConfigError',
      'container\'s runAsUser breaks non-root policy (pod: "web-0_shop(uid)", container: prepare)',
    );
    expect(first(told)).toBe('critical run-as-non-root prepare');
    expect(sentence(told)).toContain('its runAsUser is 0, which is root');
  });

  test.each([
    'failed to sync configmap cache: timed out waiting for the condition',
    'services have not yet been read at least once, cannot construct envvars',
  ])('a kubelet that was just started passes: %s', (message) => {
    const told = refused('CreateContainerConfigError', message);
    expect(first(told)).toBe('info config-invalid prepare');
    expect(first({ ...told, now: 120 })).toBe('warning config-invalid prepare');
  });

  it('a name that the runtime still holds', () => {
    const told = refused(
      'CreateContainerError',
      'failed to reserve container name "prepare_web-0": name "prepare_web-0" is reserved for "0c1"',
    );
    expect(sentence(told)).toBe(
      'prepare cannot be created: failed to reserve container name "prepare_web-0": name "prepare_web-0" is reserved for "0c1". web waits for it.',
    );
  });
});
