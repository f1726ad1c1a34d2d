/** Something that can be taken away from a page. */
export interface ExportEntry {
  /** Its name in the menu, e.g. `SVG`. Unique there. */
  readonly words: string;
  /** A few words on what it is good for. */
  readonly hint: string;
  /** Makes it and hands it over. @throws with a sentence for a person. */
  readonly run: () => void | Promise<void>;
}
