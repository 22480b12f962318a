#pragma once
// Reads TeX mathematics, as between dollar signs, into a tree.

#include "app/math/syntax.h"

namespace app {

/// Throws core::InputError: "formula, column 7: \foo is not known here". Columns count from 1.
Row parseFormula(const QString& tex);

}  // namespace app
