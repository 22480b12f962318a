#include "core/bases/base.h"
#include "core/util/error.h"
#include "core/util/item_reader.h"
#include "core/util/quotes.h"

namespace core {

#define BASE(kind) extern const BaseKind kind##Base;
#include "core/bases/bases.def"
#undef BASE

const std::vector<const BaseKind*>& baseKinds() {
  static const std::vector<const BaseKind*> all = {
#define BASE(kind) &kind##Base,
#include "core/bases/bases.def"
#undef BASE
  };
  return all;
}

namespace {

const BaseKind& kindOf(const std::string& key) {
  std::string known;
  for (const BaseKind* kind : baseKinds()) {
    if (kind->info().key == key) return *kind;
    known += (known.empty() ? "" : ", ") + kind->info().key;
  }
  throw InputError("unknown base " + inQuotes(key) + "; known: " + known);
}

}  // namespace

const BaseInfo& baseInfo(const std::string& key) { return kindOf(key).info(); }

BaseSpec baseSpec(const std::string& key, const Settings& settings) {
  return {key, completed(key, baseInfo(key).settings, settings)};
}

BaseSpec parseBase(const std::string& text) {
  ItemReader reader(text, "base");
  reader.skipSpaces();
  const std::string key = reader.word("a base");
  const Settings settings = reader.settings();
  reader.skipSpaces();
  if (!reader.atEnd()) reader.refuse("the end");
  return baseSpec(key, settings);
}

std::string textOf(const BaseSpec& spec) { return spec.key + inBrackets(spec.settings, baseSpec(spec.key).settings); }

std::shared_ptr<const Base> makeBase(const BaseSpec& spec) {
  const std::shared_ptr<const Base> base = kindOf(spec.key).make(baseSpec(spec.key, spec.settings).settings);
  return spec.temperature == 1 ? base : tempered(base, spec.temperature);
}

}  // namespace core
