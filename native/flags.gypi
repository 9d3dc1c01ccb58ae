{
  "cxx_flags": [
    "-std=c++17",
    "-Wall",
    "-Wextra",
    "-fno-math-errno",
    "-ffp-contract=off",
    "-fvisibility=hidden",
    "-fvisibility-inlines-hidden",
    "-pthread"
  ],
  "release_flags": ["-O3", "-DNDEBUG"],
  "debug_flags": ["-O1", "-g"]
}
