/** The part of eSpeak NG's interface that is used here; the package has no types of its own. */
declare module '@echogarden/espeak-ng-emscripten' {
  export interface ESpeakWorker {
    /** Returns 0 if there is such a language. */
    set_voice(name: string): number;
    /** In words a minute. */
    set_rate(rate: number): void;
    /** From 0 to 99, as is the range. */
    set_pitch(pitch: number): void;
    set_range(range: number): void;
    get_samplerate(): number;
    /** Synchronous: all parts have been handed over when it returns. They are views of memory that is used again. */
    synthesize(text: string, onPart: (samples: Int16Array | null) => boolean): void;
  }

  export interface ESpeak {
    readonly eSpeakNGWorker: new () => ESpeakWorker;
    readonly FS: { analyzePath(path: string): { exists: boolean } };
  }

  export default function load(): Promise<ESpeak>;
}
