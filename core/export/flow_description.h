#pragma once
// What a file of a flow says besides its numbers: stack, scaling and base. The same JSON in .json and inside .npz;
// resources/schema/flow.schema.json documents it. Private to core/export.

#include <functional>

#include "core/export/exported_flow.h"
#include "core/export/tensors.h"
#include "core/project/flow_json.h"

namespace core {

/// Formats above this are of a newer program.
inline constexpr int kFlowVersion = 1;

Json describeFlow(const ExportedFlow& flow);

/// The entries of one array, row by row, exactly as many as it has; throws InputError.
using TensorValues = std::function<std::vector<Real>(int layer, const Tensor& tensor)>;
/// The flow that a description is of. `name` is the file's. Throws InputError that says what is wrong, and where.
ExportedFlow describedFlow(const Json& description, const std::string& name, const TensorValues& values);

}  // namespace core
