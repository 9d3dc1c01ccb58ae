{
  "core_sources": [
    "native/core/check.cc",
    "native/core/loss.cc",
    "native/core/parallel.cc",
    "native/core/workspace.cc",
    "native/decode/each_sample.cc",
    "native/decode/edit_distance.cc",
    "native/decode/greedy.cc",
    "native/kernels/dispatch.cc",
    "native/kernels/reference.cc",
    "native/kernels/scalar.cc",
    "native/kernels/x86_features.cc",
    "native/kernels/avx2.cc",
    "native/kernels/avx512.cc",
    "native/kernels/neon.cc"
  ],
  "binding_sources": [
    "native/binding/addon.cc",
    "native/binding/request.cc",
    "native/binding/call.cc",
    "native/binding/decode_calls.cc",
    "native/binding/edit_distance_call.cc",
    "native/binding/loss_call.cc",
    "native/binding/views.cc",
    "native/binding/errors.cc"
  ],
  "bench_sources": [
    "native/core/check.cc",
    "native/core/parallel.cc",
    "native/core/workspace.cc",
    "native/kernels/reference.cc",
    "bench/native/addon.cc",
    "bench/native/textbook.cc"
  ]
}
