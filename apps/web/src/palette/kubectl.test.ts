import { expect, test } from 'vitest';
import { kubectlCommands } from './kubectl.ts';

test('the commands for a pod, its failing container first', () => {
  const containers = ['db-migrate', 'app'];
  const pod = { namespace: 'shop', name: 'shop-api-0', containers, hasRestarted: true };
  expect(kubectlCommands(pod).map(({ command }) => command)).toEqual([
    'kubectl -n shop describe pod shop-api-0',
    'kubectl -n shop logs shop-api-0 -c db-migrate --previous',
    'kubectl -n shop logs shop-api-0 -c db-migrate',
    'kubectl -n shop logs shop-api-0 -c app --previous',
    'kubectl -n shop logs shop-api-0 -c app',
    'kubectl -n shop logs shop-api-0 --all-containers --prefix',
    'kubectl -n shop events --for pod/shop-api-0',
    'kubectl -n shop get pod shop-api-0 -o yaml',
    'kubectl -n shop get pod shop-api-0 -w',
  ]);
});

test('where nothing was started again there is no log of an attempt before', () => {
  const pod = { namespace: 'shop', name: 'web', containers: ['app'], hasRestarted: false };
  expect(kubectlCommands(pod).map(({ command }) => command)).not.toContain(
    'kubectl -n shop logs web -c app --previous',
  );
});

test('T12: a name that is none of Kubernetes’ stays one word of the shell', () => {
  const [first] = kubectlCommands({
    namespace: 'a; rm -rf ~',
    name: "$(id)'`id`",
    containers: [],
    hasRestarted: false,
  });
  expect(first?.command).toBe(`kubectl -n 'a; rm -rf ~' describe pod '$(id)'\\''\`id\`'`);
  const [option] = kubectlCommands({
    namespace: '--all',
    name: 'x',
    containers: [],
    hasRestarted: false,
  });
  expect(option?.command).toContain("-n '--all'");
});
