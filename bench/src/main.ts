/** Picks a measurement by its name, `street` where none is given; see bench/README.md. */
const MEASUREMENTS: Readonly<Record<string, () => Promise<unknown>>> = {
  street: () => import('./street.ts'),
  push: () => import('./push.ts'),
  retention: () => import('./retention.ts'),
};

const [name = 'street'] = process.argv.slice(2);
const measurement = MEASUREMENTS[name];
if (measurement === undefined) {
  console.log(
    `There is no measurement ${name}; there are ${Object.keys(MEASUREMENTS).join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  await measurement();
}
