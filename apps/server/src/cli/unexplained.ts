/** Why `podline explain POD` has nothing to print. */

/** `wrong`: an option is. `no-server`: nobody answers as Podline does. `no-pod`: there is no such pod, or there are several. */
export type UnexplainedBecause = 'wrong' | 'no-server' | 'no-pod';

/** Its message is one sentence for a person. */
export class Unexplained extends Error {
  readonly because: UnexplainedBecause;

  constructor(because: UnexplainedBecause, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.because = because;
  }
}
