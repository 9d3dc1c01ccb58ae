#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "ctc/ngram.h"
#include "decode/arpa_reader.h"

#if defined(_WIN32)
#define NOMINMAX
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#endif

namespace ctc {
namespace {

constexpr size_t kPieceBytes = size_t{1} << 18;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/** @param path in UTF-8 @return null after an error, with errno set */
std::FILE* open_file(const char* path) {
#if defined(_WIN32)
  // fopen() expects a path in the system's code page.
  const int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, nullptr, 0);
  if (size == 0) {
    errno = EINVAL;
    return nullptr;
  }
  std::wstring wide(static_cast<size_t>(size), L'\0');
  MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide.data(), size);
  return _wfopen(wide.c_str(), L"rb");
#else
  return std::fopen(path, "rb");
#endif
}

/** @return false after an error, with `fault` set */
bool read(const char* path, NgramModel* model, std::string* fault) {
  errno = 0;
  const std::unique_ptr<std::FILE, CloseFile> file(open_file(path));
  if (file == nullptr) {
    *fault = std::string("it cannot be read: ") + std::strerror(errno);
    return false;
  }
  ArpaReader reader(model);
  std::vector<char> piece(kPieceBytes);
  bool is_valid = true;
  while (is_valid) {
    const size_t size = std::fread(piece.data(), 1, piece.size(), file.get());
    if (size == 0) break;
    is_valid = reader.feed(piece.data(), size);
  }
  if (std::ferror(file.get())) {
    *fault = std::string("it cannot be read: ") + std::strerror(errno);
    return false;
  }
  if (is_valid && reader.finish()) return true;
  *fault = reader.fault();
  return false;
}

}  // namespace

Outcome read_arpa(const char* path, std::shared_ptr<const NgramModel>* model, std::string* fault) {
  try {
    const auto read_model = std::make_shared<NgramModel>();
    if (!read(path, read_model.get(), fault)) return Outcome::kInvalid;
    *model = read_model;
    return Outcome::kOk;
  } catch (const std::bad_alloc&) {
    return Outcome::kOutOfMemory;
  } catch (const std::length_error&) {  // from a vector beyond its maximum size
    return Outcome::kOutOfMemory;
  }
}

}  // namespace ctc
