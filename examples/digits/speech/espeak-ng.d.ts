/** The part of eSpeak NG's interface that is used here; the package has no types. */
declare module '@echogarden/espeak-ng-emscripten' {
  export interface ESpeakWorker {
    /** Returns 0 if the voice exists. */
    set_voice(name: string): number;
    /** Words per minute. */
    set_rate(rate: number): void;
    /** From 0 to 99, like the range. */
    set_pitch(pitch: number): void;
    set_range(range: number): void;
    get_samplerate(): number;
    /** Synchronous: calls back with all parts before it returns. The parts are views of memory that is reused. */
    synthesize(text: string, onPart: (samples: Int16Array | null) => boolean): void;
  }

  export interface ESpeak {
    readonly eSpeakNGWorker: new () => ESpeakWorker;
    readonly FS: { analyzePath(path: string): { exists: boolean } };
  }

  export default function load(): Promise<ESpeak>;
}
