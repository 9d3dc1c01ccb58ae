/** English accents of eSpeak NG. */
const ACCENTS = ['en-us', 'en-gb-x-rp', 'en-gb-scotland', 'en-029', 'en-gb-x-gbclan', 'en-us-nyc', 'en-gb-x-gbcwmd'];

/** eSpeak NG's voice variants: different speakers. */
const TRAINING_VARIANTS = names(`
  m1 m2 m4 m5 m6 m8 f1 f3 f4 klatt klatt3 klatt5 Alex Alicia Andy Annie Denis Diogo Gene Gene2 Henrique Jacky Lee
  Marco Michael Mike Reed Storm Tweaky adam anika announcer antonio aunty belinda boris caleb ed edward edward2
  grandma grandpa gustave ian iven iven2 iven3 iven4 kaukovalta linda marcelo max michel miguel mike2 norbert
`);

const HELD_OUT_VARIANTS = names(`
  pablo paul pedro quincy robert sandro shelby steph steph2 steph3 victor
`);

const TEST_VARIANTS = names(`
  m3 m7 f2 f5 klatt2 Andrea Hugo Mario benjamin david john rob travis zac
`);

/** As `accent+variant`. No variant is in two of these lists. */
export const TRAINING_VOICES = withAccents(TRAINING_VARIANTS, 2);
export const HELD_OUT_VOICES = withAccents(HELD_OUT_VARIANTS, 1);
export const TEST_VOICES = withAccents(TEST_VARIANTS, 1);
export const VOICES = TRAINING_VOICES.length + HELD_OUT_VOICES.length + TEST_VOICES.length;

/** Combines each variant with `accentsEach` accents; all accents occur about equally often. */
function withAccents(variants: readonly string[], accentsEach: number): readonly string[] {
  return variants.flatMap((variant, index) =>
    Array.from({ length: accentsEach }, (_, turn) => `${ACCENTS[(index + 3 * turn) % ACCENTS.length]}+${variant}`),
  );
}

function names(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}
