# The addon, built by node-gyp. The published package keeps this file in native/, so that package managers do not compile
# at install (scripts/build-native.mjs). Sources and flags are shared with CMakeLists.txt: native/sources.gypi, native/flags.gypi.
{
  'variables': {
    'includes': ['native/sources.gypi', 'native/flags.gypi'],
    # node-gyp --openmp=true: OpenMP's threads instead of std::thread's.
    'openmp%': 'false',
    'version': '<!(node -p "require(\'./package.json\').version")',
    'has_benchmark': '<!(node -p "require(\'fs\').existsSync(\'bench/native\')")',
  },
  'target_defaults': {
    'include_dirs': [
      'native',
      'native/include',
      '<!(node -p "require(\'node-addon-api\').include_dir")',
    ],
    'defines': [
      'CTC_VERSION="<(version)"',
      'NAPI_VERSION=8',
      'NAPI_DISABLE_CPP_EXCEPTIONS',
    ],
    # The core turns std::bad_alloc into an Outcome, so it needs exceptions, although none reaches N-API.
    'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-fno-strict-aliasing'],
    'cflags_cc': ['<@(cxx_flags)'],
    # On macOS gyp ignores cflags_cc. These come last, so they win over those of Node.js' common.gypi.
    'xcode_settings': {
      'MACOSX_DEPLOYMENT_TARGET': '11.0',
      'OTHER_CPLUSPLUSFLAGS': ['<@(cxx_flags)', '-fexceptions', '-frtti', '-fstrict-aliasing'],
    },
    'configurations': {
      'Release': {
        'cflags_cc': ['<@(release_flags)'],
        'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['<@(release_flags)']},
      },
      'Debug': {
        'cflags_cc': ['<@(debug_flags)'],
        'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['<@(debug_flags)']},
      },
    },
    'conditions': [
      ['OS=="linux"', {
        # Node.js unloads an addon when the Worker that loaded it ends, but the pool's threads still run its code.
        'ldflags': ['-pthread', '-Wl,-z,nodelete'],
      }],
      ['openmp=="true"', {
        'cflags_cc': ['-fopenmp'],
        'ldflags': ['-fopenmp'],
      }],
    ],
  },
  'targets': [
    {
      'target_name': 'ctc_native',
      'sources': ['<@(core_sources)', '<@(binding_sources)'],
    },
  ],
  'conditions': [
    # The published package has no benchmark.
    ['has_benchmark=="true"', {
      'targets': [
        {
          'target_name': 'ctc_bench',
          'sources': ['<@(bench_sources)'],
        },
      ],
    }],
  ],
}
