/**
 * @file views.h
 * The memory of typed arrays.
 */
#ifndef CTC_BINDING_VIEWS_H_
#define CTC_BINDING_VIEWS_H_

#include <napi.h>

#include <cstdint>
#include <initializer_list>

namespace ctc::binding {

/** Memory of a typed array. Valid as long as the array is alive and not detached. */
struct View {
  void* data = nullptr;  ///< includes the array's byteOffset
  int64_t length = 0;    ///< in elements; 0 for a detached array
  int64_t bytes = 0;
};

/** @return false if the value is not a typed array of the expected type */
bool read_view(napi_env env, napi_value value, napi_typedarray_type expected, View* view);

/** Whether the two share memory. */
bool overlap(const View& one, const View& other);

/** Whether any two of them share memory. */
bool any_overlap(std::initializer_list<View> views);

}  // namespace ctc::binding

#endif  // CTC_BINDING_VIEWS_H_
