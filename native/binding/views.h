/**
 * @file views.h
 * Typed arrays as memory.
 */
#ifndef CTC_BINDING_VIEWS_H_
#define CTC_BINDING_VIEWS_H_

#include <napi.h>

#include <cstdint>
#include <initializer_list>

namespace ctc::binding {

struct View {
  void* data = nullptr;  ///< the view's byteOffset is in it
  int64_t length = 0;    ///< in elements; 0 for a detached array
  int64_t bytes = 0;
};

/** @return false if the value is no typed array of that type */
bool read_view(napi_env env, napi_value value, napi_typedarray_type expected, View* view);

bool overlap(const View& one, const View& other);

/** Whether any two of them share memory. */
bool any_overlap(std::initializer_list<View> views);

}  // namespace ctc::binding

#endif  // CTC_BINDING_VIEWS_H_
