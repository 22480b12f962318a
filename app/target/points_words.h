#pragma once
// The options of a target of points in words: which of a file's columns there are, how it was read, split and scaled.

#include <QString>
#include <vector>

#include "core/project/project.h"

namespace app {

/// What can be set about a target, as it is shown: the columns of points are a choice of those that their file has, and
/// not there where it has no others.
std::vector<core::Setting> shownSettings(const core::TargetSpec& target);
/// The value that its editor shows: a column by its name even if it was not chosen by it.
std::string shownValue(const core::TargetSpec& target, const std::string& key);
/// What is to be set beside `asked` where a person sets `key`: a column that is already the other one changes places with
/// it.
core::Settings withColumn(const core::TargetSpec& target, const core::Settings& asked, const std::string& key,
                          const std::string& value);
/// "separator ;, decimal comma, header, 1,234 rows", the split and the scaling, in lines.
QString pointsWords(const core::Project& project);

}  // namespace app
