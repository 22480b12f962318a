#include "core/targets/target.h"

namespace core {

#define TARGET(kind) extern const TargetKind kind##Kind;
#include "core/targets/targets.def"
#undef TARGET

const std::vector<const TargetKind*>& targetKinds() {
  static const std::vector<const TargetKind*> all = {
#define TARGET(kind) &kind##Kind,
#include "core/targets/targets.def"
#undef TARGET
  };
  return all;
}

}  // namespace core
