#pragma once
// What is copied and pasted as text: a stack as one types it, a ledger as a table for a spreadsheet or a paper.

#include <QString>
#include <optional>

#include "app/stage/ledger_model.h"
#include "core/project/project.h"

namespace app {

/// Lines of comma-separated numbers with nine significant digits, under a line of names. Empty for an empty ledger.
QString ledgerAsCsv(const LedgerModel& ledger);
/// A `tabular` for a document that loads booktabs. Empty for an empty ledger.
QString ledgerAsLatex(const LedgerModel& ledger);

/// The stack that a text says ("actnorm affine*8(hidden=64x64)"); nothing for a text that begins with no layer. Throws
/// InputError for one that does and goes wrong later.
std::optional<core::FlowSpec> stackFromText(const QString& text, core::Objective objective);

}  // namespace app
