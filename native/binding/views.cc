#include "binding/views.h"

#include "request/sizes.h"

namespace ctc::binding {
namespace {

int64_t element_bytes(napi_typedarray_type type) {
  switch (type) {
    case napi_int8_array:
    case napi_uint8_array:
    case napi_uint8_clamped_array:
      return 1;
    case napi_int16_array:
    case napi_uint16_array:
      return 2;
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array:
      return 4;
    default:
      return 8;
  }
}

}  // namespace

bool read_view(napi_env env, napi_value value, napi_typedarray_type expected, View* view) {
  bool is_typed_array = false;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return false;
  napi_typedarray_type type;
  size_t length = 0;
  if (napi_get_typedarray_info(env, value, &type, &length, &view->data, nullptr, nullptr) != napi_ok) return false;
  view->length = static_cast<int64_t>(length);
  view->bytes = view->length * element_bytes(type);
  return type == expected && length <= static_cast<size_t>(request::kLargestSize) &&
         (view->data != nullptr || length == 0);
}

bool overlap(const View& one, const View& other) {
  const auto one_begin = reinterpret_cast<uintptr_t>(one.data);
  const auto other_begin = reinterpret_cast<uintptr_t>(other.data);
  return one.bytes != 0 && other.bytes != 0 && one_begin < other_begin + static_cast<uintptr_t>(other.bytes) &&
         other_begin < one_begin + static_cast<uintptr_t>(one.bytes);
}

bool any_overlap(std::initializer_list<View> views) {
  for (const View* one = views.begin(); one != views.end(); ++one) {
    for (const View* other = one + 1; other != views.end(); ++other) {
      if (overlap(*one, *other)) return true;
    }
  }
  return false;
}

}  // namespace ctc::binding
