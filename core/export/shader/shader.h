#pragma once
// A flow as the text of functions of a point, in a language that GLSL and C++ have in common. Private to core/export.

#include <string>

#include "core/export/exported_flow.h"

namespace core::shader {

enum class Language { glsl, cpp };

/// `name`: the C++ namespace. Throws InputError for a layer that cannot be said.
std::string programOf(const ExportedFlow& flow, Language language, const std::string& name);

}  // namespace core::shader
