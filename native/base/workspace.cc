#include "base/workspace.h"

#include <new>

namespace ctc {

bool Workspace::reserve(size_t bytes) {
  used_ = 0;
  if (bytes <= capacity_) return true;
  release();
  block_ = static_cast<char*>(::operator new(bytes, std::align_val_t{kAlignment}, std::nothrow));
  if (block_ == nullptr) return false;
  capacity_ = bytes;
  return true;
}

void Workspace::trim() {
  if (capacity_ > kMaxKeptBytes) release();
}

void Workspace::release() {
  if (block_ != nullptr) ::operator delete(block_, std::align_val_t{kAlignment});
  block_ = nullptr;
  capacity_ = 0;
  used_ = 0;
}

Workspace& Workspace::of_this_thread(Purpose purpose) {
  static thread_local Workspace workspaces[kPurposes];
  return workspaces[purpose];
}

}  // namespace ctc
