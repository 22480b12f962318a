#pragma once
// Text of a stranger, fit for a sentence: errors quote what files and people wrote, and must stay one short line.

#include <string>
#include <string_view>

namespace core {

/// In single quotes: at most 40 bytes of it, valid UTF-8, '?' for what would break the line.
std::string inQuotes(std::string_view found);
/// The UTF-8 character at the start of `text`, or its first byte if there is none.
std::string_view firstCharacter(std::string_view text);

}  // namespace core
