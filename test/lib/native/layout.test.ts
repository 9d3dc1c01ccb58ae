import { EDIT_DISTANCE_HEADER } from '../../../lib/decode/edit-distance';
import { ARRAYS, HEADER } from '../../../lib/native/call-block';
import { loadNative } from '../../../lib/native/load';

test("lib's layouts of the blocks are the addon's", () => {
  expect(loadNative().addon.blockLayouts()).toEqual({
    header: [...HEADER],
    arrays: [...ARRAYS],
    editDistanceHeader: [...EDIT_DISTANCE_HEADER],
  });
});
